"""Minimal correction sets: the smallest sets of wishes without which something fits.

Every item breaks some of the wishes, and a set is a minimal correction set (Liffiton and Sakallah 2008; the minimal
diagnoses of Felfernig's FastDiag, 2012) exactly if some item breaks just these and no item breaks fewer of them. So all
of them are read off the masks, however many wishes there are, without a search.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from agents.conflict import passing
from agents.dialogue import Preference
from retrieval.columns import Columns, Mask, Rows

Bits = npt.NDArray[np.uint8]
BITS = 8
MOST_TALLIED = 2**20
"""Keys below this are counted in a table, others sorted."""
MOST_PATTERNS = 1024
"""Sets looked at, the cheapest first; more there are only with very many wishes."""


@dataclass(frozen=True, slots=True)
class Way:
    """Wishes that stand in the way of the items in these rows, and nothing else does."""

    dropped: tuple[Preference, ...]
    rows: Rows


def correction_sets(hard: Sequence[Preference], costs: Sequence[float], columns: Columns, left: Mask) -> Iterator[Way]:
    """Minimal correction sets by rising cost, each with the items it frees."""
    rows = np.flatnonzero(left)
    if not hard or not len(rows):
        return
    patterns, places, counts = _patterns(hard, columns, rows)
    minimal: list[frozenset[int]] = []
    for number in np.lexsort((-counts, patterns @ np.array(costs)))[:MOST_PATTERNS]:
        broken = frozenset(np.flatnonzero(patterns[number]).tolist())
        if broken and not any(less <= broken for less in minimal):  # no later one is part of it: it would cost less
            minimal.append(broken)
            yield Way(tuple(hard[n] for n in sorted(broken)), rows[places == number])


def _patterns(hard: Sequence[Preference], columns: Columns, rows: Rows) -> tuple[Mask, Rows, Rows]:
    """The different sets of wishes that the rows break, one a line; each row's set; and how many rows have each."""
    patterns = np.zeros((1, 0), dtype=np.bool_)
    places, counts = np.zeros(len(rows), dtype=np.int64), np.array([len(rows)])
    for start in range(0, len(hard), BITS):
        some = hard[start : start + BITS]
        keys = _keys(some, columns)[rows] if len(rows) < columns.size else _keys(some, columns)
        values, places, counts = _different(places * 2**BITS + keys if start else keys, len(patterns) * 2**BITS)
        bits = (values[:, None] >> np.arange(len(some))) & 1
        patterns = np.concatenate([patterns[values >> BITS], bits.astype(np.bool_)], axis=1)
    return patterns, places, counts


def _keys(wishes: Sequence[Preference], columns: Columns) -> Bits:
    """One bit a wish, set where the item breaks it."""
    keys = np.zeros(columns.size, dtype=np.uint8)
    for place, wish in enumerate(wishes):
        keys |= (~passing(wish, columns)).view(np.uint8) << np.uint8(place)
    return keys


def _different(keys: npt.NDArray[np.integer], limit: int) -> tuple[Rows, Rows, Rows]:
    """The different keys, which of them each key is, and how many are equal to it. No key reaches `limit`."""
    if limit > MOST_TALLIED:
        values, places, counts = np.unique(keys, return_inverse=True, return_counts=True)
        return values.astype(np.int64), places.reshape(-1), counts
    tally = np.bincount(keys)
    found = np.flatnonzero(tally)
    numbers = np.zeros(len(tally), dtype=np.int64)
    numbers[found] = np.arange(len(found))
    return found, numbers[keys], tally[found]
