"""Vectors as those of texts lie: in clusters of uneven sizes, along directions of uneven importance."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from retrieval.columns import Numbers
from retrieval.embedder import Progress, Vectors

WIDTH = 384
CLUSTERS = 2_000
SPREAD = 0.8
"""Length of what sets a vector apart from its cluster, in lengths of the cluster's middle."""
FADES = 16
"""Directions after which a direction counts half as much: half of all variance lies in some fifty, as in MiniLM's."""
CHUNK = 20_000


@dataclass(frozen=True, slots=True)
class Clusters:
    middles: Vectors
    shares: Numbers
    """How likely each is, 0-1; sums to 1."""
    turn: Vectors
    """Rotates, so that no column of the vectors counts more than another."""

    @classmethod
    def drawn(cls, seed: int) -> "Clusters":
        chance = np.random.default_rng(seed)
        middles = chance.standard_normal((CLUSTERS, WIDTH), dtype=np.float32) * _scale()
        sizes = chance.pareto(1.5, CLUSTERS) + 0.2
        turn, _ = np.linalg.qr(chance.standard_normal((WIDTH, WIDTH)))
        return cls(middles, sizes / sizes.sum(), turn.astype(np.float32))

    def draw(self, count: int, chance: np.random.Generator) -> Vectors:
        """Of length 1."""
        middles = self.middles[chance.choice(CLUSTERS, count, p=self.shares)]
        found = middles + SPREAD * _scale() * chance.standard_normal((count, WIDTH), dtype=np.float32)
        return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True) @ self.turn, dtype=np.float32)


def _scale() -> Vectors:
    scale = 1 / np.sqrt(1 + np.arange(WIDTH) / FADES)
    return np.asarray(scale / np.linalg.norm(scale), dtype=np.float32)


def write_vectors(path: Path, count: int, clusters: Clusters, progress: Progress, seed: int = 7) -> None:
    """A NumPy file; a chunk in memory at a time."""
    chance = np.random.default_rng(seed + 2)
    with path.open("wb") as file:
        header = {"descr": "<f4", "fortran_order": False, "shape": (count, WIDTH)}
        np.lib.format.write_array_header_1_0(file, header)
        for start in range(0, count, CHUNK):
            file.write(clusters.draw(min(CHUNK, count - start), chance).tobytes())
            progress("drawing vectors", min(start + CHUNK, count), count)
