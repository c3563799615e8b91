"""What a list of ten is worth to somebody; shared with LensKit's side, so nothing of the product is imported here."""

from collections.abc import Mapping, Sequence

import numpy as np

AT = 10
LIKED = 4.0
"""Stars from which on an item is one to be found."""

Figures = Mapping[str, Sequence[float]]
"""By person: squared error, error without sign and number of ratings; or nDCG and recall."""


def gains(shown: Sequence[str], wanted: frozenset[str]) -> list[float]:
    """nDCG@10 and Recall@10; an item is wanted or not."""
    got = sum(1 / np.log2(place + 2) for place, item in enumerate(shown[:AT]) if item in wanted)
    best = sum(1 / np.log2(place + 2) for place in range(min(AT, len(wanted))))
    return [float(got / best), sum(item in wanted for item in shown[:AT]) / len(wanted)]
