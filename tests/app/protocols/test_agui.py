"""The fold from what a turn tells to AG-UI events, alone."""

import json
import math
from collections.abc import Sequence
from typing import Any

import jsonpatch
import pytest
from ag_ui.core import BaseEvent
from ag_ui.core import Event as AnyEvent
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from agents.dialogue import (
    Comparison,
    Conversation,
    Explanation,
    Move,
    Option,
    Preference,
    Profile,
    Question,
    Recommendation,
    Relaxation,
    Reply,
    Scope,
    Slate,
    Strength,
    Turn,
    TurnStatus,
)
from agents.events import CardsReady, Event, ReasonReady, Replied, StepStarted, Understood, Words
from app.protocols import agui
from app.wire.views import Pictures
from retrieval.catalogue import Catalogue, Constraint, Operator
from retrieval.scorer import Score
from tests.browser.games import DOMAIN, items

GAMES = Catalogue(DOMAIN, "1", items())
PICTURES = Pictures("http://here")


def about(*turns: Turn) -> agui.About:
    return agui.About("c", "r", Conversation("c", "games", turns), GAMES, PICTURES)


def told(events: Sequence[Event], where: agui.About | None = None) -> list[dict[str, Any]]:
    where = where or about()
    telling, all_told = agui.opening(where)
    for event in events:
        telling, more = agui.tell(where, telling, event)
        all_told += more
    return [_wire(event) for event in all_told]


def _wire(event: BaseEvent) -> dict[str, Any]:
    """Through JSON, and what the protocol's own package makes of it."""
    sent = json.dumps(event.model_dump(mode="json", by_alias=True), allow_nan=False)
    TypeAdapter(AnyEvent).validate_json(sent)
    read: dict[str, Any] = json.loads(sent)
    return read


def names(events: list[dict[str, Any]]) -> list[object]:
    return [e["name"] if e["type"] == "CUSTOM" else e["type"] for e in events]


def shown(*item_ids: str, score: float = 0.5) -> Slate:
    cards = (
        Recommendation(f"i-{one}", one, rank, Score(score, {}, "utility", "1"), Explanation((), f"Because of {one}."))
        for rank, one in enumerate(item_ids, 1)
    )
    return Slate("s", "1", tuple(cards))


def wish(minutes: float, strength: Strength = Strength.MUST) -> Preference:
    return Preference(Constraint("minutes", Operator.LE, minutes), strength, words=f"{minutes}", turn=1)


SLATE = shown("g1", "g2")
KNOWN = Profile((wish(60),), liked=("g3",))
REPLY = Reply(Move.RECOMMEND, "Two games. Enjoy!", SLATE, suggestions=(Option("Shorter", "shorter"),))
TURN: tuple[Event, ...] = (
    StepStarted("understand"),
    StepStarted("profile"),
    Understood((), KNOWN),
    StepStarted("show"),
    CardsReady(SLATE),
    StepStarted("say"),
    Words("Two games."),
    Words(" Enjoy!"),
    StepStarted("narrate"),
    ReasonReady("i-g1", "Because I say so."),
    StepStarted("record"),
    Replied(REPLY, KNOWN, turn=1),
)


def test_a_whole_turn_in_its_order() -> None:
    assert names(told(TURN)) == [
        "RUN_STARTED",
        "STATE_SNAPSHOT",
        "STEP_STARTED",
        "STEP_FINISHED",
        "STEP_STARTED",
        "STATE_DELTA",
        "STEP_FINISHED",
        "STEP_STARTED",
        "recommendations",
        "STEP_FINISHED",
        "STEP_STARTED",
        "TEXT_MESSAGE_START",
        "TEXT_MESSAGE_CONTENT",
        "TEXT_MESSAGE_CONTENT",
        "TEXT_MESSAGE_END",
        "STEP_FINISHED",
        "STEP_STARTED",
        "reason",
        "STEP_FINISHED",
        "STEP_STARTED",
        "suggestions",
        "STEP_FINISHED",
        "RUN_FINISHED",
    ]


def test_the_same_turn_is_told_the_same_way_to_everybody() -> None:
    assert told(TURN) == told(TURN)


def test_an_answer_of_long_ago_is_told_whole_with_the_same_ids() -> None:
    live, later = told(TURN), told(TURN[-1:])
    assert names(later) == [
        "RUN_STARTED",
        "STATE_SNAPSHOT",
        "STATE_DELTA",
        "recommendations",
        "TEXT_MESSAGE_START",
        "TEXT_MESSAGE_CONTENT",
        "TEXT_MESSAGE_END",
        "suggestions",
        "RUN_FINISHED",
    ]
    assert later[-1] == live[-1]
    assert {e["messageId"] for e in (*live, *later) if "messageId" in e} == {"c-1"}
    assert [e for e in later if e.get("name") == "recommendations"] == [
        e for e in live if e.get("name") == "recommendations"
    ]


