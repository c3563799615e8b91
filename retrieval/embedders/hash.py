"""Words and letter trigrams hashed into a vector: no model, no meaning, but the same everywhere and thousands a second.

For tests and for scale measurements; not for people. Texts are alike as far as they share words and parts of words
(Weinberger et al. 2009, "Feature Hashing for Large Scale Multitask Learning").
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

import numpy as np

from retrieval.embedder import Progress, Vectors

WORD = re.compile(r"[^\W_]+")


class HashEmbedder:
    def __init__(self, dimension: int = 256) -> None:
        self.name = f"hash-{dimension}"
        self.dimension = dimension

    def embed(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[0] = 1e-3  # so that a text without a word has a direction too
            for feature, weight in _features(text):
                digest = _digest(feature)
                row[digest % self.dimension] += weight if digest & (1 << 63) else -weight
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def _features(text: str) -> Iterator[tuple[str, float]]:
    for word in WORD.findall(text.casefold()):
        yield word, 1.0
        marked = f"^{word}$"
        for start in range(len(marked) - 2):
            yield marked[start : start + 3], 0.5


@lru_cache(maxsize=200_000)
def _digest(feature: str) -> int:
    return int.from_bytes(blake2b(feature.encode(), digest_size=8).digest(), "big")


def open_embedder(detail: str, cache: Path, progress: Progress) -> HashEmbedder:
    """`hash` or `hash:DIMENSION`; needs no cache."""
    if detail and not (detail.isdecimal() and 2 <= int(detail) <= 4096):
        raise ValueError(f"The dimension of a hash embedder is a whole number from 2 to 4096, not {detail!r}.")
    return HashEmbedder(int(detail or 256))
