"""What the feedback on one impression says of its item. Pure; `docs/labels.md` gives the same order in words.

1. `withdraw` takes back what was said before it: the kind that its reason names, or everything.
2. What was tapped or imported comes before what was read from words.
3. Of those, the latest decides whether the item is wanted; among what agrees with it since the last that did not, an
   acceptance comes before a rating, a rating before a thumb. An acceptance in words adds to taps that agree with it.
4. Behaviour counts only where nothing was said: a click, more so if the item was then looked at for a while.
5. `shown`, `seen` (known already), `dwell` without a click, and silence say nothing.
"""

import math
from collections.abc import Iterable, Sequence
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
"""Confidence: words are read by rules or a model, which may be wrong; a "no" to a slate is a "no" to each card."""
CLICK_CONFIDENCE, LOOK_CONFIDENCE = 0.3, 0.5


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


def judged(signals: Iterable[Feedback]) -> Verdict | None:
    """Of one impression's feedback, in any order; None where it says nothing of the item."""
    kept = standing(signals)
    tapped = _settled([one for one in kept if one.source != "words"])
    said = _settled([one for one in kept if one.source == "words"])
    if tapped and tapped.wanted and said and said.rule == "words-accept":
        return said
    return tapped or said or _behaviour(kept)


def standing(signals: Iterable[Feedback]) -> tuple[Feedback, ...]:
    """What was not taken back, oldest first. That a card was on screen cannot be."""
    kept: list[Feedback] = []
    for one in sorted(signals, key=lambda signal: (signal.at, signal.number, signal.id)):
        if one.kind == "withdraw":
            kept = [before for before in kept if before.kind == "shown" or one.reason not in ("", before.kind)]
        else:
            kept.append(one)
    return tuple(kept)


def _settled(signals: Sequence[Feedback]) -> Verdict | None:
    """The strongest of the latest explicit judgements that agree, the latest of equally strong ones."""
    found = [(STRENGTH[one.kind], verdict) for one in signals if (verdict := _explicit(one))]
    if not found:
        return None
    best = found[-1]
    for strength, verdict in reversed(found):
        if verdict.wanted != best[1].wanted:
            break
        if strength > best[0]:
            best = strength, verdict
    return best[1]


def _explicit(signal: Feedback) -> Verdict | None:
    relevance = _relevance(signal)
    if relevance is None:
        return None
    words = signal.source == "words"
    rule = f"words-{signal.kind}" if words else signal.kind
    return Verdict(relevance, "explicit", rule, (SAID if words else TAPPED)[signal.kind], signal.reason)


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
