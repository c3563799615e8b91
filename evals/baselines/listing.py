"""Baselines that show items and never ask: each reply has the next few of an order, and nothing comes back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from random import Random

import numpy as np

from agents.dialogue import Explanation, Move, Profile, Recommendation, Reply, Slate
from agents.events import Replied
from evals.simulator.playing import Opens, Talk
from retrieval.catalogue import Catalogue
from retrieval.columns import Numbers, Rows
from retrieval.embedder import Embedder, Vectors
from retrieval.scorer import Score

Order = Callable[[Sequence[str]], Rows]
"""From all that the person said so far to the catalogue's rows, the best first."""


@dataclass
class Listing:
    """One conversation. It does not hear when something is taken."""

    policy: str
    catalogue: Catalogue
    order: Order
    size: int
    """Items of a slate, as the product's."""
    said: list[str] = field(default_factory=list, init=False)
    shown: list[str] = field(default_factory=list, init=False)

    async def say(self, utterance: str) -> Replied:
        self.said.append(utterance)
        ids = (self.catalogue.items[row].id for row in self.order(self.said))
        fresh = list(islice((item_id for item_id in ids if item_id not in self.shown), self.size))
        self.shown += fresh
        return Replied(self._reply(fresh), Profile(shown=tuple(self.shown)), turn=len(self.said))

    def _reply(self, ids: Sequence[str]) -> Reply:
        if not ids:
            return Reply(Move.INFORM, "That was all there is.", phrased_by=self.policy)
        number = len(self.said)
        cards = tuple(self._card(number, rank, item_id) for rank, item_id in enumerate(ids, 1))
        slate = Slate(f"{self.policy}-{number}", self.catalogue.version, cards)
        return Reply(Move.RECOMMEND, "How about these?", slate, scored_by=self.policy, phrased_by=self.policy)

    def _card(self, number: int, rank: int, item_id: str) -> Recommendation:
        score = Score(1 / rank, {}, self.policy, "1")
        return Recommendation(f"{self.policy}-{number}-{rank}", item_id, rank, score, Explanation((), ""))


def listed(policy: str, catalogue: Catalogue, size: int, order: Order) -> Opens:
    async def opens() -> Talk:
        return Listing(policy, catalogue, order, size)

    return opens


# --- orders -----------------------------------------------------------------------------------------------------------


def by_fame(fame: Numbers) -> Order:
    """The best known first; of equals, and where nothing tells it, as the catalogue has them."""
    rows = np.argsort(-fame, kind="stable")
    return lambda said: rows


def by_meaning(vectors: Vectors, embedder: Embedder) -> Order:
    """The nearest to everything said, negations and all: meaning alone, no filter."""

    def order(said: Sequence[str]) -> Rows:
        return np.argsort(-(vectors @ embedder.embed([". ".join(said)])[0]), kind="stable")

    return order


def by_chance(size: int, seed: int) -> Order:
    """Another order for each first utterance, and the same for the same."""

    def order(said: Sequence[str]) -> Rows:
        rows = list(range(size))
        Random(f"{seed} {said[0]}").shuffle(rows)
        return np.array(rows, dtype=np.int64)

    return order
