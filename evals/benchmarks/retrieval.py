"""Candidates under constraints: how many of the nearest survivors are found, and how long it takes.

Vectors are drawn from clusters of uneven sizes, rotated, with directions of uneven importance, as those of texts are;
queries are drawn from the same clusters, and are none of the vectors. A constraint lets through a share of the items,
whatever their vectors. Beside our way, in the same run: Chroma's own `where`, and plain NumPy, a mask and then a
product. What is nearest is known from the product of all.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import numpy as np

from app.commands.progress import bars
from evals.benchmarks.clustered import Clusters, write_vectors
from evals.benchmarks.figures import publish
from evals.benchmarks.footprint import resident_mib
from evals.benchmarks.fresh import in_new_process
from evals.benchmarks.retrieval_figures import LIMIT, Measured, Row, draw
from retrieval.columns import Mask, Numbers, Rows
from retrieval.embedder import Progress, Vectors
from retrieval.index import VectorIndex
from retrieval.indexes.compact import REMEMBERED
from retrieval.indexes.exact import GATHER_BELOW, ExactIndex, top
from retrieval.indexes.mapped import VECTORS, open_vectors
from retrieval.nearest import Nearest

SIZES = (10_000, 100_000)
SHARES = (0.001, 0.01, 0.1, 0.3, 0.5, 0.9, 1.0)
CHROMA_UP_TO = 100_000
"""Vectors up to which Chroma is measured too, unless it is asked for: filling it with a million takes an hour."""
SLOW = 10
"""Queries at most that Chroma's filter and plain NumPy are measured with, at each selectivity."""
WARM = 3
FEWEST = WARM + REMEMBERED + 1
"""Queries, lest any be asked while its cosines are still remembered."""
COLUMN = "draw"


def run(items: Sequence[int], queries: int, as_json: bool, chroma: bool = False) -> None:
    """Measures and publishes, each size in a process of its own. `chroma` fills Chroma with however many there are."""
    found = [in_new_process(measure, size, queries, chroma or size <= CHROMA_UP_TO) for size in items or SIZES]
    figures = [one.figures() for one in found]
    publish(
        (one for size in found for one in draw(size)), figures[0] if len(figures) == 1 else {"rows": figures}, as_json
    )


def measure(items: int, queries: int, with_chroma: bool, seed: int = 7) -> Measured:
    clusters = Clusters.drawn(seed)
    drawn = np.random.default_rng(seed).random(items)
    with TemporaryDirectory(prefix="tastemaker-bench-") as place, bars() as progress:
        folder = Path(place)
        write_vectors(folder / VECTORS, items, clusters, progress)
        start = perf_counter()
        open_vectors(folder)
        build_s = perf_counter() - start
        start = perf_counter()
        index = open_vectors(folder)
        open_s = perf_counter() - start
        start = perf_counter()
        chroma = _Chroma(folder / "chroma", index, drawn, progress) if with_chroma else None
        chroma_s = perf_counter() - start
        asked = clusters.draw(max(queries, FEWEST), np.random.default_rng(seed + 1))
        nearest = Nearest(index, lambda: chroma.index if chroma else None)
        ours = [_ours(nearest, asked, drawn < share) for share in SHARES]
        resident = resident_mib(), _anonymous_mib()
        rows = tuple(_compared(index, asked, drawn, ours, chroma, progress))
        return Measured(items, rows, build_s, open_s, chroma_s if chroma else None, *resident)


@dataclass(frozen=True, slots=True)
class _Answers:
    """One a query."""

    found: tuple[Rows, ...]
    ms: tuple[float, ...]
    cpu_ms: tuple[float, ...]


def _ours(nearest: Nearest, queries: Vectors, mask: Mask) -> _Answers:
    survivors = np.flatnonzero(mask)
    for query in queries[-WARM:]:  # not those that are asked first: the last cosines are remembered
        nearest.rows(query, mask, survivors, LIMIT)
    return _timed(lambda query: nearest.rows(query, mask, survivors, LIMIT), queries)


