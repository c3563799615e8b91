"""Words of degree: what asks for less or more of an attribute, and their comparatives and superlatives."""

from collections.abc import Iterator
from typing import Literal

from agents.understanding.lexicon import Phrase
from agents.understanding.tokens import key
from agents.understanding.wordings import variants
from retrieval.catalogue import Attribute

Degree = Literal["low", "high", "lower", "higher", "lowest", "highest"]
"""`low`: "cheap"; `lower`: "cheaper"; `lowest`: "cheapest"."""


def degree_words(attribute: Attribute) -> Iterator[tuple[Phrase, Degree]]:
    """The attribute's words for less and more of it, with the comparatives and superlatives they form."""
    groups: tuple[tuple[tuple[str, ...], Degree, Degree, Degree], ...] = (
        (attribute.low_words, "low", "lower", "lowest"),
        (attribute.high_words, "high", "higher", "highest"),
    )
    for vague, plain, comparative, superlative in groups:
        for wording in vague:
            yield key(wording), plain
            for more, most in inflected(wording):
                yield key(more), comparative
                yield key(most), superlative
    for given, comparative, superlative in (
        (attribute.lower, "lower", "lowest"),
        (attribute.higher, "higher", "highest"),
    ):
        for wording in given:
            yield key(wording), comparative
            yield key(_superlative(wording)), superlative


def order_words(attribute: Attribute) -> Iterator[tuple[Phrase, Degree]]:
    """The comparatives of a scale's own values: "easier" asks for less difficulty, "fuller" for more body."""
    for place, value in enumerate(attribute.order):
        wordings = [key(value), *(key(w) for w, v in attribute.synonyms.items() if v == value), *variants(key(value))]
        roles: tuple[Degree, Degree] = (
            ("lower", "lowest") if place < len(attribute.order) / 2 else ("higher", "highest")
        )
        for words in wordings:
            for degrees in inflected(" ".join(words).removesuffix(" bodied")):
                yield from zip(map(key, degrees), roles, strict=True)


def inflected(adjective: str) -> Iterator[tuple[str, str]]:
    """Comparative and superlative: "cheaper" and "cheapest", "more cheap" and "most cheap"."""
    if " " in adjective or len(adjective) < 3:
        return
    root = adjective[:-1] if adjective[-1] == "e" else adjective
    root = adjective[:-1] + "i" if adjective[-1] == "y" else root
    short = len(adjective) == 3 and adjective[-1] not in "ywe" and adjective[-2] in "aeiou"
    root = root + adjective[-1] if short else root
    yield root + "er", root + "est"
    yield f"more {adjective}", f"most {adjective}"


def _superlative(comparative: str) -> str:
    for more, most in (("more ", "most "), ("less ", "least "), ("better ", "best ")):
        if comparative.startswith(more):
            return most + comparative.removeprefix(more)
    return comparative[:-2] + "est" if comparative.endswith("er") else comparative
