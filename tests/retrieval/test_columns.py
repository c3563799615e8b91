"""A mask must say of every item exactly what `Constraint.accepts` says of it."""

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.catalogue import Attribute, Catalogue, Constraint, Domain, Item, Kind, Operator, Value
from retrieval.columns import Columns

KINDS = {
    "genre": Kind.TAGS,
    "maker": Kind.CATEGORY,
    "price": Kind.MONEY,
    "year": Kind.YEAR,
    "waterproof": Kind.FLAG,
    "blurb": Kind.TEXT,
}
names = st.sampled_from(["red", "green", "Red", ""])
numbers = st.one_of(st.sampled_from([0.0, 1.0, 2.0, 2.5]), st.floats(-1e9, 1e9))
of_kind: Mapping[Kind, st.SearchStrategy[Value]] = {
    Kind.TAGS: st.lists(names, max_size=3).map(tuple),
    Kind.CATEGORY: names,
    Kind.MONEY: numbers,
    Kind.YEAR: st.integers(1990, 2000),
    Kind.FLAG: st.booleans(),
    Kind.TEXT: names,
}
proper = st.fixed_dictionaries({}, optional={name: of_kind[kind] for name, kind in KINDS.items()})
muddled = st.dictionaries(st.sampled_from(list(KINDS)), st.one_of(*of_kind.values()), max_size=4)
attributes = st.sampled_from([*KINDS, "unheard of"])
tests_on_names = st.builds(
    Constraint,
    attributes,
    st.sampled_from([Operator.EQ, Operator.NE, Operator.IN, Operator.NOT_IN]),
    st.one_of(names, numbers, st.booleans(), st.lists(names, max_size=3).map(tuple), st.tuples(numbers, numbers)),
)
tests_on_numbers = st.builds(
    Constraint, attributes, st.sampled_from([Operator.LT, Operator.LE, Operator.GT, Operator.GE]), numbers
) | st.builds(Constraint, attributes, st.just(Operator.BETWEEN), st.tuples(numbers, numbers))
constraints = st.lists(tests_on_names | tests_on_numbers, max_size=3)


def catalogue(rows: list[Mapping[str, Value]]) -> Catalogue:
    attributes = tuple(Attribute(name, kind) for name, kind in KINDS.items())
    items = tuple(Item(str(n), f"Item {n}", row) for n, row in enumerate(rows))
    return Catalogue(Domain("things", "Things", attributes), "1", items)


@given(st.lists(st.one_of(proper, muddled), max_size=12), constraints, constraints)
def test_mask_agrees_with_accepts(
    rows: list[Mapping[str, Value]], required: list[Constraint], forbidden: list[Constraint]
) -> None:
    things = catalogue(rows)
    expected = [
        all(c.accepts(item) for c in required) and not any(c.accepts(item) for c in forbidden) for item in things.items
    ]
    assert Columns(things).mask(required, forbidden).tolist() == expected


THREE = catalogue(
    [
        {"genre": ("red", "green"), "price": 10.0, "waterproof": True},
        {"genre": ("green", "green"), "maker": "Red"},
        {"price": 2.5, "year": 1999, "waterproof": False},
    ]
)


def test_true_and_one_are_told_apart_between_bounds() -> None:
    columns = Columns(THREE)
    assert columns.mask([Constraint("price", Operator.GE, 1.0)]).sum() == 2
    with pytest.raises(ValueError, match="has no bounds"):
        columns.mask([Constraint("price", Operator.GE, True)])


def test_values_come_most_frequent_first() -> None:
    columns = Columns(THREE)
    assert columns.values("genre") == ("green", "red")
    assert columns.values("price") == ()
    assert columns.values("unheard of") == ()


def test_counts_keep_to_the_mask_and_leave_out_what_none_has() -> None:
    columns = Columns(THREE)
    assert columns.count_by_value("genre") == {"green": 2, "red": 1}
    assert columns.count_by_value("genre", np.array([False, True, True])) == {"green": 1}
    assert columns.count_by_value("waterproof") == {False: 1, True: 1}
    assert columns.count_by_value("price") == {}


def test_numbers_are_nan_where_missing() -> None:
    columns = Columns(THREE)
    np.testing.assert_array_equal(columns.numbers("price"), [10.0, np.nan, 2.5])
    assert np.isnan(columns.numbers("genre")).all()


def test_what_is_given_out_cannot_spoil_what_is_kept() -> None:
    columns = Columns(THREE)
    test = Constraint("maker", Operator.EQ, "Red")
    columns.mask([test])[:] = True
    assert columns.mask([test]).tolist() == [False, True, False]
    with pytest.raises(ValueError, match="read-only"):
        columns.accepts(test)[0] = True


def test_of_very_many_values_the_most_frequent_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retrieval.columns.MOST", 1)
    assert Columns(THREE).values("genre") == ("green",)
    assert Columns(THREE).count_by_value("genre") == {"green": 2}
