"""A transparent score: a few parts, each with its weight, whose contributions add up to it.

An additive multi-attribute utility (Keeney and Raiffa 1976). The weight of a part that nothing is known about, for any
candidate, goes to the others in proportion; but to the quality only where there is nothing else: it is what is thought
of an item before anything was said, and that nobody liked anything yet makes it no better known.
"""

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from retrieval.catalogue import Constraint, Operator
from retrieval.columns import Columns, NameColumn, NumberColumn, Numbers, Rows
from retrieval.kinship import Kinship, fading
from retrieval.quality import fame_attributes, quality
from retrieval.scorer import Candidate, Query, Score, Wish
from retrieval.weights import DEFAULT, UTILITY, Weights

__all__ = ["WEIGHTS", "Utility", "nearness", "open_scorer", "quality", "wishes_met"]

WEIGHTS = UTILITY
"""wishes: the share, by weight, of the soft wishes it meets, partly where a value is near or of the kind. relevance:
cosine to what was said. words: BM25 of what was said. likeness: cosine to the liked items. shared: values in common
with them. collaborative: what others liked who liked them. quality: rating and popularity."""
NEAR_MISS = 0.5
"""What a number next to the wished ones is worth beside one of them, and an item as much of a value's kind as any."""
OPEN = 500
"""Values from which on an attribute has a word for nearly everything that people say: free keywords, not genres."""
CHANCE = 0.25
"""What a guess at such a word counts beside a guess at another value: "great movie" is somebody's keyword too."""
SAID = (0.1, 0.5)
"""Cosines of a short wish and a description that mean nothing in common, and as near as it gets (small encoders)."""
KIN = (0.2, 0.8)
"""The same for two descriptions, which are always somewhat alike."""
FOUND = (0.0, 1.0)
PRIOR = "quality"


class Utility:
    name = "utility"
    version = "6"

    def __init__(self, columns: Columns, weights: Weights = DEFAULT, tail: float = 0.0) -> None:
        """`tail` is the owner's dial of `retrieval.quality`."""
        self._columns = columns
        self._quality = quality(columns, tail)
        self._fame = fame_attributes(columns.catalogue.domain)
        self._kinship = Kinship(columns)
        self._weights = weights.utility
        if weights.fitted:
            self.version = f"{Utility.version} ({weights.version})"

    async def score(self, query: Query, candidates: tuple[Candidate, ...]) -> tuple[Score, ...]:
        """`parts` are the contributions; they add up to the value. A part that isn't there had nothing to go by."""
        parts = self.parts(query, candidates)
        weights = shared_out(self._weights, parts)
        shares = {name: weights[name] * values for name, values in parts.items()}
        return tuple(self._score({n: float(v[place]) for n, v in shares.items()}) for place in range(len(candidates)))

    def _score(self, parts: Mapping[str, float]) -> Score:
        return Score(min(1.0, sum(parts.values())), parts, self.name, self.version)

    def parts(self, query: Query, candidates: Sequence[Candidate]) -> dict[str, Numbers]:
        """0–1 a candidate, before weights; without the parts that there is nothing to go by for."""
        rows = np.array([c.row for c in candidates], dtype=np.int64)
        parts: dict[str, Numbers | None] = {
            "wishes": wishes_met(self._columns, query.wishes, rows, self._kinship) if query.wishes else None,
            "relevance": _known([c.dense for c in candidates], SAID),
            "words": _known([c.lexical for c in candidates], FOUND),
            "likeness": _known([c.likeness for c in candidates], KIN),
            "shared": self._shared(query, rows),
            "collaborative": _known([c.collaborative for c in candidates], FOUND),
            "quality": self._prior(query, rows),
        }
        return {name: values for name, values in parts.items() if values is not None}

    def _prior(self, query: Query, rows: Rows) -> Numbers | None:
        """None too where somebody wishes for what few know, or many: the prior would only work against that."""
        return None if self._quality is None or query.asks_about(self._fame) else self._quality[rows]

    def _shared(self, query: Query, rows: Rows) -> Numbers | None:
        found = self._columns.catalogue.rows
        liked = [found[i] for i in query.like if i in found]
        return self._kinship.shared(liked, fading(len(liked)), rows) if liked else None


