"""A catalogue turned on its side: one typed array an attribute, and exact yes/no masks over all items at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from retrieval.catalogue import Attribute, Catalogue, Constraint, Kind, Operator, Value

Mask = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Numbers = npt.NDArray[np.float64]
Wanted = str | float | bool | tuple[str, ...] | tuple[float, float]

MASK_BYTES = 32 * 2**20
"""What the masks kept for reuse may take together."""


@dataclass(frozen=True, slots=True)
class NumberColumn:
    numbers: Numbers
    """One an item; nan where it has none."""
    present: Mask
    order: Rows
    """The items that have a number, by rising number."""

    @property
    def spread(self) -> float:
        """The distance between the quartiles of all its numbers; 0 if there are none."""
        size = len(self.order)
        return float(self.numbers[self.order[size * 3 // 4]] - self.numbers[self.order[size // 4]]) if size else 0.0

    def equal(self, wanted: object) -> Mask:
        if not isinstance(wanted, int | float):
            return np.zeros(len(self.numbers), dtype=np.bool_)
        return np.equal(self.numbers, wanted)

    def within(self, constraint: Constraint) -> Mask:
        low, high = constraint.bounds
        above = self.numbers > low if constraint.operator is Operator.GT else self.numbers >= low
        below = self.numbers < high if constraint.operator is Operator.LT else self.numbers <= high
        return above & below


@dataclass(frozen=True, slots=True)
class NameColumn:
    """Categories, tags, texts and flags: which values each item has, stored flat, each pair of item and value once."""

    present: Mask
    names: tuple[str | bool, ...]
    """All values, by falling count, then by the alphabet."""
    codes: Mapping[str | float | bool, int]
    """A value's place in `names`."""
    flat_rows: Rows
    """Rows by value: `flat_rows[starts[c]:starts[c + 1]]` are the items with value `c`, in order."""
    starts: Rows
    held: Numbers
    """How many values each item has, at least 1: what has none is not `present`."""
    flat_codes: Codes
    """Codes by row: `flat_codes[row_starts[r]:row_starts[r + 1]]` are the values of row `r`."""
    row_starts: Rows

    def rows(self, wanted: object) -> Rows:
        code = self.codes.get(wanted) if isinstance(wanted, str | int | float) else None
        return self.flat_rows[:0] if code is None else self.flat_rows[self.starts[code] : self.starts[code + 1]]

    def equal(self, wanted: object) -> Mask:
        mask = np.zeros(len(self.present), dtype=np.bool_)
        mask[self.rows(wanted)] = True
        return mask

    def within(self, constraint: Constraint) -> Mask:
        return np.zeros(len(self.present), dtype=np.bool_)

    def totals(self, weights: Numbers) -> Numbers:
        """The weight of the items with each value, in the order of `names`; `weights` has one number an item."""
        if not self.names:
            return np.zeros(0)
        return np.add.reduceat(weights[self.flat_rows], self.starts[:-1])


Column = NumberColumn | NameColumn


