"""The same thing twice: another colour, size or edition of it, or the same entry under two ids."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain, combinations

import numpy as np

from retrieval.catalogue import Domain, Item, Kind
from retrieval.columns import Mask
from retrieval.embedder import Vectors

ALIKE = 0.85
"""Cosine of two descriptions from which the same words of title mean the same thing."""
_WORD = re.compile(r"[^\W_]+")
_EDITIONS = frozenset(
    _WORD.findall(
        """edition deluxe special collector collectors limited remastered restored extended uncut anniversary version
        directors director s cut hardcover paperback hardback ebook audiobook kindle boxset"""
    )
)
_SIZES = frozenset(_WORD.findall("xs s m l xl xxl xxxl small medium large size"))
_COLOURS = frozenset(
    _WORD.findall(
        """black white grey gray red blue green yellow orange purple pink brown beige navy olive teal sand silver gold
        khaki turquoise violet burgundy cream multicolour multicolor"""
    )
)
VARYING = frozenset({"colour", "color", "colours", "colors", "size", "sizes", "edition", "format", "finish", "variant"})
"""Names of attributes in which the variants of one product differ."""


def duplicates(items: Sequence[Item], vectors: Vectors, domain: Domain) -> Mask:
    """A symmetric table of pairs: True where two items are one thing to a person. None is its own duplicate.

    Their titles have the same words but for those of editions and, where the domain tells colours or sizes, for those;
    their vectors are near; and no year and no category of theirs differs, such as the brand, but for what colours and
    sizes they come in: a remake, another vintage, and another maker's Merlot are other things.
    """
    found = np.zeros((len(items), len(items)), dtype=np.bool_)
    varying = _varying(domain)
    telling = tuple(a.name for a in domain.attributes if a.kind in (Kind.YEAR, Kind.CATEGORY) and a.name not in varying)
    same: dict[frozenset[str], list[int]] = defaultdict(list)
    for at, words in enumerate(title_words(items, domain)):
        same[words].append(at)
    for one, other in chain.from_iterable(combinations(group, 2) for group in same.values()):
        if _agree(items[one], items[other], telling):
            near = float(np.dot(vectors[one], vectors[other])) >= ALIKE
            found[one, other] = found[other, one] = near
    return found


def title_words(items: Sequence[Item], domain: Domain) -> Iterator[frozenset[str]]:
    """The words of each title that no other edition, colour or size would change; all, if these are all there are."""
    varying = _varying(domain)
    changing = _EDITIONS | _COLOURS | _SIZES if varying else _EDITIONS
    for item in items:
        own = [word for name in varying for value in item.tags(name) for word in _words(value)]
        words = _words(item.title)
        yield words - changing - frozenset(own) or words


@lru_cache(maxsize=4_096)
def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


def _agree(one: Item, other: Item, attributes: Sequence[str]) -> bool:
    """Whether no attribute that both have a value for differs."""
    pairs = ((one.values.get(name), other.values.get(name)) for name in attributes)
    return all(a is None or b is None or a == b for a, b in pairs)


def _varying(domain: Domain) -> frozenset[str]:
    return frozenset(a.name for a in domain.attributes if {a.name, a.label, *a.aliases} & VARYING)
