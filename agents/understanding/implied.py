"""What is meant but not said: words that nothing knows, compared by meaning with the catalogue's values."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from threading import Lock

import numpy as np
import numpy.typing as npt

from agents.understanding.lexicon import COLOURS, GRAMMAR, NOUNS
from agents.understanding.meaning import Meaning
from agents.understanding.numerals import ONES, TENS
from agents.understanding.tokens import key
from agents.understanding.vocabulary import Vocabulary
from retrieval.catalogue import NAMED
from retrieval.embedder import Embedder

PHRASE, WORD, HINT = 0.5, 0.7, 0.7
"""Cosine from which a phrase, or a single word, is taken for a value, or for a hint's; below it only helps the search.

Measured on all-MiniLM-L6-v2: single words and phrases built alike ("for my ...") look close to anything, "black and
white" to "dark", any phrase with "film" to "crime film", and opposites look close to each other, so that a refused
phrase needs `REFUSED`.
"""
MISLEADING = COLOURS | frozenset(ONES) - {"one"} | frozenset(TENS) | NOUNS - {"one", "ones", "thing", "things"}
REFUSED = 0.75
VALUES = 400
PER_ATTRIBUTE = 80


def _tells_little(phrase: str) -> bool:
    """One telling word; or a colour, a number or "film", that make a phrase look like any other with one of them."""
    words = key(phrase)
    telling = [w for w in words if w not in GRAMMAR]
    return len(telling) < 2 or any(w in MISLEADING or w.isdigit() for w in words)


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

    def nearest(self, phrases: Sequence[str]) -> tuple[tuple[Meaning, float] | None, ...]:
        """For each phrase the value that it implies and the cosine, or None; one call of the embedder for all."""
        self.warm()
        if self._rows is None or not len(self._rows) or not phrases:
            return (None,) * len(phrases)
        similarity = self.embedder.embed(list(phrases)) @ self._rows.T
        found = zip(phrases, similarity.argmax(axis=1), similarity.max(axis=1), strict=True)
        return tuple(self._near_enough(phrase, self._meanings[best], cosine) for phrase, best, cosine in found)

    def _near_enough(self, phrase: str, meaning: Meaning, cosine: float) -> tuple[Meaning, float] | None:
        least = max(HINT if meaning.role == "hint" else 0.0, WORD if _tells_little(phrase) else PHRASE)
        return (meaning, float(cosine)) if cosine >= least else None

    def _wordings(self) -> list[tuple[str, Meaning]]:
        """Commonest values of the attributes that people name by meaning, so no names and places, and the hints."""
        found: list[tuple[str, Meaning]] = []
        spelled = self.vocabulary.names | self.vocabulary.roles["from"] | self.vocabulary.roles["in"]
        for attribute in self.vocabulary.catalogue.domain.informable:
            if attribute.kind in NAMED and attribute.name not in spelled:
                counts = self.vocabulary.counts[attribute.name]
                common = [value for value, _ in counts.most_common(PER_ATTRIBUTE)]
                found += [(v, Meaning("value", attribute.name, v)) for v in common if len(v) > 2 and not v.isdigit()]
                found += [
                    (w, Meaning("value", attribute.name, v, 1)) for w, v in attribute.synonyms.items() if v in common
                ]
        for hint, target in self.vocabulary.catalogue.domain.hints.items():
            name, _, value = target.partition("=")
            if name not in self.vocabulary.attributes:
                continue
            found.append((hint, Meaning("hint", name, value, 1)))
        first = {wording: (wording, meaning) for wording, meaning in reversed(found)}
        return [first[wording] for wording in islice(dict.fromkeys(w for w, _ in found), VALUES)]
