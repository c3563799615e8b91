"""How alike two short rankings are."""

from collections.abc import Sequence

P = 0.9
"""Persistence of rank-biased overlap: how likely a reader goes on to the next card."""


def overlap(one: Sequence[str], other: Sequence[str], k: int) -> float:
    """The share of the first k of one that are among the first k of the other; 1 where neither has any."""
    first, second = set(one[:k]), set(other[:k])
    most = max(len(first), len(second))
    return len(first & second) / most if most else 1.0


def rank_biased_overlap(one: Sequence[str], other: Sequence[str], p: float = P) -> float:
    """0–1, extrapolated: RBO_ext of Webber, Moffat and Zobel (TOIS 2010), equation 32. Neither repeats an item."""
    if not one or not other:
        return float(not one and not other)
    short, long = sorted((one, other), key=len)
    s, ell = len(short), len(long)
    shared = [len(set(short[:d]) & set(long[:d])) for d in range(ell + 1)]
    seen = sum(shared[d] / d * p**d for d in range(1, ell + 1))
    beyond = sum(shared[s] * (d - s) / (s * d) * p**d for d in range(s + 1, ell + 1))
    return (1 - p) / p * (seen + beyond) + ((shared[ell] - shared[s]) / ell + shared[s] / s) * p**ell
