"""What a turn costs: whole conversations through the chat service, with real Chroma, SQLite, graph and query embedding.

Catalogues are synthetic (`evals.benchmarks.synthetic` says what that means), and stand in Chroma up to
`staging.CHROMA_UP_TO` items. The floor is what no such turn can do without: embedding what was said and the exact
nearest 200 of all vectors; measured between the conversations, of large catalogues behind them and on the mapped file,
so that what it reads is not counted as resident.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import numpy as np
from rich.table import Table

from agents.dialogue import Reply
from agents.events import Replied, StepStarted
from app.commands.progress import bars
from app.service import ChatService
from app.wiring import indexes
from evals.benchmarks.figures import Figures, Line, median, percentile, publish, table
from evals.benchmarks.footprint import resident_mib
from evals.benchmarks.fresh import in_new_process
from evals.benchmarks.staging import CHROMA_UP_TO, SYNTHETIC, keep_synthetic, open_stage, settings_in
from evals.benchmarks.talks import Script, Talk, read_talks
from retrieval.embedder import Embedder, Progress, Vectors
from retrieval.indexes.exact import top
from retrieval.indexing import index_folder

SIZES = (2_000, 10_000)
NEAREST = 200
FLOORS_AT_MOST = 60
"""Floors measured of a large catalogue, each of which reads all its vectors."""
P50_MS, P95_MS, FLOORS = 35.0, 90.0, 3.0
RESIDENT_MIB, GROWN = 4096.0, 3.0
"""What a large catalogue may hold, and how many times as long as with a small one a turn may take."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One turn. `stages` are milliseconds: by node, beside `begin` (up to the first node) and `between` (the nodes)."""

    utterance: str
    move: str
    wall_ms: float
    cpu_ms: float
    stages: dict[str, float]


@dataclass(frozen=True, slots=True)
class Result:
    items: int
    samples: tuple[Sample, ...]
    floors_ms: tuple[float, ...]
    rss_mib: float
    open_s: float = 0.0
    """Until the catalogue was open for talk, the embedder and the database aside."""

    def share(self, of: float) -> float:
        """The wall time in ms that this share of the turns does not exceed."""
        return percentile([s.wall_ms for s in self.samples], of)

    @property
    def cpu_ms(self) -> float:
        return median([s.cpu_ms for s in self.samples])

    @property
    def floor_ms(self) -> float:
        return median(self.floors_ms)

    @property
    def stages_ms(self) -> dict[str, float]:
        return _medians((name, ms) for s in self.samples for name, ms in s.stages.items())

    @property
    def moves_ms(self) -> dict[str, float]:
        return _medians((s.move, s.wall_ms) for s in self.samples)

    def figures(self) -> Figures:
        return {
            "items": self.items,
            "p50_ms": round(self.share(0.5), 2),
            "p95_ms": round(self.share(0.95), 2),
            "cpu_ms": round(self.cpu_ms, 2),
            "floor_ms": round(self.floor_ms, 2),
            "rss_mb": round(self.rss_mib, 1),
            "turns": len(self.samples),
            "open_s": round(self.open_s, 2),
            "stages_ms": self.stages_ms,
            "moves_p50_ms": self.moves_ms,
        }


def run(sizes: Sequence[int], turns: int, as_json: bool, embedder: str = "minilm", folder: Path | None = None) -> None:
    """`folder` keeps what was built for the next run; else it goes with the end of this one."""
    results = [_staged(items, turns, embedder, folder) for items in sizes or SIZES]
    rows = [result.figures() for result in results]
    small = next((result for result in results if result.items <= CHROMA_UP_TO), None)
    publish([draw(result, small) for result in results], rows[0] if len(rows) == 1 else {"rows": rows}, as_json)


def _staged(items: int, turns: int, embedder: str, kept: Path | None) -> Result:
    """Built in one process and measured in the next: what building leaves in memory is not a turn's."""
    with TemporaryDirectory(prefix="tastemaker-bench-") as passing:
        folder = kept / f"{items}-{embedder.partition(':')[0]}" if kept else Path(passing)
        in_new_process(build, folder, items, embedder)
        return in_new_process(measure, folder, items, turns, embedder)


def build(folder: Path, items: int, embedder: str) -> None:
    with bars() as progress:
        keep_synthetic(folder, items, embedder, progress)


def measure(folder: Path, items: int, turns: int, embedder: str) -> Result:
    with bars() as progress:
        return asyncio.run(_measure(folder, items, turns, embedder, progress))


