"""Values tell of their kind, and liked items of what else they have."""

import numpy as np
import pytest

from retrieval.catalogue import Attribute, Catalogue, Constraint, Domain, Item, Kind, Operator
from retrieval.columns import Columns
from retrieval.kinship import Kinship, fading

FILMS = Domain(
    "films",
    "Films",
    (Attribute("genre", Kind.TAGS), Attribute("word", Kind.TAGS), Attribute("year", Kind.YEAR)),
)


def _items() -> tuple[Item, ...]:
    """Horror with "scary" on every third, comedies, and two that have nothing."""
    horror = [
        Item(f"h{n}", f"h{n}", {"genre": ("horror",), "year": 1980.0 + n, **({"word": ("scary",)} if n % 3 else {})})
        for n in range(12)
    ]
    comedy = [Item(f"c{n}", f"c{n}", {"genre": ("comedy",), "year": 2000.0 + n}) for n in range(26)]
    return (*horror, *comedy, Item("x", "x", {}), Item("y", "y", {"word": ("scary",)}))


COLUMNS = Columns(Catalogue(FILMS, "1", _items()))
ROWS = COLUMNS.catalogue.rows
EVERY = np.arange(COLUMNS.size)
SCARY = Constraint("word", Operator.EQ, "scary")


def test_an_item_of_the_kind_that_has_a_value_is_akin_to_it() -> None:
    akin = Kinship(COLUMNS).akin(SCARY, EVERY)
    assert akin[ROWS["h0"]] > 0.8
    assert akin[ROWS["c0"]] == 0
    assert akin[ROWS["x"]] == 0
    assert akin.min() >= 0
    assert akin.max() <= 1


def test_a_value_of_no_kind_in_particular_has_no_kin() -> None:
    most = Constraint("year", Operator.GE, 1900.0)
    assert not Kinship(COLUMNS).akin(most, EVERY).any()
    assert not Kinship(COLUMNS).akin(Constraint("word", Operator.EQ, "unheard of"), EVERY).any()


def test_what_liked_items_have_counts_by_rarity_and_years_by_nearness() -> None:
    shared = Kinship(COLUMNS).shared([ROWS["h1"]], fading(1), EVERY)
    assert shared[ROWS["h1"]] == pytest.approx(1)
    assert shared[ROWS["h2"]] > shared[ROWS["h3"]]  # "scary" too
    assert shared[ROWS["h3"]] > shared[ROWS["c25"]]  # the genre, and near in time
    assert shared[ROWS["x"]] == 0


def test_the_latest_liked_counts_most() -> None:
    kinship = Kinship(COLUMNS)
    rows = np.array([ROWS["h3"], ROWS["c9"]])
    horror, comedy = kinship.shared([ROWS["c0"], ROWS["h0"]], fading(2), rows)
    assert horror > comedy
    assert fading(3).tolist() == [0.75**2, 0.75, 1.0]
    assert not kinship.shared([], fading(0), rows).any()
