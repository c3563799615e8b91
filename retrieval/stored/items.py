"""The items of a large catalogue, each read from its line of the file when it is asked for."""

import os
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import overload
from weakref import finalize

import numpy as np
import numpy.typing as npt

from retrieval.catalogue import Item
from retrieval.lines import item_of
from retrieval.stored.arrays import StoredError

Ends = npt.NDArray[np.int64]
KEPT = 4_096
"""Items kept after they were read: a slate is looked at several times."""
AT_ONCE = 2**20
"""Bytes read at a time when all items are looked at."""


class BrokenItemsError(StoredError):
    """A file of items that was cut short or changed; its text is for people."""


class Lines:
    """A file of items and where each of its lines begins."""

    def __init__(self, path: Path, starts: Ends) -> None:
        """Line `n` is the bytes `starts[n]` up to `starts[n + 1]`. Raises BrokenItemsError for another length."""
        self.path = path
        self.starts = starts
        self._file = os.open(path, os.O_RDONLY)
        finalize(self, os.close, self._file)
        size = os.fstat(self._file).st_size
        if size != int(starts[-1]):
            raise BrokenItemsError(
                f"{path} has {size:,} bytes, but had {int(starts[-1]):,} when it was imported: it was cut short or "
                "changed. Import its file again."
            )
        self.item = lru_cache(maxsize=KEPT)(self.fresh)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def fresh(self, line: int) -> Item:
        return read_item(self._bytes(line, line + 1), self.path, line + 1)

    def between(self, start: int, stop: int) -> Iterator[Item]:
        """The items of lines one after the other, many read at a time."""
        while start < stop:
            end = int(self.starts.searchsorted(self.starts[start] + AT_ONCE))
            end = min(max(end, start + 1), stop)
            for number, line in enumerate(self._bytes(start, end).splitlines(), start + 1):
                yield read_item(line, self.path, number)
            start = end

    def _bytes(self, start: int, end: int) -> bytes:
        first = int(self.starts[start])
        return os.pread(self._file, int(self.starts[end]) - first, first)


class StoredItems(Sequence[Item]):
    """As a tuple of the items would be, but that nothing is held: a part of it is another such sequence."""

    def __init__(self, lines: Lines, rows: range | None = None) -> None:
        """`rows`: the lines that are items here, all unless said otherwise."""
        self._lines = lines
        self._rows = range(len(lines)) if rows is None else rows

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> Item: ...
    @overload
    def __getitem__(self, place: slice) -> "StoredItems": ...
    def __getitem__(self, place: int | slice) -> "Item | StoredItems":
        if isinstance(place, slice):
            return StoredItems(self._lines, self._rows[place])
        return self._lines.item(self._rows[place])

    def __iter__(self) -> Iterator[Item]:
        rows = self._rows
        return self._lines.between(rows.start, rows.stop) if rows.step == 1 else map(self._lines.fresh, rows)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]


def read_item(line: bytes, path: Path, number: int) -> Item:
    """Raises BrokenItemsError for a line that is no item."""
    try:
        return item_of(line)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BrokenItemsError(
            f"{path}, line {number:,}: this is no item ({error}); the file was cut short or changed. "
            "Import its file again."
        ) from error
