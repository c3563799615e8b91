"""What an item is worth before anything was said, and how well known it is."""

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.catalogue import Attribute, Catalogue, Domain, Item, Kind, Value
from retrieval.columns import Columns, Numbers
from retrieval.quality import quality, standing

ATTRIBUTES = (
    Attribute("stars", Kind.NUMBER),
    Attribute("votes", Kind.NUMBER),
    Attribute("fame", Kind.NUMBER),
    Attribute("year", Kind.YEAR),
    Attribute("added", Kind.YEAR, column="date_added"),
    Attribute("fresh", Kind.YEAR, better="higher"),
)


def columns(*values: Mapping[str, Value], rating: str = "", count: str = "", popularity: str = "") -> Columns:
    domain = Domain("d", "D", ATTRIBUTES, rating=rating, rating_count=count, popularity=popularity)
    return Columns(Catalogue(domain, "1", tuple(Item(str(n), str(n), v) for n, v in enumerate(values))))


def known(found: Numbers | None) -> Numbers:
    assert found is not None
    return found


def test_few_raters_weigh_less() -> None:
    rated = columns(
        {"stars": 5.0, "votes": 1.0},
        {"stars": 4.5, "votes": 900.0},
        {"stars": 3.0, "votes": 100.0},
        {"stars": 1.0, "votes": 500.0},
        rating="stars",
        count="votes",
    )
    assert np.argsort(-known(quality(rated))).tolist() == [1, 0, 2, 3]


def test_fame_counts_by_place_and_an_unknown_one_is_in_the_middle() -> None:
    found = known(quality(columns({"fame": 10.0}, {"fame": 1e6}, {}, {"fame": 1.0}, popularity="fame")))
    assert found[1] == 1
    assert found[1] > found[0] == found[2] > found[3] >= 0


def test_without_ratings_there_is_no_quality() -> None:
    assert quality(columns({"year": 1999.0}, {"year": 2020.0})) is None


def test_a_cold_item_stands_in_the_middle_of_the_others() -> None:
    rated = columns(
        {"stars": 5.0, "votes": 9.0, "fame": 5.0},
        {"stars": 4.0, "votes": 9.0, "fame": 3.0},
        {"stars": 3.0, "votes": 9.0, "fame": 1.0},
        {"year": 2020.0},
        rating="stars",
        count="votes",
        popularity="fame",
    )
    found = known(quality(rated))
    assert found[0] > found[3] == found[1] > found[2]
    assert standing(rated).cold.tolist() == [False, False, False, True]


def test_the_dial_turns_the_order_of_fame_round() -> None:
    famous = columns(*({"fame": float(n)} for n in range(5)), popularity="fame")
    assert np.argsort(-known(quality(famous, -1))).tolist() == [4, 3, 2, 1, 0]
    assert np.argsort(-known(quality(famous, 0))).tolist() == [4, 3, 2, 1, 0]
    assert np.argsort(-known(quality(famous, 1))).tolist() == [0, 1, 2, 3, 4]


def test_towards_what_is_popular_fame_outweighs_the_rating() -> None:
    mixed = columns(
        {"stars": 5.0, "fame": 2.0}, {"stars": 3.0, "fame": 3.0}, {"stars": 4.0}, rating="stars", popularity="fame"
    )
    plain, loud = known(quality(mixed)), known(quality(mixed, -1))
    assert plain[0] - plain[1] > loud[0] - loud[1]


@pytest.mark.parametrize(("name", "order"), [("year", None), ("added", [1, 0]), ("fresh", [1, 0])])
def test_newer_is_better_only_where_somebody_says_so(name: str, order: list[int] | None) -> None:
    found = quality(columns({name: 1999.0}, {name: 2020.0}))
    assert (None if found is None else np.argsort(-found).tolist()) == order


def test_fame_is_told_by_the_number_of_ratings_where_nothing_else_tells_it() -> None:
    counted = columns({"votes": 1.0}, {"votes": 50.0}, {}, count="votes")
    found = standing(counted)
    assert found.attribute == "votes"
    assert found.fame.tolist() == [0.25, 0.75, 0.5]
    assert standing(columns({}, {})).attribute == ""


def test_the_tail_is_all_but_the_best_known_fifth() -> None:
    famous = standing(columns(*({"fame": float(n)} for n in range(10)), popularity="fame"))
    assert famous.tail.tolist() == [True] * 8 + [False] * 2
    assert not standing(columns({}, {})).tail.any()


numbers = st.one_of(st.none(), st.floats(0, 1e9))


@given(st.lists(st.tuples(numbers, numbers, numbers), min_size=1, max_size=20), st.floats(-1, 1))
def test_it_is_always_between_0_and_1(rows: list[tuple[float | None, ...]], tail: float) -> None:
    names = ("stars", "votes", "fame")
    values = [{n: v for n, v in zip(names, row, strict=True) if v is not None} for row in rows]
    found = quality(columns(*values, rating="stars", count="votes", popularity="fame"), tail)
    if found is not None:
        assert ((found >= 0) & (found <= 1)).all()
