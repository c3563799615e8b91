"""How long until something answers: the help page, the service without its page, the whole server.

Everything is prepared before, as after a first start. Each is the median of several new processes, timed from outside.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from urllib.error import URLError
from urllib.request import urlopen

from rich.table import Table

import app
from app.commands.preparing import BUNDLED, prepare
from app.commands.progress import bars
from app.settings import load_settings
from evals.benchmarks.figures import Figures, Line, median, publish, table
from evals.benchmarks.footprint import resident_mib
from evals.benchmarks.fresh import in_new_process
from evals.benchmarks.staging import SYNTHETIC, build_synthetic, settings_in

ROOT = Path(app.__file__).parents[1]
HELPS, ANSWERS, SERVERS = 5, 3, 3
HELP_S, ANSWER_S, ANSWER_MIB, READY_S = 0.4, 3.0, 300.0, 8.0
PATIENCE_S = 180.0
EVERY_S = 0.02


@dataclass(frozen=True, slots=True)
class Starts:
    """Seconds, and MiB resident when they were over; one number a process."""

    items: int
    helps: tuple[float, ...]
    answers: tuple[tuple[float, float], ...]
    servers: tuple[tuple[float, float], ...]


def run(items: int, as_json: bool, embedder: str = "minilm") -> None:
    with TemporaryDirectory(prefix="tastemaker-bench-") as folder:
        in_new_process(stage, Path(folder), items, embedder)
        starts = measure(environment(Path(folder), embedder), items)
    publish([draw(starts)], figures(starts), as_json)


def stage(folder: Path, items: int, embedder: str) -> None:
    """A folder `var` as it is after a first start, with a synthetic catalogue beside the bundled ones."""
    settings = settings_in(folder, embedder)
    for part in ("catalogues", "indexes", "chroma"):
        if (built := load_settings().var / part).is_dir():
            shutil.copytree(built, folder / part)
    prepare(BUNDLED, settings)
    with bars() as progress:
        build_synthetic(settings, items, progress)


def environment(folder: Path, embedder: str) -> dict[str, str]:
    ours = {"VAR": str(folder), "DATABASE": "", "CHROMA": "", "EMBEDDER": embedder, "CATALOGUE": SYNTHETIC}
    return {**os.environ, **{f"TASTEMAKER_{name}": value for name, value in ours.items()}}


def measure(environment: Mapping[str, str], items: int) -> Starts:
    return Starts(
        items,
        helps=tuple(help_s(environment) for _ in range(HELPS)),
        answers=tuple(first_answer(environment) for _ in range(ANSWERS)),
        servers=tuple(server(environment) for _ in range(SERVERS)),
    )


def help_s(environment: Mapping[str, str]) -> float:
    start = perf_counter()
    subprocess.run([sys.executable, "-m", "app", "--help"], cwd=ROOT, env=environment, check=True, capture_output=True)
    return perf_counter() - start


def first_answer(environment: Mapping[str, str]) -> tuple[float, float]:
    with started("evals.benchmarks.answering", environment=environment) as (process, start):
        told = process.stdout.readline() if process.stdout else b""
        taken = perf_counter() - start
        if not told:
            raise RuntimeError(f"No answer came: {process.communicate()[1].decode(errors='replace').strip()}")
        return taken, float(told)


def server(environment: Mapping[str, str]) -> tuple[float, float]:
    port = free_port()
    with started("app", "chat", "--port", str(port), environment=environment) as (process, start):
        while not answers(f"http://127.0.0.1:{port}/healthz"):
            if process.poll() is not None or perf_counter() - start > PATIENCE_S:
                process.kill()
                raise RuntimeError(f"The server did not come up: {process.communicate()[1].decode(errors='replace')}")
            sleep(EVERY_S)
        return perf_counter() - start, resident_mib(process.pid)


@contextmanager
def started(*command: str, environment: Mapping[str, str]) -> Iterator[tuple[subprocess.Popen[bytes], float]]:
    """A module of ours as a process, and when it was begun; interrupted at the end as with Ctrl-C."""
    start = perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", *command], cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        yield process, start
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        try:
            process.communicate(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=2) as answer:
            return bool(answer.status == 200)
    except (URLError, ConnectionError, TimeoutError):
        return False


def figures(starts: Starts) -> Figures:
    return {
        "help_s": round(median(starts.helps), 3),
        "ready_s": round(median([s for s, _ in starts.servers]), 2),
        "rss_mb": round(median([mib for _, mib in starts.servers]), 1),
        "answer_s": round(median([s for s, _ in starts.answers]), 2),
        "answer_rss_mb": round(median([mib for _, mib in starts.answers]), 1),
        "items": starts.items,
    }


def draw(starts: Starts) -> Table:
    lines = [
        Line("tastemaker --help", median(starts.helps), "s", HELP_S),
        Line("first answer without the page", median([s for s, _ in starts.answers]), "s", ANSWER_S),
        Line("  resident then", median([mib for _, mib in starts.answers]), "MiB", ANSWER_MIB),
        Line("tastemaker chat ready", median([s for s, _ in starts.servers]), "s", READY_S),
        Line("  resident then", median([mib for _, mib in starts.servers]), "MiB"),
    ]
    return table(f"Starts with {starts.items:,} items", lines)
