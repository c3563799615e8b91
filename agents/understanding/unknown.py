"""Names that the catalogue lacks: said as names are, where a name is expected, and linked to nothing."""

from collections.abc import Iterator, Sequence

from agents.dialogue import Other
from agents.understanding.choosing import attributes_before
from agents.understanding.cues import CUES, REFUSING
from agents.understanding.draft import Draft
from agents.understanding.exceptions import exception_tokens
from agents.understanding.expected import lacking
from agents.understanding.lexicon import DIRECTIONS, GRAMMAR, NOUNS, PREPOSITIONS, words
from agents.understanding.numbers import operator_start
from agents.understanding.numerals import UNITS
from agents.understanding.predicates import predicate_tokens
from agents.understanding.quantities import quantities
from agents.understanding.scene import Scene
from agents.understanding.titles import titled
from agents.understanding.wanted import Wanted

NEAREST = 3
CLOSE = 60.0
PHRASES_OF_NO = words(
    """exceptions exception problem problems idea rush worries matter offence way hurry bother kidding doubt question
    questions clue limit thanks need reason preference preferences pressure wonder chance fuss nonsense"""
)
"""What "no" refuses only in a manner of speaking."""
MILDLY = (("nothing", "too"), ("not", "too"), ("not", "so"), ("not", "very"), ("not", "that"), ("not", "overly"))
EVERYDAY = words(
    "bad sure fussy bothered picky hungry important necessary essential today tonight yet decided happy joking"
)
MEASURED = ("money", "mass", "volume", "time")
STARS = ("star", "stars")
ENDING = words("please or and nor but thanks thank")


def unknown_names(draft: Draft, wanted: Sequence[Wanted]) -> Iterator[tuple[int, Other]]:
    """ "with Jim Carrey", "from Iceland"."""
    scene = draft.scene
    taken = {i for w in wanted for i in range(w.start, w.end)} | draft.closed
    taken |= predicate_tokens(scene) | exception_tokens(scene)
    for mention in draft.shape.mentions:
        if (
            mention.has("absent")
            and not mention.has("value", "flag")
            and not taken & set(range(mention.start, mention.end))
        ):
            taken |= set(range(mention.start, mention.end))
            if wanted and _is_refused(scene, mention.start):
                continue  # "no musicals, no horror": there are none anyway
            attribute = _pointed(draft, mention.start) & {m.attribute for m in mention.meanings}
            name = min(attribute) if attribute else mention.meanings[0].attribute
            yield mention.start, _lacking(draft, name, scene.said(mention.start, mention.end))
    taken |= {i for m in draft.shape.mentions for i in range(m.start, m.end)}
    yield from _directions(draft, taken)
    yield from _refused(draft, taken, bool(wanted))
    yield from _measures(draft)
    yield from _names(draft, taken)
    for start, end, name in lacking(draft, taken | draft.closed):
        said = scene.said(start, end)
        yield start, _lacking(draft, name, said) if name else Other("not_in_catalogue", said)


def _names(draft: Draft, taken: set[int]) -> Iterator[tuple[int, Other]]:
    """ "By Jane Campion": written as a name, or two unknown words where only a name can stand."""
    scene, at = draft.scene, 1
    while at < len(scene.words):
        end = _name_end(draft, at, taken)
        attribute = _name_attributes(draft, at) or _joined_to(draft, at) if end > at else set()
        if end == at and _is_unknown_pair(draft, at, taken):
            attribute = _expects_name(draft, at)
            end = at + 2 if attribute else at
        if attribute:
            first = next(a for a in scene.vocabulary.attributes if a in attribute)
            yield at, _lacking(draft, first, scene.said(at, end))
            taken |= set(range(at, end))
        at = max(end, at + 1)


def _expects_name(draft: Draft, at: int) -> set[str]:
    """Attributes of people that "by" and "starring" point at, or that a name before "or" and "and" is a value of."""
    named = draft.scene.words[at - 1] in ("by", "starring", "featuring")
    return _name_attributes(draft, at) if named else _joined_to(draft, at)


def _joined_to(draft: Draft, at: int) -> set[str]:
    """ "Tom Hanks or Brad Pitt"."""
    if draft.scene.words[at - 1] not in ("or", "and"):
        return set()
    joined = next((m for m in draft.shape.mentions if m.end == at - 1 and m.has("value")), None)
    return {m.attribute for m in joined.meanings} & draft.scene.vocabulary.names if joined else set()


