"""The best of a million by a number that each has, without sorting them again."""

import numpy as np
import numpy.typing as npt

from retrieval.columns import Mask, Numbers, Rows

FIRST = 4_096
"""Rows looked at first; each time twice as many."""


class Order:
    """All rows by falling worth, of equals the earlier first."""

    def __init__(self, worth: Numbers) -> None:
        self._rows: npt.NDArray[np.int32] = np.argsort(-worth, kind="stable").astype(np.int32)

    def best(self, mask: Mask, limit: int) -> Rows:
        """At most `limit` of the masked rows."""
        found: list[Rows] = []
        start, size = 0, FIRST
        while start < len(self._rows) and sum(map(len, found)) < limit:
            some = self._rows[start : start + size]
            found.append(some[mask[some]].astype(np.int64))
            start, size = start + size, size * 2
        return np.concatenate(found)[:limit] if found else np.zeros(0, dtype=np.int64)
