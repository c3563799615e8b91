"""Many people at once over real HTTP: how soon cards come, how many turns a second, and whether anything fails.

Whole conversations over the stream of `docs/streaming.md`, against a server in a process of its own, or one that is
named. Measured three times: one person alone; as many as wanted, who pause between their messages; and as many who
never pause, which is the most that the server can do. The clients are one process on the same machine.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep

from rich.table import Table

from app.commands.progress import bars
from evals.benchmarks.figures import Line, percentile, publish, table
from evals.benchmarks.fresh import in_new_process
from evals.benchmarks.load_people import Crowd, gather
from evals.benchmarks.staging import SYNTHETIC, keep_synthetic
from evals.benchmarks.start import PATIENCE_S, answers, environment, free_port, started

CARD_P95_MS, TURN_P95_MS, TURNS_S = 250.0, 1500.0, 40.0
UNLIMITED = "1000000/second"

Crowds = tuple[Crowd, Crowd, Crowd]


def run(
    streams: int,
    turns: int,
    pause: float,
    items: int,
    as_json: bool,
    embedder: str = "minilm",
    url: str = "",
    catalogue: str = "films",
) -> None:
    """At least so many turns of each crowd, against the server at `url`; without one, against our own."""
    if url:
        crowds = asyncio.run(measure(url.rstrip("/"), catalogue, streams, turns, pause))
    else:
        with TemporaryDirectory(prefix="tastemaker-bench-") as folder:
            in_new_process(build, Path(folder), items, embedder)
            with serving(Path(folder), embedder) as base:
                crowds = asyncio.run(measure(base, SYNTHETIC, streams, turns, pause))
    alone, paced, crowd = (one.figures() for one in crowds)
    publish([draw(crowds)], {"streams": streams, "alone": alone, "paced": paced, "crowd": crowd}, as_json)


def build(folder: Path, items: int, embedder: str) -> None:
    with bars() as progress:
        keep_synthetic(folder, items, embedder, progress)


@contextmanager
def serving(folder: Path, embedder: str) -> Iterator[str]:
    """The address of a `tastemaker serve` that counts no requests."""
    port = free_port()
    limits = {f"TASTEMAKER_RATE_{of}": UNLIMITED for of in ("ADDRESS", "KEY", "CONVERSATION")}
    with started("app", "serve", "--port", str(port), environment={**environment(folder, embedder), **limits}) as one:
        process, start = one
        base = f"http://127.0.0.1:{port}"
        while not answers(f"{base}/healthz"):
            if process.poll() is not None or perf_counter() - start > PATIENCE_S:
                process.kill()
                raise RuntimeError(f"The server did not come up: {process.communicate()[1].decode(errors='replace')}")
            sleep(0.05)
        yield base


async def measure(base: str, catalogue: str, streams: int, turns: int, pause: float) -> Crowds:
    await gather(base, catalogue, Crowd(1, 0), 10)  # not counted: caches fill
    alone = await gather(base, catalogue, Crowd(1, 0), max(20, turns // 10))
    paced = await gather(base, catalogue, Crowd(streams, pause), turns)
    return alone, paced, await gather(base, catalogue, Crowd(streams, 0), turns)


def draw(crowds: Crowds) -> Table:
    alone, paced, crowd = crowds
    lines = [
        *_lines(alone, "alone", CARD_P95_MS),
        *_lines(paced, f"{paced.streams} who pause for {paced.pause:g} s", CARD_P95_MS),
        *_lines(crowd, f"{crowd.streams} who never pause"),
        Line("  turn, p95", percentile(crowd.turns_ms, 0.95), "ms", TURN_P95_MS),
        Line("  turns", crowd.turns_per_s, "a second", TURNS_S, "above"),
        Line("errors", sum(len(one.errors) for one in crowds), "", 0),
    ]
    drawn = table("Streams over HTTP", lines)
    drawn.caption = "\n".join(one.errors[0] for one in crowds if one.errors) or None
    return drawn


def _lines(crowd: Crowd, who: str, budget: float | None = None) -> Iterator[Line]:
    yield Line(f"{who}: first card, p50", percentile(crowd.cards_ms, 0.5), "ms")
    yield Line("  first card, p95", percentile(crowd.cards_ms, 0.95), "ms", budget)
