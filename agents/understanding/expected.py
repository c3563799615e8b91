"""Values that the catalogue lacks where one is expected: "made of cotton", "keto diet", "with tofu"."""

from collections.abc import Iterator

from agents.understanding.choosing import attributes_after, attributes_before
from agents.understanding.cues import CUES
from agents.understanding.draft import Draft
from agents.understanding.lexicon import COMPANY, GRAMMAR, NOUNS, PREPOSITIONS, words
from agents.understanding.numerals import UNITS
from agents.understanding.patterns import SELLING

ENDING = words("please pls and or nor but thanks thank with for in from under if that which instead as")
VAGUELY = words("specific particular certain basic general quality special exact preferred priced average usual")
"""Adjectives that name no value of anything."""
HAVING = words("with without containing has having")
LONGEST = 2
USES = words("activity activities use uses purpose occasion sport sports suited")

Lacked = tuple[int, int, str]
"""Tokens that say it, and the attribute that it would be a value of; empty where that is not said."""


def lacking(draft: Draft, taken: set[int]) -> Iterator[Lacked]:
    """`taken` are the tokens that something stands for. An opinion that nobody noted is searched for, not denied."""
    at = 1
    while at < len(draft.scene.words):
        end = _end(draft, at, taken)
        name = _expected(draft, at, end) if end > at else ""
        if name and not draft.scene.attribute(name).subjective and not _is_own(draft, name, at, end):
            yield at, end, name
        at = max(end, at + 1)
    yield from _sold(draft, taken)


def _is_own(draft: Draft, name: str, at: int, end: int) -> bool:
    """Words of the attribute's own name, and names that the items' texts are full of: the town they all are in."""
    attribute, said = draft.scene.attribute(name), set(draft.scene.words[at:end])
    domain = draft.scene.vocabulary.catalogue.domain
    own = set(_called(attribute.label, attribute.name, *attribute.aliases, domain.noun, domain.plural))
    return said <= own or said <= draft.scene.vocabulary.written


def _end(draft: Draft, at: int, taken: set[int]) -> int:
    """Past a run of one or two words that nothing knows; where it starts if it is none, or goes on."""
    scene, end = draft.scene, at
    while end < len(scene.words) and end not in taken and _tells(draft, end):
        end += 1
    bounded = (
        end == len(scene.words) or not scene.tokens[end].word or scene.words[end] in ENDING or _is_noun(draft, end)
    )
    return end if end - at <= LONGEST and bounded else at


def _tells(draft: Draft, at: int) -> bool:
    word = draft.scene.words[at]
    told = (
        word not in GRAMMAR and word not in COMPANY and word not in NOUNS and word not in UNITS and word not in VAGUELY
    )
    plain = word.isalpha() and len(word) > 2 and told
    return plain and (word,) not in CUES and not _is_noun(draft, at)


def _is_noun(draft: Draft, at: int) -> bool:
    """Whether an attribute's name stands there: the "diet" of "keto diet"."""
    return bool(attributes_after(draft.scene, at)) and draft.scene.words[at] not in GRAMMAR


def _expected(draft: Draft, at: int, end: int) -> str:
    """The attribute that the words must name a value of."""
    vocabulary, before = draft.scene.vocabulary, draft.scene.words[at - 1]
    named = (
        attributes_before(draft.scene, at) if before not in PREPOSITIONS or before in ("about", "starring") else set()
    )
    if draft.scene.words[at - 2 : at] in (("made", "of"), ("made", "from"), ("made", "with"), ("out", "of")):
        named = attributes_before(draft.scene, at)
    behind = attributes_after(draft.scene, end) if end < len(draft.scene.words) and _is_noun(draft, end) else set()
    pointed: set[str] = set()
    if before in HAVING or _has(draft, at):
        pointed = {a for a in vocabulary.roles["with"] if a not in vocabulary.names}
    elif before == "in" and all(t.capital for t in draft.scene.tokens[at:end]):
        pointed = set(vocabulary.roles["in"])
    elif before == "for" and end - at == 1 and draft.scene.words[at].endswith("ing"):
        pointed = {a.name for a in vocabulary.attributes.values() if USES & set(_called(a.label, a.name, *a.aliases))}
    known = [n for n in vocabulary.attributes if n in (named | behind or pointed) and vocabulary.counts.get(n)]
    return known[0] if known else ""


def _has(draft: Draft, at: int) -> bool:
    """ "With a helipad", "with a pool and a helipad": behind an article, "with" stands further before."""
    words = draft.scene.words
    if words[at - 1] not in ("a", "an"):
        return False
    back = at - 2
    if back > 0 and words[back] in ("and", "or", "plus"):
        listed = next((m for m in draft.shape.mentions if m.end == back and m.has("value")), None)
        named = {m.attribute for m in listed.meanings} if listed else set()
        return bool(named & draft.scene.vocabulary.roles["with"])
    return back >= 0 and words[back] in HAVING


def _called(*wordings: str) -> Iterator[str]:
    for wording in wordings:
        yield from wording.replace("_", " ").split()


def _sold(draft: Draft, taken: set[int]) -> Iterator[Lacked]:
    """ "Do you sell kayaks?", where nothing else was understood."""
    found = SELLING.fullmatch(" ".join(t.text for t in draft.scene.tokens if t.word))
    start = len(draft.scene.words) - 1
    while start and not draft.scene.tokens[start].word:
        start -= 1
    if found and not draft.acts and start not in taken and _tells(draft, start):
        yield start, start + 1, ""
