"""A catalogue turned on its side: one typed array an attribute, and exact yes/no masks over all items at once."""

from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache

import numpy as np

from retrieval.catalogue import Attribute, Catalogue, Constraint
from retrieval.column import (
    Codes,
    Column,
    Mask,
    NameColumn,
    NumberColumn,
    Numbers,
    Rows,
    column_of,
    name_column,
    passes,
)
from retrieval.stored.catalogue import StoredCatalogue

__all__ = ["Codes", "Column", "Columns", "Mask", "NameColumn", "NumberColumn", "Numbers", "Rows"]

MOST = 20_000
"""Values of one attribute that are told at once: of a million people nobody would hear more."""
MASK_BYTES = 32 * 2**20
"""What the masks kept for reuse may take together."""


class Columns:
    """All columns of one catalogue. Everything it gives out may be kept, nothing of it may be written to."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.size = len(catalogue.items)
        self._columns = _columns(catalogue)
        self._mask = lru_cache(maxsize=max(16, min(4096, MASK_BYTES // max(1, self.size))))(self._fresh_mask)

    @property
    def attributes(self) -> tuple[Attribute, ...]:
        return self.catalogue.domain.attributes

    @cached_property
    def _none(self) -> NameColumn:
        return name_column((), np.zeros(0, dtype=np.int64), np.zeros(self.size, dtype=np.int64))

    def column(self, attribute: str) -> Column:
        """Of an attribute that the domain lacks, or whose values are not of its kind: an empty one."""
        return self._columns.get(attribute) or self._none

    def mask(self, required: Sequence[Constraint], forbidden: Sequence[Constraint] = ()) -> Mask:
        """The items that pass all of `required` and none of `forbidden`, by the rules of `Constraint.accepts`.

        Raises ValueError for a test with numbers whose value isn't one, as `accepts` does.
        """
        left = np.ones(self.size, dtype=np.bool_)
        for constraint in required:
            left &= self.accepts(constraint)
        for constraint in forbidden:
            left &= ~self.accepts(constraint)
        return left

    def accepts(self, constraint: Constraint) -> Mask:
        """The items that pass one test: computed once, then kept for as long as there is room."""
        return self._mask(constraint, type(constraint.value).__name__)

    def _fresh_mask(self, constraint: Constraint, _: str) -> Mask:
        column = self._columns.get(constraint.attribute)
        if column is None:  # not in the domain, or values of mixed types: slow, but right
            mask = np.fromiter(map(constraint.accepts, self.catalogue.items), dtype=np.bool_, count=self.size)
        else:
            mask = passes(column, constraint)
        mask.flags.writeable = False
        return mask

    def values(self, attribute: str) -> tuple[str, ...]:
        """The values people may name, most frequent first, `MOST` at most; none for numbers and flags."""
        column = self.column(attribute)
        return tuple(n for n in column.names[:MOST] if isinstance(n, str)) if isinstance(column, NameColumn) else ()

    def count_by_value(self, attribute: str, mask: Mask | None = None) -> Mapping[str | bool, int]:
        """How many of the masked items have each value, those that none has left out, most frequent first.

        `MOST` values at most.
        """
        column = self.column(attribute)
        if not isinstance(column, NameColumn):
            return {}
        weights = np.ones(self.size) if mask is None else mask.astype(np.float64)
        totals = column.totals(weights).astype(np.int64)
        order = np.argsort(-totals, kind="stable")
        return {column.names[code]: int(totals[code]) for code in order[: min(MOST, np.count_nonzero(totals))]}

    def share(self, attribute: str, value: str) -> float:
        """How much of the catalogue has the value, 0–1."""
        column = self.column(attribute)
        return len(column.rows(value)) / self.size if isinstance(column, NameColumn) and self.size else 0.0

    def numbers(self, attribute: str) -> Numbers:
        """One an item, nan where it has none; all nan for an attribute without numbers."""
        column = self.column(attribute)
        return column.numbers if isinstance(column, NumberColumn) else np.full(self.size, np.nan)


def _columns(catalogue: Catalogue) -> Mapping[str, Column | None]:
    """By attribute; None where values are not of the attribute's kind."""
    if isinstance(catalogue, StoredCatalogue):
        return catalogue.columns
    attributes = catalogue.domain.attributes
    return {a.name: column_of(a, [item.values.get(a.name) for item in catalogue.items]) for a in attributes}
