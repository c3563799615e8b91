"""Titles of a log find the one item of the catalogue that they mean, or none, with the reason."""

import pytest

from storage.logs.log import Named
from storage.logs.matching import Matcher, forms, split_year
from storage.logs.report import Lost


@pytest.mark.parametrize(
    ("title", "item"),
    [
        ("The Quiet Harbour (1995)", "f1"),
        ("Quiet Harbour, The (1995)", "f1"),
        ("the quiet harbour", "f1"),
        ("The Quiet Harbour (1996)", "f1"),
        ("The Quiet Harbor (1995)", "f1"),
        ("Night Ferry (2001)", "f2"),
        ("Night Ferry (1974)", "f3"),
        ("Sandglass (2010)", "f5"),
        ("The Long Lane (a.k.a. Lantern Street) (2015)", "f6"),
        ("Twelve Winters (1999)", "f7"),
    ],
)
def test_a_title_finds_its_item(matcher: Matcher, title: str, item: str) -> None:
    assert matcher.find(Named("", title)) == item


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        ("Night Ferry", "may be 2 items"),
        ("Night Ferry (1988)", "not of 1988"),
        ("Lantern Street (1950)", "not of 1950"),
        ("The Quiet Harbor (1960)", "not in the catalogue"),
        ("Something Else", "not in the catalogue"),
        ("!!!", "not in the catalogue"),
    ],
)
def test_a_title_that_means_no_one_item_is_lost_with_the_reason(matcher: Matcher, title: str, reason: str) -> None:
    found = matcher.find(Named("", title, 7))
    assert isinstance(found, Lost)
    assert reason in found.reason
    assert found.item.line == 7


def test_an_id_counts_where_no_title_says_otherwise(matcher: Matcher) -> None:
    assert matcher.find(Named("f2")) == "f2"
    assert matcher.find(Named("f2", "Night Ferry")) == "f2"
    assert matcher.find(Named("f2", "Lantern Street (2015)")) == "f6"
    assert isinstance(matcher.find(Named("f99")), Lost)


def test_years_and_late_articles_are_told_from_titles() -> None:
    assert split_year("Night Ferry (1974)") == ("Night Ferry", 1974)
    assert split_year("Ferry Tales (2001– )")[1] == 2001 or split_year("Ferry Tales (2001–)")[1] == 2001
    assert split_year("Blade (of 1998) returns") == ("Blade (of 1998) returns", 0)
    assert "The Ferry" in tuple(forms("Ferry, The"))
    assert "L'Attente" in tuple(forms("Attente, L'"))
