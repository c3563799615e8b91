"""Millions of short texts in two arrays, read where they lie and made strings only when asked for."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import overload

import numpy as np
import numpy.typing as npt

from retrieval.stored.arrays import open_array, save_array

Bytes = npt.NDArray[np.uint8]
Ends = npt.NDArray[np.int64]


class Texts(Sequence[str]):
    def __init__(self, letters: Bytes, starts: Ends) -> None:
        """`letters[starts[n]:starts[n + 1]]` is text `n` in UTF-8."""
        self.letters = letters
        self.starts = starts

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Texts":
        return cls.of_bytes([text.encode() for text in texts])

    @classmethod
    def of_bytes(cls, encoded: Sequence[bytes]) -> "Texts":
        lengths = np.fromiter(map(len, encoded), dtype=np.int64, count=len(encoded))
        letters = np.frombuffer(b"".join(encoded), dtype=np.uint8)
        return cls(letters, np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)]))

    @classmethod
    def open(cls, folder: Path, name: str) -> "Texts":
        letters, starts = open_array(folder, f"{name}-letters"), open_array(folder, f"{name}-starts")
        return cls(letters.astype(np.uint8, copy=False), starts.astype(np.int64, copy=False))

    def save(self, folder: Path, name: str) -> None:
        save_array(folder, f"{name}-letters", self.letters)
        save_array(folder, f"{name}-starts", self.starts)

    def __len__(self) -> int:
        return len(self.starts) - 1

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [self._text(n) for n in range(*place.indices(len(self)))]
        if not -len(self) <= place < len(self):
            raise IndexError(f"There are {len(self)} texts, and none is number {place}.")
        return self._text(place % len(self))

    def __iter__(self) -> Iterator[str]:
        step = 65_536
        for first in range(0, len(self), step):
            bounds = self.starts[first : first + step + 1].tolist()
            chunk = self.letters[bounds[0] : bounds[-1]].tobytes()
            for start, end in pairwise(bounds):
                yield chunk[start - bounds[0] : end - bounds[0]].decode()

    def _text(self, place: int) -> str:
        return self.letters[self.starts[place] : self.starts[place + 1]].tobytes().decode()
