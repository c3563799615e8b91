"""Every vector is looked at: always right, and for some ten thousand items also the fastest."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from retrieval.columns import Rows
from retrieval.embedder import Vectors
from retrieval.index import Hits, Metadata

GATHER_BELOW = 0.15
"""Up to this share of the rows it is cheaper to gather them first than to multiply all (measured at 100,000)."""
GUESSED_FROM, SAMPLE = 100_000, 20_000
"""Of more scores than these it is guessed from a sample where the best begin; sorting a million takes longer."""
MANY, GATHERED = 4096, 1024
"""Of many rows so many are gathered at a time: what fits the processor's cache isn't written and read again."""


class Scan(Protocol):
    def cosines(self, vector: Vectors) -> npt.NDArray[np.float32]:
        """Of all rows, roughly; not to be changed."""
        ...


class ExactIndex:
    name = "exact"

    def __init__(self, matrix: Vectors, rough: Scan | None = None) -> None:
        """`matrix` has one row of length 1 an item; it may be a read-only memory map.

        `rough` is a quicker look at the same vectors, for those who score what it finds exactly.
        """
        self._matrix, self.rough = matrix, rough

    def __len__(self) -> int:
        return len(self._matrix)

    def add(
        self, rows: Sequence[int], vectors: Vectors, documents: Sequence[str] = (), metadata: Sequence[Metadata] = ()
    ) -> None:
        size = max(len(self), max(rows, default=-1) + 1)
        matrix = np.zeros((size, vectors.shape[1]), dtype=np.float32)
        matrix[: len(self)] = self._matrix
        matrix[list(rows)] = vectors
        self._matrix, self.rough = matrix, None

    def search(self, vector: Vectors, limit: int) -> Hits:
        cosines = self._matrix @ vector
        rows = top(cosines, limit)
        return Hits(rows, cosines[rows])

    def vectors(self, rows: Sequence[int] | Rows) -> Vectors:
        wanted = np.asarray(rows, dtype=np.int64)
        if (strange := wanted[(wanted < 0) | (wanted >= len(self))]).size:
            raise KeyError(f"The index holds rows 0 to {len(self) - 1}, not {int(strange[0])}.")
        return np.asarray(self._matrix[wanted])

    def cosines(self, vector: Vectors, rows: Rows) -> npt.NDArray[np.float32]:
        """Of the given rows, in their order."""
        if len(rows) <= GATHER_BELOW * len(self):
            return self._gathered(vector, rows)
        return np.asarray((self._matrix @ vector)[rows])

    def _gathered(self, vector: Vectors, rows: Rows) -> npt.NDArray[np.float32]:
        if len(rows) <= MANY:
            return np.asarray(self._matrix[rows] @ vector)
        parts = (rows[start : start + GATHERED] for start in range(0, len(rows), GATHERED))
        return np.concatenate([self._matrix[part] @ vector for part in parts])


def top(scores: npt.NDArray[np.floating], limit: int) -> Rows:
    """Places of the highest scores, best first; of equals the earlier comes first."""
    if len(scores) > GUESSED_FROM and limit < len(scores) // 100:
        step = len(scores) // SAMPLE
        sample = scores[::step]
        place = len(sample) - min(len(sample), 2 * limit // step + 8)
        border = np.partition(sample, place)[place]
        above = np.flatnonzero(scores > border)
        if len(above) >= limit:
            return above[top(scores[above], limit)]
        places = np.concatenate([above, np.flatnonzero(scores == border)[: limit - len(above)]])
        if len(places) == limit:
            return places[np.lexsort((places, -scores[places]))]
    if limit < len(scores):
        border = np.partition(scores, len(scores) - limit)[len(scores) - limit]
        above, at = np.flatnonzero(scores > border), np.flatnonzero(scores == border)
        places = np.concatenate([above, at[: limit - len(above)]])
    else:
        places = np.arange(len(scores))
    return places[np.lexsort((places, -scores[places]))].astype(np.int64)
