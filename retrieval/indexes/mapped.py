"""The vectors of an index folder: few are read at once, many are mapped and have a compact copy beside them."""

import os
from collections.abc import Sized
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from retrieval.embedder import Vectors
from retrieval.indexes.compact import COMPACT_FROM, CompactScan, write_compact
from retrieval.indexes.exact import ExactIndex

VECTORS, COMPACT = "vectors.npy", "compact"
COMPARED = 100
FAR_OFF = 0.2
"""What no cosine of a compact copy is off."""


def is_large(rows: Sized) -> bool:
    return len(rows) >= COMPACT_FROM


def open_vectors(folder: Path) -> ExactIndex:
    """Of the folder's `vectors.npy`: many with a compact copy, which is made if it is not there. Raises OSError."""
    vectors = load_vectors(folder / VECTORS)
    return ExactIndex(vectors, _compact(folder / COMPACT, vectors))


def load_vectors(path: Path) -> Vectors:
    """Few are read at once, many mapped: of those only what is looked at comes into memory, and may leave it again."""
    mapped = np.load(path, mmap_mode="r")
    if not is_large(mapped):
        return np.array(mapped, dtype=np.float32)
    if hasattr(os, "posix_fadvise"):
        with path.open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_WILLNEED)
    return np.asarray(mapped, dtype=np.float32)


def _compact(folder: Path, vectors: Vectors) -> CompactScan | None:
    """None if the catalogue is small, or has no copy and can't get one: it is only slower without."""
    if not is_large(vectors):
        return None
    try:
        found = CompactScan(folder, len(vectors))
    except (OSError, ValueError):
        return _made_now(folder, vectors)
    return found if _agrees(found, vectors) else _made_now(folder, vectors)


def _agrees(copy: CompactScan, vectors: Vectors) -> bool:
    """Whether it is of these vectors, as some show; and it is warm then."""
    rows = np.linspace(0, len(vectors) - 1, COMPARED).astype(np.int64)
    off = copy.cosines(vectors[0])[rows] - vectors[rows] @ vectors[0]
    return bool(np.abs(off).max() < FAR_OFF)


def _made_now(folder: Path, vectors: Vectors) -> CompactScan | None:
    """For an index that was built before there were copies, or whose copy is damaged."""
    try:
        with TemporaryDirectory(dir=folder.parent, prefix=".compact-") as building:
            write_compact(Path(building) / "ready", vectors)
            if folder.exists():
                os.replace(folder, Path(building) / "old")
            os.replace(Path(building) / "ready", folder)
        return CompactScan(folder, len(vectors))
    except (OSError, ValueError):
        return None
