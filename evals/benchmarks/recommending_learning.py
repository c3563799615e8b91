"""Weights for the yardstick from its own train side, by the same method as `tastemaker tune`."""

from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from evals.benchmarks.recommending_ranking import Ranked
from retrieval.learning.choice import Choice, fit
from retrieval.learning.weighing import as_weights
from retrieval.weights import UTILITY


def learned(ranked: Iterable[Ranked]) -> Mapping[str, float]:
    """From what was named among the candidates; a part that was never seen keeps its default share."""
    names = tuple(UTILITY)
    return as_weights(fit(list(choices(ranked, names)), names), names)


def choices(ranked: Iterable[Ranked], names: tuple[str, ...]) -> Iterator[Choice]:
    for one in ranked:
        parts = np.zeros((one.parts.shape[1], len(names)))
        for place, name in enumerate(one.names):
            parts[:, names.index(name)] = one.parts[place]
        named = (at for at, fresh in zip(one.at, one.fresh, strict=True) if fresh and at is not None)
        yield from (Choice(one.dialogue, parts, at) for at in named)
