"""The nearest items among those that survive the hard tests: exact where it must be, approximate where it may be."""

from collections.abc import Callable
from math import ceil

import numpy as np

from retrieval.columns import Mask, Rows
from retrieval.embedder import Vectors
from retrieval.index import UnusableIndexError, VectorIndex
from retrieval.indexes.exact import ExactIndex, Scan, top

EXACT_UP_TO = 20_000
"""Survivors up to which multiplying all their vectors is about as fast as asking the nearest-neighbour index."""
MOST = 0.8
"""Share of the catalogue from which on hardly anything is ruled out: the neighbours are then nearly all allowed."""
FEW = 1_000
"""Items up to which nothing but a multiplication is worth while."""
OVERFETCH = 5
GATHER_UP_TO = 0.04
"""Share of the catalogue up to which gathering the survivors' vectors takes less time than looking at all roughly."""
SHORTLISTED = 4
"""Times as many are scored exactly as are wanted, and `SPARE` at least: the rough look errs by some thousandths."""
SPARE = 500
SAMPLE = 65_536
"""Rough cosines from which it is guessed where the best begin; sorting a million would take longer than looking."""


class Nearest:
    def __init__(
        self,
        index: ExactIndex,
        approximate: Callable[[], VectorIndex | None] = lambda: None,
        exact_up_to: int = EXACT_UP_TO,
    ) -> None:
        """`approximate` is searched, if it gives an index, where nearly all items survive, or very many.

        Not where `index` has a rough look of its own: that misses less, and takes less time.
        """
        self._index, self._approximate, self._exact_up_to = index, approximate, exact_up_to

    def rows(self, vector: Vectors, mask: Mask, survivors: Rows, limit: int) -> Rows:
        """Exact over the survivors; where they are many, the nearest of all, verified, unless that leaves too few.

        `survivors` are the rows that `mask` lets through, in order; at most `limit` of them come back, best first.
        """
        nearly_all = len(survivors) >= MOST * len(mask) and len(survivors) > FEW
        rough = self._index.rough
        if rough is None and (nearly_all or len(survivors) > self._exact_up_to):
            found = self._neighbours(vector, mask, ceil(limit / MOST) if nearly_all else limit * OVERFETCH)
            if len(found) >= limit:
                return found[:limit]
        if rough is not None and len(survivors) > GATHER_UP_TO * len(mask):
            survivors = shortlist(rough, vector, mask, survivors, max(SHORTLISTED * limit, SPARE))
        return survivors[top(self._index.cosines(vector, survivors), limit)]

    def _neighbours(self, vector: Vectors, mask: Mask, limit: int) -> Rows:
        """Of all, verified; none if there is no index to ask, or it has just failed, which it tells itself."""
        none = np.zeros(0, dtype=np.int64)
        if (approximate := self._approximate()) is None:
            return none
        try:
            hits = approximate.search(vector, limit).rows
        except UnusableIndexError:
            return none
        return hits[mask[hits]]


def shortlist(rough: Scan, vector: Vectors, mask: Mask, survivors: Rows, wanted: int) -> Rows:
    """The survivors that look best, in order of rows: at least `wanted`, mostly about twice as many."""
    if len(survivors) <= wanted:
        return survivors
    cosines = rough.cosines(vector)
    step = max(1, len(survivors) // SAMPLE)
    sample = cosines[survivors[::step]]
    place = min(len(sample), ceil(2 * wanted / step))
    border = np.partition(sample, len(sample) - place)[len(sample) - place]
    found = np.flatnonzero((cosines >= border) & mask)
    if wanted <= len(found) <= 4 * wanted:
        return found
    return np.sort(
        survivors[top(cosines[survivors], 2 * wanted)]
    )  # the guess was far off, as where very many are equal
