"""Labels, counted."""

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from storage.labels.label import Label
from storage.labels.told import Told


class Kind(NamedTuple):
    """Labels that say the same for the same reason."""

    source: str
    rule: str
    relevance: float
    """Rounded to quarters."""


@dataclass(slots=True)
class Tally:
    labels: Counter[Kind] = field(default_factory=Counter)
    weights: Counter[Kind] = field(default_factory=Counter)
    """Sums of the labels' weights."""
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By source and rule."""
    clipped: int = 0
    """Labels whose inverse propensity was cut off."""
    doubted: int = 0
    """Labels of people who are not fully trusted."""

    def add(self, told: Told) -> None:
        for label in told.labels:
            self._count(label)
        self.pairs.update((pair.source, pair.rule) for pair in told.pairs)

    def _count(self, label: Label) -> None:
        kind = Kind(label.source, label.rule, round(label.relevance * 4) / 4)
        self.labels[kind] += 1
        self.weights[kind] += label.weight  # type: ignore[assignment]  # counters add up fractions, too
        self.clipped += label.clipped
        self.doubted += label.trust < 1

    def figures(self) -> dict[str, object]:
        kinds = [
            {**kind._asdict(), "labels": self.labels[kind], "weight": round(self.weights[kind], 4)}
            for kind in sorted(self.labels)
        ]
        pairs = [{"source": source, "rule": rule, "pairs": n} for (source, rule), n in sorted(self.pairs.items())]
        return {"labels": kinds, "pairs": pairs, "clipped": self.clipped, "doubted": self.doubted}
