"""How well known it should be, where a number of ratings, or nothing, tells it."""

from dataclasses import replace

import pytest

from agents.dialogue import Conversation, Other, Reveal
from agents.understanding.builtin import BuiltinReader
from agents.understanding.vocabulary import Vocabulary
from retrieval.catalogue import Attribute, Catalogue, Domain, Item, Kind, Operator

COUNT = Attribute("votes", Kind.NUMBER, label="number of ratings", informable=False)
SHOP = Domain("shop", "Shop", (Attribute("type", Kind.CATEGORY), COUNT), rating_count="votes")
ITEMS = tuple(Item(str(n), f"Thing {n}", {"type": "lamp", "votes": float(n)}) for n in range(1, 10))


def read(domain: Domain, words: str, items: tuple[Item, ...] = ITEMS) -> tuple[object, ...]:
    catalogue = Catalogue(domain, "1", items)
    return BuiltinReader(catalogue, vocabulary=Vocabulary(catalogue)).read(words, Conversation("c", "shop"))


@pytest.mark.parametrize(
    ("words", "operator", "bound"),
    [
        ("a hidden gem", Operator.LE, 4.0),
        ("a lamp that everybody buys", Operator.GE, 6.0),
        ("not too mainstream", Operator.LE, 6.0),
        ("something less known", Operator.LE, 4.0),
    ],
)
def test_a_number_of_ratings_tells_it_with_a_third_of_the_catalogue_as_the_bound(
    words: str, operator: Operator, bound: float
) -> None:
    wish = next(
        act.preference for act in read(SHOP, words) if isinstance(act, Reveal) and act.preference.attribute == "votes"
    )
    assert (wish.constraint.operator, wish.constraint.value, wish.hard) == (operator, bound, False)
    assert "read as number of ratings at" in wish.note


def test_without_any_numbers_it_owns_up() -> None:
    silent = tuple(Item(i.id, i.title, {"type": "lamp"}) for i in ITEMS)
    for domain, items in ((replace(SHOP, rating_count=""), ITEMS), (SHOP, silent)):
        assert read(domain, "a hidden gem", items) == (Other("not_in_catalogue", "hidden gem"),)


def test_what_the_catalogue_calls_so_itself_is_that() -> None:
    mood = Attribute("mood", Kind.TAGS)
    domain = replace(SHOP, attributes=(*SHOP.attributes, mood))
    items = (*ITEMS, Item("x", "X", {"mood": ("obscure", "dark")}))
    (act,) = read(domain, "obscure", items)
    assert isinstance(act, Reveal)
    assert act.preference.constraint.attribute == "mood"


def test_a_title_is_no_wish_for_fame() -> None:
    items = (*ITEMS, Item("k", "Everybody Knows", {"type": "lamp"}))
    acts = read(SHOP, "something like Everybody Knows", items)
    assert not any(isinstance(act, Reveal) for act in acts)
