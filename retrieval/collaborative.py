"""Who liked this also liked: evidence from stored likes, where there are any.

Items liked in one conversation go together. The nearness of two items is the cosine of the conversations that liked
them, held back where few did (Sarwar et al. 2001; the shrinkage of Bell and Koren 2007).
"""

from collections.abc import Mapping, Sequence

import numpy as np

from retrieval.catalogue import Catalogue
from retrieval.columns import Numbers, Rows
from retrieval.lexical import Scores

SHRINKAGE = 3.0
"""Conversations' worth of doubt in each item's likes."""
FEWEST = 2
"""Conversations with two liked items or more from which on there is anything to tell."""


class Collaborative:
    """Of one catalogue. Keeps what was liked together, not who liked it."""

    def __init__(self, together: Mapping[str, Rows], size: int, left_out: str = "") -> None:
        """`together`: by conversation, the rows liked in it, each once. `left_out` is a conversation not to look at."""
        self._together, self._size, self._left_out = together, size, left_out
        self._of: dict[int, list[str]] = {}
        for name, rows in together.items():
            for row in rows.tolist():
                self._of.setdefault(row, []).append(name)
        counts = np.bincount(np.concatenate([np.zeros(0, np.int64), *together.values()]), minlength=size)
        self._doubt = np.sqrt(counts + SHRINKAGE)

    @classmethod
    def from_likes(cls, likes: Mapping[str, Sequence[str]], catalogue: Catalogue) -> "Collaborative | None":
        """From item ids by conversation; None where too little was liked together. Items that are gone are left out."""
        rows = catalogue.rows
        found = {name: {rows[item] for item in items if item in rows} for name, items in likes.items()}
        together = {name: np.array(sorted(some), dtype=np.int64) for name, some in found.items() if len(some) > 1}
        return cls(together, len(catalogue.items)) if len(together) >= FEWEST else None

    def without(self, conversation: str) -> "Collaborative":
        """As if that conversation had not been: for judging it by what all others liked."""
        other = object.__new__(Collaborative)
        other._together, other._size, other._of = self._together, self._size, self._of
        other._doubt, other._left_out = self._doubt, conversation
        return other

    def scores(self, liked: Sequence[int], weights: Numbers) -> Scores | None:
        """One an item, 0 where nothing links it to the liked ones; None if nothing links any."""
        found = np.zeros(self._size)
        for row, weight in zip(liked, weights, strict=True):
            for name in self._of.get(row, ()):
                if name != self._left_out:
                    found[self._together[name]] += float(weight) / self._doubt[row]
        found /= self._doubt
        found[list(liked)] = 0.0
        return np.asarray(found, dtype=np.float32) if found.any() else None
