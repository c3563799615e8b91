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


def success(one: Played) -> bool:
    """Whether it went well: every expectation met; and a simulated person found what they would take."""
    return one.passed and bool(one.figures.get("success", 1.0))


def _passed(one: Played) -> Sequence[float]:
    return (float(one.passed),) if one.checks else ()


def _turns(one: Played) -> Sequence[float]:
    return (float(len(one.turns)),) if one.kind == "simulated" else ()


def _questions(one: Played) -> Sequence[float]:
    return (float(sum(bool(turn.question) for turn in one.turns)),)


def _times(one: Played) -> Sequence[float]:
    return [turn.ms for turn in one.turns if turn.move]


def _calls(one: Played) -> Sequence[float]:
    return [float(turn.calls) for turn in one.turns if turn.move]


def _tokens(one: Played) -> Sequence[float]:
    return [float(turn.tokens) for turn in one.turns if turn.move]


OURS = (
    Measure("passed", "Conversations that met every expectation", _passed, "share", "share", "higher"),
    Measure("checks", "Expectations met", lambda one: [float(c.passed) for c in one.checks], "share", "mean", "higher"),
    Measure("turns", "Turns of a simulated conversation", _turns, better="lower", group="talk"),
    Measure("questions", "Questions asked in a conversation", _questions, group="talk"),
    Measure("p50_ms", "Time of a turn, half are below", _times, "ms", "p50", "lower", "cost"),
    Measure("p95_ms", "Time of a turn, 95 % are below", _times, "ms", "p95", "lower", "cost"),
    Measure("calls", "Calls of language models a turn", _calls, better="lower", group="cost"),
    Measure("tokens", "Tokens a turn", _tokens, better="lower", group="cost"),
)

WORDED: Mapping[str, tuple[str, Unit, Better]] = {
    "success": ("People who found what they would take", "share", "higher"),
    "satisfaction": ("Satisfaction, 0 to 1", "number", "higher"),
    "regret": ("Regret against the best item for the need", "number", "lower"),
    "wasted": ("Questions that changed nothing", "number", "lower"),
    "gave_up": ("People who gave up", "share", "lower"),
    "violations": ("Cards that break a hard wish", "number", "lower"),
}
"""Figures of a conversation that have a name here; any other is shown under its own, and no way is better."""
COUNTED = {"turns", "questions", "ms", "calls", "tokens"}
"""Figures that are worked out from the turns here, so that all kinds of runs count alike."""


def measures(played: Iterable[Played]) -> tuple[Measure, ...]:
    """Ours, and one for each figure that these conversations bring along."""
    brought = dict.fromkeys(name for one in played for name in one.figures if name not in COUNTED)
    ordered = [name for name in WORDED if name in brought] + [name for name in brought if name not in WORDED]
    figures = [_figure(name) for name in ordered]
    return (*OURS[:2], *figures, *OURS[2:])


def _figure(name: str) -> Measure:
    words, unit, better = WORDED.get(name, (name.replace("_", " ").capitalize(), "number", "neither"))
    if name.startswith("success@"):
        words, unit, better = f"Found it within {name.removeprefix('success@')} turns", "share", "higher"

    def of(one: Played) -> Sequence[float]:
        return (float(one.figures[name]),) if name in one.figures else ()

    return Measure(name, words, of, unit, "share" if unit == "share" else "mean", better)


def shown(value: float, unit: Unit, signed: bool = False) -> str:
    """As people read it; a share in percent, and "–" where there is nothing to show."""
    if isnan(value):
        return "–"
    number = value * 100 if unit == "share" else value
    size = abs(number)
    rounded = f"{number:,.{0 if size >= 100 else 1 if size >= 10 or unit != 'number' else 2}f}"
    if float(rounded.replace(",", "")) == 0:
        rounded, number = rounded.removeprefix("-"), 0
    sign = "+" if signed and number > 0 else ""
    return f"{sign}{rounded}".replace("-", "−") + {"share": " %", "ms": " ms", "number": ""}[unit]
