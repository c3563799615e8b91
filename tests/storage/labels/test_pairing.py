"""Which of two items was preferred."""

from collections.abc import Sequence
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from storage.labels.label import Pair
from storage.labels.labelling import labels_of
from storage.labels.pairing import DUEL_CONFIDENCE, SKIP_CONFIDENCE, pairs_of
from storage.records import Feedback, Impression
from tests.storage.labels.making import card, said

SLATE = (card("a", 1), card("b", 2), card("c", 3))
LEFT = (card("a", 1, slate="left", duel="d"), card("b", 2, slate="left", duel="d"))
RIGHT = (card("b", 1, slate="right", duel="d"), card("c", 2, slate="right", duel="d"))


def pairs(cards: Sequence[Impression], given: Sequence[Feedback], trust: float = 1.0) -> tuple[Pair, ...]:
    return pairs_of(cards, given, labels_of(cards, given, trust=trust), trust)


def told(found: Sequence[Pair]) -> set[tuple[str, str, str]]:
    return {(pair.better, pair.worse, pair.rule) for pair in found}


def test_labels_that_differ_are_a_preference() -> None:
    (found,) = pairs(SLATE, [said("a", "dislike"), said("c", "like")])
    assert (found.better, found.worse, found.rule, found.source) == ("c", "a", "graded", "explicit")
    assert found.margin == 2


def test_a_click_is_a_weaker_source_than_a_word() -> None:
    (found,) = pairs(SLATE, [said("a", "click"), said("c", "like")])
    assert found.source == "implicit"


def test_a_taken_card_is_preferred_to_those_above_that_were_on_screen() -> None:
    found = pairs(SLATE, [said("a", "shown"), said("b", "shown"), said("b", "click")])
    assert told(found) == {("b", "a", "skipped")}
    assert found[0].weight <= SKIP_CONFIDENCE
    assert found[0].source == "implicit"


def test_what_stands_below_or_was_not_on_screen_was_not_skipped() -> None:
    assert pairs(SLATE, [said("c", "shown"), said("b", "click")]) == ()


def test_what_is_known_already_was_not_skipped() -> None:
    assert pairs(SLATE, [said("a", "shown"), said("a", "seen", second=2), said("b", "click")]) == ()


def test_items_of_different_turns_are_not_compared() -> None:
    later = card("c", 1, slate="s2", turn=2)
    assert pairs((SLATE[0], later), [said("a", "dislike"), said("c", "like", slate="s2")]) == ()


def test_a_duel_gives_each_pair_its_share_of_one_choice() -> None:
    cards = (*LEFT, *RIGHT, card("e", 3, slate="right", duel="d"))
    given = [said(i, "duel", 0, slate="left") for i in "ab"] + [said(i, "duel", 1, slate="right") for i in "bce"]
    found = pairs(cards, given)
    assert told(found) == {("c", "a", "duel"), ("e", "a", "duel")}, "b stands on both sides"
    assert sum(pair.weight for pair in found) == DUEL_CONFIDENCE


def test_a_duel_that_nobody_won_or_that_was_taken_back_gives_none() -> None:
    cards = (*LEFT, *RIGHT)
    tie = [said(i, "duel", 0.5, slate="left") for i in "ab"] + [said(i, "duel", 0.5, slate="right") for i in "bc"]
    won = [said(i, "duel", 1, slate="left") for i in "ab"] + [said(i, "duel", 0, slate="right") for i in "bc"]
    back = [said(i, "withdraw", slate="left", second=9, reason="duel") for i in "ab"]
    assert pairs(cards, tie) == ()
    assert told(pairs(cards, won)) == {("a", "c", "duel")}
    assert pairs(cards, [*won, *back]) == ()


def test_of_two_rules_on_the_same_items_the_first_speaks() -> None:
    cards = (*LEFT, *RIGHT)
    won = [said(i, "duel", 1, slate="left") for i in "ab"] + [said(i, "duel", 0, slate="right") for i in "bc"]
    found = pairs(cards, [*won, said("c", "like", slate="right"), said("a", "dislike", slate="left")])
    assert told(found) == {("c", "a", "graded")}


def test_whom_nobody_trusts_nobody_learns_from() -> None:
    assert all(pair.weight == 0 for pair in pairs(SLATE, [said("a", "dislike"), said("c", "like")], trust=0.0))


kinds = st.sampled_from(["shown", "click", "like", "dislike", "accept", "seen", "withdraw"])


@given(st.lists(st.tuples(st.sampled_from("abc"), kinds), max_size=10), st.randoms())
def test_pairs_never_contradict_each_other(events: list[tuple[str, str]], chance: Random) -> None:
    given = [said(item, kind, second=number) for number, (item, kind) in enumerate(events)]  # type: ignore[arg-type]
    found = pairs(SLATE, given)
    assert len({frozenset((pair.better, pair.worse)) for pair in found}) == len(found)
    assert all(pair.better != pair.worse and 0 < pair.margin <= 3 and pair.weight > 0 for pair in found)
    chance.shuffle(given)
    assert pairs(SLATE, given) == found
