"""`tastemaker eval accept LABEL`: from now on, others are held against this. A copy, so no later run overwrites it."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from evals import results
from evals.compare import compared
from evals.reporting.finding import ACCEPTED, accepted, found, joined
from evals.results import BrokenRun, Run


def accept(labels: Sequence[str], runs: Path | None = None) -> tuple[Run, Run | None]:
    """What is accepted now, and what was before. Raises BrokenRun."""
    runs = runs or results.RUNS
    if ACCEPTED in labels:
        raise BrokenRun(f'"{ACCEPTED}" is the name of what was accepted; name the run that is to take its place')
    run = joined([found(label, runs) for label in labels])
    if not run.played:
        raise BrokenRun(f'"{run.label}" holds no conversation; nothing could be held against it')
    before = _whole(runs)
    results.save(run, runs / ACCEPTED)
    return run, before


def _whole(runs: Path) -> Run | None:
    """A damaged one is replaced like none: that mends it."""
    try:
        return accepted(runs)
    except BrokenRun:
        return None


def lines(run: Run, before: Run | None) -> Iterator[str]:
    failing = sum(not one.passed and not one.known for one in run.played)
    yield f'Accepted: "{run.label}" ({run.product}), {len(run.played):,} conversations.'
    if failing:
        yield f"{failing:,} of them fail an expectation; as accepted, they alarm nobody any more."
    if before is None:
        return
    try:
        told = compared(before, run)
    except BrokenRun:
        yield f'It takes the place of "{before.label}", with which it shares no conversation.'
        return
    yield (
        f'It takes the place of "{before.label}" ({before.product}): '
        f"{len(told.broken):,} scripts broke, {len(told.mended):,} were mended; of all conversations "
        f"{told.unmatched[0]:,} are gone and {told.unmatched[1]:,} are new."
    )


def run(labels: Sequence[str]) -> None:
    """Raises SystemExit with a sentence; what was accepted before then stays."""
    try:
        told = accept(labels)
    except BrokenRun as error:
        raise SystemExit(str(error)) from error
    sys.stdout.write("\n".join(lines(*told)) + "\n")
