"""When a turn is a duel, and what is said of it."""

from types import SimpleNamespace
from typing import cast

import pytest

from agents.beside import OTHERS
from agents.dialogue import (
    Conversation,
    Duel,
    Explanation,
    Move,
    Option,
    Pick,
    Preference,
    Profile,
    Recommendation,
    Reply,
    Slate,
    Strength,
    Turn,
    TurnStatus,
)
from agents.duelling import due, invitation, placeless
from agents.policy import Plan
from agents.world import Challenger
from retrieval.catalogue import Constraint, Domain, Operator
from retrieval.scorer import Score

DOMAIN = Domain("tents", "Tents", (), noun="tent", plural="tents")
HARD = Preference(Constraint("price", Operator.LE, 300.0))
SOFT = Preference(Constraint("price", Operator.LE, 200.0), Strength.PREFER)


def challenger(share: float) -> Challenger:
    return cast("Challenger", SimpleNamespace(share=share))


def test_whether_a_turn_is_a_duel_is_drawn_once_and_for_all() -> None:
    seeds = [f"c{n}/1" for n in range(400)]
    drawn = [due(challenger(0.25), "share", seed) for seed in seeds]
    assert drawn == [due(challenger(0.25), "share", seed) for seed in seeds]
    assert 60 < sum(drawn) < 140
    assert all(due(challenger(0.0), "always", seed) for seed in seeds)
    assert not any(due(challenger(1.0), "never", seed) or due(None, "always", seed) for seed in seeds)


@pytest.mark.parametrize(
    ("wishes", "left", "perfect", "told"),
    [
        ((), 9, 9, "There are two ways to start."),
        ((HARD,), 9, 9, "9 tents fit."),
        ((HARD, SOFT), 9, 4, "4 tents meet every wish."),
        ((HARD, SOFT), 9, 1, "1 tent meets every wish."),
        ((SOFT,), 9, 0, "No tent meets every wish; these come close."),
    ],
)
def test_what_is_said_counts_and_names_nothing(
    wishes: tuple[Preference, ...], left: int, perfect: int, told: str
) -> None:
    plan = Plan(Move.RECOMMEND, left=left, perfect=perfect)
    said = invitation(plan, Profile(wishes), DOMAIN)
    assert said == f"{told} Which of these two selections is better?"


def test_no_reply_to_tap_names_a_place() -> None:
    options = (Option("More like the first", "more like the first one"), Option("Cheaper", "cheaper"), OTHERS)
    assert placeless(options) == options[1:]


# --- from which slate the talk goes on --------------------------------------------------------------------------------


def a_slate(name: str, *item_ids: str) -> Slate:
    cards = (
        Recommendation(f"{name}{i}", i, rank, Score(1, {}, "test", "1"), Explanation((), ""))
        for rank, i in enumerate(item_ids, start=1)
    )
    return Slate(name, "v1", tuple(cards))


LEFT, RIGHT = a_slate("left", "a", "b"), a_slate("right", "b", "c")
SHOWN = Turn(1, "a tent", reply=Reply(Move.RECOMMEND, "", LEFT, duel=Duel("d", RIGHT, ("default", "tail=1"))))


def picked(*picks: Pick, status: TurnStatus = TurnStatus.DONE) -> Conversation:
    turns = (Turn(number, "", (pick,), status=status, edit="pick") for number, pick in enumerate(picks, start=2))
    return Conversation("c", "tents", (SHOWN, *turns))


def test_an_open_duel_has_both_sides_on_the_table_and_a_place_means_the_left_one() -> None:
    for conversation in (picked(), picked(Pick("d")), picked(Pick("other", "right"))):
        assert conversation.on_the_table == ("a", "b", "c")
        assert conversation.last_slate == LEFT


def test_after_a_pick_only_that_slate_counts_and_the_first_pick_stands() -> None:
    conversation = picked(Pick("d", "right"), Pick("d", "left"))
    assert conversation.on_the_table == ("b", "c")
    assert conversation.last_slates == (RIGHT,)


def test_a_pick_whose_turn_failed_was_not_made() -> None:
    assert picked(Pick("d", "right"), status=TurnStatus.FAILED).picked("d") is None


def test_a_newer_slate_takes_the_place_of_an_old_duel() -> None:
    newer = a_slate("new", "x")
    turns = (*picked(Pick("d", "right")).turns, Turn(3, "others", reply=Reply(Move.RECOMMEND, "", newer)))
    assert Conversation("c", "tents", turns).on_the_table == ("x",)
