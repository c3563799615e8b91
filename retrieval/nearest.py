"""The nearest items among those that survive the hard tests: exact where it must be, approximate where it may be."""

from collections.abc import Callable
from math import ceil

from retrieval.columns import Mask, Rows
from retrieval.embedder import Vectors
from retrieval.index import VectorIndex
from retrieval.indexes.exact import ExactIndex, top

EXACT_UP_TO = 20_000
"""Survivors up to which multiplying all their vectors is about as fast as asking the nearest-neighbour index."""
MOST = 0.8
"""Share of the catalogue from which on hardly anything is ruled out: the neighbours are then nearly all allowed."""
FEW = 1_000
"""Items up to which nothing but a multiplication is worth while."""
OVERFETCH = 5


class Nearest:
    def __init__(
        self,
        index: ExactIndex,
        approximate: Callable[[], VectorIndex | None] = lambda: None,
        exact_up_to: int = EXACT_UP_TO,
    ) -> None:
        """`approximate` is searched, if it gives an index, where nearly all items survive, or very many."""
        self._index, self._approximate, self._exact_up_to = index, approximate, exact_up_to

    def rows(self, vector: Vectors, mask: Mask, survivors: Rows, limit: int) -> Rows:
        """Exact over the survivors; where they are many, the nearest of all, verified, unless that leaves too few.

        `survivors` are the rows that `mask` lets through, in order; at most `limit` of them come back, best first.
        """
        share = len(survivors) / max(1, len(mask))
        nearly_all = share >= MOST and len(survivors) > FEW
        if (nearly_all or len(survivors) > self._exact_up_to) and (approximate := self._approximate()):
            hits = approximate.search(vector, ceil(limit / MOST) if nearly_all else limit * OVERFETCH).rows
            kept = hits[mask[hits]][:limit]
            if len(kept) == limit:
                return kept
        return survivors[top(self._index.cosines(vector, survivors), limit)]