def _compared(
    index: ExactIndex,
    queries: Vectors,
    drawn: Numbers,
    ours: Sequence[_Answers],
    chroma: "_Chroma | None",
    progress: Progress,
) -> Iterator[Row]:
    """Our results beside the truth, and what the others take for the same."""
    few, best = queries[:SLOW], _truth(index, queries, drawn, progress)
    for share, our, right in zip(SHARES, ours, best, strict=True):
        mask = drawn < share
        plain = _timed(partial(_plainly, index, mask), few)
        theirs = _timed(partial(chroma.where, share), few) if chroma else None
        yield Row(
            share=share,
            recalls=_recalls(our.found, right),
            violations=sum(int(np.count_nonzero(~mask[rows])) for rows in our.found),
            ms=our.ms,
            cpu_ms=our.cpu_ms,
            numpy_ms=plain.ms,
            chroma_ms=theirs.ms if theirs else (),
            chroma_recalls=_recalls(theirs.found, right[: len(few)]) if theirs else (),
        )


def _truth(index: ExactIndex, queries: Vectors, drawn: Numbers, progress: Progress) -> list[list[Rows]]:
    """The nearest survivors, best first, by selectivity and query."""
    best: list[list[Rows]] = [[] for _ in SHARES]
    for number, query in enumerate(queries, 1):
        cosines = index.cosines(query, np.arange(len(index)))
        for found, share in zip(best, SHARES, strict=True):
            survivors = np.flatnonzero(drawn < share)
            found.append(survivors[top(cosines[survivors], LIMIT)])
        progress("what is nearest", number, len(queries))
    return best


def _plainly(index: ExactIndex, mask: Mask, query: Vectors) -> Rows:
    """A mask, then a float32 product, of the survivors if they are few and of all else."""
    rows = np.flatnonzero(mask)
    every = np.arange(len(mask))
    cosines = (
        index.vectors(rows) @ query if len(rows) <= GATHER_BELOW * len(mask) else index.cosines(query, every)[rows]
    )
    return rows[np.argsort(-cosines)[:LIMIT]] if len(rows) <= LIMIT else rows[np.argpartition(-cosines, LIMIT)[:LIMIT]]


class _Chroma:
    """Filled as ours is, with the column that the constraint is about."""

    def __init__(self, folder: Path, index: ExactIndex, drawn: Numbers, progress: Progress) -> None:
        import chromadb
        from chromadb.config import Settings

        from retrieval.indexes.chroma import BATCH, ChromaIndex
        from retrieval.indexes.chroma_collections import EF_SEARCH

        client = chromadb.PersistentClient(folder, settings=Settings(anonymized_telemetry=False))
        self._collection = client.create_collection(
            "bench", embedding_function=None, configuration={"hnsw": {"space": "cosine", "ef_search": EF_SEARCH}}
        )
        filled = ChromaIndex(self._collection, [str(row) for row in range(len(index))])
        for start in range(0, len(index), BATCH):
            rows = range(start, min(start + BATCH, len(index)))
            filled.add(rows, index.vectors(rows), metadata=[{COLUMN: float(drawn[row])} for row in rows])
            progress("filling Chroma", rows.stop, len(index))
        self.index: VectorIndex = filled
        self.index.search(index.vectors([0])[0], 1)

    def where(self, share: float, query: Vectors) -> Rows:
        found = self._collection.query(
            query_embeddings=query[None, :],
            n_results=LIMIT,
            where={COLUMN: {"$lt": share}} if share < 1 else None,
            include=["distances"],
        )
        return np.array([int(item_id) for item_id in found["ids"][0]], dtype=np.int64)


def _timed(find: Callable[[Vectors], Rows], queries: Vectors) -> _Answers:
    found, ms, cpu_ms = [], [], []
    for query in queries:
        start, cpu = perf_counter(), process_time()
        found.append(find(query))
        cpu_ms.append((process_time() - cpu) * 1000)
        ms.append((perf_counter() - start) * 1000)
    return _Answers(tuple(found), tuple(ms), tuple(cpu_ms))


def _recalls(found: Sequence[Rows], best: Sequence[Rows]) -> tuple[float, ...]:
    pairs = zip(found, best, strict=True)
    return tuple(len(set(f.tolist()) & set(b.tolist())) / len(b) for f, b in pairs if len(b))


def _anonymous_mib() -> float:
    """nan where there is no /proc to read it from."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii").splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("RssAnon:")), float("nan"))
