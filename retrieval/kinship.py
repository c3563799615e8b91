"""What values have in common: those of a wished value's kind, and those that liked items share with others.

Both come from the catalogue alone. A word that few items were given ("scary") still tells of its kind: the items that
have it are horror far more often than others are, so horror is akin to it.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np

from retrieval.catalogue import NAMED, Attribute, Constraint, Kind
from retrieval.columns import Columns, NameColumn, NumberColumn, Numbers, Rows

KINDS = 60
"""Values that an attribute may have for its values to be kinds of things, and no names."""
HOLDERS = 2_000
"""Items with the wished value that are looked at; more tell nothing new."""
PRIOR = 5.0
"""Items' worth of doubt: what few items have in common may be chance."""
TELLING = 0.3
"""Natural logarithm of how many times as frequent a value must be, among the items wished for, to count."""
KEPT_UP_TO = 20_000
"""Items up to which it is worked out for all of them at once, and kept."""
SHARED_BY = 0.5
"""Share of the catalogue from which on a value in common says nothing."""

FADES = 0.75
"""What each liked item counts beside the one liked after it."""


def fading(count: int) -> Numbers:
    """How much each of so many liked items counts, the latest last."""
    return np.asarray(FADES ** np.arange(count - 1, -1, -1, dtype=np.float64))


class Kinship:
    """Of one catalogue. What it gives out is 0–1."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._kinds = [column for a in _named(columns) if 1 < len((column := _names(columns, a)).names) <= KINDS]
        named = [column for a in _named(columns) if (column := _names(columns, a)).names]
        self._shared = [(c, np.log(columns.size / np.maximum(1, np.diff(c.starts)))) for c in named]
        self._years = next((a.name for a in columns.attributes if a.kind is Kind.YEAR and a.informable), "")
        self._leanings = lru_cache(maxsize=512)(self._fresh_leanings)
        self._everywhere = lru_cache(maxsize=512)(self._of_all)

    def akin(self, constraint: Constraint, rows: Rows) -> Numbers:
        """How much each item is of the kind of those that pass the test: 1 as much as they are on average."""
        named = type(constraint.value).__name__
        if self._columns.size <= KEPT_UP_TO:
            return self._everywhere(constraint, named)[rows]
        return self._akin(constraint, named, rows)

    def _akin(self, constraint: Constraint, named: str, rows: Rows) -> Numbers:
        leanings, typical = self._leanings(constraint, named)
        if typical <= 0:
            return np.zeros(len(rows))
        found = sum((_mean(column, lean, rows) for column, lean in leanings), np.zeros(len(rows)))
        return np.clip(found / typical, 0, 1)

    def _of_all(self, constraint: Constraint, named: str) -> Numbers:
        return self._akin(constraint, named, np.arange(self._columns.size))

    def _fresh_leanings(self, constraint: Constraint, _: str) -> tuple[list[tuple[NameColumn, Numbers]], float]:
        """By column and code, the log of how much more frequent a value is among the items that pass; what they get."""
        holders = np.flatnonzero(self._columns.accepts(constraint))
        if not len(holders) or len(holders) > SHARED_BY * self._columns.size:
            return [], 0.0
        some = holders[:: max(1, len(holders) // HOLDERS)]
        leanings = [(column, _leaning(column, some, self._columns.size)) for column in self._kinds]
        typical = sum((_mean(column, lean, some) for column, lean in leanings), np.zeros(len(some)))
        return leanings, float(np.mean(typical))

    def shared(self, liked: Sequence[int], weights: Numbers, rows: Rows) -> Numbers:
        """How much of what the liked items have, each counted by its weight, these have too; rare values count more."""
        if not len(liked):
            return np.zeros(len(rows))
        each = [_in_common(column, rarity, liked, weights, rows) for column, rarity in self._shared]
        known = [values for values in (*each, self._as_old(liked, weights, rows)) if values is not None]
        return np.mean(known, axis=0) if known else np.zeros(len(rows))

    def _as_old(self, liked: Sequence[int], weights: Numbers, rows: Rows) -> Numbers | None:
        """1 for the year of a liked item, less and less for years further from it; the latest liked counts most."""
        column = self._columns.column(self._years) if self._years else None
        if not isinstance(column, NumberColumn) or column.spread <= 0:
            return None
        years, sizes = column.numbers[list(liked)], weights
        known = ~np.isnan(years)
        if not known.any():
            return None
        far = np.abs(column.numbers[rows][:, None] - years[known][None, :]) / column.spread
        return np.asarray(np.nan_to_num(np.exp(-2 * far)) @ sizes[known] / sizes[known].sum())


def _in_common(
    column: NameColumn, rarity: Numbers, liked: Sequence[int], weights: Numbers, rows: Rows
) -> Numbers | None:
    """The cosine of values by rarity, between the liked items together and each of `rows`."""
    wanted = np.zeros(len(column.names))
    for row, weight in zip(liked, weights, strict=True):
        codes = _codes(column, row)
        wanted[codes] += weight * rarity[codes] / max(1e-9, float(np.linalg.norm(rarity[codes])))
    size = float(np.linalg.norm(wanted))
    if not size:
        return None
    counts, codes = _flat(column, rows)
    place = np.repeat(np.arange(len(rows)), counts)
    overlap = np.bincount(place, weights=(wanted * rarity)[codes], minlength=len(rows))
    norms = np.sqrt(np.bincount(place, weights=rarity[codes] ** 2, minlength=len(rows)))
    return np.asarray(overlap / np.maximum(norms, 1e-9) / size)


def _named(columns: Columns) -> Iterator[Attribute]:
    return (a for a in columns.attributes if a.informable and a.kind in NAMED)


def _names(columns: Columns, attribute: Attribute) -> NameColumn:
    column = columns.column(attribute.name)
    if not isinstance(column, NameColumn):
        raise TypeError(f"the values of {attribute.name!r} are no names")
    return column


def _leaning(column: NameColumn, holders: Rows, size: int) -> Numbers:
    _, codes = _flat(column, holders)
    usual = np.diff(column.starts) / max(1, size)
    share = (np.bincount(codes, minlength=len(column.names)) + PRIOR * usual) / (len(holders) + PRIOR)
    lean = np.log(np.maximum(share, 1e-9) / np.maximum(usual, 1e-9))
    return np.where(np.abs(lean) < TELLING, 0.0, lean)


def _mean(column: NameColumn, worth: Numbers, rows: Rows) -> Numbers:
    """Of each item's values; 0 for an item that has none."""
    counts, codes = _flat(column, rows)
    place = np.repeat(np.arange(len(rows)), counts)
    return np.asarray(np.bincount(place, weights=worth[codes], minlength=len(rows)) / np.maximum(counts, 1))


def _codes(column: NameColumn, row: int) -> Rows:
    return np.asarray(column.flat_codes[column.row_starts[row] : column.row_starts[row + 1]], dtype=np.int64)


def _flat(column: NameColumn, rows: Rows) -> tuple[Rows, Rows]:
    """How many values each of the rows has, and all their codes, one row after the other."""
    starts = np.asarray(column.row_starts[rows], dtype=np.int64)
    counts = np.asarray(column.row_starts[rows + 1], dtype=np.int64) - starts
    within = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    return counts, np.asarray(column.flat_codes[np.repeat(starts, counts) + within], dtype=np.int64)
