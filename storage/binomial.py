"""Exact statements about a share that was counted: nothing is assumed to be normal, so few counts are enough."""

from collections.abc import Callable
from math import exp, lgamma, log

HALVINGS = 60
"""Of an interval of length 1: beyond what a float tells apart."""


def interval(hits: int, of: int, level: float = 0.95) -> tuple[float, float]:
    """The share's confidence interval (Clopper and Pearson 1934); 0 to 1 where nothing was counted."""
    outside = (1 - level) / 2
    low = 0.0 if not hits else _solved(lambda share: at_least(hits, of, share) > outside)
    high = 1.0 if hits == of else 1 - _solved(lambda share: at_least(of - hits, of, share) > outside)
    return low, high


def two_sided(hits: int, of: int) -> float:
    """The p-value of an even share: how likely so uneven a count is by chance alone (the sign test)."""
    return min(1.0, 2 * at_least(max(hits, of - hits), of, 0.5))


def at_least(hits: int, of: int, share: float) -> float:
    """The probability of so many hits or more."""
    if hits <= 0:
        return 1.0
    if share <= 0:
        return 0.0
    if share >= 1:
        return 1.0
    ways = lgamma(of + 1)
    return sum(
        exp(ways - lgamma(k + 1) - lgamma(of - k + 1) + k * log(share) + (of - k) * log(1 - share))
        for k in range(hits, of + 1)
    )


def _solved(passed: Callable[[float], bool]) -> float:
    """Where a test begins to be passed, from 0 to 1."""
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if passed(middle) else (middle, high)
    return high
