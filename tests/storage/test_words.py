"""What words say of what was shown, as feedback."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from agents.dialogue import (
    Accept,
    Act,
    Change,
    Conversation,
    Critique,
    Duel,
    Explanation,
    More,
    Move,
    Pick,
    Preference,
    Profile,
    Recommendation,
    Reject,
    Reply,
    Restart,
    Reveal,
    Seen,
    Slate,
    Strength,
    Turn,
    Undo,
)
from retrieval.catalogue import Constraint, Operator
from retrieval.scorer import Score
from storage.records import Card, Feedback
from storage.words import said

NOW = datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
SCARY = Preference(Constraint("moods", Operator.EQ, "scary"), Strength.AVOID, words="too scary")
TOO_LONG = Critique((), (Change("runtime", "less", "too long"),), similar=False)
SHORTER = Critique((), (Change("runtime", "less", "shorter"),), similar=False)


def a_turn(number: int, *items: str) -> Turn:
    shown = (
        Recommendation(f"{number}-{item}", item, rank, Score(0.5, {}, "utility", "1"), Explanation((), ""))
        for rank, item in enumerate(items, 1)
    )
    slate = Slate(f"s{number}", "v1", tuple(shown)) if items else None
    return Turn(number, "show me", reply=Reply(Move.RECOMMEND, "", slate))


def cards_of(*turns: Turn) -> dict[str, Card]:
    return {
        one.impression_id: Card(one.impression_id, one.item_id, turn.number, turn.reply.slate.id, "", NOW)
        for turn in turns
        if turn.reply and turn.reply.slate
        for one in turn.reply.slate.recommendations
    }


FIRST, SECOND = a_turn(1, "a", "b", "c"), a_turn(2, "d", "a")
BEFORE = Conversation("talk", "games", (FIRST, SECOND))
CARDS = cards_of(FIRST, SECOND)


def kinds(*acts: Act, before: Conversation = BEFORE, cards: dict[str, Card] = CARDS) -> list[tuple[str, str, str]]:
    found = said(before, Turn(3, "words", acts), cards, (), NOW)
    assert {(one.source, one.at) for one in found} <= {("words", NOW)}
    return [(one.kind, one.impression_id, one.reason) for one in found]


@pytest.mark.parametrize(
    ("acts", "feedback"),
    [
        # The latest card of an item that was shown twice.
        ((Accept("a"),), [("accept", "2-a", "")]),
        ((Seen(("b", "d")),), [("seen", "1-b", ""), ("seen", "2-d", "")]),
        ((Reject(("c",), "boring"),), [("dislike", "1-c", "boring")]),
        # Without a name: all that was shown last, with what is wrong with it.
        ((Reject((), "no"), TOO_LONG), [("dislike", "2-d", "too long"), ("dislike", "2-a", "too long")]),
        ((Reject(("d",)), Reveal(SCARY)), [("dislike", "2-d", "too scary")]),
        ((TOO_LONG,), [("dislike", "2-d", "too long"), ("dislike", "2-a", "too long")]),
        ((Critique(("a",)),), [("like", "2-a", "")]),
        # Said twice in one message, it is said once.
        ((Accept("a"), Accept("a")), [("accept", "2-a", "")]),
    ],
)
def test_words_about_what_was_shown_are_feedback(acts: tuple[Act, ...], feedback: list[tuple[str, str, str]]) -> None:
    assert kinds(*acts) == feedback


@pytest.mark.parametrize(
    "act",
    [
        More(),
        SHORTER,
        Restart(),
        # Like it, but otherwise: neither a yes nor a no.
        Critique(("a",), (Change("runtime", "less", "shorter"),)),
        Critique(("a",), words="something drier than the first"),
        # Never shown in this conversation.
        Accept("z"),
        Reject(("z",)),
        Reveal(SCARY),
    ],
)
def test_other_words_are_not(act: Act) -> None:
    assert kinds(act) == []


def test_a_no_before_anything_was_shown_is_about_nothing() -> None:
    assert kinds(Reject(), before=Conversation("talk", "games"), cards={}) == []


def test_a_slate_that_was_only_gone_through_again_takes_no_feedback() -> None:
    recalled = a_turn(2, "x", "y")
    assert kinds(Reject(), before=replace(BEFORE, turns=(FIRST, recalled)), cards=cards_of(FIRST)) == []


def test_a_no_to_a_duel_is_a_no_to_both_sides_or_to_the_one_that_was_picked() -> None:
    left, right = a_turn(2, "d", "a").reply, a_turn(3, "e").reply
    assert left
    assert right
    assert left.slate
    assert right.slate
    duel = replace(left, duel=Duel("d1", right.slate, ("default", "tail=0.5")))
    before, cards = (
        replace(BEFORE, turns=(FIRST, replace(SECOND, reply=duel))),
        CARDS | cards_of(replace(SECOND, reply=right)),
    )
    assert [one[1] for one in kinds(Reject(), before=before, cards=cards)] == ["2-d", "2-a", "3-e"]
    picked = replace(before, turns=(*before.turns, Turn(3, "", (Pick("d1", right.slate.id),))))
    assert [one[1] for one in kinds(Reject(), before=picked, cards=cards)] == ["3-e"]


@pytest.mark.parametrize(
    ("was", "now", "withdrawn"),
    [
        (Profile(liked=("a",)), Profile(), [("1-a", "like"), ("2-a", "rating")]),
        (Profile(rejected=("b",)), Profile(), [("1-b", "dislike")]),
        (Profile(seen=("d",)), Profile(), [("2-d", "accept")]),
        (Profile(liked=("a",), rejected=("b",)), Profile(liked=("a",), rejected=("b",)), []),
    ],
)
def test_undo_takes_back_what_made_the_profile_so(was: Profile, now: Profile, withdrawn: list[tuple[str, str]]) -> None:
    given = (
        Feedback("1", "1-a", "like", NOW),
        Feedback("2", "1-b", "dislike", NOW, source="words"),
        Feedback("3", "2-d", "accept", NOW, source="words"),
        Feedback("4", "2-a", "rating", NOW, value=5),
        Feedback("5", "1-a", "click", NOW),
    )
    before = replace(BEFORE, turns=(FIRST, replace(SECOND, profile=was)))
    found = said(before, Turn(3, "undo", (Undo(),), now), CARDS, given, NOW)
    assert [(one.impression_id, one.reason) for one in found if one.kind == "withdraw"] == withdrawn
    assert len(found) == len(withdrawn)


def test_the_same_turn_says_the_same_under_the_same_ids() -> None:
    turn = Turn(3, "no", (Reject(),))
    assert said(BEFORE, turn, CARDS, (), NOW) == said(BEFORE, turn, CARDS, (), NOW)
    other = said(BEFORE, replace(turn, number=4), CARDS, (), NOW)
    assert not {one.id for one in other} & {one.id for one in said(BEFORE, turn, CARDS, (), NOW)}
