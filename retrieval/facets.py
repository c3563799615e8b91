"""What the items left have in common on one attribute, and how much would be learnt by asking about it."""

from dataclasses import dataclass
from itertools import pairwise
from math import floor, inf, log10

import numpy as np

from retrieval.catalogue import Attribute, Constraint, Kind, Operator
from retrieval.columns import Columns, Mask, NameColumn, Numbers, Rows

MOST = 24
"""Buckets kept of an attribute with many values; what is learnt is reckoned over all of them."""
PARTS = 4
"""Buckets a number is cut into."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """One possible answer: the test it would become, in plain words, and the number of items left that pass it."""

    constraint: Constraint
    label: str
    count: int

    @property
    def value(self) -> str | bool | tuple[float, float]:
        """A name, a flag, or the lowest and highest number, infinite where open."""
        value = self.constraint.value
        return value if isinstance(value, str | bool) else self.constraint.bounds


@dataclass(frozen=True, slots=True)
class Facet:
    attribute: str
    counts: tuple[Bucket, ...]
    """Names most frequent first, numbers from low to high."""
    distinct: int
    """How many different values (for numbers: buckets) the items left have."""
    coverage: float
    """Share, 0–1, of what is left that has a value at all."""
    entropy: float
    """Bits that an answer is expected to tell about which of the items with a value is the right one.

    The mutual information of item and answer (Cover and Thomas 2006, section 2.3), when someone who looks for an item
    names one of its values: with one value an item it is the entropy of the values; an item's further tags lower it.
    """


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What people who want one of some items may answer when asked about an attribute."""

    tests: tuple[Constraint, ...]
    labels: tuple[str, ...]
    has: Mask
    """Shape (items, tests): which answer describes which item."""
    held: Numbers
    """How many answers describe each item, those left out of `tests` among them; 0 if it has no value."""


def outcomes(columns: Columns, attribute: str, rows: Rows, chances: Numbers, most: int = MOST) -> Outcomes:
    """About these items alone, in time that only their number sets; `chances` says how likely each is wanted.

    The `most` likely names, most likely first, or ranges from low to high.
    """
    column = columns.column(attribute)
    if isinstance(column, NameColumn):
        return _named_outcomes(column, attribute, rows, chances, most)
    about = next(a for a in columns.attributes if a.name == attribute)
    numbers = column.numbers[rows]
    order = np.argsort(numbers)[: np.count_nonzero(column.present[rows])]
    buckets, _ = _ranges(about, numbers[order], chances[order])
    has = np.zeros((len(rows), len(buckets)), dtype=np.bool_)
    for place, bucket in enumerate(buckets):
        start, end = _span(bucket.constraint, numbers[order])
        has[order[start:end], place] = True
    held = has.sum(axis=1).astype(np.float64)
    return Outcomes(tuple(b.constraint for b in buckets), tuple(b.label for b in buckets), has, held)


def _named_outcomes(column: NameColumn, attribute: str, rows: Rows, chances: Numbers, most: int) -> Outcomes:
    starts = column.row_starts[rows]
    counts = column.row_starts[rows + 1] - starts
    held = counts.astype(np.float64)
    owners = np.repeat(np.arange(len(rows)), counts)
    within = np.arange(len(owners)) - np.repeat(np.cumsum(counts) - counts, counts)
    found, place = np.unique(column.flat_codes[np.repeat(starts, counts) + within], return_inverse=True)
    weight = np.bincount(place, (chances / np.maximum(1.0, held))[owners], minlength=len(found))
    best = np.argsort(-weight, kind="stable")[:most]
    rank = np.full(len(found), -1)
    rank[best] = np.arange(len(best))
    kept = rank[place] >= 0
    has = np.zeros((len(rows), len(best)), dtype=np.bool_)
    has[owners[kept], rank[place[kept]]] = True
    buckets = [_named(attribute, column.names[code], 0) for code in found[best]]
    return Outcomes(tuple(b.constraint for b in buckets), tuple(b.label for b in buckets), has, held)


def facet(columns: Columns, attribute: str, mask: Mask, weights: Numbers | None = None) -> Facet:
    """Of the items that `mask` leaves; `weights`, one an item, not negative: how likely each is the right one."""
    column = columns.column(attribute)
    left = mask & column.present
    chances = np.where(left, 1.0 if weights is None else weights, 0.0)
    whole = float(mask.sum() if weights is None else weights[mask].sum())
    coverage = float(chances.sum()) / whole if whole > 0 else 0.0
    if isinstance(column, NameColumn):
        found, distinct = _names(column, attribute, left)
        return Facet(attribute, found, distinct, coverage, _information(column, chances))
    about = next(a for a in columns.attributes if a.name == attribute)
    rows = column.order[left[column.order]]
    buckets, shares = _ranges(about, column.numbers[rows], chances[rows])
    return Facet(attribute, buckets, len(buckets), coverage, entropy(shares))


def entropy(weights: Numbers) -> float:
    """In bits, of weights that need not add up to 1; 0 if there are none."""
    positive = weights[weights > 0]
    if not len(positive):
        return 0.0
    shares = positive / positive.sum()
    return max(0.0, float(-(shares * np.log2(shares)).sum()))


