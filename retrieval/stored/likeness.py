"""Which of millions of texts may be another spelling: those that share most of their triples of letters.

An index of letter triples, as in Zobel and Dart 1995 ("Finding approximate matches in large lexicons"). It only
proposes; whoever asks compares what is proposed by edit distance.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from retrieval.stored.arrays import open_array, save_array
from retrieval.stored.texts import Texts

Places = npt.NDArray[np.int32]

BUCKETS = 2**16
PROPOSED = 400
"""Texts that are worth comparing."""
FOLLOWED = 150_000
"""Places looked at, those of the rarest triples first; at least `LEAST` triples are followed."""
LEAST = 3
SPACE = 32


class Likeness:
    def __init__(self, places: Places, starts: npt.NDArray[np.int64]) -> None:
        """`places[starts[b]:starts[b + 1]]` are the texts that have a triple of bucket `b`, each once."""
        self._places = places
        self._starts = starts

    @classmethod
    def of(cls, texts: Texts) -> "Likeness":
        owners, buckets = _triples(texts)
        order = np.argsort(buckets, kind="stable")
        owners, buckets = owners[order], buckets[order]
        new = np.ones(len(order), dtype=np.bool_)
        new[1:] = (owners[1:] != owners[:-1]) | (buckets[1:] != buckets[:-1])
        owners, buckets = owners[new], buckets[new]
        return cls(owners, np.searchsorted(buckets, np.arange(BUCKETS + 1)).astype(np.int64))

    @classmethod
    def open(cls, folder: Path, name: str) -> "Likeness":
        places, starts = open_array(folder, f"{name}-triples"), open_array(folder, f"{name}-triple-starts")
        return cls(places.astype(np.int32, copy=False), starts.astype(np.int64, copy=False))

    def save(self, folder: Path, name: str) -> None:
        save_array(folder, f"{name}-triples", self._places)
        save_array(folder, f"{name}-triple-starts", self._starts)

    def near(self, text: str, most: int = PROPOSED) -> list[int]:
        """Places of at most so many texts, those that share most triples first."""
        _, buckets = _triples(Texts.of([text]))
        lists = sorted((self._of(bucket) for bucket in np.unique(buckets)), key=len)
        followed, seen = [], 0
        for number, places in enumerate(lists):
            seen += len(places)
            if number >= LEAST and seen > FOLLOWED:
                break
            followed.append(places)
        if not followed:
            return []
        found, shared = np.unique(np.concatenate(followed), return_counts=True)
        best = np.argsort(-shared, kind="stable")[:most]
        return [int(place) for place in found[best]]

    def _of(self, bucket: int) -> Places:
        return self._places[self._starts[bucket] : self._starts[bucket + 1]]


def _triples(texts: Texts) -> tuple[Places, npt.NDArray[np.uint16]]:
    """The owner and the bucket of every triple of bytes, in the order of the texts, a space before and behind each."""
    lengths = np.diff(texts.starts)
    size = len(texts)
    shift = np.arange(size, dtype=np.int64) * 2 + 1
    padded = np.full(int(texts.starts[-1]) + 2 * size, SPACE, dtype=np.uint8)
    owners = np.repeat(np.arange(size, dtype=np.int32), lengths + 2)
    padded[np.arange(int(texts.starts[-1])) + np.repeat(shift, lengths)] = texts.letters
    inside = owners[2:] == owners[:-2]
    wide = padded.astype(np.uint32)
    codes = (wide[:-2] << 16) | (wide[1:-1] << 8) | wide[2:]
    buckets = ((codes * np.uint32(2654435761)) >> np.uint32(16)).astype(np.uint16)  # Knuth's multiplicative hashing
    return owners[2:][inside], buckets[inside]
