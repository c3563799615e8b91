"""A fair sample of a file's rows, column by column: all that inference looks at."""

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from retrieval.importing.cells import clean, missing, one_line
from retrieval.importing.concepts import Match, concept_of
from retrieval.importing.rows import BadFileError, Limits, RawRow

SAMPLE = 3_000
"""Rows looked at; a larger file is sampled evenly."""
CLOSE = 1_000
"""Cells of a column that are looked at closely."""


@dataclass(frozen=True)
class Column:
    """`cells` has one entry a sampled row, None where the cell is missing."""

    name: str
    cells: Sequence[object | None]

    @cached_property
    def present(self) -> tuple[object, ...]:
        return tuple(cell for cell in self.cells if cell is not None)

    @property
    def close(self) -> tuple[object, ...]:
        return self.present[:CLOSE]

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The cells that are text, cleaned."""
        return tuple(one_line(clean(cell, lambda _: None, 2_000)) for cell in self.close if isinstance(cell, str))

    @property
    def coverage(self) -> float:
        return len(self.present) / max(1, len(self.cells))

    @cached_property
    def variety(self) -> float:
        """Distinct cells a cell, 0–1: 1 if no two are the same."""
        return len(set(map(repr, self.present))) / max(1, len(self.present))

    @cached_property
    def length(self) -> float:
        return sum(map(len, self.texts)) / max(1, len(self.texts))

    @cached_property
    def words(self) -> float:
        """Words a cell. Scripts without spaces: four characters count as one."""
        return sum(
            len(text.split()) if text.isascii() else max(len(text.split()), len(text) / 4) for text in self.texts
        ) / max(1, len(self.texts))

    @cached_property
    def match(self) -> Match | None:
        return concept_of(self.name)

    def share(self, test: Callable[[object], object]) -> float:
        """The share of cells that pass a test."""
        return sum(bool(test(cell)) for cell in self.close) / max(1, len(self.close))


@dataclass(frozen=True, slots=True)
class Survey:
    rows: int
    columns: Mapping[str, Column]
    """Without those that are empty throughout."""
    empty: tuple[str, ...]


def survey(rows: Iterable[RawRow], limits: Limits, size: int = SAMPLE) -> Survey:
    """One pass over the rows, keeping at most `size` of them. Raises BadFileError where there are none to keep."""
    draw, kept, names, count = random.Random(0), list[RawRow](), dict[str, None](), 0
    for row in rows:
        count += 1
        if row.cells.keys() != names.keys():
            names.update(dict.fromkeys(row.cells))
        if len(kept) < size:
            kept.append(row)
        elif (place := draw.randrange(count)) < size:
            kept[place] = row
    if len(names) > limits.columns:
        raise BadFileError(f"The records have {len(names):,} different keys; at most {limits.columns:,} are read.")
    kept.sort(key=lambda row: row.line)
    columns = {name: Column(name, _cells(kept, name)) for name in names}
    filled = {name: column for name, column in columns.items() if column.present}
    return Survey(count, filled, tuple(name for name in columns if name not in filled))


def _cells(rows: Sequence[RawRow], name: str) -> list[object | None]:
    return [None if missing(cell := row.cells.get(name)) else cell for row in rows]
