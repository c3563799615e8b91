"""How likely a person looks at each rank of a slate."""

from collections.abc import Mapping
from dataclasses import dataclass, field

ETA = 0.5
"""Of the fallback 1 / rank^eta: milder than the 1 that is usual for long result lists, for slates are short."""
FEWEST = 30
"""Slates that a rank must have been on before its own share is believed."""


@dataclass(frozen=True, slots=True)
class Attention:
    by_rank: Mapping[int, float] = field(default_factory=dict)
    """Measured, 0–1; ranks without a measurement take theirs from the nearest measured one before them."""
    slates: int = 0
    """That it was measured on."""

    def at(self, rank: int) -> float:
        """Probability of examination, above 0."""
        known = max((one for one in self.by_rank if one <= rank), default=0)
        if not known:
            return float(rank**-ETA)
        return float(self.by_rank[known] * (known / rank) ** ETA)


BY_RULE = Attention()
"""The fallback for every rank: nothing was measured."""


def measured(shown: Mapping[int, int], examined: Mapping[int, int]) -> Attention:
    """From slates of which at least one card was seen on screen: cards by rank, and those of them that were.

    Laplace's rule, (examined + 1) / (shown + 2), so that nothing is impossible.
    """
    ranks = [rank for rank in sorted(shown) if shown[rank] >= FEWEST]
    by_rank = {rank: (examined.get(rank, 0) + 1) / (shown[rank] + 2) for rank in ranks}
    return Attention(by_rank, max(shown.values(), default=0))
