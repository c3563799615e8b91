"""Failing conversations as chats, with the reason beside the turn where it happened."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evals.compare import Comparison
from evals.reporting.finding import Identity, identity
from evals.results import Check, Played, PlayedTurn, Run

LONGEST = 1_500
"""Characters of a text that are shown."""


@dataclass(frozen=True, slots=True)
class Told:
    """One turn, and what was wrong with it."""

    turn: PlayedTurn
    utterance: str
    text: str
    failed: tuple[Check, ...]
    met: int
    fresh: tuple[str, ...]
    """Wishes that were none before this turn; told once, not turn after turn."""
    gone: tuple[str, ...]
    """Wishes that are none any more."""
    standing: int
    """Wishes that are as before."""


@dataclass(frozen=True, slots=True)
class Chat:
    played: Played
    broken: bool
    """It passed before."""
    turns: tuple[Told, ...]
    failed: tuple[Check, ...]
    """Of the whole conversation, or of a turn that never came."""


def failing(run: Run, since: Comparison | None) -> list[Chat]:
    """What broke since comes first, then what fails, then what is known to; simulated people come after scripts."""
    broken = {identity(one) for one in since.broken} if since else set()
    ordered = sorted(
        (one for one in run.played if not one.passed),
        key=lambda one: (bool(one.known), one.kind == "simulated", identity(one) not in broken, _mild(one)),
    )
    return [_chat(one, broken) for one in ordered]


def _mild(one: Played) -> bool:
    """Whether a simulated person only left with nothing; a broken law is worse."""
    return {check.name for check in one.failures} <= {"found"}


def _chat(one: Played, broken: set[Identity]) -> Chat:
    numbers = {turn.number for turn in one.turns}
    return Chat(
        one,
        identity(one) in broken,
        tuple(_turns(one)),
        tuple(check for check in one.failures if check.turn not in numbers),
    )


def _turns(one: Played) -> Iterator[Told]:
    before: tuple[str, ...] = ()
    for turn in one.turns:
        yield _told(turn, one.checks, before)
        before = turn.wishes


def _told(turn: PlayedTurn, checks: Sequence[Check], before: Sequence[str]) -> Told:
    here = [check for check in checks if check.turn == turn.number]
    failed = tuple(check for check in here if not check.passed)
    fresh = tuple(wish for wish in turn.wishes if wish not in before)
    gone = tuple(wish for wish in before if wish not in turn.wishes)
    texts = shortened(turn.utterance), shortened(turn.text)
    return Told(turn, *texts, failed, len(here) - len(failed), fresh, gone, len(turn.wishes) - len(fresh))


def shortened(text: str) -> str:
    left = len(text) - LONGEST
    return text if left <= 0 else f"{text[:LONGEST]}… ({left:,} characters more)"


def reasons(run: Run) -> Iterator[tuple[str, int]]:
    """How many conversations each kind of expectation fails in, the most frequent first; known ones are not counted."""
    names = [{check.name for check in one.failures} for one in run.played if not one.known]
    counted = {name: sum(name in one for one in names) for one in names for name in one}
    yield from sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
