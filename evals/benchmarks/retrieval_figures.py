"""What the bench of retrieval found, as figures and before people."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from rich.box import SIMPLE
from rich.table import Table

from evals.benchmarks.figures import Figures, Line, median, percentile, table

LIMIT = 100
"""Candidates looked for."""
RECALL, P95_MS, MEASURED_AT = 0.99, 60.0, 1_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """One selectivity. `chroma_*` are empty where Chroma was left out."""

    share: float
    recalls: tuple[float, ...]
    violations: int
    ms: tuple[float, ...]
    cpu_ms: tuple[float, ...]
    """What a busy machine doesn't lengthen much."""
    numpy_ms: tuple[float, ...]
    chroma_ms: tuple[float, ...] = ()
    chroma_recalls: tuple[float, ...] = ()

    def figures(self) -> Figures:
        return {
            "selectivity": self.share,
            "recall": round(_mean(self.recalls), 4),
            "violations": self.violations,
            "p50_ms": round(median(self.ms), 2),
            "p95_ms": round(percentile(self.ms, 0.95), 2),
            "cpu_p50_ms": round(median(self.cpu_ms), 2),
            "chroma_where_p50_ms": round(median(self.chroma_ms), 2) if self.chroma_ms else None,
            "chroma_where_recall": round(_mean(self.chroma_recalls), 4) if self.chroma_recalls else None,
            "numpy_p50_ms": round(median(self.numpy_ms), 2),
        }


@dataclass(frozen=True, slots=True)
class Measured:
    items: int
    rows: tuple[Row, ...]
    build_s: float
    """Making the compact copy; writing the vectors is not counted."""
    open_s: float
    chroma_build_s: float | None
    rss_mib: float
    anonymous_mib: float
    """Of that, what is the process's own; the rest is of files, and is given back when others need the room."""

    def figures(self) -> Figures:
        return {
            "items": self.items,
            "rows": [row.figures() for row in self.rows],
            "build_s": round(self.build_s, 2),
            "open_s": round(self.open_s, 2),
            "chroma_build_s": None if self.chroma_build_s is None else round(self.chroma_build_s, 1),
            "rss_mb": round(self.rss_mib, 1),
            "own_mb": round(self.anonymous_mib, 1),
        }


def draw(measured: Measured) -> Iterator[Table]:
    drawn = Table(
        title=f"The nearest {LIMIT} survivors of {measured.items:,} vectors", title_justify="left", box=SIMPLE
    )
    for column in ("left", "recall", "broken", "p50", "p95", "CPU", "", "NumPy", "Chroma", "recall"):
        drawn.add_column(column, justify="right")
    for row in measured.rows:
        drawn.add_row(*_cells(row, measured.items))
    drawn.caption = "Milliseconds; of CPU, plain NumPy and Chroma's own where (if measured) the median"
    yield drawn
    yield table("What it takes to begin", _beginning(measured))


def _cells(row: Row, items: int) -> Iterator[str]:
    recall, p95 = _mean(row.recalls), percentile(row.ms, 0.95)
    yield f"{100 * row.share:g} %"
    yield f"{recall:.3f}"
    yield f"{row.violations:,}"
    yield from (_short(ms) for ms in (median(row.ms), p95, median(row.cpu_ms)))
    met = recall >= RECALL and not row.violations and (items > MEASURED_AT or p95 <= P95_MS)
    yield "[green]met[/]" if met else "[red]missed[/]"
    yield _short(median(row.numpy_ms))
    yield from ((_short(median(row.chroma_ms)), f"{_mean(row.chroma_recalls):.3f}") if row.chroma_ms else ("", ""))


def _short(ms: float) -> str:
    return f"{ms:.2f}" if ms < 10 else f"{ms:.1f}" if ms < 100 else f"{ms:,.0f}"


def _beginning(measured: Measured) -> Iterator[Line]:
    yield Line("making the compact copy", measured.build_s, "s")
    yield Line("opening", measured.open_s, "s")
    if measured.chroma_build_s is not None:
        yield Line("filling Chroma", measured.chroma_build_s, "s")
    yield Line("resident", measured.rss_mib, "MiB")
    yield Line("  of that, not of files", measured.anonymous_mib, "MiB")


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else float("nan")
