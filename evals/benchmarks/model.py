"""What a language model of known speed costs a turn: calls, trips, tokens, time, our CPU; alone and many at once.

The model is a double (`evals.benchmarks.openai_double`) in a process of its own: real HTTP, a fixed time to the first
token, then a fixed rate. What it answers is written down (`evals.benchmarks.model_answers`), so nothing in these
figures is about quality.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from app.commands.progress import bars
from app.settings import Settings
from evals.benchmarks import rival, rival_figures
from evals.benchmarks.figures import publish
from evals.benchmarks.fresh import in_new_process
from evals.benchmarks.model_double import double
from evals.benchmarks.model_figures import crowd_figures, draw, draw_crowd, figures
from evals.benchmarks.model_turns import Crowd, Sample, crowded, played
from evals.benchmarks.model_ways import CROWDED, CROWDS, SETUPS, Setup
from evals.benchmarks.staging import build_synthetic, settings_in

LATENCY, RATE = 0.4, 50.0
"""Seconds to the first token, and tokens a second after it, as in part E of the published comparison."""


def run(
    items: int,
    turns: int,
    latency: float,
    rate: float,
    as_json: bool,
    embedder: str = "minilm",
    crowds: Sequence[tuple[int, int]] = CROWDS,
) -> None:
    speed = latency, rate
    with TemporaryDirectory(prefix="tastemaker-bench-") as folder:
        where = Path(folder), embedder
        in_new_process(build, *where, items)
        walked = [in_new_process(measure, *where, setup, turns, speed) for setup in SETUPS]
        beside = {} if rival.missing() else rival.measured(*where, turns, speed)
        many = {setup.name: in_new_process(crowd, *where, setup, crowds, speed) for setup in CROWDED if crowds}
    rows = [figures(name, samples, latency) for found in walked for name, samples in found.items()]
    at_once = [row for name, told in many.items() for row in crowd_figures(name, told)]
    told = {"items": items, "latency_s": latency, "rate": rate, "rows": rows, "at_once": at_once, "rival": beside}
    tables = [*map(draw, rows), *map(draw_crowd, at_once), *(rival_figures.draw(beside, latency) if beside else ())]
    publish(tables, told, as_json)
    if not beside and not as_json:
        Console().print(rival.missing())


def build(folder: Path, embedder: str, items: int) -> None:
    with bars() as progress:
        build_synthetic(settings_in(folder, embedder), items, progress)


def measure(
    folder: Path, embedder: str, setup: Setup, turns: int, speed: tuple[float, float]
) -> dict[str, list[Sample]]:
    with bars() as progress, double(*speed) as url:
        return asyncio.run(played(_settings(folder, embedder, setup, url), setup, turns, progress))


def crowd(
    folder: Path, embedder: str, setup: Setup, crowds: Sequence[tuple[int, int]], speed: tuple[float, float]
) -> list[Crowd]:
    with bars() as progress, double(*speed) as url:
        return asyncio.run(crowded(_settings(folder, embedder, setup, url), setup, crowds, speed[0], progress))


def _settings(folder: Path, embedder: str, setup: Setup, url: str) -> Settings:
    told = {"model": "openai:double", "model_url": url, "scorer": setup.scorer, "phrasing": setup.phrasing}
    return settings_in(folder, embedder).model_copy(update=told)
