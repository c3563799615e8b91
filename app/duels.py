"""Duels from outside: how the owner names a challenger, and what a person's pick means. Pure."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from agents.dialogue import Conversation, Reply
from agents.ranking import Dials
from storage.records import Feedback

TIE = "tie"
"""Said in place of a slate's id where neither stands out."""
WON, LOST, EVEN = 1.0, 0.0, 0.5
TURNED = {"tail": (-1.0, 1.0), "explore": (0.0, 0.5)}
"""The dials in which a challenger may differ, with their ends. Not the size: the larger slate would win by it."""


class ChallengerError(ValueError):
    """What the owner wrote cannot be meant."""


class UnknownDuel(LookupError):
    def __init__(self, duel_id: str) -> None:
        super().__init__(f"This conversation has no duel “{duel_id[:80]}”.")


class UnknownSide(ValueError):
    def __init__(self, winner: str, sides: Sequence[str]) -> None:
        there = " or ".join(f"“{side}”" for side in (*sides, TIE))
        super().__init__(f"“{winner[:80]}” is no side of this duel; it should be {there}.")


class DuelDecided(ValueError):
    def __init__(self, duel_id: str) -> None:
        super().__init__(f"The duel “{duel_id[:80]}” was decided already; the first pick counts.")


class NoDuels(ValueError):
    def __init__(self) -> None:
        super().__init__("The owner holds no duels here; they are switched on with TASTEMAKER_DUELS.")


# --- the challenger ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Terms:
    """How the challenger differs from the policy in force."""

    name: str
    dials: Dials
    scorer: str = ""
    """Empty: the same."""


def terms(written: str, current: Dials, scorer: str) -> Terms:
    """From `tail=0.5,scorer=utility`; what is not named is as it is now. Raises ChallengerError."""
    named = dict(_entries(written))
    turned = {name: _number(name, named[name]) for name in TURNED if name in named}
    dials = replace(current, tail=turned.get("tail", current.tail), explore=turned.get("explore", current.explore))
    own = named.get("scorer", "")
    if own.startswith("llm-"):
        raise ChallengerError(
            f'The challenger "{written}" would ask a language model once more before the first card. '
            f"Set TASTEMAKER_SCORER={own}, and let scorer=utility challenge it."
        )
    if dials == current and own in ("", scorer):
        raise ChallengerError(f'The challenger "{written}" is the policy in force; change a dial, such as tail=0.5.')
    return Terms(",".join(f"{name}={value}" for name, value in named.items()), dials, own)


def _entries(written: str) -> Iterator[tuple[str, str]]:
    known = (*TURNED, "scorer")
    for entry in filter(None, (one.strip() for one in written.split(","))):
        name, sign, value = (part.strip() for part in entry.partition("="))
        if not sign or not value or name not in known:
            raise ChallengerError(
                f'"{entry}" in TASTEMAKER_CHALLENGER is no dial; write {", ".join(f"{one}=…" for one in known)}.'
            )
        yield name, value


def _number(name: str, written: str) -> float:
    low, high = TURNED[name]
    try:
        value = float(written)
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        raise ChallengerError(
            f'"{name}={written}" in TASTEMAKER_CHALLENGER should be a number from {low:g} to {high:g}.'
        )
    return value


# --- a pick -----------------------------------------------------------------------------------------------------------


def duel_reply(conversation: Conversation, duel_id: str) -> Reply:
    """The reply that showed the duel; raises UnknownDuel."""
    for turn in conversation.turns:
        if turn.reply and turn.reply.duel and turn.reply.duel.id == duel_id:
            return turn.reply
    raise UnknownDuel(duel_id)


def picked_slate(reply: Reply, winner: str) -> str:
    """The id of the slate, "" for neither; raises UnknownSide."""
    sides = [slate.id for slate in reply.slates]
    if winner not in (*sides, TIE):
        raise UnknownSide(winner, sides)
    return "" if winner == TIE else winner


def verdict(reply: Reply, slate_id: str, at: datetime) -> tuple[Feedback, ...]:
    """On every card of both sides. Their ids do not hold the verdict: of two that differ only one can be stored."""
    return tuple(
        Feedback(
            id=uuid.uuid5(uuid.NAMESPACE_URL, f"{one.impression_id}/duel").hex,
            impression_id=one.impression_id,
            kind="duel",
            at=at,
            reason="" if slate_id else TIE,
            value=(WON if slate.id == slate_id else LOST) if slate_id else EVEN,
        )
        for slate in reply.slates
        for one in slate.recommendations
    )


def same_verdict(wanted: Sequence[Feedback], stored: Sequence[Feedback]) -> bool:
    """Whether what is stored of these cards is what is wanted."""
    values = {one.id: one.value for one in stored}
    return all(values.get(one.id) == one.value for one in wanted)
