"""What was liked together goes together, as far as anything is known."""

import numpy as np

from retrieval.catalogue import Catalogue, Domain, Item
from retrieval.collaborative import Collaborative

SHOP = Catalogue(Domain("shop", "Shop", ()), "1", tuple(Item(name, name, {}) for name in "abcde"))
LIKES = {"1": ("a", "b"), "2": ("a", "b", "c"), "3": ("c", "d"), "4": ("e",), "5": ("gone", "a")}
ONE = np.ones(1)


def _known() -> Collaborative:
    found = Collaborative.from_likes(LIKES, SHOP)
    assert found is not None
    return found


def test_what_was_liked_together_more_often_is_nearer() -> None:
    scores = _known().scores([0], ONE)
    assert scores is not None
    a, b, c, d, e = scores.tolist()
    assert b > c > 0
    assert a == d == e == 0


def test_nothing_is_told_of_what_nobody_liked_with_another() -> None:
    assert _known().scores([4], ONE) is None
    assert _known().scores([], np.zeros(0)) is None


def test_too_little_is_no_evidence() -> None:
    assert Collaborative.from_likes({"1": ("a", "b"), "2": ("c",)}, SHOP) is None
    assert Collaborative.from_likes({}, SHOP) is None


def test_a_conversation_can_be_left_out_to_be_judged_by_the_others() -> None:
    known = _known()
    assert known.without("3").scores([3], ONE) is None
    assert known.scores([3], ONE) is not None
