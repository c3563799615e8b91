"""From a query to the candidates: every one satisfies what is required, the most promising first."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from retrieval.catalogue import Catalogue, Constraint
from retrieval.columns import Columns, Mask, Numbers, Rows
from retrieval.embedder import Embedder, Vectors
from retrieval.fusion import Ranking, fuse
from retrieval.index import VectorIndex
from retrieval.indexes.exact import ExactIndex, top
from retrieval.kinship import Kinship, fading
from retrieval.lexical import Lexical, Scores
from retrieval.nearest import EXACT_UP_TO, Nearest
from retrieval.ordering import Order
from retrieval.quality import fame_attributes, quality
from retrieval.scorer import Candidate, Query
from retrieval.scorers.utility import wishes_met
from retrieval.weights import DEFAULT, Weights

CATALOGUE_ORDER = 1e-6
"""Weight of the owner's own order: it only decides where nothing else does."""
TIE = 1e-3
"""How much the prior counts among items that meet the wishes alike; a wish nearly met is worth more."""
INLINE_UP_TO = 20_000
"""Items up to which a retrieval is over before a thread would have paid off."""


@dataclass(frozen=True, slots=True)
class _Clues:
    """What there is to look by."""

    said: Vectors | None
    """The vector of the query's text."""
    liked: Vectors | None
    """The middle of the liked items' vectors, length 1."""
    likes: Sequence[int]
    """The rows of the liked items, the latest last."""
    words: Scores | None
    others: Scores | None
    """What those who liked the liked items liked too."""


class Others(Protocol):
    """What is known of who liked what (`retrieval.collaborative`)."""

    def scores(self, liked: Sequence[int], weights: Numbers) -> Scores | None:
        """One an item, 0 where nothing is known; None if nothing is known of the liked ones."""
        ...


