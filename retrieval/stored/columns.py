"""One column of a large catalogue in files; names that are many are looked up where they lie."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from retrieval.column import Column, NameColumn, NumberColumn, Rows
from retrieval.stored.arrays import open_array, save_array
from retrieval.stored.lookup import Lookup
from retrieval.stored.texts import Texts

NUMBERS = ("numbers", "present", "order")
NAMES = ("present", "flat_rows", "starts", "held", "flat_codes", "row_starts")
FEW = 20_000
"""Names up to which Python's own strings are held."""


class StoredCodes(Mapping[str | float | bool, int]):
    """A name's place among many; a number or a flag is none of them."""

    def __init__(self, names: Texts, lookup: Lookup) -> None:
        self._names, self._lookup = names, lookup

    def __getitem__(self, name: object) -> int:
        if isinstance(name, str) and len(found := self._lookup.find(name)):
            return int(found[0])
        raise KeyError(name)

    def __iter__(self) -> Iterator[str | float | bool]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def save_column(folder: Path, name: str, column: Column) -> None:
    if isinstance(column, NumberColumn):
        for part in NUMBERS:
            save_array(folder, f"{name}-{part}", getattr(column, part))
        return
    for part in NAMES:
        save_array(folder, f"{name}-{part}", getattr(column, part))
    flags = bool(column.names) and isinstance(column.names[0], bool)
    save_array(
        folder, f"{name}-flags", np.array([one is True for one in column.names] if flags else [], dtype=np.bool_)
    )
    texts = Texts.of("" if flags else str(one) for one in column.names)
    texts.save(folder, f"{name}-names")
    Lookup.of((text, place) for place, text in enumerate(texts)).save(folder, f"{name}-codes")


def open_column(folder: Path, name: str) -> Column:
    """As it was saved. Raises OSError or ValueError where it was not."""
    if (folder / f"{name}-numbers.npy").exists():
        numbers, present, order = (open_array(folder, f"{name}-{part}") for part in NUMBERS)
        return NumberColumn(numbers.astype(np.float64, copy=False), present.astype(np.bool_, copy=False), _rows(order))
    present, flat_rows, starts, held, flat_codes, row_starts = (open_array(folder, f"{name}-{p}") for p in NAMES)
    names, codes = _names(folder, name)
    return NameColumn(
        present.astype(np.bool_, copy=False),
        names,
        codes,
        _rows(flat_rows),
        _rows(starts),
        held.astype(np.float64, copy=False),
        flat_codes.astype(np.int32, copy=False),
        _rows(row_starts),
    )


def _names(folder: Path, name: str) -> tuple[Sequence[str | bool], Mapping[str | float | bool, int]]:
    flags = open_array(folder, f"{name}-flags").tolist()
    texts = Texts.open(folder, f"{name}-names")
    if not flags and len(texts) > FEW:
        return texts, StoredCodes(texts, Lookup.open(folder, f"{name}-codes"))
    names = tuple(flags) or tuple(texts)
    return names, {one: code for code, one in enumerate(names)}


def _rows(array: npt.NDArray[np.generic]) -> Rows:
    return array.astype(np.int64, copy=False)
