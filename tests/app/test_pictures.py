"""Drawn pictures are well-formed, harmless, small, and the same every time."""

import json
import string
from importlib.resources import files
from pathlib import Path
from urllib.parse import unquote
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from app.pictures import COLUMN, LINES, PALETTES, draw, ems, fitted, picture_uri
from retrieval.catalogue import Attribute, Domain, Item, Kind, Value

DOMAIN = Domain(
    "tiny",
    "Tiny",
    (Attribute("kind", Kind.TAGS), Attribute("price", Kind.MONEY, unit="EUR"), Attribute("year", Kind.YEAR)),
    card=("kind", "price", "year"),
    picture="kind",
)
DRAWN = {"svg", "title", "defs", "linearGradient", "stop", "g", "path", "circle", "ellipse", "rect", "text"}
HOSTILE = (
    "</title><script>alert(1)</script>",
    '"><image href="http://example.org/x.png" onload="alert(1)"/>',
    "&amp; & &#x27; ]]> <!--",
    "a\x00b\x08c\ud800d￾e\u202e",
    "",
    " ",
    "x" * 10_000,
    "<" * 10_000,
)


def item(title: str = "Seven Lamps", name: str = "1", **values: Value) -> Item:
    return Item(name, title, values)


def parsed(svg: str) -> Element:
    root = fromstring(svg)
    assert root is not None
    return root


def local(element: Element) -> str:
    return element.tag.removeprefix("{http://www.w3.org/2000/svg}")


def words(svg: str) -> list[str]:
    return [element.text or "" for element in parsed(svg).iter() if local(element) == "text"]


def assert_harmless(svg: str) -> None:
    for element in parsed(svg).iter():
        assert local(element) in DRAWN
        for key, value in element.attrib.items():
            assert not key.lower().startswith("on")
            assert "href" not in key.lower()
            assert "style" not in key.lower()
            assert "url(" not in value or value[5:-1] in PALETTES
    assert len(svg.encode()) <= 4096


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_is_only_text(title: str) -> None:
    assert_harmless(draw(item(title, kind=(title,), price=3.0), DOMAIN))


@given(st.text(st.characters(), max_size=300), st.text(max_size=40), st.text(max_size=20))
def test_any_title_value_and_id_draw(title: str, value: str, name: str) -> None:
    shown = item(title, name, kind=(value,), price=3.0)
    assert_harmless(draw(shown, DOMAIN))
    assert draw(shown, DOMAIN) == draw(shown, DOMAIN)


def test_the_picture_says_what_it_is() -> None:
    root = parsed(draw(item("Tea & Oranges", kind=("drama", "war"), price=12.5), DOMAIN))
    assert root.get("role") == "img"
    assert local(root[0]) == "title"
    assert root[0].text == "Tea & Oranges, drama"


def test_title_and_first_number_of_the_card_stand_in_it() -> None:
    assert words(draw(item("Tea & Oranges", price=12.5, year=1999.0), DOMAIN)) == ["€12.50", "Tea &", "Oranges"]
    assert words(draw(item("Tea & Oranges", year=1999.0), DOMAIN))[0] == "1999"
    assert words(draw(item("Tea & Oranges"), DOMAIN))[0] == ""


def motif(svg: str) -> list[str]:
    group = next(e for e in parsed(svg).iter() if (e.get("transform") or "").startswith("translate(158"))
    return [str(shape.get("d")) for shape in group.iter() if shape.get("d")]


def test_the_motif_follows_the_value_and_not_the_item() -> None:
    shapes = [motif(draw(item(name=str(n), kind=("mystery",)), DOMAIN)) for n in range(20)]
    assert all(shape == shapes[0] for shape in shapes)
    assert shapes[0] != motif(draw(item(kind=("western",)), DOMAIN))


def test_a_value_is_recognised_in_any_spelling_of_case() -> None:
    assert motif(draw(item(kind=("Science Fiction",)), DOMAIN)) == motif(draw(item(kind=("science fiction",)), DOMAIN))


def test_the_first_value_that_has_a_drawing_is_drawn() -> None:
    assert motif(draw(item(kind=("never drawn", "mystery")), DOMAIN)) == motif(draw(item(kind=("mystery",)), DOMAIN))


