"""The two bundled catalogues obey their own domain files."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import orjson
import pytest

import retrieval
from retrieval.catalogue import Attribute, Domain, Kind
from retrieval.domain_file import read_domain

FOLDER = Path(retrieval.__file__).parent / "domains"
NAMES = ("films", "outdoor")
RANGES = {
    "year": (1890, 2026),
    "runtime": (1, 600),
    "popularity": (1, 100),
    "price": (5, 700),
    "weight": (20, 15_000),
    "capacity": (0.3, 100),
    "persons": (1, 8),
    "comfort": (-30, 20),
    "rating": (1, 5),
    "rating_count": (1, 5_000),
}
CLOSED = {
    "films": ("genres", "moods", "themes", "age_rating"),
    "outdoor": ("type", "activity", "season", "material", "colour", "brand"),
}
"""Attributes whose every value comes up often enough to be meant; a value seen once is a slip of the pen."""
ONCE = {"bamboo", "glass", "fleece", "NC-17"}

Row = Mapping[str, object]
requires_films = pytest.mark.skipif(
    not (FOLDER / "films" / "items.jsonl").exists(), reason="the films have not been put together yet"
)


@pytest.fixture(params=[pytest.param("films", marks=requires_films), "outdoor"])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@cache
def domain(name: str) -> Domain:
    return read_domain(FOLDER / name / "domain.toml")[0]


@cache
def rows(name: str) -> tuple[Row, ...]:
    return tuple(orjson.loads(line) for line in (FOLDER / name / "items.jsonl").read_bytes().splitlines())


def cells(row: Row, attribute: Attribute) -> tuple[object, ...]:
    value = row.get(attribute.column)
    return () if value is None else tuple(value) if isinstance(value, list) else (value,)


def vocabulary(name: str, attribute: Attribute) -> Counter[object]:
    return Counter(cell for row in rows(name) for cell in cells(row, attribute))


def attribute_of(name: str, wanted: str) -> Attribute:
    found = domain(name).attribute(wanted)
    assert found is not None, wanted
    return found


# --- the domain files by themselves -----------------------------------------------------------------------------------


@pytest.mark.parametrize("each", NAMES)
def test_every_attribute_can_be_talked_about(each: str) -> None:
    for attribute in domain(each).attributes:
        assert attribute.label, attribute.name
        assert attribute.kind is Kind.FLAG or "{}" in attribute.phrase, attribute.name
        assert attribute.question.endswith("?") or attribute.askability == 0, attribute.name


@pytest.mark.parametrize("each", NAMES)
def test_a_domain_has_starters_and_hints(each: str) -> None:
    assert len(domain(each).starters) >= 4
    assert len(domain(each).hints) >= 20
    assert domain(each).picture
    assert domain(each).card


def wordings(attribute: Attribute) -> Iterator[str]:
    yield from (*attribute.aliases, *attribute.synonyms, attribute.label)
    yield from (*attribute.lower, *attribute.higher, *attribute.low_words, *attribute.high_words)


@pytest.mark.parametrize("each", NAMES)
def test_a_wording_means_one_thing(each: str) -> None:
    twice = Counter(word for a in domain(each).attributes for word in wordings(a))
    twice.update(list(domain(each).hints))
    assert [word for word, count in twice.items() if count > 1] == []


@pytest.mark.parametrize("each", NAMES)
def test_no_alias_is_a_question(each: str) -> None:
    """What a question asks for is read from its words; an alias that holds them would hide that it asks."""
    aliases = [alias for a in domain(each).attributes for alias in a.aliases]
    assert [alias for alias in aliases if alias.split()[0] in {"who", "how", "what", "when", "where", "which"}] == []


@pytest.mark.parametrize("each", NAMES)
def test_wordings_are_lower_case(each: str) -> None:
    words = [word for a in domain(each).attributes for word in wordings(a)] + list(domain(each).hints)
    assert [word for word in words if word != word.lower()] == []


# --- and with their items ---------------------------------------------------------------------------------------------


def test_ids_and_titles_are_there_and_ids_are_unique(name: str) -> None:
    ids = [str(row["id"]) for row in rows(name)]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", one) for one in ids)
    assert all(str(row["title"]).strip() for row in rows(name))


def test_rows_hold_declared_columns_of_their_kind(name: str) -> None:
    known = {a.column: a for a in domain(name).attributes}
    for row in rows(name):
        for column, value in row.items():
            if column in ("id", "title", "description"):
                continue
            assert fits(known[column], value), (row["id"], column, value)


def fits(attribute: Attribute, value: object) -> bool:
    match attribute.kind:
        case Kind.FLAG:
            return isinstance(value, bool)
        case Kind.TAGS:
            strings = isinstance(value, list) and all(isinstance(v, str) and v == v.strip() and v for v in value)
            return strings and isinstance(value, list) and len(set(value)) == len(value) > 0
        case Kind.CATEGORY | Kind.TEXT:
            return isinstance(value, str) and value == value.strip() != ""
        case _:
            low, high = RANGES[attribute.column]
            return isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high


def test_every_item_has_one_sentence_of_its_own(name: str) -> None:
    texts = [str(row["description"]) for row in rows(name)]
    assert len(set(texts)) == len(texts)
    for text in texts:
        assert 12 <= len(text.split()) <= 34, text
        assert text[0].isupper() or text[0].isdigit() or text[0] in "“‘'\"", text
        assert text.rstrip("”’'\"")[-1] in ".?!", text


def test_names_are_used_more_than_once(name: str) -> None:
    for wanted in CLOSED[name]:
        rare = {v for v, count in vocabulary(name, attribute_of(name, wanted)).items() if count == 1}
        assert rare <= ONCE, wanted


def test_names_differ_by_more_than_case(name: str) -> None:
    for attribute in domain(name).attributes:
        if attribute.kind in (Kind.TAGS, Kind.CATEGORY):
            values = [str(v) for v in vocabulary(name, attribute)]
            assert len({v.casefold() for v in values}) == len(values), attribute.name


def test_synonyms_stand_for_values_there_are(name: str) -> None:
    attributes = {attribute.name: attribute for attribute in domain(name).attributes}
    for attribute in attributes.values():
        for part in (part for meaning in attribute.synonyms.values() for part in meaning.split(" + ")):
            other, named, value = part.partition("=")
            of = attributes[other] if named else attribute
            assert (value if named else part) in vocabulary(name, of), f"{attribute.name}: {part}"


def test_no_synonym_hides_a_value_of_its_attribute(name: str) -> None:
    for attribute in domain(name).attributes:
        values = {str(v).casefold() for v in vocabulary(name, attribute)}
        assert {w for w in attribute.synonyms if w in values} == set(), attribute.name


def test_hints_name_values_there_are(name: str) -> None:
    for phrase, meaning in domain(name).hints.items():
        wanted, sign, value = meaning.partition("=")
        attribute = attribute_of(name, wanted)
        assert sign, phrase
        assert not attribute.numeric, phrase
        assert value in {as_text(v) for v in vocabulary(name, attribute)}, (phrase, meaning)


def as_text(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def test_vague_words_leave_enough(name: str) -> None:
    for attribute in domain(name).attributes:
        numbers = [v for row in rows(name) for v in cells(row, attribute) if isinstance(v, int | float)]
        low, high = attribute.low, attribute.high
        for words, left in (
            (attribute.low_words, [n for n in numbers if low is not None and n <= low]),
            (attribute.high_words, [n for n in numbers if high is not None and n >= high]),
        ):
            assert not words or 0.05 <= len(left) / len(numbers) <= 0.8, attribute.name


def test_the_drawing_has_a_motif_for_every_value(name: str) -> None:
    attribute = attribute_of(name, domain(name).picture)
    drawn = {path.stem for path in (FOLDER / name / "pictures").glob("*.svg")}
    assert {str(v).replace(" ", "-") for v in vocabulary(name, attribute)} <= drawn


def test_the_outdoor_shop_is_large_enough() -> None:
    assert len(rows("outdoor")) >= 150
    prices = [row["price"] for row in rows("outdoor")]
    assert all(isinstance(price, int | float) for price in prices)
    assert "fictional" in domain("outdoor").description


@requires_films
def test_the_films_span_times_and_countries() -> None:
    films = rows("films")
    assert len(films) >= 600
    assert len(vocabulary("films", attribute_of("films", "country"))) >= 25
    decades = {int(str(film["year"])) // 10 * 10 for film in films}
    assert decades >= set(range(1920, 2030, 10))
