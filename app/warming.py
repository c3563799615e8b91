"""A warm start: choices for the ranking's weights from imported logs, scored as the product would have scored them."""

from collections.abc import Iterator, Sequence

import numpy as np

from app.settings import Settings
from app.wiring import indexes, open_embedder
from retrieval.catalogue import Catalogue
from retrieval.collaborative import Collaborative
from retrieval.columns import Columns
from retrieval.embedder import Progress, silent
from retrieval.indexing import open_index
from retrieval.learning.choice import Choice
from retrieval.learning.tuning import NAMES
from retrieval.retriever import Retriever
from retrieval.scorer import Candidate
from retrieval.scorers.utility import Utility
from retrieval.weights import Weights
from storage.choices import likes
from storage.engine import Engine
from storage.logs.wanted import Wanted, logged, wanted_in_logs

MOST = 400
"""Imported conversations that are learned from: enough for seven weights, and a minute's work."""
STEP = "Imported logs"


def logged_choices(
    engine: Engine, catalogue: Catalogue, weights: Weights, settings: Settings, progress: Progress = silent
) -> list[Choice]:
    """Empty where nothing was imported. Raises StoreUnavailable, and what opening the catalogue's index may raise."""
    count = min(logged(engine, catalogue.name), MOST)
    if not count:
        return []
    ranking = _Ranking(engine, catalogue, weights, settings)
    choices: list[Choice] = []
    done: dict[str, None] = {}
    for wanted in wanted_in_logs(engine, catalogue.name, MOST):
        done.setdefault(wanted.conversation)
        progress(STEP, min(len(done), count - 1), count)
        choices += ranking.choices(wanted)
    progress(STEP, count, count)
    return choices


class _Ranking:
    def __init__(self, engine: Engine, catalogue: Catalogue, weights: Weights, settings: Settings) -> None:
        self._catalogue, self._weights = catalogue, weights
        self._columns = Columns(catalogue)
        self._embedder = open_embedder(settings)
        self._index = open_index(catalogue, self._embedder, indexes(settings))
        self._others = Collaborative.from_likes(likes(engine, catalogue.name), catalogue)
        self._scorer = Utility(self._columns, weights)

    def choices(self, wanted: Wanted) -> Iterator[Choice]:
        """One for each wanted item that is among the candidates; what the conversation itself liked is left out."""
        found = self._retriever(wanted.conversation).candidates(wanted.query)
        if not found:
            return
        parts = self._parts(wanted, found)
        places = {one.item_id: place for place, one in enumerate(found)}
        yield from (Choice(wanted.conversation, parts, places[item]) for item in wanted.items if item in places)

    def _parts(self, wanted: Wanted, found: Sequence[Candidate]) -> np.ndarray:
        table = np.zeros((len(found), len(NAMES)))
        for name, values in self._scorer.parts(wanted.query, found).items():
            table[:, NAMES.index(name)] = values
        return table

    def _retriever(self, conversation: str) -> Retriever:
        return Retriever(
            self._catalogue,
            self._columns,
            self._index.vectors,
            self._embedder,
            self._index.lexical,
            weights=self._weights,
            others=self._others.without(conversation) if self._others else None,
        )
