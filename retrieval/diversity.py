"""Which of the best to show together, so that they are not three of a kind."""

from collections.abc import Mapping, Sequence

import numpy as np

from retrieval.catalogue import NAMED, Attribute, Item, Kind
from retrieval.columns import Numbers
from retrieval.embedder import Vectors
from retrieval.scorer import Candidate, Score

Traits = Mapping[str, frozenset[str]]
"""An item's values by attribute."""


def traits_of(item: Item, attributes: Sequence[Attribute]) -> Traits:
    """Its named values and its decade; other numbers are not what makes two items of a kind."""
    found: dict[str, frozenset[str]] = {}
    for attribute in attributes:
        number = item.number(attribute.name) if attribute.kind is Kind.YEAR else None
        values = item.tags(attribute.name) if attribute.kind in NAMED else ()
        if values or number is not None:
            found[attribute.name] = frozenset(values or (f"{(number or 0) // 10:g}",))
    return found


def diverse(
    candidates: Sequence[Candidate],
    scores: Sequence[Score],
    vectors: Vectors,
    limit: int,
    balance: float = 0.7,
    traits: Sequence[Traits] = (),
) -> tuple[int, ...]:
    """Places of at most `limit` candidates, in the order to show them; the first is the one with the best score.

    Maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998): each next one has the highest
    balance * score - (1 - balance) * redundancy, the score taken relative to the best one. Redundancy, 0–1, is the
    cosine to the most alike one chosen. With `traits` it is the mean of two: likeness, half cosine and half overlap of
    values; and the share of attributes on which it would make all chosen ones alike though the candidates differ.
    Ties: the better fused, then the earlier.
    """
    values = np.array([score.value for score in scores], dtype=np.float64)
    values /= max(values.max(initial=0.0), 1e-9)
    fused = np.array([candidate.fused for candidate in candidates])
    varied = _varied(traits)
    chosen: list[int] = []
    while len(chosen) < min(limit, len(candidates)):
        worth = balance * values - (1 - balance) * _redundancy(chosen, vectors, traits, varied, len(candidates))
        worth[chosen] = -np.inf
        chosen.append(int(np.lexsort((np.arange(len(worth)), -fused, -worth))[0]))
    return tuple(chosen)


def _redundancy(
    chosen: Sequence[int], vectors: Vectors, traits: Sequence[Traits], varied: Sequence[str], size: int
) -> Numbers:
    if not chosen:
        return np.zeros(size)
    alike = np.clip(vectors @ vectors[list(chosen)].T, 0, 1).astype(np.float64)
    if not traits:
        return np.asarray(alike.max(axis=1))
    overlap = np.array([[_overlap(one, traits[other], varied) for other in chosen] for one in traits])
    monotony = np.array([_monotony(one, [traits[other] for other in chosen], varied) for one in traits])
    return np.asarray((0.5 * (alike + overlap).max(axis=1) + monotony) / 2)


def _varied(traits: Sequence[Traits]) -> tuple[str, ...]:
    """Attributes without a value that every candidate has: what was required of all is no lack of variety."""
    names = dict.fromkeys(name for one in traits for name in one)
    return tuple(n for n in names if not frozenset.intersection(*(one.get(n, frozenset()) for one in traits)))


def _overlap(one: Traits, other: Traits, varied: Sequence[str]) -> float:
    """The mean over attributes of shared values to all values (Jaccard)."""
    pairs = [(one.get(name, frozenset()), other.get(name, frozenset())) for name in varied]
    shares = [len(a & b) / len(a | b) for a, b in pairs if a or b]
    return sum(shares) / len(shares) if shares else 0.0


def _monotony(one: Traits, chosen: Sequence[Traits], varied: Sequence[str]) -> float:
    """The share of attributes on which it has a value that every chosen one has."""
    if not varied:
        return 0.0
    common = [frozenset.intersection(one.get(n, frozenset()), *(c.get(n, frozenset()) for c in chosen)) for n in varied]
    return sum(1 for values in common if values) / len(varied)