def _names(column: NameColumn, attribute: str, left: Mask) -> tuple[tuple[Bucket, ...], int]:
    totals = column.totals(left.astype(np.float64))
    distinct = int(np.count_nonzero(totals))
    order = np.argsort(-totals, kind="stable")[: min(MOST, distinct)]
    return tuple(_named(attribute, column.names[code], int(totals[code])) for code in order), distinct


def _named(attribute: str, name: str | bool, count: int) -> Bucket:
    label = ("yes" if name else "no") if isinstance(name, bool) else name
    return Bucket(Constraint(attribute, Operator.EQ, name), label, count)


def _information(column: NameColumn, chances: Numbers) -> float:
    """H(answer) - H(answer | item): any of an item's k values may be named, which takes log2(k) bits off."""
    total = float(chances.sum())
    if total <= 0:
        return 0.0
    open_choice = float((chances * np.log2(column.held)).sum()) / total
    return max(0.0, entropy(column.totals(chances / column.held)) - open_choice)


def _ranges(attribute: Attribute, numbers: Numbers, chances: Numbers) -> tuple[tuple[Bucket, ...], Numbers]:
    """Buckets that meet at round numbers; a number on a border counts on both sides, as both tests let it through.

    `numbers` rise.
    """
    if not len(numbers):
        return (), np.zeros(0)
    tests = _decades(attribute.name, numbers) if attribute.kind is Kind.YEAR else _cuts(attribute, numbers)
    spans = [_span(test, numbers) for test, _ in tests]
    buckets = [Bucket(test, label, end - start) for (test, label), (start, end) in zip(tests, spans, strict=True)]
    so_far = np.concatenate([np.zeros(1), np.cumsum(chances)])
    ends = [0, *(end for _, end in spans)]  # for what is learnt, a number on a border belongs to the lower side
    shares = np.diff(so_far[ends])
    kept = [place for place, bucket in enumerate(buckets) if bucket.count]
    return tuple(buckets[place] for place in kept), shares[kept]


def _span(test: Constraint, numbers: Numbers) -> tuple[int, int]:
    """Where the rising numbers that pass the test begin and end."""
    low, high = test.bounds
    start = np.searchsorted(numbers, low, "right" if test.operator is Operator.GT else "left")
    return int(start), int(np.searchsorted(numbers, high, "right"))


def _decades(name: str, years: Numbers) -> list[tuple[Constraint, str]]:
    first, last = int(years[0] // 10 * 10), int(years[-1] // 10 * 10)
    if last - first < 10:
        return [(Constraint(name, Operator.EQ, float(y)), f"{y:g}") for y in np.unique(years)]
    starts = range(max(first, last - 10 * (MOST - 2)), last + 10, 10)
    tests = [(Constraint(name, Operator.BETWEEN, (float(s), float(s + 9))), f"{s}s") for s in starts]
    before = [(Constraint(name, Operator.LE, float(starts[0] - 1)), f"before {starts[0]}")] if starts[0] > first else []
    return before + tests


def _cuts(attribute: Attribute, numbers: Numbers) -> list[tuple[Constraint, str]]:
    name, bounds = attribute.name, round_bounds(numbers, attribute.kind is Kind.DURATION)
    if not bounds:
        low, high = float(numbers[0]), float(numbers[-1])
        label = f"{low:g}" if low == high else f"{low:g} to {high:g}"
        return [(Constraint(name, Operator.BETWEEN, (low, high)), label)]
    between = [
        (Constraint(name, Operator.BETWEEN, (low, high)), f"{low:g} to {high:g}") for low, high in pairwise(bounds)
    ]
    lowest = (Constraint(name, Operator.LE, bounds[0]), f"up to {bounds[0]:g}")
    return [lowest, *between, (Constraint(name, Operator.GT, bounds[-1]), f"over {bounds[-1]:g}")]


def round_bounds(numbers: Numbers, minutes: bool = False, parts: int = PARTS) -> tuple[float, ...]:
    """Up to `parts` - 1 round numbers that cut the given ones (rising, no nan) into groups of like size."""
    low, high = float(numbers[0]), float(numbers[-1])
    wanted = [float(numbers[len(numbers) * part // parts]) for part in range(1, parts)]
    step = _round_step((wanted[-1] - wanted[0]) / (parts - 1), minutes)
    rounded = sorted({float(f"{round(bound / step) * step:.10g}") for bound in wanted})
    return tuple(bound for bound in rounded if low <= bound < high)


def _round_step(size: float, minutes: bool) -> float:
    """The largest of 1, 2, 5, 10 ... (for minutes 5, 15, 30, 60) that is not above `size`; at least a tiny one."""
    if size <= 0 or size == inf:
        return 1.0
    if minutes and size >= 5:
        return max(step for step in (5.0, 15.0, 30.0, 60.0) if step <= size)
    power = 10.0 ** floor(log10(size))
    return max(step for step in (power, 2 * power, 5 * power) if step <= size * (1 + 1e-9))