async def _measure(folder: Path, items: int, turns: int, embedder_spec: str, progress: Progress) -> Result:
    samples: list[Sample] = []
    floors: list[float] = []
    settings = settings_in(folder, embedder_spec, items)
    async with open_stage(settings) as (service, embedder):
        start = perf_counter()
        world = await service.world(SYNTHETIC)
        open_s = perf_counter() - start
        script = Script(world.catalogue)
        matrix = None if items > CHROMA_UP_TO else world.retriever.vectors(range(items))
        talks = read_talks()
        for talk in talks:  # one round that is not counted: Chroma still opens beside it, caches fill
            await _play(service, script, talk)
        for talk in cycle(talks):
            played = await _play(service, script, talk)
            samples += played
            if matrix is not None:
                floors += [_floor(embedder, matrix, one.utterance, len(floors) + n) for n, one in enumerate(played)]
            progress("turns", min(len(samples), turns), turns)
            if len(samples) >= turns:
                break
        resident = resident_mib()
        if matrix is None:
            mapped = np.load(index_folder(world.catalogue, embedder, indexes(settings)) / "vectors.npy", mmap_mode="r")
            floors = [_floor(embedder, mapped, one.utterance, n) for n, one in enumerate(samples[:FLOORS_AT_MOST])]
        return Result(items, tuple(samples), tuple(floors), resident, open_s)


async def _play(service: ChatService, script: Script, talk: Talk) -> list[Sample]:
    opened = await service.start(SYNTHETIC)
    key = opened.conversation.id, opened.token
    samples: list[Sample] = []
    reply: Reply | None = None
    for template in talk:
        for utterance in script.say(template, reply):
            sample, reply = await _turn(service, key, utterance)
            samples.append(sample)
    nodes = [turn.timings for turn in (await service.resume(*key)).turns]
    for sample, timings in zip(samples, nodes, strict=True):
        sample.stages.update(timings)
        sample.stages["between"] = sample.wall_ms - sum(sample.stages.values())
    return samples


async def _turn(service: ChatService, key: tuple[str, str], utterance: str) -> tuple[Sample, Reply]:
    reply = None
    steps: dict[str, float] = {}
    cpu, start = process_time(), perf_counter()
    async for event in service.say(*key, utterance):
        if isinstance(event, StepStarted):
            steps[event.name] = perf_counter()
        elif isinstance(event, Replied):
            reply = event.reply
    end, cpu_ms = perf_counter(), (process_time() - cpu) * 1000
    if reply is None:
        raise RuntimeError(f"The turn {utterance!r} ended without a reply.")
    stages = {"begin": (min(steps.values()) - start) * 1000, "record": (end - steps["record"]) * 1000}
    return Sample(utterance, str(reply.move), (end - start) * 1000, cpu_ms, stages), reply


def _floor(embedder: Embedder, matrix: Vectors, utterance: str, number: int) -> float:
    text = utterance + " " * (number + 1)  # says the same, but no cache knows it
    start = perf_counter()
    top(matrix @ embedder.embed([text])[0], NEAREST)
    return (perf_counter() - start) * 1000


def _medians(pairs: Iterable[tuple[str, float]]) -> dict[str, float]:
    """By name, in the order they first come."""
    found: defaultdict[str, list[float]] = defaultdict(list)
    for name, value in pairs:
        found[name].append(value)
    return {name: round(median(values), 2) for name, values in found.items()}


def draw(result: Result, small: Result | None = None) -> Table:
    """`small` of the same run is what a large one is held against."""
    large = result.items > CHROMA_UP_TO
    grown = GROWN * small.share(0.5) if large and small else None
    kinds = [Line(f"  turns that {move}, p50", ms, "ms") for move, ms in result.moves_ms.items()]
    stages = [Line(f"  {name}, median", ms, "ms") for name, ms in result.stages_ms.items()]
    lines = [
        Line("turn, p50", result.share(0.5), "ms", grown if large else P50_MS),
        Line("turn, p95", result.share(0.95), "ms", None if large else P95_MS),
        Line("turn, CPU, median", result.cpu_ms, "ms"),
        Line("floor, median", result.floor_ms, "ms"),
        Line("turn, p50, in floors", result.share(0.5) / result.floor_ms, "×", FLOORS),
        Line("resident", result.rss_mib, "MiB", RESIDENT_MIB if large else None),
        Line("opened in", result.open_s, "s"),
    ]
    without = " (without Chroma)" if large else ""
    return table(f"{len(result.samples):,} turns over {result.items:,} items{without}", [*lines, *kinds, *stages])
