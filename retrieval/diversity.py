"""Which of the best to show together, so that they are not three of a kind."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from retrieval.catalogue import NAMED, Attribute, Item, Kind
from retrieval.columns import Mask, Numbers
from retrieval.embedder import Vectors
from retrieval.scorer import Candidate, Score

Traits = Mapping[str, frozenset[str]]
"""An item's values by attribute."""
Trait = tuple[str, str]
"""An attribute and one of its values; with an empty value, the whole attribute."""

PRICE = 0.1
"""What the last card may score less, of the best score, for that the slate has no value in common."""
DECIMALS = 9
"""Sums that differ only beyond these are level, whatever order they were added up in."""


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
    wished: Collection[Trait] = (),
) -> tuple[int, ...]:
    """Places of at most `limit` candidates, in the order to show them; the first is the one with the best score.

    Maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998): each next one has the highest
    balance * score - (1 - balance) * redundancy, the score taken relative to the best one. Redundancy, 0–1, is the
    cosine to the most alike one chosen. With `traits` it is the mean of two: likeness, half cosine and half overlap of
    values; and how unexpected the values are that it would leave on every one chosen, which counts in full for the
    last place. That place goes to one that leaves no value on all, if there is one that scores at most `PRICE` less.
    Values that all candidates have, or that are `wished`, make no two of them alike.
    Ties: the better fused, then the earlier in the catalogue; the order of the candidates plays no part.
    """
    values = np.nan_to_num(np.array([score.value for score in scores], dtype=np.float64))
    values /= max(values.max(initial=0.0), 1e-9)
    ties = np.array([c.row for c in candidates]), -np.array([c.fused for c in candidates])
    held = _Held.of(traits, frozenset(wished)) if traits else None
    alike = _cosines(vectors) if held is None else (_cosines(vectors) + held.overlap()) / 2
    chosen: list[int] = []
    while len(chosen) < min(limit, len(candidates)):
        redundancy = alike[:, chosen].max(axis=1, initial=0.0)
        shared = np.zeros(len(values)) if held is None or not chosen else held.unexpected(chosen)
        if held is not None and chosen:
            redundancy = (redundancy + shared * len(chosen) / (limit - 1)) / 2
        worth = np.round(balance * values - (1 - balance) * redundancy, DECIMALS)
        worth[chosen] = -np.inf
        best = int(np.lexsort((*ties, -worth))[0])
        if len(chosen) == limit - 1 and shared[best]:
            worth[(shared > 0) | (values < values[best] - PRICE)] = -np.inf
            best = int(np.lexsort((*ties, -worth))[0]) if np.isfinite(worth).any() else best
        chosen.append(best)
    return tuple(chosen)


def _cosines(vectors: Vectors) -> Numbers:
    exact = np.asarray(vectors, dtype=np.float64)
    return np.clip(exact @ exact.T, 0, 1)


@dataclass(frozen=True, slots=True)
class _Held:
    """Which of the values that tell candidates apart each of them has, attribute by attribute."""

    tables: tuple[Mask, ...]
    """One row a candidate, one column a value that at least two of them have."""
    counts: tuple[Numbers, ...]
    """How many values each candidate has, those that nobody else has among them."""

    @classmethod
    def of(cls, traits: Sequence[Traits], wished: frozenset[Trait]) -> "_Held":
        names = sorted({name for one in traits for name in one if (name, "") not in wished})
        pairs = [_table([one.get(name, frozenset()) for one in traits], name, wished) for name in names]
        return cls(tuple(table for table, _ in pairs), tuple(counts for _, counts in pairs))

    def overlap(self) -> Numbers:
        """For each pair the mean, over the attributes that one has, of shared values to all values (Jaccard)."""
        size = len(self.counts[0]) if self.counts else 0
        total, known = np.zeros((size, size)), np.zeros((size, size))
        for table, counts in zip(self.tables, self.counts, strict=True):
            both = table.astype(np.float64) @ table.T
            either = counts[:, None] + counts[None, :] - both
            total += np.divide(both, either, out=np.zeros_like(both), where=either > 0)
            known += either > 0
        return np.divide(total, known, out=np.zeros_like(total), where=known > 0)

    def unexpected(self, chosen: Sequence[int]) -> Numbers:
        """0–1 a candidate: how unlikely it would be by chance to have what it shares with all of the chosen.

        One minus the product, over the attributes, of the share of candidates that have the rarest value shared.
        """
        likely = np.ones(len(self.counts[0]) if self.counts else 0)
        for table in self.tables:
            common = table[:, table[list(chosen)].all(axis=0)]
            likely *= np.where(common, common.mean(axis=0), 1.0).min(axis=1, initial=1.0)
        return 1 - likely


def _table(found: Sequence[frozenset[str]], name: str, wished: frozenset[Trait]) -> tuple[Mask, Numbers]:
    times = Counter(chain.from_iterable(found))
    ignored = {value for value, n in times.items() if n == len(found) or (name, value) in wished}
    place = {value: at for at, value in enumerate(sorted(v for v, n in times.items() if n > 1 and v not in ignored))}
    table = np.zeros((len(found), len(place)), dtype=np.bool_)
    held = [(row, place[value]) for row, values in enumerate(found) for value in values if value in place]
    table[tuple(np.array(held, dtype=np.int64).reshape(-1, 2).T)] = True
    return table, np.array([len(values - ignored) for values in found], dtype=np.float64)
