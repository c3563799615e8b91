"""What the feedback on one impression says of its item: see ORDER. Pure."""

import math
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from storage.labels.label import LabelSource
from storage.records import Feedback

TAKEN, LIKED, UNWANTED = 3.0, 2.0, 0.0
CLICKED, LOOKED_AT = 1.0, 1.5
WANTED = 1.5
"""Relevance from which an explicit judgement is in favour: three stars are."""
DWELL = 10.0
"""Seconds after a click from which the item was looked at and not just opened."""
STRENGTH = {"accept": 3, "rating": 2, "like": 1, "dislike": 1}
TAPPED = {"accept": 1.0, "rating": 1.0, "like": 0.9, "dislike": 0.9}
SAID = {"accept": 0.8, "rating": 0.8, "like": 0.7, "dislike": 0.7}
"""Confidence: words are read by rules or a model, which may be wrong."""
TO_ALL = 0.4
"""Confidence of a "no, too long" that was said of a whole slate: each card got it, not each was thought of."""
CLICK_CONFIDENCE, LOOK_CONFIDENCE = 0.3, 0.5


ORDER = (
    "A withdrawal takes back what was said before it: the kind that it names, or everything.",
    "What was tapped or imported comes before what was read from words.",
    "Of those, the latest decides whether the item is wanted. Among what agrees with it, back to the last that did "
    "not, an acceptance comes before a rating, a rating before a thumb. Words of acceptance add to taps that agree.",
    "Behaviour counts only where nothing was said: a click, more so if the item was then looked at for a while.",
    "Silence says nothing: neither do being shown, being known already, time on screen without a click, or a duel. "
    "What was chosen over what gives pairs.",
)
"""In words, for people; the code below does the same."""


@dataclass(frozen=True, slots=True)
class Verdict:
    relevance: float
    source: LabelSource
    rule: str
    confidence: float
    reason: str = ""

    @property
    def wanted(self) -> bool:
        return self.relevance >= WANTED


def judged(signals: Iterable[Feedback], to_all: Container[str] = ()) -> Verdict | None:
    """Of one impression's feedback, in any order; None where it says nothing of the item.

    `to_all`: ids of the feedback that was said of a whole slate at once.
    """
    kept = standing(signals)
    tapped = _settled([one for one in kept if one.source != "words"], to_all)
    said = _settled([one for one in kept if one.source == "words"], to_all)
    if tapped and tapped.wanted and said and said.rule == "words-accept":
        return said
    return tapped or said or _behaviour(kept)


def standing(signals: Iterable[Feedback]) -> tuple[Feedback, ...]:
    """What was not taken back, oldest first. That a card was on screen cannot be."""
    kept: list[Feedback] = []
    for one in in_order(signals):
        if one.kind == "withdraw":
            kept = [before for before in kept if before.kind == "shown" or one.reason not in ("", before.kind)]
        else:
            kept.append(one)
    return tuple(kept)


def in_order(signals: Iterable[Feedback]) -> list[Feedback]:
    """By the time at which they were given; at the same time, by arrival."""
    return sorted(signals, key=lambda one: (one.at, one.number, one.id))


def _settled(signals: Sequence[Feedback], to_all: Container[str]) -> Verdict | None:
    """The strongest of the latest explicit judgements that agree, the latest of equally strong ones."""
    found = [(STRENGTH[one.kind], verdict) for one in signals if (verdict := _explicit(one, one.id in to_all))]
    if not found:
        return None
    best = found[-1]
    for strength, verdict in reversed(found):
        if verdict.wanted != best[1].wanted:
            break
        if strength > best[0]:
            best = strength, verdict
    return best[1]


def _explicit(signal: Feedback, to_all: bool) -> Verdict | None:
    relevance = _relevance(signal)
    if relevance is None:
        return None
    if signal.source != "words":
        return Verdict(relevance, "explicit", signal.kind, TAPPED[signal.kind], signal.reason)
    rule, confidence = f"words-{signal.kind}", SAID[signal.kind]
    if to_all:
        rule, confidence = f"{rule}-all", TO_ALL
    return Verdict(relevance, "explicit", rule, confidence, signal.reason)


def _relevance(signal: Feedback) -> float | None:
    match signal.kind:
        case "accept":
            return TAKEN
        case "like":
            return LIKED
        case "dislike":
            return UNWANTED
        case "rating" if signal.value is not None and math.isfinite(signal.value):
            return (min(5.0, max(1.0, signal.value)) - 1) * TAKEN / 4
        case _:
            return None


def _behaviour(signals: Sequence[Feedback]) -> Verdict | None:
    clicked = next((place for place, one in enumerate(signals) if one.kind == "click"), None)
    if clicked is None:
        return None
    if any(one.kind == "dwell" and (one.value or 0) >= DWELL for one in signals[clicked:]):
        return Verdict(LOOKED_AT, "implicit", "dwell", LOOK_CONFIDENCE)
    return Verdict(CLICKED, "implicit", "click", CLICK_CONFIDENCE)
