"""Who notices a fault: scripts that pass without it and fail with it, and figures of people that get worse with it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from evals.compare import compared
from evals.mutations.fault import Fault
from evals.reporting.measures import shown
from evals.results import Played, Run

COUNTED = {
    "broken": "cards that break a wish",
    "repeated": "cards that came back after a no",
    "asked_again": "questions asked twice",
    "misheard": "a yes not taken for one",
}
"""None is due to chance: one more is worse."""
RATES = {
    "success": "found",
    "satisfaction": "satisfaction",
    "regret": "regret",
    "turns": "turns",
    "wasted": "questions in vain",
}
"""Worse beyond the paired interval of 95 %."""
CLOCK = "ms"


@dataclass(frozen=True, slots=True)
class Caught:
    fault: str
    does: str
    scripts: Mapping[str, str]
    """By script, the first check that failed: "kept", "turn 2, every"."""
    figures: tuple[str, ...] = ()
    """Each with its value before and after."""

    @property
    def noticed(self) -> bool:
        return bool(self.scripts or self.figures)


def caught(fault: Fault, runs: Sequence[tuple[Run, Run]]) -> Caught:
    """`runs`: by domain, without the fault and with it."""
    scripts = {name: check for before, after in runs for name, check in _broken(before, after)}
    figures = [told for before, after in runs for told in _worse(before, after)]
    return Caught(fault.name, fault.does, scripts, tuple(figures))


def _broken(before: Run, after: Run) -> Iterator[tuple[str, str]]:
    well = {one.name for one in before.played if one.kind == "script" and not _failures(one)}
    for one in after.played:
        if one.name in well and (failed := _failures(one)):
            yield one.name, failed[0]


def _failures(one: Played) -> list[str]:
    """Times aside: a slow machine is no fault."""
    return [
        f"turn {check.turn}, {check.name}" if check.turn else check.name
        for check in one.failures
        if check.name != CLOCK
    ]


def _worse(before: Run, after: Run) -> Iterator[str]:
    one, other = (replace(run, played=tuple(p for p in run.played if p.kind == "simulated")) for run in (before, after))
    if not one.played or not other.played:
        return
    for key, words in COUNTED.items():
        first, second = (sum(p.figures.get(key, 0.0) for p in run.played) for run in (one, other))
        if second > first:
            yield f"{words} {first:.0f} → {second:.0f}"
    for change in compared(one, other).changes:
        if change.measure.key in RATES and change.verdict == "worse":
            unit = change.measure.unit
            yield f"{RATES[change.measure.key]} {shown(change.before, unit)} → {shown(change.after, unit)}"