def test_items_of_one_kind_do_not_all_look_alike() -> None:
    assert len({draw(item("Same", str(n), kind=("mystery",)), DOMAIN) for n in range(40)}) >= 10


def test_an_unknown_kind_keeps_its_abstract_motif() -> None:
    of_one = {tuple(motif(draw(item(name=str(n), kind=("riesling",)), DOMAIN))) for n in range(20)}
    of_many = {tuple(motif(draw(item(kind=(value,)), DOMAIN))) for value in string.ascii_letters}
    assert len(of_one) == 1
    assert len(of_many) >= 8


def test_a_domain_without_a_picture_attribute_is_drawn_too() -> None:
    bare = Domain("bare", "Bare", ())
    assert len({tuple(motif(draw(item(name=str(n)), bare))) for n in range(60)}) >= 8


def test_the_address_holds_the_picture_and_can_stand_in_any_attribute() -> None:
    shown = item("""Tom & "Jerry's" <tea>""", kind=("comedy",), price=3.0)
    address = picture_uri(shown, DOMAIN)
    head, _, body = address.partition(",")
    assert head == "data:image/svg+xml"
    assert unquote(body) == draw(shown, DOMAIN)
    assert not set(address) & set("<>\"'&#\n")


# --- fitting ----------------------------------------------------------------------------------------------------------


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=200))
def test_lines_keep_within_their_column(title: str) -> None:
    size, lines = fitted(title)
    assert len(lines) <= LINES
    assert all(ems(line) * size <= COLUMN * 1.001 for line in lines)


@pytest.mark.parametrize("title", ["Seven Samurai", "In the Mood for Love", "七人の侍", "Léon", "Война и мир"])
def test_a_usual_title_is_whole(title: str) -> None:
    assert "".join(fitted(title)[1]).replace(" ", "") == title.replace(" ", "")


def test_a_title_without_spaces_is_broken() -> None:
    assert "".join(fitted("千と千尋の神隠し千と千尋の神隠し")[1]) == "千と千尋の神隠し千と千尋の神隠し"


def test_a_title_that_is_too_long_says_so() -> None:
    assert fitted("word " * 60)[1][-1].endswith("…")


def test_a_short_title_is_larger_than_a_long_one() -> None:
    assert fitted("Heat")[0] > fitted("The Assassination of Jesse James by Nobody")[0]


# --- what we drew -----------------------------------------------------------------------------------------------------


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", PALETTES)
def test_words_can_be_read_and_shapes_seen(name: str) -> None:
    palette = PALETTES[name]
    for ground in (palette.top, palette.bottom):
        assert contrast(palette.ink, ground) >= 4.5
        assert contrast(palette.shape, ground) >= 4.0


ROOTS = [Path(str(files("retrieval"))) / "domains", Path(str(files("app"))) / "motifs"]
MOTIFS = sorted(path for root in ROOTS for path in root.rglob("*.svg"))


@pytest.mark.parametrize("path", MOTIFS, ids=lambda path: path.stem)
def test_a_motif_keeps_to_the_key_colours(path: Path) -> None:
    root = parsed(path.read_text(encoding="utf-8"))
    assert root.get("viewBox") == "0 0 200 200"
    assert set((root.get("data-palettes") or "").split()) <= set(PALETTES)
    for element in root.iter():
        assert local(element) in DRAWN
        for key in ("fill", "stroke"):
            assert element.get(key) in (None, "none", "#000", "#888", "#f00", "#fff")


def test_there_are_motifs_enough() -> None:
    assert len([path for path in MOTIFS if path.parent.name == "motifs"]) >= 12


@pytest.mark.parametrize("path", [p for p in MOTIFS if p.parent.name == "pictures"], ids=lambda path: path.stem)
def test_a_picture_with_this_motif_is_small(path: Path) -> None:
    domain = Domain(path.parent.parent.name, "It", DOMAIN.attributes, picture="kind", card=("price",))
    slug = path.stem.rstrip("-123456789").replace("-", " ")
    for n in range(8):
        assert_harmless(draw(item(json.dumps("<&>" * 60), str(n), kind=(slug,), price=1e6), domain))
