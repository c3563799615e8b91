"""Where things lie in a plot, in percent of its width and height; the template draws them as inline SVG.

Percent, not a view box: lines and dots keep their thickness, and a plot fits any screen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from evals.intervals import Estimate

BINS = 30


@dataclass(frozen=True, slots=True)
class Bar:
    """An interval on a line: a whisker from `low` to `high` and a dot; `mark` is where another run stands."""

    at: float
    low: float
    high: float
    zero: float | None = None
    """Where nothing would have changed."""
    mark: float | None = None


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float
    low: float
    high: float
    label: str


@dataclass(frozen=True, slots=True)
class Curve:
    label: str
    points: tuple[Point, ...]

    @property
    def steps(self) -> tuple[tuple[Point, Point], ...]:
        return tuple(pairwise(self.points))


@dataclass(frozen=True, slots=True)
class Column:
    x: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Histogram:
    columns: tuple[Column, ...]
    marks: tuple[tuple[float, str], ...]
    """Where a line stands, and its name."""
    end: float
    """The value at the right edge; the last column holds what is beyond, too."""


def within(told: Estimate, mark: Estimate | None = None) -> Bar | None:
    """Of a share, from 0 to 1; None where nothing is known."""
    if not told.known:
        return None
    low, high = (told.low, told.high) if told.bounded else (told.value, told.value)
    return Bar(
        _percent(told.value), _percent(low), _percent(high), mark=_percent(mark.value) if mark and mark.known else None
    )


def around_zero(told: Estimate) -> Bar | None:
    """Of a difference, on a scale of its own with 0 in the middle."""
    if not told.bounded:
        return None
    most = max(abs(told.low), abs(told.high), abs(told.value)) or 1.0
    at, low, high = (_percent(0.5 + 0.47 * value / most) for value in (told.value, told.low, told.high))
    return Bar(at, low, high, zero=50.0)


def curve(label: str, estimates: Sequence[tuple[str, Estimate]], shift: float = 0.0) -> Curve:
    """Shares over steps from left to right, 1 at the top; `shift` sets two curves' whiskers beside each other."""
    width = 100 / max(1, len(estimates))
    return Curve(
        label,
        tuple(
            Point(
                round((place + 0.5) * width + shift, 2),
                _down(told.value),
                _down(told.low if told.bounded else told.value),
                _down(told.high if told.bounded else told.value),
                name,
            )
            for place, (name, told) in enumerate(estimates)
            if told.known
        ),
    )


def histogram(samples: Sequence[float]) -> Histogram | None:
    """None without samples. The slowest hundredth is drawn in the last column: one outlier would hide the rest."""
    if not samples:
        return None
    middle, slow, slowest = (float(one) for one in np.quantile(samples, (0.5, 0.95, 0.99), method="inverted_cdf"))
    end = slowest * 1.05 or 1.0
    counts = [0] * BINS
    for one in samples:
        counts[max(0, min(BINS - 1, int(one / end * BINS)))] += 1
    most, width = max(counts), 100 / BINS
    columns = (Column(round(n * width, 2), round(width * 0.86, 2), _percent(c / most)) for n, c in enumerate(counts))
    return Histogram(tuple(columns), ((_percent(middle / end), "p50"), (_percent(slow / end), "p95")), end)


def _percent(share: float) -> float:
    return round(100 * min(1.0, max(0.0, share)), 2)


def _down(share: float) -> float:
    return round(100 - _percent(share), 2)
