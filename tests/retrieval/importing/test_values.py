"""Cells to values: numbers, money, durations, years, flags, lists, addresses, text."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.catalogue import Attribute, Kind, Value
from retrieval.importing.cells import clean, missing, web_address
from retrieval.importing.convert import converter
from retrieval.importing.numbers import amount, decimal_sign
from retrieval.importing.rows import Limits
from retrieval.importing.times import minutes, year


def read(attribute: Attribute, cell: object) -> Value | None:
    return converter(attribute, Limits(), lambda _: None)(cell)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("$12.50", 12.5, "$"),
        ("12,50 EUR", 12.5, "eur"),
        ("70,382", 70382, ""),
        ("1.234,50 €", 1234.5, "€"),
        ("1'234.50 CHF", 1234.5, "chf"),
        ("1 234 567", 1234567, ""),
        ("7.5 %", 7.5, "%"),
        ("1.2M", 1.2e6, ""),
        ("750 ml", 750, "ml"),
        ("$10 - $20", 15, "$"),
        ("3-5", 4, ""),
        ("-3", -3, ""),
        ("≥ 5", 5, "≥"),
    ],
)
def test_numbers_as_people_write_them(text: str, value: float, unit: str) -> None:
    found = amount(text)
    assert found is not None
    assert found.value == pytest.approx(value)
    assert found.unit == unit


@pytest.mark.parametrize("text", ["", "abc", "tt0111161", "id2info", "1_000", "12/05/2020", "v1.2.3 beta", "=1+1"])
def test_what_is_no_number(text: str) -> None:
    assert amount(text) is None


def test_a_decimal_comma_is_told_by_the_whole_column() -> None:
    sign = decimal_sign(["12,50", "1,234", "3,5"])
    assert sign == ","
    assert read(Attribute("p", Kind.MONEY, separator=sign), "1,234") == 1.234
    assert decimal_sign(["12.50", "1,234", "70,382"]) == ""


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("113 min", 113),
        ("1 h 20", 80),
        ("1h20m", 80),
        ("1 hrs 30 mins", 90),
        ("1.5 hours", 90),
        ("PT1H20M", 80),
        ("1:30:00", 90),
        ("3小时 - 4小时", 210),
        (95, 95),
        ("2 Seasons", None),
        ("long", None),
    ],
)
def test_durations(cell: object, expected: float | None) -> None:
    assert minutes(cell) == expected


def test_bare_durations_count_what_the_domain_says() -> None:
    assert read(Attribute("t", Kind.DURATION, separator="s"), 120) == 2
    assert read(Attribute("t", Kind.DURATION), "120") == 120


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2009-05-06", 2009),
        ("12/15/21", 2021),
        ("16-Jun-97", 1997),
        ("3/1/68", 1968),
        ("Feb-65", 1965),
        ("June 5, 1999", 1999),
        ("2019年5月1日", 2019),
        (1479164400, 2016),
        (1479164400000, 2016),
        (2009.0, 2009),
        ("May 3", None),
        ("soon", None),
        (3.5, None),
    ],
)
def test_years(cell: object, expected: float | None) -> None:
    assert year(cell, date(2026, 1, 1)) == expected


@pytest.mark.parametrize(
    ("separator", "cell", "expected"),
    [
        ("|", "a|b", ("a", "b")),
        (",", "a, b,a", ("a", "b")),
        ("[]", "['a', 'b']", ("a", "b")),
        ("[]", '["a", "b"]', ("a", "b")),
        ("[]", '[{"id": 1, "name": "a"}, {"id": 2, "name": "b"}]', ("a", "b")),
        ("[]", "[a, b]", ("a", "b")),
        ("/", "/a/b/", ("a", "b")),
        ("", ["a", "", None, "A", "b"], ("a", "b")),
        ("", [{"name": "a"}, {"name": "b"}], ("a", "b")),
        (",", "n/a, b", ("b",)),
        ("[]", "[]", None),
    ],
)
def test_lists(separator: str, cell: object, expected: tuple[str, ...] | None) -> None:
    assert read(Attribute("t", Kind.TAGS, separator=separator), cell) == expected


def test_synonyms_of_the_domain_are_applied_to_cells() -> None:
    tags = Attribute("t", Kind.TAGS, separator=",", synonyms={"en": "English"})
    assert read(tags, "EN, fr") == ("English", "fr")


@pytest.mark.parametrize(
    ("cell", "expected"), [("Yes", True), (0, False), ("是", True), ("out of stock", False), ("maybe", None)]
)
def test_flags(cell: object, expected: bool | None) -> None:
    assert read(Attribute("f", Kind.FLAG), cell) is expected


def test_money_of_another_currency_is_missing_and_warned_of() -> None:
    warnings: Counter[str] = Counter()
    convert = converter(Attribute("p", Kind.MONEY, "price", unit="EUR"), Limits(), lambda w: warnings.update([w]))
    assert [convert(cell) for cell in ("12 €", "12", "free", "12 GBP", "12 GBP")] == [12, 12, 0, None, None]
    assert warnings == {'a cell of "price" was no money and counts as missing': 2}


@pytest.mark.parametrize("cell", [None, "", " NaN ", "null", "?", "N/A", float("nan"), float("inf"), [], "-inf"])
def test_what_counts_as_missing(cell: object) -> None:
    assert missing(cell)


@pytest.mark.parametrize("cell", [0, False, "0", "no", "none of us is free"])
def test_what_does_not(cell: object) -> None:
    assert not missing(cell)


def test_markup_and_scripts_go_and_are_counted() -> None:
    warned: list[str] = []
    dirty = "<p>Good &amp; strong</p><script>alert('x')</script><!-- no --> 3 < 4 \x00\u202e&lt;img src=x&gt;<style>p{"
    assert clean(dirty, warned.append, 1_000) == "Good & strong\n3 < 4"
    assert warned == ["HTML was removed from a cell"]


def test_formulas_stay_plain_text() -> None:
    assert read(Attribute("t", Kind.TEXT), "=cmd|'/C calc'!A0") == "=cmd|'/C calc'!A0"


def test_a_huge_cell_is_cut_and_counted() -> None:
    warned: list[str] = []
    assert len(clean("x" * 5_000_000, warned.append, 20_000)) == 20_000
    assert warned == ["a cell of more than 20,000 characters was cut"]


@given(st.text())
def test_cleaned_text_holds_no_control_characters_and_stays_as_it_is(text: str) -> None:
    once = clean(text, lambda _: None, 10_000)
    assert all(character.isprintable() or character == "\n" or ord(character) > 0x7F for character in once)


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://shop.example/a?b=1", "https://shop.example/a?b=1"),
        ("//cdn.example/a.png", "https://cdn.example/a.png"),
        ("images/a.png", "images/a.png"),
        ("/a.png", "/a.png"),
        ("javascript:alert(1)", ""),
        ("JaVaScRiPt:alert(1)", ""),
        ("data:image/svg+xml,<svg>", ""),
        ("file:///etc/passwd", ""),
        ('https://x.example/" onload="x', ""),
        ("https://x.example\\@y", ""),
    ],
)
def test_only_web_addresses_pass(address: str, kept: str) -> None:
    warned: list[str] = []
    assert web_address(address, warned.append) == kept
    assert bool(warned) is not bool(kept)
