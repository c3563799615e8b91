from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.dialogue import Preference, Strength
from evals.scripting.predicates import accepts, predicate
from evals.scripting.wished import told, wanted
from retrieval.catalogue import Attribute, Catalogue, Constraint, Domain, Kind, Operator


@pytest.mark.parametrize(
    ("text", "passing"),
    [
        ("price <= 30", 3),
        ("price < 30", 2),
        ("price between 30 and 40", 3),
        ("colour = red", 4),
        ("colour != red", 8),
        ("colour in red, blue", 8),
        ("colour not-in red, blue", 4),
        ("style = modern", 6),
        ("whistles = yes", 3),
        ("title = Kettle 3", 1),
        ("id in k1, k2", 2),
    ],
)
def test_tests_are_understood_as_they_are_written(text: str, passing: int, kettles: Catalogue) -> None:
    test = predicate(text).constraint(kettles.domain)
    assert sum(accepts(test, item) for item in kettles.items) == passing


def test_a_test_may_refer_to_an_item(kettles: Catalogue) -> None:
    cheaper, alike = predicate("price < @last.2"), predicate("style = @1.1")
    assert cheaper.reference is not None
    assert (cheaper.reference.turn, cheaper.reference.rank) == (0, 2)
    second = kettles.items[1]
    assert sum(accepts(cheaper.constraint(kettles.domain, second), item) for item in kettles.items) == 1
    assert sum(accepts(alike.constraint(kettles.domain, second), item) for item in kettles.items) == 6


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("price <= cheap", 'price is a number, and "cheap" is none'),
        ("price in 1, 2", "write between"),
        ("price between 3", "write both ends"),
        ("whistles = loudly", "yes or no"),
        ("colour < red", "compared with ="),
        ("weight = 3", '"weight" is no attribute of kettles'),
    ],
)
def test_what_cannot_be_meant_is_a_sentence(text: str, why: str, kettles: Catalogue) -> None:
    with pytest.raises(ValueError, match=why):
        predicate(text).constraint(kettles.domain)


CHEAP: Final = Preference(Constraint("price", Operator.LE, 30.0))
NO_RED: Final = Preference(Constraint("colour", Operator.EQ, "red"), Strength.NEVER)
NOT_BLUE: Final = Preference(Constraint("colour", Operator.NE, "blue"))


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("price <= 30", True),
        ("must price <= 30", True),
        ("prefer price <= 30", False),
        ("price < 30", False),
        ("price <= 31", False),
        ("price", True),
        ("style", False),
        ("never colour = red", True),
        ("not colour = red", True),
        ("avoid colour = red", False),
        ("colour = red", False),
        ("must colour != red", True),
        ("never colour = blue", True),
        ("must colour != blue", True),
        ("colour = blue", False),
    ],
)
def test_a_wish_stands_or_does_not(text: str, stands: bool, kettles: Catalogue) -> None:
    assert wanted(text).stands((CHEAP, NO_RED, NOT_BLUE), kettles.domain) is stands


def test_a_wish_is_told_as_a_script_would_write_it(kettles: Catalogue) -> None:
    for one in (CHEAP, NO_RED, NOT_BLUE):
        assert wanted(told(one)).stands((one,), kettles.domain)
    assert told(CHEAP) == "must price <= 30"


NUMBERS: Final = st.builds(
    Constraint,
    st.just("price"),
    st.sampled_from([Operator.LE, Operator.LT, Operator.GE, Operator.GT, Operator.EQ]),
    st.floats(0, 10_000_000).map(lambda n: round(n, 2)),
)
NAMES: Final = st.builds(
    Constraint,
    st.just("colour"),
    st.sampled_from([Operator.IN, Operator.NOT_IN]),
    st.lists(st.sampled_from(["red", "blue", "green"]), min_size=1, unique=True).map(tuple),
)


@given(st.one_of(NUMBERS, NAMES), st.sampled_from(Strength), st.sampled_from(Strength))
def test_what_is_told_of_a_wish_is_that_wish_and_no_other(test: Constraint, one: Strength, other: Strength) -> None:
    domain = Domain("kettles", "Kettles", (Attribute("colour", Kind.CATEGORY), Attribute("price", Kind.MONEY)))
    written = wanted(told(Preference(test, one)))
    assert written.stands((Preference(test, one),), domain)
    assert written.stands((Preference(test, other),), domain) is (one is other)
