"""How sure a figure is: intervals of 95 % over conversations, which are what is drawn; turns of one hang together.

Shares of conversations have the score interval (Wilson 1927), which is honest at 0 and at 1; everything else the
percentile bootstrap (Efron 1979), where whole conversations are drawn. A difference draws pairs: the same conversation,
twice.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from math import sqrt
from statistics import NormalDist
from typing import Literal

import numpy as np
import numpy.typing as npt

Statistic = Literal["share", "mean", "p50", "p95"]
"""A share is the mean of what is 0 or 1, once a conversation."""
Values = Sequence[Sequence[float]]
"""What was measured in each conversation: one number of the whole, or one for each of its turns."""
Numbers = npt.NDArray[np.float64]
Weigh = Callable[[Numbers], Numbers]

RESAMPLES = 2_000
AT_ONCE = 100
"""Resamples held in memory together."""
TAILS = (2.5, 97.5)
Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure between the ends of its interval; nan where nothing was measured, or too little to draw from."""

    value: float
    low: float
    high: float
    n: int
    """Conversations, or pairs of them."""

    @property
    def known(self) -> bool:
        return not np.isnan(self.value)

    @property
    def bounded(self) -> bool:
        return not np.isnan(self.low)

    @property
    def apart(self) -> bool:
        """Whether 0 lies outside of the interval: a difference that chance does not explain."""
        return self.bounded and (self.low > 0 or self.high < 0)


UNKNOWN = Estimate(float("nan"), float("nan"), float("nan"), 0)


def estimate(values: Values, statistic: Statistic = "mean", seed: int = 7) -> Estimate:
    """Conversations where nothing was measured say nothing."""
    told = [one for one in values if len(one)]
    if not told:
        return UNKNOWN
    if statistic == "share":
        hits = round(sum(one[0] for one in told))
        return Estimate(hits / len(told), *_score(hits, len(told)), len(told))
    weigh = _weigher(told, statistic)
    return Estimate(
        figure(told, statistic), *_ends([weigh(drawn) for drawn in _drawn(len(told), seed)], len(told)), len(told)
    )


def figure(values: Values, statistic: Statistic = "mean") -> float:
    """Without an interval, which takes a thousand times as long; nan where nothing was measured."""
    told = [one for one in values if len(one)]
    return float(_weigher(told, statistic)(np.ones((1, len(told))))[0]) if told else float("nan")


def difference(before: Values, after: Values, statistic: Statistic = "mean", seed: int = 7) -> Estimate:
    """After less before. The n-th of one and of the other are the same conversation; each is drawn with its pair."""
    pairs = [(one, other) for one, other in zip(before, after, strict=True) if len(one) and len(other)]
    if not pairs:
        return UNKNOWN
    first, second = _weigher([one for one, _ in pairs], statistic), _weigher([other for _, other in pairs], statistic)
    whole = np.ones((1, len(pairs)))
    drawn = [second(weights) - first(weights) for weights in _drawn(len(pairs), seed)]
    return Estimate(float((second(whole) - first(whole))[0]), *_ends(drawn, len(pairs)), len(pairs))


def _score(hits: int, n: int) -> tuple[float, float]:
    share, spread = hits / n, Z * Z / n
    middle = (share + spread / 2) / (1 + spread)
    half = Z * sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return (0.0 if not hits else middle - half), (1.0 if hits == n else middle + half)


def _ends(drawn: Sequence[Numbers], n: int) -> tuple[float, float]:
    if n < 2:
        return float("nan"), float("nan")
    low, high = np.percentile(np.concatenate(drawn), TAILS)
    return float(low), float(high)


def _drawn(n: int, seed: int) -> Iterator[Numbers]:
    """How often each of the n conversations is drawn; a row a resample."""
    for times in _times(n, seed) if n > 1 else ():
        yield times.astype(np.float64)


@lru_cache(maxsize=4)
def _times(n: int, seed: int) -> tuple[npt.NDArray[np.uint16], ...]:
    """Kept, since drawing takes most of the time and every measure of the same conversations draws alike."""
    random, even = np.random.default_rng(seed), np.full(n, 1 / n)
    return tuple(random.multinomial(n, even, size=AT_ONCE).astype(np.uint16) for _ in range(RESAMPLES // AT_ONCE))


def _weigher(values: Values, statistic: Statistic) -> Weigh:
    """From how often each conversation counts (resamples × conversations) to the figure of each resample."""
    if statistic in ("share", "mean"):
        sums, counts = np.array([sum(one) for one in values]), np.array([float(len(one)) for one in values])
        return lambda weights: (weights @ sums) / (weights @ counts)
    share = 0.5 if statistic == "p50" else 0.95
    numbers = np.fromiter(chain.from_iterable(values), dtype=np.float64)
    order = np.argsort(numbers, kind="stable")
    ordered, owners = numbers[order], np.repeat(np.arange(len(values)), [len(one) for one in values])[order]

    def quantiles(weights: Numbers) -> Numbers:
        reached = np.cumsum(weights[:, owners], axis=1)
        return np.asarray(ordered[(reached >= share * reached[:, -1:]).argmax(axis=1)])

    return quantiles
