"""From what a turn tells to AG-UI events (protocol 1.0). Pure: the same turn gives the same events to every follower.

A client's state is `{"profile": shapes.Profile}`; cards, questions and the like are `CUSTOM` events, whose values are
the public shapes. `RUN_FINISHED.result` is a `shapes.Answered`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import jsonpatch
from ag_ui.core import (
    AssistantMessage,
    BaseEvent,
    CustomEvent,
    Message,
    MessagesSnapshotEvent,
    RunErrorEvent,
    RunFinishedCancelledOutcome,
    RunFinishedEvent,
    RunStartedEvent,
    StateDeltaEvent,
    StateSnapshotEvent,
    StepFinishedEvent,
    StepStartedEvent,
    TextMessageContentEvent,
    TextMessageEndEvent,
    TextMessageStartEvent,
    UserMessage,
)
from pydantic import BaseModel

from agents.dialogue import Conversation, Duel, Profile, Slate
from agents.events import CardsReady, Event, ReasonReady, Replied, StepStarted, Understood, Words
from app.wire import shapes, views
from retrieval.catalogue import Catalogue

Told = tuple[BaseEvent, ...]
State = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class About:
    """Of which run is told, and to whom."""

    thread_id: str
    run_id: str
    before: Conversation
    catalogue: Catalogue
    pictures: views.Pictures
    messages: tuple[Message, ...] = ()
    """What was said so far, for a client that does not have it."""


@dataclass(frozen=True, slots=True)
class Telling:
    """How far it is told."""

    turn: int
    known: Profile
    state: State
    """As the client has it."""
    step: str = ""
    text: Literal["", "open", "closed"] = ""
    cards: bool = False


def opening(about: About) -> tuple[Telling, Told]:
    known = about.before.profile
    state = _state(known, about)
    said = (MessagesSnapshotEvent(messages=[*about.messages]),) if about.messages else ()
    started = RunStartedEvent(thread_id=about.thread_id, run_id=about.run_id)
    telling = Telling(len(about.before.turns) + 1, known, state)
    return telling, (started, *said, StateSnapshotEvent(snapshot=state))


def tell(about: About, telling: Telling, event: Event) -> tuple[Telling, Told]:
    match event:
        case StepStarted(name):
            telling, over = _step_over(about, telling)
            return replace(telling, step=name), (*over, StepStartedEvent(step_name=name))
        case Understood(_, known):
            return _knows(about, telling, known)
        case CardsReady(slate, duel):
            return replace(telling, cards=True), _cards(about, telling, slate, duel)
        case ReasonReady(impression_id, why):
            return telling, (CustomEvent(name="reason", value={"impression_id": impression_id, "why": why}),)
        case Words(text):
            return _words(about, telling, text)
        case Replied():
            return _replied(about, telling, event)


def stopped(about: About, telling: Telling) -> Told:
    """On demand, before it was answered."""
    _, over = _step_over(about, telling)
    outcome = RunFinishedCancelledOutcome()
    return (*over, RunFinishedEvent(thread_id=about.thread_id, run_id=about.run_id, outcome=outcome))


def failed(code: str, message: str) -> Told:
    return (RunErrorEvent(message=message, code=code),)


def history(conversation: Conversation) -> tuple[Message, ...]:
    """What was said so far. An answer has the same id here as when it was told."""
    said: list[Message] = []
    for turn in conversation.turns:
        if turn.utterance:
            said.append(UserMessage(id=asked_id(conversation.id, turn.number), content=turn.utterance))
        if turn.reply and turn.reply.text:
            said.append(AssistantMessage(id=message_id(conversation.id, turn.number), content=turn.reply.text))
    return tuple(said)


def message_id(conversation_id: str, turn: int) -> str:
    return f"{conversation_id}-{turn}"


def asked_id(conversation_id: str, turn: int) -> str:
    return f"{message_id(conversation_id, turn)}-asked"


def answered(about: About, replied: Replied) -> shapes.Answered:
    reply = views.reply(replied.reply, replied.turn, replied.profile, about.catalogue, about.pictures)
    profile = views.profile(replied.profile, about.catalogue)
    return shapes.Answered(run_id=about.run_id, reply=reply, profile=profile)


# --- the pieces -------------------------------------------------------------------------------------------------------


def _replied(about: About, telling: Telling, event: Replied) -> tuple[Telling, Told]:
    """Tells what was not told yet: of an answer given long ago, everything."""
    result = answered(about, event)
    telling, known = _knows(about, telling, event.profile)
    shown = event.reply.slate if not telling.cards else None
    cards = _cards(about, telling, shown, event.reply.duel) if shown else ()
    telling, words = _words(about, telling, "" if telling.text else event.reply.text)
    telling, text_over = _text_over(about, telling)
    telling, over = _step_over(about, telling)
    finished = RunFinishedEvent(thread_id=about.thread_id, run_id=about.run_id, result=_json(result))
    return telling, (*known, *cards, *words, *text_over, *_beside(result.reply), *over, finished)


def _beside(reply: shapes.Reply) -> Iterable[BaseEvent]:
    """What comes with a reply's text."""
    if reply.question:
        yield CustomEvent(name="question", value=_json(reply.question))
    if reply.relaxations:
        yield CustomEvent(name="relaxation", value=[_json(one) for one in reply.relaxations])
    if reply.comparison:
        yield CustomEvent(name="comparison", value=_json(reply.comparison))
    if reply.suggestions:
        yield CustomEvent(name="suggestions", value=[_json(one) for one in reply.suggestions])
    for notice in reply.notices:
        yield CustomEvent(name="notice", value={"kind": "fallback", "text": notice})


def _cards(about: About, telling: Telling, slate: Slate, duel: Duel | None) -> Told:
    items = views.recommendations(slate, telling.known, about.catalogue, about.pictures)
    value = {"slate_id": slate.id, "items": [_json(one) for one in items]}
    cards = CustomEvent(name="recommendations", value=value)
    if duel is None:
        return (cards,)
    held = views.duel(slate, duel, telling.known, about.catalogue, about.pictures)
    return cards, CustomEvent(name="duel", value=_json(held))


def _words(about: About, telling: Telling, text: str) -> tuple[Telling, Told]:
    if not text:
        return telling, ()
    name = message_id(about.before.id, telling.turn)
    start = () if telling.text else (TextMessageStartEvent(message_id=name, role="assistant"),)
    return replace(telling, text="open"), (*start, TextMessageContentEvent(message_id=name, delta=text))


def _text_over(about: About, telling: Telling) -> tuple[Telling, Told]:
    if telling.text != "open":
        return telling, ()
    name = message_id(about.before.id, telling.turn)
    return replace(telling, text="closed"), (TextMessageEndEvent(message_id=name),)


def _step_over(about: About, telling: Telling) -> tuple[Telling, Told]:
    """All words come in one step, so that with it the text is over too."""
    telling, text = _text_over(about, telling)
    step = (StepFinishedEvent(step_name=telling.step),) if telling.step else ()
    return replace(telling, step=""), (*text, *step)


def _knows(about: About, telling: Telling, known: Profile) -> tuple[Telling, Told]:
    state = _state(known, about)
    delta = jsonpatch.make_patch(telling.state, state).patch
    return replace(telling, known=known, state=state), (StateDeltaEvent(delta=delta),) if delta else ()


def _state(known: Profile, about: About) -> State:
    return {"profile": _json(views.profile(known, about.catalogue))}


def _json(shape: BaseModel) -> dict[str, object]:
    return shape.model_dump(mode="json")