def _is_unknown_pair(draft: Draft, at: int, taken: set[int]) -> bool:
    """Two words that are neither everyday English nor the catalogue's."""
    scene = draft.scene
    pair = scene.words[at : at + 2]
    after = scene.words[at + 2] if at + 2 < len(scene.words) else ""
    if len(pair) < 2 or {at, at + 1} & taken:
        return False
    common = scene.vocabulary.common
    unknown = not any(w in common or w in GRAMMAR or w in NOUNS or not w.isalpha() for w in pair)
    return unknown and (not after.isalpha() or after in GRAMMAR or after in ENDING or after in ("pls", "plz"))


def _is_refused(scene: Scene, at: int) -> bool:
    before = scene.words[max(0, at - 4) : at]
    return any(CUES.get(before[-n:]) in ("never", "avoid") for n in range(1, len(before) + 1))


def _directions(draft: Draft, taken: set[int]) -> Iterator[tuple[int, Other]]:
    """ "Cheaper", where the catalogue tells no price."""
    scene, named = draft.scene, draft.shape.named
    if titled(scene) is not None:
        return
    for at, word in enumerate(scene.words):
        if word in DIRECTIONS and at not in taken and at not in named:
            start = at - (at > 0 and scene.words[at - 1] in ("too", "less", "more"))
            yield start, Other("not_in_catalogue", scene.said(start, at + 1))


def _measures(draft: Draft) -> Iterator[tuple[int, Other]]:
    """ "Under $30", where nothing has a price."""
    scene = draft.scene
    for quantity in quantities(scene.words):
        unit = quantity.unit or (scene.words[quantity.end] if quantity.end < len(scene.words) else "")
        end = quantity.end + (not quantity.unit)
        measured = UNITS.get(unit, ("", 0.0))[0] in MEASURED or unit in STARS
        if measured and draft.open(quantity.start, quantity.end) and not _stands(draft, quantity.start, quantity.end):
            start = operator_start(scene, quantity)
            yield start, Other("not_in_catalogue", scene.said(start, end))


def _stands(draft: Draft, start: int, end: int) -> bool:
    return bool(draft.shape.named & set(range(start, end)))


def _refused(draft: Draft, taken: set[int], wishes: bool) -> Iterator[tuple[int, Other]]:
    """ "No nuts": one or two words refused that nothing in the catalogue stands for. A search would look for them.

    "Not gory", "not too gory", beside `wishes`, if it is no everyday word: "not sure" and "not too bad" refuse nothing.
    """
    scene = draft.scene
    for at in range(len(scene.words) - 1):
        if at in draft.closed:
            continue
        if scene.words[at] not in REFUSING:
            begin = at + 2 if scene.words[at : at + 2] in MILDLY else at + 1
            mild = begin == at + 2 or scene.words[at] == "not"
            if wishes and mild and _is_unknown_word(draft, begin, taken):
                yield at, Other("not_in_catalogue", scene.said(begin, begin + 1))
            continue
        end = at + 1
        while (
            end < len(scene.words) and end not in taken and scene.tokens[end].word and scene.words[end] not in GRAMMAR
        ):
            end += 1
        bounded = end == len(scene.words) or not scene.tokens[end].word or scene.words[end] in ENDING
        content = 1 <= end - at - 1 <= 2 and all(
            w.isalpha() and w not in NOUNS and w not in PHRASES_OF_NO for w in scene.words[at + 1 : end]
        )
        if bounded and content and not any(scene.words[at : at + n] in CUES for n in (2, 3)):
            yield at, Other("not_in_catalogue", scene.said(at + 1, end))


def _is_unknown_word(draft: Draft, at: int, taken: set[int]) -> bool:
    """One word at the end of a clause that is neither everyday English nor the catalogue's."""
    scene = draft.scene
    if at >= len(scene.words) or at in taken or not scene.words[at].isalpha():
        return False
    ends = at + 1 == len(scene.words) or not scene.tokens[at + 1].word or scene.words[at + 1] in ENDING
    everyday = scene.words[at] in scene.vocabulary.common | NOUNS | DIRECTIONS | PHRASES_OF_NO | EVERYDAY
    return ends and not everyday and not draft.closed & {at}


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


def _lacking(draft: Draft, attribute: str, said: str) -> Other:
    nearest = draft.scene.vocabulary.values_like(attribute, said, CLOSE, NEAREST)
    return Other("not_in_catalogue", said, attribute, nearest)
