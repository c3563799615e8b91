"""One order out of several."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.columns import Numbers, Rows

K = 60
"""How slowly a rank loses worth; the value of the method's paper, which found it hardly matters."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Rows, best first, each once; `weight` says how much this order counts beside the others."""

    rows: Rows
    weight: float = 1.0


def fuse(rankings: Sequence[Ranking], k: int = K) -> tuple[Rows, Numbers]:
    """All rows that any ranking has, best first, with their scores; 1 is first place everywhere. Ties: lower row first.

    Weighted reciprocal rank fusion: the sum of weight / (k + rank) (Cormack, Clarke and Büttcher, SIGIR 2009).
    """
    counted = [r for r in rankings if r.weight > 0]
    if not counted:
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    rows, places = np.unique(np.concatenate([r.rows for r in counted]), return_inverse=True)
    worth = np.concatenate([r.weight * (k + 1) / (k + 1 + np.arange(len(r.rows))) for r in counted])
    scores = np.bincount(places, weights=worth, minlength=len(rows)) / sum(r.weight for r in counted)
    order = np.lexsort((rows, -scores))
    return rows[order].astype(np.int64), scores[order]
