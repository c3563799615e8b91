"""The scorecard: where a run stands in every measure, and what has moved since another run."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from evals.compare import WORDS, Change, Comparison, Verdict
from evals.intervals import Estimate, estimate
from evals.reporting.measures import FOUND, PASSED, Group, Measure, Unit, bare, measures, shown
from evals.reporting.plots import Bar, around_zero, within
from evals.results import Played, Run

GROUPS: dict[Group, str] = {"quality": "Is it right?", "talk": "How it talks", "cost": "What it costs"}


@dataclass(frozen=True, slots=True)
class Moved:
    """Since another run, over the conversations in both."""

    before: str
    now: str
    """Over the pairs, so it may differ from the figure over all."""
    by: str
    ends: str
    verdict: Verdict
    words: str
    bar: Bar | None


@dataclass(frozen=True, slots=True)
class Row:
    words: str
    value: str
    ends: str
    n: int
    bar: Bar | None
    moved: Moved | None


@dataclass(frozen=True, slots=True)
class Part:
    title: str
    rows: tuple[Row, ...]


def scorecard(run: Run, since: Comparison | None) -> tuple[Part, ...]:
    """What nobody measured in this run has no row; a part without rows is left out."""
    changes = {one.measure.key: one for one in since.changes} if since else {}
    parts = (
        Part(title, tuple(_rows([m for m in measures(run.played) if m.group == group], run.played, changes)))
        for group, title in GROUPS.items()
    )
    return tuple(part for part in parts if part.rows)


def _rows(chosen: Iterable[Measure], played: Sequence[Played], changes: dict[str, Change]) -> Iterator[Row]:
    for measure in chosen:
        told = over(played, measure)
        if told.known:
            change = changes.get(measure.key)
            bar = within(told) if measure.unit == "share" else None
            moved = moved_by(change) if change else None
            yield Row(measure.words, shown(told.value, measure.unit), ends(told, measure.unit), told.n, bar, moved)


def over(played: Iterable[Played], measure: Measure) -> Estimate:
    return estimate([measure.of(one) for one in played], measure.statistic)


def ends(told: Estimate, unit: Unit) -> str:
    """Empty where there is no interval. What was the same in all was drawn the same each time: that bounds nothing."""
    if not told.bounded:
        return ""
    if told.low == told.high:
        return f"in all {told.n:,}"
    return f"{bare(told.low, unit, signed=False)} to {shown(told.high, unit)}"


def moved_by(change: Change) -> Moved:
    unit, told = change.measure.unit, change.difference
    return Moved(
        shown(change.before, unit),
        shown(change.after, unit),
        shown(told.value, unit, signed=True),
        f"{bare(told.low, unit)} to {bare(told.high, unit)}" if told.bounded else "",
        change.verdict,
        WORDS[change.verdict],
        around_zero(told) if change.verdict != "same" else None,
    )


# --- beside simple baselines ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Beside:
    """One measure in several runs: each one's figure and how far this run is from it."""

    words: str
    cells: tuple[Moved | None, ...]


def beside(comparisons: Sequence[Comparison]) -> tuple[Beside, ...]:
    """A row for each measure in which a way is better and something differs, in the scorecard's order.

    What a turn costs is left out, since policies are compared.
    """
    told = [{one.measure.key: one for one in comparison.changes} for comparison in comparisons]
    ordered = measures(one for comparison in comparisons for one in comparison.after.played)
    chosen = [
        measure
        for measure in ordered
        if measure.better != "neither"
        and measure.group != "cost"
        and any(measure.key in one and one[measure.key].verdict != "same" for one in told)
    ]
    return tuple(
        Beside(
            measure.words,
            tuple(moved_by(one[measure.key]) if measure.key in one else None for one in told),
        )
        for measure in chosen
    )


# --- what the page begins with ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tile:
    words: str
    value: str
    note: str
    bad: bool = False


def tiles(run: Run, since: Comparison | None) -> Iterator[Tile]:
    for measure, noun in ((PASSED, "scripts"), (FOUND, "simulated people")):
        told = over(run.played, measure)
        if told.known:
            hits = round(told.value * told.n)
            yield Tile(
                measure.words, shown(told.value, "share"), f"{hits:,} of {told.n:,} {noun}; {ends(told, 'share')}"
            )
    failing = sum(not one.passed and not one.known for one in run.played if one.kind == "script")
    known = sum(not one.passed and bool(one.known) for one in run.played)
    if any(one.kind == "script" for one in run.played):
        yield Tile("Scripts that fail", f"{failing:,}", f"and {known:,} known to fail, told why", failing > 0)
    if since and any(one.kind == "script" for one in run.played):
        yield Tile(
            "Scripts that passed before and fail now",
            f"{len(since.broken):,}",
            f"and {len(since.mended):,} mended",
            bool(since.broken),
        )
