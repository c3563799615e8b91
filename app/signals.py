"""Signals on what was shown, made into feedback: what is new, when it happened, which is the last word. Pure."""

import sys
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain

from app.reacting import Reaction
from storage.records import Card, Feedback, FeedbackKind
from storage.store import UnknownImpression

AHEAD = timedelta(minutes=5)
"""How far a sender's clock may be ahead of ours."""
TASTE: tuple[FeedbackKind, ...] = ("like", "dislike", "rating")
"""Each replaces the others."""
GROUPS: Mapping[str, tuple[FeedbackKind, ...]] = {
    "like": TASTE,
    "dislike": TASTE,
    "rating": TASTE,
    "seen": ("seen",),
    "accept": ("accept",),
}
"""What can be withdrawn, with what it replaces."""
EVERYTHING: tuple[FeedbackKind, ...] = (*TASTE, "seen", "accept")
PROFILED = ("like", "dislike", "rating", "seen", "withdraw")
"""What changes the profile."""


@dataclass(frozen=True, slots=True)
class Signal:
    """What somebody sends. Without an `id`, saying again what is said already is nothing new."""

    impression_id: str
    kind: Reaction
    reason: str = ""
    """Why not, with a dislike; with a `withdraw` the kind that is taken back, empty for everything."""
    value: float | None = None
    at: datetime | None = None
    """When it happened, by the sender's clock; None: now."""
    id: str = ""
    """Chosen by the sender, within the conversation."""


class FromTheFuture(ValueError):
    def __init__(self, at: datetime) -> None:
        super().__init__(
            f"“{at.isoformat()}” is more than {AHEAD.seconds // 60} minutes ahead of our clock; "
            "send `sent_at` too, and times are taken relative to it."
        )


@dataclass(frozen=True, slots=True)
class Refused:
    index: int
    """Among the signals, from 0."""
    error: UnknownImpression | FromTheFuture


@dataclass(frozen=True, slots=True)
class Received:
    feedback: tuple[tuple[Feedback, ...], ...]
    """To be stored, by signal; what is known already is among it, under the id that it has."""
    refused: tuple[Refused, ...]


def received(
    conversation_id: str,
    signals: Sequence[Signal],
    cards: Mapping[str, Card],
    given: Sequence[Feedback],
    now: datetime,
    sent_at: datetime | None = None,
) -> Received:
    """`cards` (by impression id) and `given` are all there is of the conversation; the signals are in their order.

    None is dated before its card, after `now`, or before a signal that was sent ahead of it: a clock may be wrong, or
    be set while somebody talks. `now` is the server's, but not before what was given already.
    """
    found, refused, last = list[tuple[Feedback, ...]](), list[Refused](), datetime.min.replace(tzinfo=now.tzinfo)
    for index, signal in enumerate(signals):
        card = cards.get(signal.impression_id)
        if card is None:
            refused.append(Refused(index, UnknownImpression(signal.impression_id)))
            continue
        try:
            last = max(last, _moment(signal, card, now, sent_at))
        except FromTheFuture as error:
            refused.append(Refused(index, error))
            continue
        found.append(tuple(_feedback(conversation_id, replace(signal, at=last), (*given, *chain(*found)))))
    return Received(tuple(found), tuple(refused))


def _moment(signal: Signal, card: Card, now: datetime, sent_at: datetime | None) -> datetime:
    """Ages are subtracted, never times shifted: a clock at the year 1 is a clock too."""
    if signal.at is None:
        return now
    age = (sent_at or now) - signal.at
    if sent_at is None and age < -AHEAD:
        raise FromTheFuture(signal.at)
    return card.shown_at if age > now - card.shown_at else now - max(age, timedelta())


def _feedback(conversation_id: str, signal: Signal, before: Sequence[Feedback]) -> list[Feedback]:
    about = [one for one in before if one.impression_id == signal.impression_id]
    if signal.kind == "withdraw":
        return _withdrawn(conversation_id, signal, about)
    if not signal.id and (said := _standing(about, GROUPS.get(signal.kind, ()))) and _same(said[-1], signal):
        return [said[-1]]
    return [_as(signal, signal.kind, signal.reason, _id(conversation_id, signal, about))]


def _withdrawn(conversation_id: str, signal: Signal, about: Sequence[Feedback]) -> list[Feedback]:
    """Taking back a thumb takes back the ones that it replaced; where there is nothing to take back, nothing is new.

    One that comes before what it takes back, out of order, is kept as it is.
    """
    ids = {kind: _id(conversation_id, replace(signal, reason=kind), about) for kind in (*EVERYTHING, signal.reason)}
    if repeated := [one for one in about if one.id in ids.values()]:
        return repeated
    kinds: list[str] = [one.kind for one in _standing(about, GROUPS.get(signal.reason, EVERYTHING))]
    if signal.id and not kinds:
        kinds = [signal.reason]
    return [_as(signal, "withdraw", kind, ids[kind]) for kind in dict.fromkeys(kinds)]


def _standing(about: Sequence[Feedback], kinds: Sequence[str]) -> list[Feedback]:
    """Of these kinds what was not taken back, the last word last."""
    kept: list[Feedback] = []
    for one in about:
        if one.kind == "withdraw":
            kept = [before for before in kept if one.reason not in ("", before.kind)]
        elif one.kind in kinds:
            kept.append(one)
    return kept


def _same(said: Feedback, signal: Signal) -> bool:
    return (said.kind, said.reason, said.value) == (signal.kind, signal.reason, signal.value)


def _id(conversation_id: str, signal: Signal, about: Sequence[Feedback]) -> str:
    """The same for the same signal; another one after something was said in between."""
    if signal.id:
        told = f"{conversation_id}/{signal.impression_id}/{signal.id}"
        return _named(f"{told}/{signal.reason}" if signal.kind == "withdraw" else told)
    value = "" if signal.value is None else f"/{signal.value:g}"
    told = f"{signal.impression_id}/{signal.kind}/{signal.reason}{value}"
    between = sum(one.kind in (*GROUPS.get(signal.kind, EVERYTHING), "withdraw") for one in about)
    return _named(f"{told}/{between}" if between and signal.kind in (*GROUPS, "withdraw") else told)


def _named(told: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, told).hex


def _as(signal: Signal, kind: FeedbackKind, reason: str, name: str) -> Feedback:
    if signal.at is None:
        raise ValueError("a signal is dated before it becomes feedback")
    return Feedback(name, signal.impression_id, kind, signal.at, reason, signal.value)


def last_words(found: Sequence[Feedback], given: Sequence[Feedback], cards: Mapping[str, Card]) -> list[Feedback]:
    """Those of `found` that change the profile: nothing later, by anybody, on the same item says otherwise."""
    known = {one.id: one for one in (*found, *given)}
    later = sorted(known.values(), key=lambda one: (one.at, one.number or sys.maxsize))
    places = {one.id: place for place, one in enumerate(later)}
    return [
        one
        for one in dict.fromkeys(found)
        if one.kind in PROFILED and not any(_overrules(other, one, cards) for other in later[places[one.id] + 1 :])
    ]


def _overrules(later: Feedback, one: Feedback, cards: Mapping[str, Card]) -> bool:
    if later.kind not in PROFILED or cards[later.impression_id].item_id != cards[one.impression_id].item_id:
        return False
    return bool({*_touched(later)} & {*_touched(one)})


def _touched(one: Feedback) -> tuple[FeedbackKind, ...]:
    return GROUPS.get(one.reason, EVERYTHING) if one.kind == "withdraw" else GROUPS[one.kind]
