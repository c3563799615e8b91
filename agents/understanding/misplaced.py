"""Misspelt places of what was shown: "the thrid", "nubmer 2"."""

from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz import process
from rapidfuzz.distance import OSA

from agents.understanding.lexicon import GRAMMAR, words
from agents.understanding.tokens import Token
from agents.understanding.vocabulary import Vocabulary

PLACES = ("first", "second", "third", "fourth", "fifth")
BEFORE = words("the your and")
REAL = words("fist thirst birth forth filth fifty thirty seconds thirds")
"""Words of their own that are one letter away from a place."""


def with_places(tokens: tuple[Token, ...], vocabulary: Vocabulary) -> tuple[Token, ...]:
    """The tokens, with the places of shown items as they are spelled."""
    return tuple(_respelt(tokens, at, vocabulary) for at in range(len(tokens)))


def _respelt(tokens: Sequence[Token], at: int, vocabulary: Vocabulary) -> Token:
    word = tokens[at].text
    before = tokens[at - 1].text if at else ""
    following = tokens[at + 1].text if at + 1 < len(tokens) else ""
    if len(word) < 4 or not word.isalpha() or word in GRAMMAR | REAL or word in vocabulary.common:
        return tokens[at]
    if vocabulary.is_word(word) or (word,) in vocabulary.titles:
        return tokens[at]
    meant = ("number",) if following.isdigit() and len(following) < 3 else PLACES if before in BEFORE else ()
    found = process.extractOne(word, meant, scorer=OSA.distance, score_cutoff=1) if meant else None
    return replace(tokens[at], text=str(found[0])) if found else tokens[at]