class Retriever:
    def __init__(
        self,
        catalogue: Catalogue,
        columns: Columns,
        index: ExactIndex,
        embedder: Embedder,
        lexical: Lexical,
        nearest: Callable[[], VectorIndex | None] = lambda: None,
        exact_up_to: int = EXACT_UP_TO,
        weights: Weights = DEFAULT,
        others: Others | None = None,
        tail: float = 0.0,
    ) -> None:
        """`nearest` is searched, if it gives an index, where nearly all items survive the hard tests, or very many.

        `tail` is the owner's dial of `retrieval.quality`.
        """
        self._catalogue, self._columns = catalogue, columns
        self._index, self._embedder, self._lexical = index, embedder, lexical
        self._nearest = Nearest(index, nearest, exact_up_to)
        self._prior = quality(columns, tail)
        self._fame = fame_attributes(catalogue.domain)
        self._weights = weights.fusion
        self._others = others
        self._kinship = Kinship(columns)
        self._order = Order(np.zeros(columns.size) if self._prior is None else self._prior)
        self._every, self._all = np.arange(columns.size), np.ones(columns.size, dtype=np.bool_)

    def count(self, required: Sequence[Constraint], forbidden: Sequence[Constraint] = ()) -> int:
        """How many items satisfy hard tests."""
        return int(np.count_nonzero(self._columns.mask(required, forbidden)))

    def closeness(self, text: str) -> float:
        """Cosine, -1..1, of the text to the nearest item of all: whether it is about anything in the catalogue."""
        if not len(self._every):
            return -1.0
        vector = self._embedder.embed([text])[0]
        nearest = self._nearest.rows(vector, self._all, self._every, 1)
        return float((self._index.vectors(nearest) @ vector)[0])

    def vectors(self, rows: Sequence[int] | Rows) -> Vectors:
        """Of items, by row, in their order."""
        return self._index.vectors(rows)

    async def retrieve(self, query: Query) -> tuple[Candidate, ...]:
        """At most `query.limit`, best first. None breaks a hard test or is excluded, however promising it is.

        As many as there are if no more than `limit` survive; an item of `like` may be among them unless excluded.
        """
        if self._columns.size > INLINE_UP_TO:
            return await asyncio.to_thread(self.candidates, query)
        return self.candidates(query)

    def candidates(self, query: Query) -> tuple[Candidate, ...]:
        """What `retrieve` gives, in the calling thread."""
        mask = self._survivors(query)
        rows = np.flatnonzero(mask)
        if not len(rows) or query.limit < 1:
            return ()
        clues = self._clues(query, mask)
        found, fused = fuse(list(self._rankings(query, clues, mask, rows)))
        return self._candidates(found[: query.limit], fused, clues)

    def _survivors(self, query: Query) -> Mask:
        mask = self._columns.mask(query.required, query.forbidden)
        mask[self._rows(query.exclude)] = False
        return mask

    def _rows(self, item_ids: Sequence[str] | frozenset[str]) -> list[int]:
        """Of the items that the catalogue still has."""
        return [row for item_id in item_ids if (row := self._catalogue.rows.get(item_id)) is not None]

    def _clues(self, query: Query, mask: Mask) -> _Clues:
        text, liked = query.text.strip(), self._rows(query.like)
        words = self._lexical.scores(text, mask) if text else None
        others = self._others.scores(liked, fading(len(liked))) if self._others and liked else None
        return _Clues(
            said=self._embedder.embed([text])[0] if text else None,
            liked=_middle(self._index.vectors(liked)) if liked else None,
            likes=liked,
            words=words if words is not None and words.any() else None,
            others=_within(others, mask),
        )

    def _rankings(self, query: Query, clues: _Clues, mask: Mask, rows: Rows) -> Iterator[Ranking]:
        limit, weights = query.limit, self._weights
        if clues.said is not None:
            yield Ranking(self._nearest.rows(clues.said, mask, rows, limit), weights["dense"])
        if clues.liked is not None:
            yield Ranking(self._nearest.rows(clues.liked, mask, rows, limit), weights["likeness"])
        if clues.likes and len(rows) <= INLINE_UP_TO:
            shared = self._kinship.shared(clues.likes, fading(len(clues.likes)), rows)
            yield Ranking(rows[top(shared, limit)], weights["shared"])
        if clues.words is not None:
            best = top(clues.words, min(limit, int(np.count_nonzero(clues.words))))
            yield Ranking(best, weights["lexical"])
        if clues.others is not None:
            best = top(clues.others, min(limit, int(np.count_nonzero(clues.others))))
            yield Ranking(best, weights["collaborative"])
        if query.wishes:
            yield Ranking(self._granting(query, mask, rows), weights["wishes"])
        own_order = CATALOGUE_ORDER if self._prior is None or query.asks_about(self._fame) else weights["prior"]
        yield Ranking(self._order.best(mask, limit), own_order)

    def _granting(self, query: Query, mask: Mask, rows: Rows) -> Rows:
        """Those that meet most of the wishes; where enough meet them all, these alone need be put in order."""
        everything = mask
        for wish in query.wishes:
            met = self._columns.accepts(wish.constraint)
            everything = everything & (met if wish.weight > 0 else ~met)
        if np.count_nonzero(everything) >= query.limit:
            return self._order.best(everything, query.limit)
        few = len(rows) <= INLINE_UP_TO
        shares = wishes_met(self._columns, query.wishes, rows, self._kinship if few else None)
        prior = 0.0 if self._prior is None else self._prior[rows]
        return rows[top(shares + TIE * prior, query.limit)]

    def _candidates(self, rows: Rows, fused: Numbers, clues: _Clues) -> tuple[Candidate, ...]:
        vectors = self._index.vectors(rows)
        dense, likeness = (None if v is None else vectors @ v for v in (clues.said, clues.liked))
        return tuple(
            Candidate(
                row=int(row),
                item_id=self._catalogue.ids[row],
                fused=float(fused[place]),
                dense=None if dense is None else float(dense[place]),
                lexical=None if clues.words is None or not clues.words[row] else float(clues.words[row]),
                likeness=None if likeness is None else float(likeness[place]),
                collaborative=None if clues.others is None else float(clues.others[row]),
            )
            for place, row in enumerate(rows)
        )


def _middle(vectors: Vectors) -> Vectors:
    """The later ones count more."""
    middle = fading(len(vectors)) @ vectors
    return np.asarray(middle / max(float(np.linalg.norm(middle)), 1e-9), dtype=np.float32)


def _within(scores: Scores | None, mask: Mask) -> Scores | None:
    """Relative to the best of those that the mask leaves; None if none of them has any."""
    if scores is None:
        return None
    left = np.where(mask, scores, np.float32(0))
    best = float(left.max(initial=0))
    return np.asarray(left / best, dtype=np.float32) if best > 0 else None
