"""What a language model names, found in the catalogue: attributes, values and titles it has not may not enter."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from threading import Lock
from typing import Literal

from agents.understanding.tokens import key
from agents.understanding.vocabulary import Vocabulary
from retrieval.catalogue import Attribute, Kind
from retrieval.embedder import Embedder, Vectors

SPELLED = 86.0
TITLED = 88.0
CLOSE = 60.0
NEAREST = 3
ALIKE = 0.6
"""Cosine (MiniLM) from which another word for a value is taken for it, as a guess: "scary" for "frightening"."""
EMBEDDED = 300
"""Values of an attribute that are compared by meaning, the commonest first."""
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
_HOURS = re.compile(r"(\d+(?:\.\d+)?)\s*h(?:ours?|rs?)?\b(?:\s*(\d+))?")

How = Literal["exact", "spelling", "meaning"]


@dataclass(frozen=True, slots=True)
class Linked:
    """A value of the catalogue, and how it was found."""

    attribute: str
    value: str
    how: How


@dataclass(slots=True)
class Linker:
    vocabulary: Vocabulary
    embedder: Embedder | None = None
    _rows: dict[str, tuple[list[str], Vectors]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def attribute(self, said: str) -> Attribute | None:
        """By its name, its label or another name of it."""
        name = said.strip()
        if found := self.vocabulary.attributes.get(name):
            return found
        words = key(name)
        candidates = self.vocabulary.attributes.values()
        return next((a for a in candidates if words and words in self._names(a)), None)

    def _names(self, attribute: Attribute) -> set[tuple[str, ...]]:
        return {key(n) for n in (attribute.name.replace("_", " "), attribute.label, *attribute.aliases)}

    def value(self, attribute: Attribute, said: str) -> Linked | None:
        """The attribute's value that is meant; where it has none so called, another attribute's that is."""
        exact = self._exact(attribute.name, said) or self._elsewhere(said)
        return exact or self._spelled(attribute.name, said) or self._alike(attribute.name, said)

    def nearest(self, attribute: str, said: str) -> tuple[str, ...]:
        """Values that come closest in spelling, best first."""
        return self.vocabulary.values_like(attribute, said, CLOSE, NEAREST)

    def _exact(self, attribute: str, said: str) -> Linked | None:
        counts: Mapping[str, int] = self.vocabulary.counts.get(attribute, {})
        if said in counts:
            return Linked(attribute, said, "exact")
        words = key(said)
        means = [*self.vocabulary.meanings(words), *(self.vocabulary.persons(words[-1]) if len(words) == 1 else ())]
        own = [m for m in means if m.attribute == attribute and m.role == "value" and m.value in counts]
        values = list(dict.fromkeys(m.value for m in own))
        return Linked(attribute, values[0], "exact") if len(values) == 1 or (own and own[0].rank < 2) else None

    def _elsewhere(self, said: str) -> Linked | None:
        means = self.vocabulary.meanings(key(said))
        found = [m for m in means if m.role == "value" and self.vocabulary.attributes[m.attribute].informable]
        return Linked(found[0].attribute, found[0].value, "exact") if found else None

    def _spelled(self, attribute: str, said: str) -> Linked | None:
        best = self.vocabulary.values_like(attribute, said, SPELLED, 1)
        return Linked(attribute, best[0], "spelling") if best else None

    def _alike(self, attribute: str, said: str) -> Linked | None:
        if self.embedder is None or attribute in self.vocabulary.names or not key(said):
            return None
        values, rows = self._embedded(attribute, self.embedder)
        if not values:
            return None
        cosines = rows @ self.embedder.embed([said])[0]
        best = int(cosines.argmax())
        return Linked(attribute, values[best], "meaning") if cosines[best] >= ALIKE else None

    def _embedded(self, attribute: str, embedder: Embedder) -> tuple[list[str], Vectors]:
        with self._lock:
            if attribute not in self._rows:
                counts = self.vocabulary.counts.get(attribute)
                values = [v for v, _ in islice(counts.most_common(), EMBEDDED)] if counts else []
                self._rows[attribute] = (values, embedder.embed(values))
            return self._rows[attribute]

    def titles(self, said: str) -> tuple[str, ...]:
        """Ids of the items so called, as written or nearly so; empty if there is none."""
        words = key(said)
        if found := self.vocabulary.titles.get(words):
            return tuple(found)
        return self.vocabulary.title_like(" ".join(words), TITLED)

    def titles_near(self, said: str) -> tuple[str, ...]:
        close = self.vocabulary.titles_near(" ".join(key(said)), CLOSE, NEAREST)
        found = map(self.vocabulary.catalogue.find, close)
        return tuple(item.title for item in found if item)


def numbers(attribute: Attribute, values: Sequence[bool | float | str]) -> tuple[float, ...]:
    """The numbers among the values, in the attribute's unit; hours become minutes where it is a duration."""
    found = (_number(attribute, value) for value in values)
    return tuple(n for n in found if n is not None and math.isfinite(n) and abs(n) < 1e12)


def _number(attribute: Attribute, value: bool | float | str) -> float | None:
    if isinstance(value, bool):
        return None
    if not isinstance(value, str):
        return float(value)
    hours = _HOURS.search(value) if attribute.kind is Kind.DURATION else None
    if hours:
        return float(hours[1]) * 60 + float(hours[2] or 0)
    written = _NUMBER.search(value)
    return float(written.group().replace(",", "")) if written else None