def test_an_empty_reply_has_no_message_and_no_delta_is_empty() -> None:
    empty = told((StepStarted("say"), Words(""), Replied(Reply(Move.CLOSE, ""), Profile(), turn=1)))
    assert "TEXT_MESSAGE_START" not in names(empty)
    assert "TEXT_MESSAGE_CONTENT" not in names(empty)
    assert "STATE_DELTA" not in names(empty)


def test_what_comes_beside_the_words() -> None:
    way = Relaxation((wish(5),), 3, "Amber Harbour", Option("Longer", "longer"))
    reply = Reply(
        Move.RELAX,
        "Nothing fits.",
        question=Question("mood", "Which mood?", (Option("Calm", "calm", 4), Option("Any", "any")), "It halves them."),
        relaxations=(way,),
        comparison=Comparison(("g1", "g2"), (("length", ("20 min", "25 min")),), (True,)),
        suggestions=(Option("Start over", "start over"), Option("Longer", "longer")),
        notices=("The language model was no help.",),
    )
    values = {e["name"]: e["value"] for e in told((Replied(reply, Profile(), turn=1),)) if e["type"] == "CUSTOM"}
    assert list(values) == ["question", "relaxation", "comparison", "suggestions", "notice"]
    assert values["notice"] == {"kind": "fallback", "text": "The language model was no help."}
    assert values["suggestions"] == [{"label": "Start over", "utterance": "start over", "count": None}]
    assert isinstance(values["relaxation"], list)
    assert values["relaxation"][0]["count"] == 3
    assert isinstance(values["question"], dict)
    assert values["question"]["text"] == "Which mood?"


@pytest.mark.parametrize("score", [math.nan, math.inf, -math.inf])
def test_no_number_that_json_lacks_leaves(score: float) -> None:
    cards = shown("g1", score=score)
    events = told((CardsReady(cards), Replied(Reply(Move.RECOMMEND, "One.", cards), Profile(), turn=1)))
    assert "NaN" not in json.dumps(events)


def test_stopping_closes_what_is_open() -> None:
    where = about()
    telling, _ = agui.opening(where)
    for event in TURN[:7]:
        telling, _ = agui.tell(where, telling, event)
    ended = [_wire(e) for e in agui.stopped(where, telling)]
    assert names(ended) == ["TEXT_MESSAGE_END", "STEP_FINISHED", "RUN_FINISHED"]
    assert ended[-1]["outcome"] == {"type": "cancelled"}


def test_history_has_the_ids_that_answers_were_told_with() -> None:
    edited = Turn(2, "", edit="remove")
    broken = Turn(3, "hello?", status=TurnStatus.FAILED)
    said = agui.history(about(Turn(1, "hi", reply=REPLY), edited, broken).before)
    assert [(one.id, one.role, one.content) for one in said] == [
        ("c-1-asked", "user", "hi"),
        ("c-1", "assistant", REPLY.text),
        ("c-3-asked", "user", "hello?"),
    ]


# --- the profile in patches -------------------------------------------------------------------------------------------

wishes = st.builds(
    Preference,
    st.builds(
        Constraint, st.just("minutes"), st.sampled_from([Operator.LE, Operator.GE]), st.integers(1, 200).map(float)
    )
    | st.builds(Constraint, st.just("theme"), st.just(Operator.EQ), st.sampled_from(["puzzle", "party", "~/odd"])),
    st.sampled_from(Strength),
    st.sampled_from(Scope),
    st.text(max_size=5),
)
ids = st.lists(st.sampled_from([item.id for item in items()]), unique=True, max_size=4).map(tuple)
profiles = st.builds(
    Profile,
    st.lists(wishes, max_size=4).map(tuple),
    st.frozensets(st.sampled_from(["theme", "mood", "minutes"])),
    st.frozensets(st.just("theme")),
    ids,
    ids,
    ids,
    ids,
)


@settings(deadline=None)
@given(profiles, st.lists(profiles, min_size=1, max_size=4))
def test_snapshot_and_patches_make_the_last_profile(before: Profile, after: list[Profile]) -> None:
    events = told(
        (*(Understood((), one) for one in after), Replied(Reply(Move.CLOSE, "Bye."), after[-1], turn=2)),
        about(Turn(1, "hi", profile=before)),
    )
    state = events[1]["snapshot"]
    for event in events:
        if event["type"] == "STATE_DELTA":
            assert event["delta"]
            state = jsonpatch.JsonPatch(event["delta"]).apply(state)
    result = events[-1]["result"]
    assert isinstance(result, dict)
    assert state == {"profile": result["profile"]}
