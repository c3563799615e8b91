"""What a language model of known speed costs a turn: calls, trips, tokens, time, our CPU; alone and many at once.

The model is a double (`evals.benchmarks.openai_double`) in a process of its own: real HTTP, a fixed time to the first
token, then a fixed rate. What it answers is written down (`evals.benchmarks.model_answers`), so nothing in these
figures is about quality.
"""

import asyncio
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from rich.console import Console
from rich.table import Table

from app.commands.progress import bars
from app.settings import Settings
from evals.benchmarks import rival, rival_figures
from evals.benchmarks.figures import Figures, publish
from evals.benchmarks.fresh import in_new_process
from evals.benchmarks.model_double import double
from evals.benchmarks.model_figures import crowd_figures, draw, draw_crowd, figures
from evals.benchmarks.model_turns import Crowd, Sample, crowded, played
from evals.benchmarks.model_ways import CROWDED, CROWDS, SETUPS, Setup
from evals.benchmarks.staging import build_synthetic, settings_in

Part = Literal["scorers", "rival", "crowds"]
PARTS: tuple[Part, ...] = ("scorers", "rival", "crowds")


def run(
    items: int,
    turns: int,
    latency: float,
    rate: float,
    as_json: bool,
    embedder: str = "minilm",
    crowds: Sequence[tuple[int, int]] = CROWDS,
    parts: Sequence[Part] = PARTS,
) -> None:
    """Tables are shown as they are measured."""
    speed = latency, rate
    rows: list[Figures] = []
    at_once: list[Figures] = []
    beside: Figures = {}
    missing = rival.missing() if "rival" in parts else ""
    with TemporaryDirectory(prefix="tastemaker-bench-") as folder:
        where = Path(folder), embedder
        in_new_process(build, *where, items)
        for setup in SETUPS if "scorers" in parts else ():
            found = in_new_process(measure, *where, setup, turns, speed)
            rows += (new := [figures(name, samples, latency) for name, samples in found.items()])
            show(map(draw, new))
        if "rival" in parts and not missing:
            beside = rival.measured(*where, turns, speed)
            show(rival_figures.draw(beside, latency))
        for setup in CROWDED if "crowds" in parts else ():
            at_once += (many := crowd_figures(setup.name, in_new_process(crowd, *where, setup, crowds, speed)))
            show(map(draw_crowd, many))
    show([missing] if missing else [])
    told = {"items": items, "latency_s": latency, "rate": rate, "rows": rows, "at_once": at_once, "rival": beside}
    publish((), told, as_json)


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


def show(tables: Iterable[Table | str]) -> None:
    console = Console()
    for one in tables:
        console.print(one)
