"""What "cheap", "long" and "recent" mean in a catalogue: quantiles, as round as people say them."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from retrieval.catalogue import Attribute, Domain, Item, Kind

LOW, HIGH = 0.25, 0.75
ENOUGH = 8
"""Fewer values than this say nothing about what is usual."""


def quantiled(domain: Domain, items: Sequence[Item]) -> Domain:
    """The domain with `low` and `high` of every numeric attribute that has words for them but no numbers."""
    attributes = tuple(
        bounded(a, (n for item in items if (n := item.number(a.name)) is not None)) if _open(a) else a
        for a in domain.attributes
    )
    return replace(domain, attributes=attributes)


def _open(attribute: Attribute) -> bool:
    return attribute.numeric and (
        bool(attribute.low_words and attribute.low is None) or bool(attribute.high_words and attribute.high is None)
    )


def bounded(attribute: Attribute, values: Iterable[float]) -> Attribute:
    ordered = sorted(values)
    if len(ordered) < ENOUGH or ordered[0] == ordered[-1]:
        return attribute
    low, high = (_rounded(quantile(ordered, share), attribute.kind) for share in (LOW, HIGH))
    return replace(
        attribute,
        low=low if attribute.low is None and attribute.low_words else attribute.low,
        high=high if attribute.high is None and attribute.high_words else attribute.high,
    )


def quantile(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _rounded(value: float, kind: Kind) -> float:
    """As a person would say it: 95 min, $25, 1995."""
    if kind is Kind.YEAR or not value:
        return float(round(value))
    if kind in (Kind.DURATION, Kind.MONEY) and 20 <= value < 200:
        return float(5 * round(value / 5))
    return float(f"{value:.2g}") if abs(value) < 100 else float(round(value, 1 - math.floor(math.log10(abs(value)))))
