"""What a scorer is given and gives back. The scorers themselves are modules of `retrieval.scorers`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from retrieval.catalogue import Constraint


@dataclass(frozen=True, slots=True)
class Score:
    """`value` in 0–1, higher is better. `parts` are named contributions; what they mean is the scorer's to say."""

    value: float
    parts: Mapping[str, float]
    scored_by: str
    version: str


@dataclass(frozen=True, slots=True)
class Wish:
    """A soft test: `weight` in -1..1, negative where passing it speaks against the item."""

    constraint: Constraint
    weight: float


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for. Items in `exclude`, or that break a hard test, are never candidates."""

    text: str = ""
    required: tuple[Constraint, ...] = ()
    forbidden: tuple[Constraint, ...] = ()
    wishes: tuple[Wish, ...] = ()
    like: tuple[str, ...] = ()
    """Item ids to stay close to."""
    exclude: frozenset[str] = frozenset()
    limit: int = 200

    def asks_about(self, attributes: frozenset[str]) -> bool:
        """Whether any test, hard or soft, is on one of them."""
        tests = (*self.required, *self.forbidden, *(wish.constraint for wish in self.wishes))
        return any(test.attribute in attributes for test in tests)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item that may be shown, and why it was found. Similarities are None where that retriever did not find it."""

    row: int
    item_id: str
    fused: float
    """Reciprocal-rank fusion of all retrievers, 0–1 within one retrieval."""
    dense: float | None = None
    """Cosine to the query, -1..1."""
    lexical: float | None = None
    """BM25, relative to the best of this retrieval, 0–1."""
    likeness: float | None = None
    """Cosine to the items in `like`, -1..1."""
    collaborative: float | None = None
    """How much those who liked the items in `like` liked it, 0–1 within one retrieval."""


class Scorer(Protocol):
    name: str
    version: str

    async def score(self, query: Query, candidates: tuple[Candidate, ...]) -> tuple[Score, ...]:
        """One score a candidate, in their order."""
        ...
