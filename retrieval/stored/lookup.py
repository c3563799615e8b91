"""From a text to the numbers that belong to it, without keeping the text: by a digest of it, in sorted arrays."""

from array import array
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path

import numpy as np
import numpy.typing as npt

from retrieval.stored.arrays import open_array, save_array

Digests = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int32]


def digest(text: str) -> int:
    """64 bits: of ten million texts, two are alike once in three hundred thousand catalogues."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


class Lookup:
    def __init__(self, digests: Digests, places: Places) -> None:
        """`digests` rise; equal ones are one text with several places, which rise too."""
        self._digests = digests
        self._places = places

    @classmethod
    def of(cls, entries: Iterable[tuple[str, int]]) -> "Lookup":
        """Pairs of a text and a place; the same pair twice counts once."""
        digests, places = array("Q"), array("i")
        for text, place in entries:
            digests.append(digest(text))
            places.append(place)
        return cls.of_digests(np.array(digests, dtype=np.uint64), np.array(places, dtype=np.int32))

    @classmethod
    def of_digests(cls, digests: Digests, places: Places) -> "Lookup":
        """Side by side, in any order."""
        order = np.lexsort((places, digests))
        digests, places = digests[order], places[order]
        new = np.ones(len(order), dtype=np.bool_)
        new[1:] = (digests[1:] != digests[:-1]) | (places[1:] != places[:-1])
        return cls(digests[new], places[new])

    @classmethod
    def open(cls, folder: Path, name: str) -> "Lookup":
        digests, places = open_array(folder, f"{name}-digests"), open_array(folder, f"{name}-places")
        return cls(digests.astype(np.uint64, copy=False), places.astype(np.int32, copy=False))

    def save(self, folder: Path, name: str) -> None:
        save_array(folder, f"{name}-digests", self._digests)
        save_array(folder, f"{name}-places", self._places)

    def __len__(self) -> int:
        return len(self._digests)

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and bool(len(self.find(text)))

    def find(self, text: str) -> Places:
        """In rising order; empty if there is none."""
        wanted = np.uint64(digest(text))
        start = int(self._digests.searchsorted(wanted))
        if start == len(self._digests) or self._digests[start] != wanted:
            return self._places[:0]
        return self._places[start : int(self._digests.searchsorted(wanted, "right"))]

    def alone(self) -> "Lookup":
        """Only the texts that have one place."""
        first = np.ones(len(self._digests), dtype=np.bool_)
        first[1:] = self._digests[1:] != self._digests[:-1]
        last = np.append(first[1:], True)
        one = first & last
        return Lookup(self._digests[one], self._places[one])

    def without(self, other: "Lookup") -> "Lookup":
        """The texts that another one lacks."""
        kept = ~np.isin(self._digests, other._digests)
        return Lookup(self._digests[kept], self._places[kept])

    def beside(self, other: "Lookup") -> "Lookup":
        """Both together."""
        digests = np.concatenate([self._digests, other._digests])
        return self.of_digests(digests, np.concatenate([self._places, other._places]))