def shared_out(weights: Mapping[str, float], parts: Collection[str]) -> dict[str, float]:
    """The weights of the parts that there are, which add up to 1; `quality` keeps its share of all beside others."""
    prior = weights[PRIOR] / (sum(weights.values()) or 1.0) if PRIOR in parts else 0.0
    evidence = {name: weights[name] for name in parts if name != PRIOR}
    whole = sum(evidence.values())
    if not whole:
        return {**evidence, **({PRIOR: 1.0} if PRIOR in parts else {})}
    shares = {name: (1 - prior) * weight / whole for name, weight in evidence.items()}
    return {**shares, PRIOR: prior} if PRIOR in parts else shares


def _known(values: Sequence[float | None], ends: tuple[float, float]) -> Numbers | None:
    """0–1 between `ends`; one missing value counts as 0; if all are missing there is no such part."""
    if all(value is None for value in values):
        return None
    low, high = ends
    return np.clip((np.array([low if value is None else value for value in values]) - low) / (high - low), 0, 1)


def wishes_met(columns: Columns, wishes: Sequence[Wish], rows: Rows, kinship: Kinship | None = None) -> Numbers:
    """0–1 a row: the share, by weight, of the wishes it meets; one of negative weight is met by failing its test.

    Nothing but guesses counts for no more than the surest of them: the share is of the greatest weight there is.
    With `kinship`, a named value that an item lacks is met in part by an item of the kind that has it.
    """
    sizes = [_size(columns, wish) for wish in wishes]
    total = sum(sizes)
    if not total:
        return np.zeros(len(rows))
    met = np.zeros(len(rows))
    for wish, size in zip(wishes, sizes, strict=True):
        passed = columns.accepts(wish.constraint)[rows]
        near = nearness(columns, wish.constraint, rows, kinship) if wish.weight > 0 else ~passed
        met += size * near
    return met / total * max(sizes)


def _size(columns: Columns, wish: Wish) -> float:
    """How much the wish counts; a guess, whose weight is less than 1, at one word of very many hardly does."""
    size, value = abs(wish.weight), wish.constraint.value
    column = columns.column(wish.constraint.attribute)
    a_word = isinstance(value, str) and value == value.lower()  # names are written with capitals
    chance = a_word and size < 1 and isinstance(column, NameColumn) and len(column.names) >= OPEN
    return size * CHANCE if chance else size


def nearness(columns: Columns, constraint: Constraint, rows: Rows, kinship: Kinship | None = None) -> Numbers:
    """1 where the test is passed; what misses it gets a half at most: a number 0 from one spread away on.

    The spread is the distance between the quartiles of the whole catalogue, so that 97 minutes for "at most 95" is
    better than 140, and yet no rival to 90.
    """
    passed = columns.accepts(constraint)[rows].astype(np.float64)
    column = columns.column(constraint.attribute)
    named = isinstance(constraint.value, str | bool) or constraint.operator in _BY_NAME
    if named or not isinstance(column, NumberColumn) or column.spread <= 0:
        of_its_kind = kinship is not None and constraint.operator in (Operator.EQ, Operator.IN) and not passed.all()
        return np.maximum(passed, NEAR_MISS * kinship.akin(constraint, rows)) if kinship and of_its_kind else passed
    low, high = constraint.bounds
    numbers = column.numbers[rows]
    missed = np.maximum(low - numbers, numbers - high)
    near = np.clip(1 - np.maximum(missed, 0) / column.spread, 0, 1) * NEAR_MISS
    return np.where(passed > 0, 1.0, np.where(np.isnan(near), 0.0, near))


_BY_NAME = (Operator.IN, Operator.NOT_IN, Operator.NE)


def open_scorer(detail: str, columns: Columns) -> Utility:
    if detail:
        raise ValueError(f"The scorer 'utility' takes no detail, but got {detail!r}.")
    return Utility(columns)
