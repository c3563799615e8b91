"""The owner's list of what is never shown."""

from pathlib import Path

import pytest

from retrieval import shelf as shelves
from retrieval.blocklist import Blocked, load_blocked, read_blocked
from retrieval.catalogue import Attribute, Catalogue, Domain, Item, Kind
from retrieval.columns import Columns
from retrieval.importing.report import Report
from retrieval.shelf import Shelf
from retrieval.stored.catalogue import StoredCatalogue
from retrieval.stored.items import StoredItems

DOMAIN = Domain(
    "shop",
    "Shop",
    (
        Attribute("brand", Kind.CATEGORY, label="maker"),
        Attribute("colour", Kind.TAGS),
        Attribute("vegan", Kind.FLAG),
        Attribute("price", Kind.MONEY),
    ),
)
ITEMS = (
    Item("a-1", "Lark", {"brand": "Acme", "colour": ("red", "blue"), "vegan": True, "price": 10.0}),
    Item("b-2", "Wren", {"brand": "Borough", "colour": ("red",), "vegan": False, "price": 20.0}),
    Item("c=3", "Owl", {"brand": "Acme"}),
)
COLUMNS = Columns(Catalogue(DOMAIN, "1", ITEMS))


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("a-1\nb-2", {"a-1", "b-2"}),
        ("# all of these\n\n  a-1   # a comment\n", {"a-1"}),
        ("c=3", {"c=3"}),
        ("brand=acme", {"a-1", "c=3"}),
        ("Maker = Borough", {"b-2"}),
        ("colour=red", {"a-1", "b-2"}),
        ("vegan=no", {"b-2"}),
        ("price=20", {"b-2"}),
    ],
)
def test_ids_and_values_are_kept_out(text: str, ids: set[str]) -> None:
    assert read_blocked(text, COLUMNS) == Blocked(frozenset(ids))


@pytest.mark.parametrize(
    ("line", "trouble"),
    [
        ("zz", "there is no “zz” in “shop”; write an id, or attribute=value."),
        ("lark", "“lark” is a title, not an id; write “a-1”."),
        ("size=xl", "“size=xl” is neither an id, nor is “size” an attribute; those are brand, colour, vegan, price."),
        ("brand=Acne", "nothing has “Acne” as its maker; do you mean “Acme”?"),
        ("colour=puce", "nothing has “puce” as its colour."),
        ("vegan=perhaps", "nothing has “perhaps” as its vegan."),
        ("price=nan", "nothing has “nan” as its price."),
        ("price=", "nothing has “” as its price."),
    ],
)
def test_a_line_that_means_nothing_is_told_with_its_place_and_all_others_count(line: str, trouble: str) -> None:
    found = read_blocked(f"a-1\n{line}\nb-2", COLUMNS)
    assert found.ids == {"a-1", "b-2"}
    assert found.troubles == (f"blocked.txt, line 2: {trouble}",)


def test_no_item_of_a_large_catalogue_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Shelf(tmp_path)
    shelf.stage(COLUMNS.catalogue, Report(1, 1))
    monkeypatch.setattr(shelves, "HELD", -1)
    stored = shelf.load("shop", "1")
    assert isinstance(stored, StoredCatalogue)
    monkeypatch.setattr(StoredItems, "__getitem__", None)
    monkeypatch.setattr(StoredItems, "__iter__", None)
    lines = "a-1\nbrand=borough\nowl\nWREN\nnobody"
    found = read_blocked(lines, Columns(stored))
    assert found == read_blocked(lines, COLUMNS)
    assert found.ids == {"a-1", "b-2"}
    assert [t.partition(": ")[2] for t in found.troubles] == [
        "“owl” is a title, not an id; write “c=3”.",
        "“WREN” is a title, not an id; write “b-2”.",
        "there is no “nobody” in “shop”; write an id, or attribute=value.",
    ]


def test_no_file_is_an_empty_list_and_an_unreadable_one_says_so(tmp_path: Path) -> None:
    assert load_blocked(tmp_path / "blocked.txt", COLUMNS) == Blocked()
    (tmp_path / "blocked.txt").write_text("\ufeffa-1\n", encoding="utf-8")
    assert load_blocked(tmp_path / "blocked.txt", COLUMNS).ids == {"a-1"}
    (tmp_path / "odd.txt").write_bytes(b"\xff\xfe\x00")
    (trouble,) = load_blocked(tmp_path / "odd.txt", COLUMNS).troubles
    assert "odd.txt cannot be read, so nothing is kept out" in trouble
    (trouble,) = load_blocked(tmp_path, COLUMNS).troubles
    assert "cannot be read" in trouble
