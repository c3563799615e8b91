"""How readily people can answer a question about an attribute, from how its values are spread."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.catalogue import NUMERIC, Kind, Value

OPTIONS = 12
"""Answers that a question can offer before it stops being one."""
BITS = 2.0
"""A question that halves the catalogue twice is as good as one gets."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How the values of an attribute lie over the items; shares and scores are 0–1."""

    coverage: float
    distinct: int
    balance: float
    """Entropy of the values over `BITS`, capped at 1."""
    reach: float
    """Share of the items with a value that have one of the `OPTIONS` commonest."""
    commonest: tuple[str, ...] = ()

    @property
    def score(self) -> float:
        return self.coverage * self.balance * min(1.0, self.reach / 0.6)


def spread(kind: Kind, values: Sequence[Value | None]) -> Spread:
    """Of one value an item, None where it has none."""
    present = [value for value in values if value is not None]
    coverage = len(present) / max(1, len(values))
    if kind in NUMERIC:
        return _of_numbers(present, coverage)
    counts: Counter[str] = Counter(name for value in present for name in set(_names(value)))
    options = {name for name, _ in counts.most_common(OPTIONS)}
    reach = sum(not options.isdisjoint(_names(value)) for value in present) / max(1, len(present))
    commonest = tuple(name for name, count in counts.most_common(40) if count > 1)
    return Spread(coverage, len(counts), min(1.0, _entropy(counts) / BITS), reach, commonest)


def _of_numbers(present: Sequence[Value], coverage: float) -> Spread:
    counts = Counter(str(value) for value in present)
    return Spread(coverage, len(counts), min(1.0, _entropy(counts) / BITS), 1.0)


def _names(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (str(value),)


def _entropy(counts: Counter[str]) -> float:
    total = counts.total()
    return -sum(count / total * math.log2(count / total) for count in counts.values()) if total else 0.0
