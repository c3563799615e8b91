"""What is measured of a conversation, in which words, and which way is better."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Literal

from evals.intervals import Statistic
from evals.results import Played

Unit = Literal["share", "number", "ms"]
Better = Literal["higher", "lower", "neither"]
Group = Literal["quality", "talk", "cost"]


@dataclass(frozen=True, slots=True)
class Measure:
    key: str
    words: str
    of: Callable[[Played], Sequence[float]]
    """One number of the whole or one a turn; none where it does not apply."""
    unit: Unit = "number"
    statistic: Statistic = "mean"
    better: Better = "neither"
    group: Group = "quality"


def _passed(one: Played) -> Sequence[float]:
    return (float(one.passed),) if one.kind == "script" and one.checks else ()


def _checks(one: Played) -> Sequence[float]:
    return [float(check.passed) for check in one.checks] if one.kind == "script" else ()


def _found(one: Played) -> Sequence[float]:
    return (one.figures["success"],) if "success" in one.figures else ()


def _turns(one: Played) -> Sequence[float]:
    return (one.figures.get("turns", float(len(one.turns))),) if one.kind == "simulated" else ()


def _questions(one: Played) -> Sequence[float]:
    return (float(sum(bool(turn.question) for turn in one.turns)),)


def _times(one: Played) -> Sequence[float]:
    return [turn.ms for turn in one.turns if turn.move]


def _calls(one: Played) -> Sequence[float]:
    return [float(turn.calls) for turn in one.turns if turn.move]


def _tokens(one: Played) -> Sequence[float]:
    return [float(turn.tokens) for turn in one.turns if turn.move]


PASSED = Measure("passed", "Scripts that meet every expectation", _passed, "share", "share", "higher")
FOUND = Measure("success", "People who found what they would take", _found, "share", "share", "higher")
OURS = (
    PASSED,
    Measure("checks", "Expectations of scripts met", _checks, "share", "mean", "higher"),
    FOUND,
)
TALK = (
    Measure("turns", "Turns of a simulated conversation", _turns, better="lower", group="talk"),
    Measure("questions", "Questions asked in a conversation", _questions, group="talk"),
)
# No way is better of times: the interval is over conversations and covers nothing else the machine was doing then, so
# the same version, played twice, can look slower. `tastemaker bench turn` measures them side by side.
P95 = Measure("p95_ms", "Time of a turn: 95 % are below", _times, "ms", "p95", group="cost")
COST = (
    Measure("p50_ms", "Time of a turn: half are below", _times, "ms", "p50", group="cost"),
    P95,
    Measure("calls", "Calls of language models a turn", _calls, better="lower", group="cost"),
    Measure("tokens", "Tokens a turn", _tokens, better="lower", group="cost"),
)

WORDED: Mapping[str, tuple[str, Better]] = {
    "satisfaction": ("Satisfaction, from 0 to 1", "higher"),
    "regret": ("Regret against the best item for the need, from 0 to 1", "lower"),
    "wasted": ("Questions that a person did not mind or had answered", "lower"),
    "broken": ("Cards that break a hard wish that was told", "lower"),
    "repeated": ("Cards that came back after a no", "lower"),
    "asked_again": ("Questions asked twice", "lower"),
    "misheard": ("People whose yes to an item was not taken for one", "lower"),
    "leaks": ("Utterances that told what was not due", "lower"),
}
"""Figures of a conversation that have a name here; any other is shown under its own, and no way is better."""
COUNTED = {"turns", "questions", "ms", "calls", "tokens", "success"}
"""Figures that are worked out above, so that all kinds of runs count alike."""
DRAWN = {"wishes", "told", "social"}
"""Figures that describe the simulated people, not the product; so does every "intent."."""


def measures(played: Iterable[Played]) -> tuple[Measure, ...]:
    """Ours, and one for each figure that these conversations bring along."""
    brought = dict.fromkeys(name for one in played for name in one.figures)
    judged = [name for name in brought if name not in COUNTED | DRAWN and not name.startswith("intent.")]
    ordered = sorted(judged, key=lambda name: list(WORDED).index(name) if name in WORDED else len(WORDED))
    return (*OURS, *(_figure(name) for name in ordered), *TALK, *COST)


def _figure(name: str) -> Measure:
    words, better = WORDED.get(name, (name.replace("_", " ").capitalize(), "neither"))

    def of(one: Played) -> Sequence[float]:
        return (float(one.figures[name]),) if name in one.figures else ()

    return Measure(name, words, of, better=better)


def shown(value: float, unit: Unit, signed: bool = False) -> str:
    """As people read it: a share in percent, a signed one (a difference) in points; "–" where there is none."""
    if isnan(value):
        return "–"
    number = value * 100 if unit == "share" else value
    rounded = f"{number:,.{_places(abs(number), unit)}f}" if number else "0"
    if not float(rounded.replace(",", "")):
        rounded, number = rounded.removeprefix("-"), 0
    sign = "+" if signed and number > 0 else ""
    after = {"share": " points" if signed else " %", "ms": " ms", "number": ""}[unit]
    return sign + rounded.replace("-", "−") + after


def _places(size: float, unit: Unit) -> int:
    if size >= 100:
        return 0
    if size >= 10 or unit != "number":
        return 1
    return 2 if size >= 0.1 else 3


def bare(value: float, unit: Unit, signed: bool = True) -> str:
    """Without its unit, which stands beside it already."""
    return shown(value, unit, signed).partition(" ")[0]
