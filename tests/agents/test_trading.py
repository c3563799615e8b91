from agents.dialogue import Preference, Profile, Strength
from agents.trading import next_best, trade_off
from retrieval.catalogue import Attribute, Constraint, Domain, Item, Kind, Operator

PRICE = Attribute("price", Kind.MONEY, label="price", unit="EUR", phrase="{}", better="lower")
WEIGHT = Attribute("weight", Kind.NUMBER, label="weight", unit="g", lower=("lighter",), higher=("heavier",))
RATING = Attribute(
    "rating",
    Kind.NUMBER,
    label="rating",
    unit="stars",
    lower=("lower rated",),
    higher=("better rated",),
    better="higher",
)
COLOUR = Attribute("colour", Kind.TAGS, label="colour", phrase="in {}")
TENTS = Domain("tents", "Tents", (PRICE, WEIGHT, RATING, COLOUR))
LIGHT = Preference(Constraint("weight", Operator.LE, 3000.0))


def tent(title: str, price: float, weight: float, rating: float, *colours: str) -> Item:
    return Item(title, title, {"price": price, "weight": weight, "rating": rating, "colour": colours})


DUET, SOLO = tent("Duet", 300, 1900, 4.5, "green"), tent("Solo", 200, 1200, 4.5, "red")


def test_says_by_how_much_and_for_what() -> None:
    assert trade_off(DUET, SOLO, Profile(), TENTS) == "€100 more expensive than Solo."
    assert trade_off(SOLO, DUET, Profile(), TENTS) == ""


def test_a_number_matters_once_it_was_wished() -> None:
    heavy_cheap = tent("Barn", 100, 2500, 4.5)
    assert trade_off(heavy_cheap, SOLO, Profile(), TENTS) == ""
    assert trade_off(heavy_cheap, SOLO, Profile((LIGHT,)), TENTS) == "1,300 g heavier than Solo, but €100 cheaper."


def test_a_wish_that_it_alone_meets_is_what_it_has_for_that() -> None:
    green = Preference(Constraint("colour", Operator.EQ, "green"), Strength.PREFER)
    assert trade_off(DUET, SOLO, Profile((green,)), TENTS) == "€100 more expensive than Solo, but in green."


def test_what_is_missed_is_not_told_again() -> None:
    cheap = Preference(Constraint("price", Operator.LE, 250.0), Strength.PREFER)
    assert trade_off(DUET, SOLO, Profile((cheap,)), TENTS) == ""


def test_small_differences_are_not_told() -> None:
    assert trade_off(tent("A", 105, 1, 4.5), tent("B", 100, 1, 4.6), Profile(), TENTS) == ""


def test_a_number_that_two_attributes_could_mean_is_left_out() -> None:
    times = tuple(Attribute(n, Kind.DURATION, label=n, unit="min", better="lower") for n in ("prep", "cook"))
    slow, quick = (Item(t, t, {"prep": m, "cook": m}) for t, m in (("Slow", 90.0), ("Quick", 10.0)))
    assert trade_off(slow, quick, Profile(), Domain("d", "D", times)) == ""
    assert trade_off(slow, quick, Profile(), Domain("d", "D", times[:1])) == "1 h 20 min longer than Quick."


def test_the_first_is_held_against_the_second_and_all_others_against_the_first() -> None:
    items = (DUET, SOLO, tent("Trio", 1, 1, 1))
    assert [next_best(items, at) for at in range(3)] == [SOLO, DUET, DUET]
    assert next_best(items[:1], 0) is None
