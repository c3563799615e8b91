"""Names that the catalogue lacks: said as names are, where a name is expected, and linked to nothing."""

from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz, process

from agents.dialogue import Other
from agents.understanding.choosing import attributes_before
from agents.understanding.draft import Draft
from agents.understanding.lexicon import GRAMMAR, PREPOSITIONS
from agents.understanding.tokens import fold
from agents.understanding.wanted import Wanted

NEAREST = 3
CLOSE = 60.0


def unknown_names(draft: Draft, wanted: Sequence[Wanted]) -> Iterator[tuple[int, Other]]:
    """ "with Jim Carrey", "from Iceland"."""
    scene = draft.scene
    taken = {i for w in wanted for i in range(w.start, w.end)} | draft.closed
    for mention in draft.shape.mentions:
        if (
            mention.has("absent")
            and not mention.has("value", "flag")
            and not taken & set(range(mention.start, mention.end))
        ):
            taken |= set(range(mention.start, mention.end))
            attribute = _pointed(draft, mention.start) & {m.attribute for m in mention.meanings}
            name = min(attribute) if attribute else mention.meanings[0].attribute
            yield mention.start, _lacking(draft, name, scene.said(mention.start, mention.end))
    taken |= {i for m in draft.shape.mentions for i in range(m.start, m.end)}
    at = 1
    while at < len(scene.words):
        end = _name_end(draft, at, taken)
        attribute = _name_attributes(draft, at) if end > at else set()
        if attribute:
            first = next(a for a in scene.vocabulary.attributes if a in attribute)
            yield at, _lacking(draft, first, scene.said(at, end))
        at = max(end, at + 1)


def _name_end(draft: Draft, at: int, taken: set[int]) -> int:
    """Past the run of words that are written as a name, or are known to nothing."""
    end = at
    while (
        end < len(draft.scene.words)
        and end not in taken
        and draft.scene.tokens[end].word
        and _name_like(draft, at, end)
    ):
        end += 1
    return end


def _name_like(draft: Draft, start: int, at: int) -> bool:
    token = draft.scene.tokens[at]
    if token.text in GRAMMAR or not token.text.isalpha():
        return False
    known_first = draft.scene.tokens[start].text in draft.scene.vocabulary.name_words
    return token.capital or (known_first and token.text not in draft.scene.vocabulary.common)


def _name_attributes(draft: Draft, at: int) -> set[str]:
    return _pointed(draft, at) & draft.scene.vocabulary.names


def _pointed(draft: Draft, at: int) -> set[str]:
    """Attributes that the words before the token point at."""
    named = attributes_before(draft.scene, at)
    before = draft.scene.words[at - 1] if at else ""
    return named | set(draft.scene.vocabulary.roles.get(PREPOSITIONS.get(before, ""), ()))


def _lacking(draft: Draft, attribute: str, words: str) -> Other:
    values = list(draft.scene.vocabulary.counts[attribute])
    folded = draft.scene.vocabulary.folded[attribute]
    close = process.extract(fold(words), folded, scorer=fuzz.ratio, limit=NEAREST, score_cutoff=CLOSE)
    return Other("not_in_catalogue", words, attribute, tuple(values[place] for _, _, place in close))
