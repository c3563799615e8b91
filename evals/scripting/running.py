"""`tastemaker eval run`: reads scripts, plays them, tells what failed, and leaves a run to look at."""

import asyncio
import json
import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from agents.models import ModelSpecError
from app.settings import load_settings
from evals.results import RUNS, Played, Run, save
from evals.scripting.cassette import Way
from evals.scripting.junit import write_junit
from evals.scripting.playing import played, played_over, product
from evals.scripting.reading import ScriptError, find, read_all
from retrieval.shelf import ShelfError

__all__ = ["failed", "lines", "product", "run"]

BAD_SCRIPTS = 2
"""Exit status where nothing could be played."""


def run(
    places: Sequence[Path],
    jobs: int,
    as_json: bool,
    label: str,
    url: str = "",
    key: str = "",
    junit: Path | None = None,
    cassette: Way | None = None,
) -> None:
    """Raises SystemExit: 1 if a script failed that is not known to, 2 if the scripts can't be played."""
    settings = load_settings()
    try:
        scripts = read_all(find(places))
        if url and cassette:
            raise ScriptError("Cassettes are for what is played in this process; leave --url or --cassette out.")
        way = played_over(scripts, settings, url, key, jobs, label, shown=True) if url else None
        done = asyncio.run(way or played(scripts, settings, jobs, label, cassette, shown=True))
    except (ScriptError, ShelfError, ModelSpecError) as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(BAD_SCRIPTS) from error
    save(done, RUNS / label)
    if junit:
        write_junit(done, junit)
    sys.stdout.write("\n".join([*lines(done), *([json.dumps(dict(done.figures))] if as_json else [])]) + "\n")
    if failed(done):
        raise SystemExit(1)


def failed(run: Run) -> tuple[Played, ...]:
    """Those that are not known to fail."""
    return tuple(one for one in run.played if not one.passed and not one.known)


def lines(run: Run) -> Iterator[str]:
    """What failed, with the reasons below the turn they are about; of what is known to fail, why."""
    for one in run.played:
        if not one.passed and one.known:
            yield f"known   {one.name}: {one.known}"
        elif not one.passed:
            yield f"FAILED  {one.name}"
            yield from _reasons(one)
        elif one.known:
            yield f'passes  {one.name}, though it is known to fail ("{one.known}"): take `known` out'
    told = run.figures
    known = f", {told['known']:.0f} known to fail" if told["known"] else ""
    yield (
        f"{told['passed']:.0f} of {told['scripts']:.0f} scripts pass, {told['failed']:.0f} fail{known}; "
        f"{told['turns']:.0f} turns, {told['checks']:.0f} checks; "
        f"p50 {told['p50_ms']:.0f} ms, p95 {told['p95_ms']:.0f} ms"
    )
    if failed(run):
        yield f"As chats, with the reasons beside the turns: tastemaker eval report {run.label}"


def _reasons(one: Played) -> Iterator[str]:
    said = {turn.number: f', "{turn.utterance}"' for turn in one.turns}
    for number, several in groupby(one.failures, lambda check: check.turn):
        yield f"    turn {number}{said.get(number, '')}" if number else "    of the whole"
        yield from (f"        {check.name}: {check.reason}" for check in several)
