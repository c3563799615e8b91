import pytest

from retrieval.catalogue import Attribute, Constraint, Kind, Operator, Value
from retrieval.wording import in_words, phrase, wish_in_words

LENGTH = Attribute("runtime", Kind.DURATION, label="length", unit="min", phrase="{} long")
PRICE = Attribute("price", Kind.MONEY, label="price", unit="EUR")
YEAR = Attribute("year", Kind.YEAR, label="year")
WEIGHT = Attribute("weight", Kind.NUMBER, label="weight", unit="g")
GENRES = Attribute("genres", Kind.TAGS, label="genre")
KIDS = Attribute("kids", Kind.FLAG, label="for children")


@pytest.mark.parametrize(
    ("attribute", "value", "words"),
    [
        (LENGTH, 45.0, "45 min"),
        (LENGTH, 120.0, "2 h"),
        (LENGTH, 96.0, "1 h 36 min"),
        (PRICE, 12.5, "€12.50"),
        (PRICE, 1200.0, "€1,200"),
        (Attribute("fee", Kind.MONEY, unit="CHF"), 5.0, "5 CHF"),
        (YEAR, 1994.0, "1994"),
        (WEIGHT, 1250.0, "1,250 g"),
        (WEIGHT, 0.25, "0.25 g"),
        (GENRES, ("comedy", "crime"), "comedy, crime"),
        (KIDS, True, "yes"),
    ],
)
def test_in_words(attribute: Attribute, value: Value, words: str) -> None:
    assert in_words(attribute, value) == words


@pytest.mark.parametrize(
    ("attribute", "value", "words"),
    [
        (LENGTH, 96.0, "1 h 36 min long"),
        (YEAR, 1994.0, "from 1994"),
        (GENRES, ("comedy", "crime"), "genre comedy and crime"),
        (KIDS, False, "not for children"),
        (WEIGHT, 80.0, "weight 80 g"),
        (PRICE, 3.0, "€3"),
    ],
)
def test_phrase(attribute: Attribute, value: Value, words: str) -> None:
    assert phrase(attribute, value) == words


@pytest.mark.parametrize(
    ("attribute", "operator", "value", "words"),
    [
        (LENGTH, Operator.LE, 95.0, "at most 1 h 35 min"),
        (LENGTH, Operator.LT, 95.0, "under 1 h 35 min"),
        (LENGTH, Operator.GT, 120.0, "over 2 h"),
        (PRICE, Operator.BETWEEN, (20.0, 30.0), "€20 to €30"),
        (YEAR, Operator.BETWEEN, (1990.0, 1999.0), "the 1990s"),
        (YEAR, Operator.BETWEEN, (1990.0, 1995.0), "1990 to 1995"),
        (YEAR, Operator.LT, 1980.0, "before 1980"),
        (YEAR, Operator.GE, 2010.0, "2010 or later"),
        (GENRES, Operator.IN, ("comedy", "crime"), "comedy or crime"),
        (KIDS, Operator.EQ, True, "for children"),
    ],
)
def test_wish_in_words(attribute: Attribute, operator: Operator, value: Value, words: str) -> None:
    assert wish_in_words(attribute, Constraint(attribute.name, operator, value)) == words
