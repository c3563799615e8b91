"""Kinds of a thing that the catalogue lacks: "christmas food", "north Indian", "a place serving steaks"."""

from collections.abc import Iterator

from agents.dialogue import Other
from agents.understanding.draft import Draft
from agents.understanding.lexicon import COMPASS, GRAMMAR, NOUNS, words
from agents.understanding.linking import Mention
from agents.understanding.tokens import key

SERVING = words("serve serves serving")
MODIFIERS = words(
    """cheap cheaper expensive local good tasty delicious decent amazing fancy fresh dine expensively several
    various own available dining city town price priced moderately"""
)
"""Everyday adjectives that name no value by themselves."""
LONGEST = 2
NEAREST, CLOSE = 3, 60.0


def read_served(draft: Draft) -> None:
    """Says what is lacking, with the nearest values, and closes its words."""
    for attribute in draft.scene.vocabulary.served[:1]:
        for start, end in [*_directed(draft, attribute), *_named(draft, attribute)]:
            if draft.open(start, end):
                said = draft.scene.said(start, end)
                other = Other("not_in_catalogue", said, attribute, _nearest(draft, attribute, said))
                draft.add(start, other, closes=range(start, end))


def _nearest(draft: Draft, attribute: str, said: str) -> tuple[str, ...]:
    return draft.scene.vocabulary.values_like(attribute, said, CLOSE, NEAREST)


def _directed(draft: Draft, attribute: str) -> Iterator[tuple[int, int]]:
    """ "north Indian": a direction right before a people belongs to it and is no place."""
    for mention in draft.shape.mentions:
        before = mention.start - 1
        directed = before >= 0 and draft.scene.words[before] in COMPASS - {"new", "sub"}
        if (directed and _of_people(draft, mention, attribute)) or (
            before >= 0 and mention.has("absent") and draft.scene.words[before] in _openings(draft, attribute)
        ):
            yield before, mention.end


def _openings(draft: Draft, attribute: str) -> set[str]:
    """First words of values of several: the "modern" of "modern European"."""
    return {words[0] for value in draft.scene.vocabulary.counts[attribute] if len(words := key(value)) > 1}


def _of_people(draft: Draft, mention: Mention, attribute: str) -> bool:
    one = mention.end - mention.start == 1 and draft.scene.words[mention.start] in draft.scene.vocabulary.peoples
    return one and any(m.attribute == attribute for m in mention.meanings)


def _named(draft: Draft, attribute: str) -> Iterator[tuple[int, int]]:
    """One or two words that nothing knows, right before the attribute's name or behind "serves"."""
    taken = {i for m in draft.shape.mentions for i in range(m.start, m.end)}
    for mention in draft.shape.mentions:
        if any(m.role == "attribute" and m.attribute == attribute for m in mention.meanings):
            start = mention.start
            while start and mention.start - start < LONGEST and _unknown(draft, start - 1, taken):
                start -= 1
            if start < mention.start:
                yield start, mention.start
                taken |= set(range(start, mention.start))
    for at, word in enumerate(draft.scene.words):
        end = at + 1
        while word in SERVING and end - at <= LONGEST and _unknown(draft, end, taken):
            end += 1
        if end > at + 1:
            yield at + 1, end


def _unknown(draft: Draft, at: int, taken: set[int]) -> bool:
    if at >= len(draft.scene.tokens) or at in taken or not draft.open(at, at + 1):
        return False
    word = draft.scene.words[at]
    domain = draft.scene.vocabulary.catalogue.domain
    nouns = {*key(domain.noun), *key(domain.plural)}
    return word.isalpha() and len(word) > 3 and word not in GRAMMAR | NOUNS | MODIFIERS | SERVING and word not in nouns
