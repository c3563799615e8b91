"""Scorers nobody would serve, to hold a policy against: one kind of evidence each."""

from collections.abc import Callable, Mapping

import numpy as np

from retrieval.columns import Columns
from retrieval.quality import standing
from retrieval.scorer import Candidate, Query, Score, Scorer


class Embedding:
    """The cosine of what was said and the item's text; where nothing was said, the order of retrieval."""

    name, version = "embedding", "1"

    async def score(self, query: Query, candidates: tuple[Candidate, ...]) -> tuple[Score, ...]:
        return tuple(self._score(one) for one in candidates)

    def _score(self, one: Candidate) -> Score:
        value = one.fused if one.dense is None else (one.dense + 1) / 2
        value = min(1.0, max(0.0, value))
        return Score(value, {"dense": value}, self.name, self.version)


class Popularity:
    """How well known the item is (`retrieval.quality.Standing`); what was said only decides what may be shown."""

    name, version = "popularity", "1"

    def __init__(self, columns: Columns) -> None:
        self._fame = np.nan_to_num(standing(columns).fame)

    async def score(self, query: Query, candidates: tuple[Candidate, ...]) -> tuple[Score, ...]:
        fames = [min(1.0, max(0.0, float(self._fame[one.row]))) for one in candidates]
        return tuple(Score(value, {"fame": value}, self.name, self.version) for value in fames)


PLAIN_SCORERS: Mapping[str, Callable[[Columns], Scorer]] = {
    "embedding": lambda columns: Embedding(),
    "popularity": Popularity,
}
