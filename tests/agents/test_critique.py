"""Critiques become constraints that the named items fail and what was asked for passes."""

from agents.critique import critique_preferences
from agents.dialogue import Change, Critique, Direction, Preference, Strength
from retrieval.catalogue import Attribute, Catalogue, Constraint, Domain, Item, Kind, Operator

DOMAIN = Domain(
    "tiny",
    "Tiny",
    (
        Attribute("price", Kind.MONEY, label="price", unit="EUR"),
        Attribute("year", Kind.YEAR, label="year"),
        Attribute("director", Kind.TAGS, label="director"),
        Attribute("dry", Kind.FLAG, label="waterproof"),
    ),
)
ITEMS = tuple(
    Item(str(n), f"Item {n}", {"price": float(price), "year": 1990.0 + n, "director": (who,), "dry": n % 2 == 0})
    for n, (price, who) in enumerate([(10, "X"), (20, "X"), (30, "Y"), (79, "Y"), (90, "Z"), (100, "Z")])
)
TINY = Catalogue(DOMAIN, "1", ITEMS)


def asked(
    attribute: str, direction: Direction, *items: int, named: bool = True, words: str = ""
) -> tuple[Preference, ...]:
    chosen = [ITEMS[i] for i in items]
    critique = Critique(tuple(i.id for i in chosen) if named else (), (Change(attribute, direction, words),))
    return critique_preferences(critique, chosen, TINY, turn=4)


def constraints(found: tuple[Preference, ...]) -> list[Constraint]:
    return [p.constraint for p in found]


def test_cheaper_than_an_item_is_under_its_price() -> None:
    (wish,) = asked("price", "less", 3, words="cheaper")
    assert wish.constraint == Constraint("price", Operator.LT, 79.0)
    assert (wish.strength, wish.source, wish.turn, wish.words) == (Strength.MUST, "critique", 4, "cheaper")
    assert wish.note == "cheaper than Item 3: under €79"
    assert asked("price", "less", 3, 4, named=False, words="cheaper")[0].note == "cheaper than those: under €79"
    assert asked("price", "less", 3, words="too dear")[0].note == "too dear: under €79"
    assert asked("director", "different", 0, words="another director")[0].note == "another director: not X"


def test_cheaper_than_several_is_under_the_cheapest_of_them() -> None:
    assert constraints(asked("price", "less", 3, 4)) == [Constraint("price", Operator.LT, 79.0)]
    assert constraints(asked("price", "more", 0, 1)) == [Constraint("price", Operator.GT, 20.0)]


def test_relative_to_a_slate_the_bound_leaves_something() -> None:
    assert constraints(asked("price", "less", 3, 4, 5, named=False)) == [Constraint("price", Operator.LT, 79.0)]
    assert constraints(asked("price", "less", 0, 2, 4, named=False)) == [Constraint("price", Operator.LT, 30.0)]


def test_relative_to_a_slate_the_bound_leaves_something_of_what_the_other_wishes_allow() -> None:
    def cheaper(*who: str) -> list[Constraint]:
        hard = [Preference(Constraint("director", Operator.IN, who))]
        slate = [ITEMS[i] for i in (3, 4, 5)]
        return constraints(critique_preferences(Critique((), (Change("price", "less"),)), slate, TINY, 4, hard))

    assert cheaper("X", "Y", "Z") == [Constraint("price", Operator.LT, 79.0)]
    assert cheaper("Y", "Z") == [Constraint("price", Operator.LT, 90.0)]
    assert cheaper("Z") == [Constraint("price", Operator.LT, 79.0)]  # nothing is under the middle either


def test_the_same_is_any_of_the_items_values() -> None:
    assert constraints(asked("director", "same", 0)) == [Constraint("director", Operator.EQ, "X")]
    assert constraints(asked("director", "same", 0, 2)) == [Constraint("director", Operator.IN, ("X", "Y"))]
    assert constraints(asked("year", "same", 0)) == [Constraint("year", Operator.BETWEEN, (1988.0, 1992.0))]
    assert constraints(asked("dry", "same", 0)) == [Constraint("dry", Operator.EQ, True)]


def test_different_refuses_each_value() -> None:
    found = asked("director", "different", 0, 2)
    assert constraints(found) == [Constraint("director", Operator.EQ, "X"), Constraint("director", Operator.EQ, "Y")]
    assert {p.strength for p in found} == {Strength.NEVER}
    assert not any(p.met_by(ITEMS[1]) for p in found[:1])


def test_an_unknown_value_or_attribute_asks_for_nothing() -> None:
    bare = Item("n", "Nameless", {})
    critique = Critique(("n",), (Change("price", "less"), Change("colour", "same"), Change("director", "less")))
    assert critique_preferences(critique, [bare], TINY, 1) == ()


def test_relative_to_a_slate_the_bound_leaves_something_within_the_bound_on_the_other_side() -> None:
    at_most = Preference(Constraint("price", Operator.LE, 95.0))
    slate = [ITEMS[i] for i in (1, 2, 4)]
    longer = critique_preferences(Critique((), (Change("price", "more"),)), slate, TINY, 4, [at_most])
    assert constraints(longer) == [Constraint("price", Operator.GT, 30.0)]