class Columns:
    """All columns of one catalogue. Everything it gives out may be kept, nothing of it may be written to."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.size = len(catalogue.items)
        self._columns = {a.name: _column(a, [i.values.get(a.name) for i in catalogue.items]) for a in self.attributes}
        self._mask = lru_cache(maxsize=max(16, min(4096, MASK_BYTES // max(1, self.size))))(self._fresh_mask)

    @property
    def attributes(self) -> tuple[Attribute, ...]:
        return self.catalogue.domain.attributes

    @cached_property
    def _none(self) -> NameColumn:
        return _names([None] * self.size)

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
            mask = _test(column, constraint)
        mask.flags.writeable = False
        return mask

    def values(self, attribute: str) -> tuple[str, ...]:
        """The values people may name, most frequent first; none for numbers and flags."""
        column = self.column(attribute)
        return tuple(n for n in column.names if isinstance(n, str)) if isinstance(column, NameColumn) else ()

    def count_by_value(self, attribute: str, mask: Mask | None = None) -> Mapping[str | bool, int]:
        """How many of the masked items have each value, those that none has left out, most frequent first."""
        column = self.column(attribute)
        if not isinstance(column, NameColumn):
            return {}
        weights = np.ones(self.size) if mask is None else mask.astype(np.float64)
        totals = column.totals(weights).astype(np.int64)
        order = np.argsort(-totals, kind="stable")
        return {column.names[code]: int(totals[code]) for code in order[: np.count_nonzero(totals)]}

    def share(self, attribute: str, value: str) -> float:
        """How much of the catalogue has the value, 0–1."""
        column = self.column(attribute)
        return len(column.rows(value)) / self.size if isinstance(column, NameColumn) and self.size else 0.0

    def numbers(self, attribute: str) -> Numbers:
        """One an item, nan where it has none; all nan for an attribute without numbers."""
        column = self.column(attribute)
        return column.numbers if isinstance(column, NumberColumn) else np.full(self.size, np.nan)


def _test(column: Column, constraint: Constraint) -> Mask:
    match constraint.operator:
        case Operator.EQ:
            return column.equal(constraint.value)
        case Operator.NE:
            return ~column.equal(constraint.value)
        case Operator.IN:
            return _any_equal(column, constraint.value)
        case Operator.NOT_IN:
            return ~_any_equal(column, constraint.value)
        case _:
            return column.within(constraint)


def _any_equal(column: Column, wanted: Wanted) -> Mask:
    ones: Iterable[object] = wanted if isinstance(wanted, tuple) else (wanted,)
    mask = np.zeros(len(column.present), dtype=np.bool_)
    for one in ones:
        mask |= column.equal(one)
    return mask


def _column(attribute: Attribute, values: Sequence[Value | None]) -> Column | None:
    """None if a value is not of the attribute's kind."""
    if attribute.numeric:
        if any(isinstance(v, bool) or not isinstance(v, int | float) for v in values if v is not None):
            return None
        return _numbers(values)
    wanted: type | tuple[type, ...] = bool if attribute.kind is Kind.FLAG else (str, tuple)
    return _names(values) if all(v is None or isinstance(v, wanted) for v in values) else None


def _numbers(values: Sequence[Value | None]) -> NumberColumn:
    numbers = np.array([np.nan if v is None else v for v in values], dtype=np.float64)
    numbers.flags.writeable = False
    present = ~np.isnan(numbers)
    return NumberColumn(numbers, present, np.argsort(numbers, kind="stable")[: np.count_nonzero(present)])


def _names(values: Sequence[Value | None]) -> NameColumn:
    pairs = [(name, row) for row, value in enumerate(values) for name in _several(value)]
    counts: dict[str | bool, int] = {}
    for name, _ in pairs:
        counts[name] = counts.get(name, 0) + 1
    names = tuple(sorted(counts, key=lambda name: (-counts[name], str(name))))
    codes: dict[str | float | bool, int] = {name: code for code, name in enumerate(names)}
    flat = np.array([(codes[name], row) for name, row in pairs], dtype=np.int64).reshape(-1, 2)
    by_row = flat[:, 0].astype(np.int32)
    flat = flat[np.lexsort((flat[:, 1], flat[:, 0]))]
    starts = np.searchsorted(flat[:, 0], np.arange(len(names) + 1)).astype(np.int64)
    held = np.bincount(flat[:, 1], minlength=len(values))
    rows, row_starts = np.ascontiguousarray(flat[:, 1]), np.append(0, np.cumsum(held))
    at_least_one = np.maximum(held, 1).astype(np.float64)
    return NameColumn(held > 0, names, codes, rows, starts, at_least_one, by_row, row_starts)


def _several(value: Value | None) -> Iterable[str | bool]:
    if isinstance(value, tuple):
        return dict.fromkeys(value)
    return () if value is None or isinstance(value, float) else (value,)
