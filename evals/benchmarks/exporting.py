"""What an export costs: a store of so many impressions, to several formats, through the same door as the command's.

Each export runs in a fresh process, twice: once for the clock and the memory, once more to compare every byte. Memory
is measured at a tenth of the size, too: what a constant is shows only beside another size.
"""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from rich.table import Table

from app.commands.progress import bars
from app.exporting import Wanted, export_conversations
from app.settings import Settings
from evals.benchmarks.figures import Figures, Line, publish, table
from evals.benchmarks.filled_store import fill
from evals.benchmarks.footprint import peak_mib
from evals.benchmarks.fresh import in_new_process
from evals.benchmarks.staging import films
from retrieval.embedder import Progress, silent
from retrieval.importing.report import Report
from retrieval.shelf import Shelf
from storage.exports.formats import find_format

DEFAULT = ("st-pairs", "recbole", "parquet")
SMALLER = 10
GROWTH = 1.25
"""Peak memory may be so many times that of a tenth of the size: allocators are no clockwork."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one export of one store to one format."""

    form: str
    impressions: int
    rows: int
    bytes: int
    wall_s: float
    peak: float
    """MiB."""

    @property
    def per_s(self) -> float:
        """Impressions a second."""
        return self.impressions / self.wall_s


@dataclass(frozen=True, slots=True)
class Compared:
    large: Cost
    small: Cost
    same: bool
    """Whether a second export has the same files to the byte."""

    @property
    def growth(self) -> float:
        return self.large.peak / self.small.peak


def run(impressions: int, forms: tuple[str, ...], as_json: bool) -> None:
    with TemporaryDirectory(prefix="tastemaker-bench-") as name, bars() as progress:
        folder = Path(name)
        large, small = folder / "large", folder / "small"
        for store, size in ((small, impressions // SMALLER), (large, impressions)):
            progress(f"writing {size:,} impressions", 0, 1)
            in_new_process(stage, store, size)
            progress(f"writing {size:,} impressions", 1, 1)
        found = [compare(form, large, small, progress) for form in forms or DEFAULT]
    publish([draw(found)], figures(found), as_json)


def stage(folder: Path, impressions: int) -> None:
    folder.mkdir()
    settings = _settings(folder)
    shelf = Shelf(settings.var / "catalogues")
    catalogue = films()
    shelf.stage(catalogue, Report(len(catalogue.items), len(catalogue.items)))
    shelf.publish(catalogue.name, catalogue.version)
    fill(folder / "tastemaker.db", catalogue, impressions)


def compare(form: str, large: Path, small: Path, progress: Progress = silent) -> Compared:
    steps = f"exporting {form}"
    progress(steps, 0, 3)
    little = in_new_process(measure, small, form, "one")
    progress(steps, 1, 3)
    first = in_new_process(measure, large, form, "one")
    progress(steps, 2, 3)
    in_new_process(measure, large, form, "two")
    progress(steps, 3, 3)
    return Compared(first, little, same_bytes(large / form / "one", large / form / "two"))


def measure(folder: Path, form: str, name: str) -> Cost:
    began = perf_counter()
    done = export_conversations(find_format(form), Wanted("films"), folder / form / name, _settings(folder))
    wall = perf_counter() - began
    shown = done.tally.read["impressions"]
    return Cost(form, shown, done.tally.rows, sum(one.bytes for one in done.files), wall, peak_mib())


def same_bytes(one: Path, other: Path) -> bool:
    files = [
        sorted(file.relative_to(folder) for file in folder.rglob("*") if file.is_file()) for folder in (one, other)
    ]
    return files[0] == files[1] and all(_equal(one / file, other / file) for file in files[0])


def _equal(one: Path, other: Path) -> bool:
    with one.open("rb") as left, other.open("rb") as right:
        while part := left.read(2**20):
            if part != right.read(2**20):
                return False
        return not right.read(1)


def _settings(folder: Path) -> Settings:
    """Nothing of the owner's."""
    return Settings(var=folder, database="", secret="for measuring exports only, of nobody's talks")


def figures(found: list[Compared]) -> Figures:
    return {
        "rows": [
            {
                "format": one.large.form,
                "impressions": one.large.impressions,
                "rows": one.large.rows,
                "bytes": one.large.bytes,
                "wall_s": round(one.large.wall_s, 1),
                "impressions_per_s": round(one.large.per_s),
                "peak_mb": round(one.large.peak, 1),
                "peak_mb_of_a_tenth": round(one.small.peak, 1),
                "same_bytes": one.same,
            }
            for one in found
        ]
    }


def draw(found: list[Compared]) -> Table:
    lines = []
    for one in found:
        lines += [
            Line(f"{one.large.form}: {one.large.rows:,} rows", one.large.per_s, "impressions/s"),
            Line("  peak", one.large.peak, "MiB"),
            Line("  against the peak of a tenth", one.growth, "times", GROWTH),
            Line("  second export the same to the byte", float(one.same), "", 1.0, keep="above"),
        ]
    return table(f"Export of {found[0].large.impressions:,} impressions", lines)
