"""Plays many scripts at once, in this process or with a server, with or without cassettes."""

import asyncio
import shutil
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from agents.models.model import LanguageModel
from app.client import Api
from app.commands.progress import bars
from app.settings import Settings
from app.wiring import check_scorer, open_model
from evals.results import Check, Played, Run
from evals.scripting.cassette import PLAYING, Tape, Taped, Way, blank, load
from evals.scripting.doors import Door
from evals.scripting.over_http import OverHttp, versions
from evals.scripting.player import Ground, Playing
from evals.scripting.reading import Read, ScriptError
from evals.scripting.soundness import sound
from evals.scripting.stage import brought, local_grounds, open_stage
from retrieval.embedder import Progress, silent


async def played_over(
    scripts: Sequence[Read],
    settings: Settings,
    url: str,
    key: str,
    jobs: int = 4,
    label: str = "scripts",
    shown: bool = False,
) -> Run:
    """Plays them with a server; `shown` as below. Raises ScriptError before anything is played."""
    domains = brought(scripts)
    grounds = local_grounds(domains, settings)
    check(scripts, grounds)
    try:
        there = await versions(url, key)
    except ConnectionError as error:
        raise ScriptError(str(error)) from error
    for name, ground in grounds.items():
        if name not in there:
            raise ScriptError(f'The server at {url} has no catalogue "{name}"; there are {", ".join(there)}.')
        if there[name] != ground.catalogue.version:
            sys.stderr.write(f'Warning: "{name}" at {url} is another version than here; what it holds may differ.\n')
    async with Api(url, key) as api:
        found = await play_all(scripts, OverHttp(api), grounds, jobs, shown=shown)
    return Run(label, f"at {url}", "unknown", "unknown", 0, found, figures(found))


async def played(
    scripts: Sequence[Read],
    settings: Settings,
    jobs: int = 4,
    label: str = "scripts",
    cassette: Way | None = None,
    shown: bool = False,
) -> Run:
    """Plays them in this process; `shown`: with a bar, where standard error is a terminal.

    Raises ScriptError before anything is played.
    """
    tapes, model = tapes_of(scripts, settings, cassette)
    try:
        async with open_stage(brought(scripts), settings, model) as stage:
            check(scripts, stage.grounds)
            found = await play_all(scripts, stage.door, stage.grounds, jobs, tapes, shown)
    finally:
        if model:
            await model.close()
    for tape in tapes if cassette == "record" else ():
        tape.save()
    name = model.name if model else settings.model
    return Run(label, product(), name, settings.scorer, 0, found, figures(found))


def tapes_of(
    scripts: Sequence[Read], settings: Settings, cassette: Way | None
) -> tuple[tuple[Tape, ...], LanguageModel | None]:
    """The scripts' cassettes, none if none are used, and the model to ask. Raises ScriptError, ModelSpecError."""
    if cassette == "replay":
        tapes = tuple(load(script) for script in scripts)
        names = sorted({tape.model for tape in tapes})
        if len(names) > 1:
            raise ScriptError(
                f"The cassettes are of several models: {', '.join(names)}. Replay those of one at a time."
            )
        return tapes, Taped(names[0])
    model = open_model(settings)
    check_scorer(settings)
    if cassette is None:
        return (), model
    if model is None:
        raise ScriptError("There is no model to record: set TASTEMAKER_MODEL, such as openai:NAME.")
    return tuple(blank(script, model.name) for script in scripts), Taped(model.name, model)


def check(scripts: Sequence[Read], grounds: Mapping[str, Ground]) -> None:
    """Raises ScriptError; what is only a doubt is told on standard error."""
    judged = [sound(one, grounds[one.domain].catalogue) for one in scripts]
    for warning in (w for one in judged for w in one.warnings):
        sys.stderr.write(f"Warning: {warning}\n")
    errors = [e for one in judged for e in one.errors]
    if errors:
        raise ScriptError("\n".join(errors))


async def play_all(
    scripts: Sequence[Read],
    door: Door,
    grounds: Mapping[str, Ground],
    jobs: int,
    tapes: Sequence[Tape] = (),
    shown: bool = False,
) -> tuple[Played, ...]:
    """In the scripts' order. A conversation that the product breaks off fails alone."""
    gate = asyncio.Semaphore(jobs)

    async def one(playing: Playing, tape: Tape | None) -> Played:
        async with gate:
            PLAYING.set(tape)
            try:
                return await playing.play(door)
            finally:
                ended.append(playing)
                progress("scripts", len(ended), len(plays))

    plays = [Playing(script, grounds[script.domain]) for script in scripts]
    put: Sequence[Tape | None] = tapes or [None] * len(plays)
    ended: list[Playing] = []
    with _bar(shown) as progress:
        ends = await asyncio.gather(*map(one, plays, put), return_exceptions=True)
    told = [
        playing.broken(end) if isinstance(end, Exception) else _told(end)
        for playing, end in zip(plays, ends, strict=True)
    ]
    return tuple(_with_misses(played, tape) for played, tape in zip(told, put, strict=True))


def _bar(shown: bool) -> AbstractContextManager[Progress]:
    return bars() if shown and sys.stderr.isatty() else nullcontext(silent)


def _with_misses(played: Played, tape: Tape | None) -> Played:
    """What was not on the cassette fails: the product gets over it, so nothing else would tell."""
    missed = dict.fromkeys(tape.missed) if tape else {}
    return replace(played, checks=(*played.checks, *(Check("cassette", False, reason) for reason in missed)))


def _told(end: Played | BaseException) -> Played:
    if isinstance(end, Played):
        return end
    raise end


def figures(found: Sequence[Played]) -> dict[str, float]:
    times = [turn.ms for one in found for turn in one.turns if turn.move] or [0.0]
    return {
        "scripts": float(len(found)),
        "passed": float(sum(one.passed for one in found)),
        "failed": float(sum(not one.passed and not one.known for one in found)),
        "known": float(sum(not one.passed and bool(one.known) for one in found)),
        "checks": float(sum(len(one.checks) for one in found)),
        "turns": float(sum(len(one.turns) for one in found)),
        "calls": float(sum(turn.calls for one in found for turn in one.turns)),
        "tokens": float(sum(turn.tokens for one in found for turn in one.turns)),
        "p50_ms": round(statistics.median(times), 1),
        "p95_ms": round(statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0], 1),
    }


def product() -> str:
    """Version, and the commit where this is a checkout."""
    own = version("tastemaker")
    if not shutil.which("git"):
        return own
    told = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        capture_output=True, text=True, cwd=Path(__file__).parent, check=False,
    )  # fmt: skip
    return f"{own} {told.stdout.strip()}".strip()
