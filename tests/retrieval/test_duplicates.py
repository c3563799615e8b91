"""What is the same thing twice, and what only looks like it."""

import numpy as np
import pytest

from retrieval.catalogue import Attribute, Domain, Item, Kind, Value
from retrieval.duplicates import duplicates

GEAR = Domain(
    "gear",
    "Gear",
    (
        Attribute("brand", Kind.CATEGORY),
        Attribute("shade", Kind.TAGS, label="colour"),
        Attribute("size", Kind.CATEGORY),
        Attribute("capacity", Kind.NUMBER),
    ),
)
FILMS = Domain("films", "Films", (Attribute("year", Kind.YEAR), Attribute("genre", Kind.TAGS)))


def item(number: int, title: str, **values: Value) -> Item:
    return Item(str(number), title, values)


def same(domain: Domain, one: Item, other: Item, cosine: float = 0.95) -> bool:
    vectors = np.array([[1, 0], [cosine, np.sqrt(1 - cosine**2)]], dtype=np.float32)
    found = duplicates([one, other], vectors, domain)
    assert (found == found.T).all()
    assert not found.diagonal().any()
    return bool(found[0, 1])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (item(1, "Ridge Jacket", shade=("red",)), item(2, "Ridge Jacket", shade=("blue",))),
        (item(1, "Ridge Jacket red", shade=("red",)), item(2, "Ridge Jacket, Moss", shade=("moss",))),
        (item(1, "Ridge Jacket M", size="M"), item(2, "ridge jacket XL", size="XL")),
        (item(1, "Ridge Jacket", brand="Tor"), item(2, "Ridge Jacket Limited Edition", brand="Tor")),
        (item(1, "Black"), item(2, "Black")),
    ],
)
def test_another_colour_size_or_edition_is_the_same_thing(one: Item, other: Item) -> None:
    assert same(GEAR, one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (item(1, "Duet 2"), item(2, "Duet 3")),
        (item(1, "Ridge Jacket"), item(2, "Ridge Jacket Pro")),
        (item(1, "Merlot", brand="North Hill"), item(2, "Merlot", brand="South Hill")),
        (item(1, "Red"), item(2, "Blue")),
    ],
)
def test_another_model_or_another_maker_is_another_thing(one: Item, other: Item) -> None:
    assert not same(GEAR, one, other)


def test_a_remake_is_another_film() -> None:
    assert not same(FILMS, item(1, "Dracula", year=1931.0), item(2, "Dracula", year=1958.0))
    assert same(FILMS, item(1, "Dracula", year=1931.0), item(2, "Dracula", year=1931.0))
    assert same(FILMS, item(1, "Dracula", year=1931.0), item(2, "Dracula"))


def test_a_colour_in_a_title_is_no_variant_where_nothing_has_colours() -> None:
    blue, red = item(1, "Three Colours: Blue", year=1994.0), item(2, "Three Colours: Red", year=1994.0)
    assert not same(FILMS, blue, red)


def test_descriptions_that_differ_are_of_different_things() -> None:
    assert not same(FILMS, item(1, "Home"), item(2, "Home"), cosine=0.5)
