"""What is meant but not said: phrases without a wording of their own, compared by meaning with the catalogue's values."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from threading import Lock

import numpy as np
import numpy.typing as npt

from agents.understanding.vocabulary import Meaning, Vocabulary
from retrieval.catalogue import NAMED
from retrieval.embedder import Embedder

THRESHOLD = 0.5
"""Cosine from which a phrase is taken for a value; below it only helps the search."""
VALUES = 300
PER_ATTRIBUTE = 80


@dataclass(slots=True)
class Implied:
    """Nearest values by meaning. The values are embedded once, when first needed or by `warm`."""

    vocabulary: Vocabulary
    embedder: Embedder
    _rows: npt.NDArray[np.float32] | None = None
    _meanings: tuple[Meaning, ...] = ()
    _lock: Lock = field(default_factory=Lock)

    def warm(self) -> None:
        """Embeds the values, at most a few hundred."""
        with self._lock:
            if self._rows is None:
                wordings = self._wordings()
                self._meanings = tuple(meaning for _, meaning in wordings)
                self._rows = self.embedder.embed([w for w, _ in wordings]) if wordings else np.empty((0, 1), np.float32)

    def nearest(self, phrases: Sequence[str]) -> tuple[Meaning | None, ...]:
        """For each phrase the value that it implies, or None; one call of the embedder for all."""
        self.warm()
        if self._rows is None or not len(self._rows) or not phrases:
            return (None,) * len(phrases)
        similarity = self.embedder.embed(list(phrases)) @ self._rows.T
        best = similarity.argmax(axis=1)
        near = similarity.max(axis=1) >= THRESHOLD
        return tuple(self._meanings[b] if n else None for b, n in zip(best, near, strict=True))

    def _wordings(self) -> list[tuple[str, Meaning]]:
        """Commonest values of the attributes that people name by meaning, and the domain's hints."""
        found: list[tuple[str, Meaning]] = []
        for attribute in self.vocabulary.catalogue.domain.informable:
            if attribute.kind in NAMED and attribute.name not in self.vocabulary.names:
                counts = self.vocabulary.counts[attribute.name]
                common = {value for value, _ in counts.most_common(PER_ATTRIBUTE)}
                found += [(v, Meaning("value", attribute.name, v)) for v in common if v.isascii() and len(v) > 2]
                found += [
                    (w, Meaning("value", attribute.name, v, 1)) for w, v in attribute.synonyms.items() if v in common
                ]
        for hint, target in self.vocabulary.catalogue.domain.hints.items():
            name, _, value = target.partition("=")
            found.append((hint, Meaning("hint", name, value, 1)))
        return sorted(islice(found, VALUES), key=lambda pair: pair[0])
