"""What an import costs: a file written for it, through the same door as an owner's, against the bare embedder.

The bare embedder is timed before and after the import, on the very texts that the import embeds: what the machine does
beside us touches both. Memory is that of importing and indexing in a fresh process, with hashes for vectors: what the
embedder itself takes is the same for any number of rows.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from rich.table import Table

from app.catalogues import import_catalogue
from app.commands.progress import bars
from app.settings import Settings
from app.wiring import index_builder, open_embedder, open_shelf
from evals.benchmarks.figures import Figures, Line, publish, table
from evals.benchmarks.films_file import changed, write, write_films
from evals.benchmarks.footprint import peak_mib
from evals.benchmarks.fresh import in_new_process
from evals.benchmarks.staging import films, settings_in
from evals.benchmarks.synthetic import recombined
from retrieval.documents import document
from retrieval.embedder import Embedder, Progress, Vectors, silent
from retrieval.importing.reading import read_rows
from retrieval.importing.report import Tally
from retrieval.shelf import Shelf

FILE = "films.csv"
SHARE = 0.85
CHANGED = 100
"""One row in so many is changed before the second import."""
LARGER = 10
"""The second of the sizes at which memory is measured, in times of the first."""


class Counting:
    """An embedder that knows how many texts it was given."""

    def __init__(self, embedder: Embedder) -> None:
        self.name, self.dimension = embedder.name, embedder.dimension
        self.texts = 0
        self._embedder = embedder

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.texts += len(texts)
        return self._embedder.embed(texts)


@dataclass(frozen=True, slots=True)
class Cost:
    wall_s: float
    cpu_s: float


@dataclass(frozen=True, slots=True)
class Rate:
    rows: int
    importing: Cost
    bare: Cost
    reimport: Cost
    embedded: int
    """Texts embedded by the import,"""
    embedded_again: int
    """and by the one after a hundredth of the rows was changed."""

    @property
    def per_s(self) -> float:
        return self.rows / self.importing.wall_s

    @property
    def bare_per_s(self) -> float:
        return self.rows / self.bare.wall_s

    @property
    def share(self) -> float:
        return self.bare.wall_s / self.importing.wall_s

    @property
    def cpu_share(self) -> float:
        """The share by CPU time, which other work on the machine hardly changes."""
        return self.bare.cpu_s / self.importing.cpu_s


@dataclass(frozen=True, slots=True)
class Peak:
    """MiB resident at the most: while the file is only read, and over the whole import."""

    rows: int
    reading: float
    importing: float


def run(rows: int, as_json: bool, embedder: str = "minilm") -> None:
    with TemporaryDirectory(prefix="tastemaker-bench-") as folder:
        rate = in_new_process(measure_rate, Path(folder), rows, embedder)
    small, large = (measure_peak(size) for size in (rows, rows * LARGER))
    publish([draw(rate, small, large)], figures(rate, small, large), as_json)


# --- how fast ---------------------------------------------------------------------------------------------------------


def measure_rate(folder: Path, rows: int, embedder: str) -> Rate:
    settings = settings_in(folder, embedder)
    file = folder / FILE
    source = recombined(films(), rows)
    write(file, source.items)
    with bars() as progress:
        counting = Counting(open_embedder(settings, progress))
        documents = _documents(file, open_shelf(settings_in(folder / "unindexed", embedder)))
        before = timed(lambda: counting.embed(documents))
        counting.texts = 0
        importing = timed(lambda: _import(file, settings, counting, progress))
        embedded = counting.texts
        after = timed(lambda: counting.embed(documents))
        counting.texts = 0
        write(file, [changed(item) if n % CHANGED == 0 else item for n, item in enumerate(source.items)])
        reimport = timed(lambda: _import(file, settings, counting, progress))
    bare = Cost((before.wall_s + after.wall_s) / 2, (before.cpu_s + after.cpu_s) / 2)
    return Rate(rows, importing, bare, reimport, embedded, counting.texts)


def timed(work: Callable[[], object]) -> Cost:
    wall, cpu = perf_counter(), process_time()
    work()
    return Cost(perf_counter() - wall, process_time() - cpu)


def _import(file: Path, settings: Settings, embedder: Embedder, progress: Progress = silent) -> None:
    build = index_builder(settings, embedder)
    import_catalogue(file, shelf=open_shelf(settings), index_builder=build, progress=progress)


def _documents(file: Path, shelf: Shelf) -> list[str]:
    """The texts that an import of the file embeds."""
    catalogue = import_catalogue(file, shelf=shelf, index_builder=lambda *_: None).catalogue
    return [document(item, catalogue.domain) for item in catalogue.items]


# --- how much memory --------------------------------------------------------------------------------------------------


def measure_peak(rows: int) -> Peak:
    with TemporaryDirectory(prefix="tastemaker-bench-") as folder:
        in_new_process(write_films, Path(folder) / FILE, rows)
        reading = in_new_process(peak_of_reading, Path(folder) / FILE)
        importing = in_new_process(peak_of_importing, Path(folder))
    return Peak(rows, reading, importing)


def peak_of_reading(file: Path) -> float:
    deque(read_rows(file, Tally()), maxlen=0)
    return peak_mib()


def peak_of_importing(folder: Path) -> float:
    settings = settings_in(folder, "hash")
    _import(folder / FILE, settings, open_embedder(settings))
    return peak_mib()


# --- what it came to --------------------------------------------------------------------------------------------------


def figures(rate: Rate, small: Peak, large: Peak) -> Figures:
    return {
        "rows": rate.rows,
        "items_per_s": round(rate.per_s, 1),
        "bare_items_per_s": round(rate.bare_per_s, 1),
        "share": round(rate.share, 3),
        "reimport_s": round(rate.reimport.wall_s, 2),
        "peak_mb": round(large.importing, 1),
        "cpu_share": round(rate.cpu_share, 3),
        "embedded": rate.embedded,
        "embedded_again": rate.embedded_again,
        "peaks": [
            {"rows": p.rows, "reading_mb": round(p.reading, 1), "importing_mb": round(p.importing, 1)}
            for p in (small, large)
        ],
    }


def draw(rate: Rate, small: Peak, large: Peak) -> Table:
    lines = [
        Line("import", rate.per_s, "items/s"),
        Line("bare embedder, same texts", rate.bare_per_s, "items/s"),
        Line("share of the bare rate", rate.share, "", SHARE, keep="above"),
        Line("  the same by CPU time", rate.cpu_share, ""),
        Line("texts embedded", rate.embedded, ""),
        Line("second import, 1 in 100 changed", rate.reimport.wall_s, "s"),
        Line("texts embedded again", rate.embedded_again, "", -(-rate.rows // CHANGED)),
    ]
    for peak in (small, large):
        lines.append(Line(f"peak, reading {peak.rows:,} rows", peak.reading, "MiB"))
        lines.append(Line(f"peak, importing {peak.rows:,} rows", peak.importing, "MiB"))
    return table(f"Import of a CSV with {rate.rows:,} rows", lines)
