"""Catalogues of any size, recombined from a real one, with vectors nobody had to wait for.

Real in it: the domain, the words, how many values an item has, how often each occurs. Not real: which go together, and
the vectors: an item's is the mean of the real vectors of the words of its everyday attributes (a genre, a mood), plus
noise. So clusters are where they would be, and a catalogue of 10,000 takes seconds instead of minutes. Queries are
embedded for real; how good the results are cannot be measured with this, how long they take can.
"""

import random
import re
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b

import numpy as np

from retrieval.catalogue import NAMED, Attribute, Catalogue, Item, Value
from retrieval.embedder import Embedder, Vectors
from retrieval.shelf import version_of

OPEN_ENDED = 0.25
"""Distinct values per item from which an attribute grows with its catalogue: people's names do, genres do not."""
EVERYDAY = 200
"""Values up to which an attribute's words are embedded for real."""
NOISE = 0.6
"""Length of an item's own random part against the part that its words give it."""
WORD = re.compile(r"[^\W_]+")

Rename = Callable[[str], str]


def recombined(source: Catalogue, size: int, seed: int = 0) -> Catalogue:
    """`size` items whose every value is taken from some item of `source`; open-ended names grow in number with it."""
    chance = random.Random(seed)
    renames = {a.name: _grown(source, a, size, chance) for a in source.domain.attributes}
    titles = _titles(source, chance)
    items = tuple(_item(source, f"synthetic-{n}", titles, renames, chance) for n in range(size))
    return Catalogue(source.domain, version_of(source.domain, items), items)


def _item(
    source: Catalogue, item_id: str, titles: Callable[[], str], renames: Mapping[str, Rename], chance: random.Random
) -> Item:
    values: dict[str, Value] = {}
    for attribute in source.domain.attributes:
        value = chance.choice(source.items).values.get(attribute.name)
        if value is not None:
            values[attribute.name] = _renamed(value, renames[attribute.name])
    return Item(item_id, titles(), values, chance.choice(source.items).text)


def _renamed(value: Value, rename: Rename) -> Value:
    if isinstance(value, tuple):
        return tuple(dict.fromkeys(map(rename, value)))
    return rename(value) if isinstance(value, str) else value


def _grown(source: Catalogue, attribute: Attribute, size: int, chance: random.Random) -> Rename:
    """As many distinct names an item as in the source: the first half of one name, the second half of another."""
    names = sorted({name for item in source.items for name in item.tags(attribute.name)})
    if attribute.kind not in NAMED or len(names) < OPEN_ENDED * len(source.items):
        return lambda name: name
    fold = max(1, round(size / len(source.items)))
    firsts, lasts = [name.split()[0] for name in names], [name.split()[-1] for name in names]
    variants = {name: [name, *(_crossed(firsts, lasts, chance) for _ in range(fold - 1))] for name in names}
    return lambda name: chance.choice(variants[name])


def _crossed(firsts: Sequence[str], lasts: Sequence[str], chance: random.Random) -> str:
    return f"{chance.choice(firsts)} {chance.choice(lasts)}"


def _titles(source: Catalogue, chance: random.Random) -> Callable[[], str]:
    """The first half of one title and the second half of another; one in a hundred occurs twice, as remakes do."""
    titles = [item.title.split() for item in source.items]
    firsts, lasts = [t[: (len(t) + 1) // 2] for t in titles], [t[len(t) // 2 :] for t in titles]
    given: list[str] = []

    def one() -> str:
        if given and chance.random() < 0.01:
            return chance.choice(given)
        given.append(" ".join([*chance.choice(firsts), *chance.choice(lasts)]))
        return given[-1]

    return one


class StandIn:
    """Takes the place of an embedder while a synthetic index is built, under its name and with its dimension."""

    def __init__(self, real: Embedder, catalogue: Catalogue) -> None:
        self.name, self.dimension = real.name, real.dimension
        words = _everyday_words(catalogue)
        self._vectors = dict(zip(words, real.embed(words), strict=True)) if words else {}

    def embed(self, texts: Sequence[str]) -> Vectors:
        rows = np.stack([self._one(text) for text in texts]) if texts else np.empty((0, self.dimension), np.float32)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)

    def _one(self, text: str) -> Vectors:
        seed = int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")
        noise = np.random.default_rng(seed).standard_normal(self.dimension, dtype=np.float32)
        noise *= NOISE / np.linalg.norm(noise)
        known = [v for word in WORD.findall(text.casefold()) if (v := self._vectors.get(word)) is not None]
        if not known:
            return noise
        middle = np.mean(known, axis=0)
        return np.asarray(middle / np.linalg.norm(middle) + noise, dtype=np.float32)


def _everyday_words(catalogue: Catalogue) -> list[str]:
    words: set[str] = set()
    for attribute in catalogue.domain.attributes:
        names = {name for item in catalogue.items for name in item.tags(attribute.name)}
        if attribute.kind in NAMED and len(names) <= EVERYDAY:
            words |= {word for name in names for word in WORD.findall(name.casefold())}
    return sorted(words)
