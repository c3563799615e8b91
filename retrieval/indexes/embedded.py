"""The vectors of a catalogue's documents in one file, none embedded twice, and never all in memory.

<part>/<hash>.npz   what an unfinished build embedded, some documents a piece, so that the next one goes on from there
"""

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from retrieval.columns import Rows
from retrieval.embedder import Embedder, Progress, Vectors

Hashes = npt.NDArray[np.bytes_]
"""Of the documents, by row: equal documents have equal ones."""

CHUNK = 256
"""Documents embedded between two saves: what an interruption may cost."""
COPIED = 65_536
"""Vectors copied at a time."""


def embed_into(
    path: Path,
    documents: Callable[[Sequence[int]], Sequence[str]],
    hashes: Hashes,
    embedder: Embedder,
    part: Path,
    previous: Path,
    progress: Progress,
) -> None:
    """Writes `path`, a NumPy file, by row. `documents` gives those of some rows; equal ones are embedded once.

    What `part` and the finished index `previous` hold is taken from there.
    """
    with path.open("w+b") as file:
        target = _Target(file, hashes, embedder.dimension)
        for known, vectors in _known(part, previous, embedder.dimension):
            target.put(known, vectors)
        missing, total = target.missing(), target.different
        progress("embedding", total - len(missing), total)
        for start in range(0, len(missing), CHUNK):
            rows = missing[start : start + CHUNK].tolist()
            vectors = embedder.embed(documents(rows))
            _keep(part, hashes[rows], vectors)
            target.put(hashes[rows], vectors)
            progress("embedding", total - len(missing) + start + len(rows), total)


class _Target:
    """A file of vectors that is filled by hash, in any order; written, not mapped, so that a full disk is an error."""

    def __init__(self, file: BinaryIO, hashes: Hashes, dimension: int) -> None:
        self._file, self._dimension = file, dimension
        self._order = np.argsort(hashes, kind="stable")
        self._sorted = hashes[self._order]
        self._filled = np.zeros(len(hashes), dtype=np.bool_)
        starts = np.ones(len(hashes), dtype=np.bool_)
        starts[1:] = self._sorted[1:] != self._sorted[:-1]
        self._first = np.sort(self._order[starts])
        header = {"descr": "<f4", "fortran_order": False, "shape": (len(hashes), dimension)}
        np.lib.format.write_array_header_1_0(file, header)
        self._start = file.tell()
        file.truncate(self._start + 4 * dimension * len(hashes))

    @property
    def different(self) -> int:
        return len(self._first)

    def missing(self) -> Rows:
        """One row of each document that has no vector yet."""
        return np.asarray(self._first[~self._filled[self._first]])

    def put(self, hashes: Hashes, vectors: Vectors) -> None:
        """Vectors of these documents, wherever they are wanted."""
        left, right = (np.searchsorted(self._sorted, hashes, side) for side in ("left", "right"))
        many = right - left
        given = np.repeat(np.arange(len(hashes)), many)
        within = np.arange(len(given)) - np.repeat(np.cumsum(many) - many, many)
        rows = self._order[np.repeat(left, many) + within]
        order = np.argsort(rows)
        self._write(rows[order], np.asarray(vectors[given[order]], dtype="<f4"))
        self._filled[rows] = True

    def _write(self, rows: Rows, vectors: Vectors) -> None:
        """Neighbours in one go."""
        breaks = np.flatnonzero(np.diff(rows) != 1) + 1
        for run in np.split(np.arange(len(rows)), breaks) if len(rows) else ():
            self._file.seek(self._start + 4 * self._dimension * int(rows[run[0]]))
            self._file.write(vectors[run[0] : run[-1] + 1].tobytes())


def _known(part: Path, previous: Path, dimension: int) -> Iterator[tuple[Hashes, Vectors]]:
    """Vectors with the hashes of their documents; a file that can't be read is as good as none."""
    for path in sorted(part.glob("*.npz")):
        try:
            with path.open("rb") as file, np.load(file) as chunk:
                hashes, vectors = chunk["hashes"], chunk["vectors"]
        except (OSError, ValueError, KeyError, BadZipFile):
            continue
        if vectors.shape == (len(hashes), dimension):
            yield hashes, vectors
    try:
        hashes, vectors = np.load(previous / "hashes.npy"), np.load(previous / "vectors.npy", mmap_mode="r")
    except (OSError, ValueError):
        return
    if vectors.shape == (len(hashes), dimension):
        for start in range(0, len(hashes), COPIED):
            yield hashes[start : start + COPIED], vectors[start : start + COPIED]


def _keep(part: Path, hashes: Hashes, vectors: Vectors) -> None:
    part.mkdir(parents=True, exist_ok=True)
    target = part / f"{hashes[0].decode()}.npz"
    unfinished = target.with_suffix(f".{os.getpid()}")
    try:
        with unfinished.open("wb") as file:
            np.savez(file, hashes=hashes, vectors=vectors)
        os.replace(unfinished, target)
    finally:
        unfinished.unlink(missing_ok=True)
