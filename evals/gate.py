"""`tastemaker eval gate`: did anything get worse since it was accepted on purpose? For CI, and for before a commit."""

import json
import sys
from collections.abc import Iterator
from time import perf_counter

from agents.models import ModelSpecError
from evals.gating.keeping import ACCEPTED, Accepted, accepted, keep
from evals.gating.playing import LABEL, folder, played
from evals.gating.verdict import Verdict, judged, judged_first
from evals.results import BrokenRun, Run, save
from evals.scripting.reading import ScriptError
from retrieval.shelf import ShelfError

UNPLAYABLE = 2
"""Exit status where nothing could be played, or what was accepted cannot be read."""
HOW_TO_ACCEPT = (
    "If that is meant, accept it: tastemaker eval gate --accept (it tells what changes; commit evals/accepted with it)."
)


def run(accept: bool, jobs: int, as_json: bool) -> None:
    """Raises SystemExit: 1 if something got worse, 2 if that cannot be told."""
    begun = perf_counter()
    try:
        held_to = _readable(accept)
        done = played(jobs)
        save(done, folder())
        told = judged(held_to, done) if held_to else judged_first(done)
    except (BrokenRun, ScriptError, ShelfError, ModelSpecError) as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(UNPLAYABLE) from error
    lines = [*sentences(told, done), f"{_held_to(held_to)} It took {perf_counter() - begun:,.0f} s."]
    if accept:
        keep(done)
        lines.append(f"Accepted: {ACCEPTED} holds this run from now on; commit it.")
    elif told.worse:
        lines += [f"See the conversations with: tastemaker eval report {LABEL}", HOW_TO_ACCEPT]
    sys.stdout.write("\n".join([*lines, *([figures(told)] if as_json else [])]) + "\n")
    if told.worse and not accept:
        raise SystemExit(1)


def _readable(accept: bool) -> Accepted | None:
    """What is damaged is replaced like nothing: accepting mends it."""
    try:
        return accepted()
    except BrokenRun:
        if accept:
            return None
        raise


def sentences(told: Verdict, done: Run) -> Iterator[str]:
    for word, ones in (("WORSE", told.worse), ("better", told.better), ("beside", told.beside)):
        yield from (f"{word}  {one}" for one in ones)
    scripts = [one for one in done.played if one.kind == "script"]
    known = sum(not one.passed and bool(one.known) for one in scripts)
    yield (
        f"{sum(one.passed for one in scripts)} of {len(scripts)} scripts pass, {known} are known to fail; "
        f"{len(done.played) - len(scripts)} simulated people. "
        + (f"{len(told.worse)} things got worse." if told.worse else "Nothing got worse.")
    )


def _held_to(one: Accepted | None) -> str:
    if one is None:
        return "Nothing is accepted yet, so only scripts were held to anything."
    return f"Held against what was accepted at {one.run.product}."


def figures(told: Verdict) -> str:
    return json.dumps({"worse": told.worse, "better": told.better, "beside": told.beside}, ensure_ascii=False)
