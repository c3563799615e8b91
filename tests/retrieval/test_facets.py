"""Facets count what their tests let through, and reckon what an answer would tell."""

import math
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.catalogue import Attribute, Catalogue, Constraint, Domain, Item, Kind, Operator, Value
from retrieval.columns import Columns
from retrieval.facets import MOST, Facet, entropy, facet, outcomes, round_bounds


def columns(kind: Kind, values: list[Value | None]) -> Columns:
    items = tuple(Item(str(n), str(n), {} if v is None else {"it": v}) for n, v in enumerate(values))
    return Columns(Catalogue(Domain("d", "D", (Attribute("it", kind),)), "1", items))


def of(kind: Kind, values: list[Value | None], weights: list[float] | None = None) -> Facet:
    everything = np.ones(len(values), dtype=np.bool_)
    return facet(columns(kind, values), "it", everything, None if weights is None else np.array(weights))


def test_names_are_counted_and_weighed() -> None:
    found = of(Kind.CATEGORY, ["a", "b", "a", "c", None])
    assert [(b.value, b.label, b.count) for b in found.counts] == [("a", "a", 2), ("b", "b", 1), ("c", "c", 1)]
    assert found.coverage == 0.8
    assert found.entropy == pytest.approx(1.5)
    assert found.distinct == 3


def test_only_what_is_left_counts() -> None:
    left = np.array([True, True, False, False])
    found = facet(columns(Kind.CATEGORY, ["a", "a", "b", "b"]), "it", left)
    assert [b.count for b in found.counts] == [2]
    assert found.entropy == 0


def test_weights_move_what_is_learnt_but_not_the_counts() -> None:
    even, sure = of(Kind.FLAG, [True, False]), of(Kind.FLAG, [True, False], [1.0, 0.0])
    assert even.entropy == pytest.approx(1)
    assert sure.entropy == 0
    assert [b.label for b in sure.counts] == ["no", "yes"]
    assert [b.count for b in sure.counts] == [1, 1]


def test_a_tag_that_everyone_has_lowers_what_is_learnt() -> None:
    apart = of(Kind.TAGS, [("a",), ("b",)])
    shared = of(Kind.TAGS, [("a", "x"), ("b", "x")])
    alike = of(Kind.TAGS, [("a", "b"), ("a", "b")])
    assert apart.entropy == pytest.approx(1)
    assert shared.entropy == pytest.approx(0.5)
    assert alike.entropy == pytest.approx(0)


def test_many_names_are_cut_short_but_all_reckoned() -> None:
    found = of(Kind.CATEGORY, [f"v{n}" for n in range(64)])
    assert len(found.counts) == MOST
    assert found.distinct == 64
    assert found.entropy == pytest.approx(6)


def test_durations_are_cut_at_minutes_people_say() -> None:
    found = of(Kind.DURATION, [float(m) for m in range(70, 171)])
    assert [b.label for b in found.counts] == ["up to 90", "90 to 120", "120 to 150", "over 150"]
    assert found.counts[0].constraint == Constraint("it", Operator.LE, 90.0)
    assert found.counts[-1].value == (150.0, math.inf)


def test_years_are_cut_into_decades_or_left_as_years() -> None:
    decades = of(Kind.YEAR, [1987.0, 1991.0, 1999.0, 2010.0])
    assert [(b.label, b.count) for b in decades.counts] == [("1980s", 1), ("1990s", 2), ("2010s", 1)]
    assert [b.label for b in of(Kind.YEAR, [2011.0, 2019.0]).counts] == ["2011", "2019"]


def test_one_number_everywhere_tells_nothing() -> None:
    found = of(Kind.NUMBER, [3.0, 3.0, None])
    assert [(b.label, b.count) for b in found.counts] == [("3", 2)]
    assert found.entropy == 0


def test_nothing_left_is_no_facet() -> None:
    found = facet(columns(Kind.NUMBER, [1.0, 2.0]), "it", np.zeros(2, dtype=np.bool_))
    assert (found.counts, found.coverage, found.entropy) == ((), 0.0, 0.0)


ANY: Mapping[Kind, st.SearchStrategy[Value]] = {
    Kind.MONEY: st.floats(-1e6, 1e6).map(lambda x: round(x, 2)),
    Kind.DURATION: st.integers(1, 400).map(float),
    Kind.YEAR: st.integers(1500, 2030).map(float),
    Kind.CATEGORY: st.sampled_from("abcd"),
    Kind.TAGS: st.lists(st.sampled_from("abcd"), max_size=3).map(tuple),
    Kind.FLAG: st.booleans(),
}


@given(st.data(), st.sampled_from(list(ANY)))
def test_every_count_is_what_its_test_leaves(data: st.DataObject, kind: Kind) -> None:
    values = data.draw(st.lists(st.none() | ANY[kind], min_size=1, max_size=40))
    mask = np.array(data.draw(st.lists(st.booleans(), min_size=len(values), max_size=len(values))))
    table = columns(kind, values)
    found = facet(table, "it", mask)
    for bucket in found.counts:
        assert bucket.count == int((table.mask([bucket.constraint]) & mask).sum()) > 0
    covered = np.zeros(len(values), dtype=np.bool_)
    for bucket in found.counts:
        covered |= table.mask([bucket.constraint])
    assert (covered & mask).tolist() == (table.column("it").present & mask).tolist()
    assert 0 <= found.entropy <= math.log2(max(1, found.distinct)) + 1e-9


@given(st.data(), st.sampled_from(list(ANY)))
def test_outcomes_describe_the_items_that_pass_their_tests(data: st.DataObject, kind: Kind) -> None:
    values = data.draw(st.lists(st.none() | ANY[kind], min_size=1, max_size=40))
    rows = np.array(data.draw(st.permutations(range(len(values))))[: data.draw(st.integers(1, len(values)))])
    table = columns(kind, values)
    found = outcomes(table, "it", rows, np.full(len(rows), 1 / len(rows)))
    assert found.has.shape == (len(rows), len(found.tests))
    for place, test in enumerate(found.tests):
        assert found.has[:, place].tolist() == table.accepts(test)[rows].tolist()
    assert found.held.tolist() == found.has.sum(axis=1).tolist()  # nothing is left out of so few values
    assert (found.held > 0).tolist() == table.column("it").present[rows].tolist()


def test_outcomes_keep_the_likeliest_names_and_know_of_the_others() -> None:
    values: list[Value | None] = ["a", "b", "b", "c", "c", "c", None]
    chances = np.array([0.7, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05])
    found = outcomes(columns(Kind.CATEGORY, values), "it", np.arange(7), chances, most=2)
    assert found.labels == ("a", "c")
    assert found.held.tolist() == [1, 1, 1, 1, 1, 1, 0]
    assert not found.has[1:3].any()


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50), st.booleans())
def test_bounds_cut_something_off_on_both_sides(numbers: list[float], minutes: bool) -> None:
    for bound in round_bounds(np.sort(np.array(numbers)), minutes):
        assert min(numbers) <= bound < max(numbers)


def test_entropy_of_nothing_is_nothing() -> None:
    assert entropy(np.zeros(3)) == 0
    assert entropy(np.array([2.0, 2.0, 0.0])) == 1
