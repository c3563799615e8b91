import pytest

from retrieval.catalogue import Constraint, Item, Operator, Value

ITEM = Item("a", "A", {"genre": ("comedy", "crime"), "country": "Italy", "year": 1994.0, "kids": False, "price": 12.5})


@pytest.mark.parametrize(
    ("attribute", "operator", "value", "accepted"),
    [
        ("genre", Operator.EQ, "comedy", True),
        ("genre", Operator.EQ, "war", False),
        ("genre", Operator.IN, ("war", "crime"), True),
        ("genre", Operator.NOT_IN, ("war", "crime"), False),
        ("genre", Operator.NE, "war", True),
        ("country", Operator.EQ, "Italy", True),
        ("country", Operator.NOT_IN, ("France",), True),
        ("year", Operator.BETWEEN, (1990.0, 1999.0), True),
        ("year", Operator.BETWEEN, (1994.0, 1994.0), True),
        ("year", Operator.LT, 1994.0, False),
        ("year", Operator.LE, 1994.0, True),
        ("year", Operator.GT, 1994.0, False),
        ("year", Operator.GE, 1994.0, True),
        ("price", Operator.EQ, 12.5, True),
        ("kids", Operator.EQ, False, True),
        ("kids", Operator.GE, 0.0, False),
    ],
)
def test_accepts(attribute: str, operator: Operator, value: Value, accepted: bool) -> None:
    assert Constraint(attribute, operator, value).accepts(ITEM) is accepted


@pytest.mark.parametrize("operator", list(Operator))
def test_a_missing_value_passes_only_the_negative_tests(operator: Operator) -> None:
    value: dict[Operator, Value | tuple[float, float]] = {
        Operator.BETWEEN: (1.0, 2.0),
        Operator.IN: ("x",),
        Operator.NOT_IN: ("x",),
    }
    constraint = Constraint("absent", operator, value.get(operator, 1.0))
    assert constraint.accepts(ITEM) is (operator in (Operator.NE, Operator.NOT_IN))


def test_names_have_no_bounds() -> None:
    with pytest.raises(ValueError, match="has no bounds"):
        _ = Constraint("genre", Operator.EQ, "comedy").bounds
