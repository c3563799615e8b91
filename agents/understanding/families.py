"""What a word covers beside itself: wool covers merino wool, since the last word of a compound says what it is."""

from collections import Counter

from agents.understanding.lexicon import words
from agents.understanding.tokens import key
from agents.understanding.vocabulary import Vocabulary
from retrieval.catalogue import NAMED

MOST = 800
"""Values of an attribute that are looked through."""
UNLIKE = words(
    """semi half quarter non no not un anti pre post faux fake vegan mock imitation artificial synthetic free pseudo
    new old part near zero low"""
)
"""What makes a compound something else than its last word says: vegan leather is no leather."""


def narrower(vocabulary: Vocabulary, attribute: str, value: str) -> tuple[str, ...]:
    """The attribute's values that are kinds of this one, in the catalogue's order.

    None of names and places ("New Zealand" is no Zealand), nor of a scale, whose values exclude each other.
    """
    own = vocabulary.attributes[attribute]
    spelled = vocabulary.names | vocabulary.roles["from"] | vocabulary.roles["in"] | set(vocabulary.served)
    counts = vocabulary.counts.get(attribute)
    if own.kind not in NAMED or own.order or attribute in spelled or not isinstance(counts, Counter):
        return ()
    if len(counts) > MOST:
        return ()
    head = key(value)
    return tuple(one for one in counts if one != value and _is_kind_of(one, head))


def _is_kind_of(value: str, head: tuple[str, ...]) -> bool:
    """Only words of their own make a compound: "semi-hard" is not hard."""
    parts = [key(part) for part in value.split()]
    said = tuple("-".join(part) for part in parts)
    before = parts[: -len(head)] if head else []
    return bool(before) and said[-len(head) :] == head and not any(UNLIKE & set(part) for part in before)
