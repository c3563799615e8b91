"""One attribute of all items as a typed array: numbers, or the names that each item has."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from retrieval.catalogue import Attribute, Constraint, Kind, Operator, Value

Mask = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Numbers = npt.NDArray[np.float64]
Wanted = str | float | bool | tuple[str, ...] | tuple[float, float]


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
        below = self.numbers < high if constraint.operator is Operator.LT else self.numbers <= high
        if low == -np.inf and constraint.operator is not Operator.GT:
            return below
        above = self.numbers > low if constraint.operator is Operator.GT else self.numbers >= low
        return above if high == np.inf else np.logical_and(above, below, out=above)


@dataclass(frozen=True, slots=True)
class NameColumn:
    """Categories, tags, texts and flags: which values each item has, stored flat, each pair of item and value once."""

    present: Mask
    names: Sequence[str | bool]
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


def passes(column: Column, constraint: Constraint) -> Mask:
    """Which items pass a test on the column's attribute, by the rules of `Constraint.accepts`."""
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


class Gathering(Protocol):
    """A column that items are still added to."""

    def add(self, values: Iterable[Value | None]) -> None:
        """Of the next items, in order; None for an item that has none."""
        ...

    def column(self) -> Column | None:
        """Of all items so far; None if a value was not of the attribute's kind."""
        ...


def gathering(attribute: Attribute) -> Gathering:
    return _GatheringNumbers() if attribute.numeric else _GatheringNames(attribute.kind is Kind.FLAG)


def column_of(attribute: Attribute, values: Iterable[Value | None]) -> Column | None:
    """None if a value is not of the attribute's kind."""
    column = gathering(attribute)
    column.add(values)
    return column.column()


class _GatheringNumbers:
    def __init__(self) -> None:
        self._numbers = array("d")
        self._strange = False

    def add(self, values: Iterable[Value | None]) -> None:
        found = list(values)
        if any(isinstance(v, bool) or not isinstance(v, int | float) for v in found if v is not None):
            self._strange = True
        else:
            self._numbers.extend(np.nan if v is None else v for v in found)  # type: ignore[misc]

    def column(self) -> Column | None:
        if self._strange:
            return None
        numbers = np.array(self._numbers, dtype=np.float64)
        numbers.flags.writeable = False
        present = ~np.isnan(numbers)
        return NumberColumn(numbers, present, np.argsort(numbers, kind="stable")[: np.count_nonzero(present)])


class _GatheringNames:
    def __init__(self, flags: bool) -> None:
        self._kind: type | tuple[type, ...] = bool if flags else (str, tuple)
        self._codes: dict[str | bool, int] = {}
        """By first appearance; `column` sorts them."""
        self._flat = array("i")
        self._held = array("i")
        self._strange = False

    def add(self, values: Iterable[Value | None]) -> None:
        codes = self._codes
        for value in values:
            if value is not None and not isinstance(value, self._kind):
                self._strange = True
                return
            names = several(value)
            self._flat.extend(codes.setdefault(name, len(codes)) for name in names)
            self._held.append(len(names))

    def column(self) -> Column | None:
        if self._strange:
            return None
        flat, held = np.array(self._flat, dtype=np.int64), np.array(self._held, dtype=np.int64)
        said, counts = list(self._codes), np.bincount(flat, minlength=len(self._codes)).tolist()
        order = sorted(range(len(said)), key=lambda code: (-counts[code], str(said[code])))
        place = np.empty(len(said), dtype=np.int64)
        place[order] = np.arange(len(said))
        return name_column(tuple(said[code] for code in order), place[flat], held)


def name_column(names: Sequence[str | bool], by_row: Rows, held: Rows) -> NameColumn:
    """From the codes of all items, one item after the other, and how many codes each has."""
    rows = np.repeat(np.arange(len(held)), held)
    order = np.argsort(by_row, kind="stable")
    starts = np.searchsorted(by_row[order], np.arange(len(names) + 1)).astype(np.int64)
    codes: dict[str | float | bool, int] = {name: code for code, name in enumerate(names)}
    row_starts = np.append(0, np.cumsum(held))
    at_least_one = np.maximum(held, 1).astype(np.float64)
    return NameColumn(held > 0, names, codes, rows[order], starts, at_least_one, by_row.astype(np.int32), row_starts)


def several(value: Value | None) -> Sequence[str | bool]:
    """The names that it is, each once."""
    if isinstance(value, tuple):
        return tuple(dict.fromkeys(value)) if len(value) > 1 else value
    return () if value is None or isinstance(value, float) else (value,)
