"""Shown items by place: "the second", "number 2", "the first two", "both"."""

from agents.understanding.lexicon import GRAMMAR, INTERROGATIVE, LIKE, words
from agents.understanding.linking import Mention
from agents.understanding.numerals import ORDINALS
from agents.understanding.ordering import AHEAD, BEHIND
from agents.understanding.quantities import number_at
from agents.understanding.reference import NEAREST, Reference, noun_end, of_shown, word_at
from agents.understanding.scene import Scene

_ALL = tuple(
    tuple(p.split())
    for p in (
        "all of them",
        "all of these",
        "all of those",
        "both of them",
        "both of these",
        "all three",
        "the two of them",
        "them all",
        "both",
        "these two",
        "those two",
        "the two",
        "these ones",
        "any of these",
        "any of them",
        "either of them",
    )
)
SEEMING = words("looks look sounds sound seems seem appears feels costs weighs appeals suits fits works wins")
"""Verbs of which an item may be the subject: "the second looks good"."""
_ALL_OPENINGS = frozenset(phrase[0] for phrase in _ALL)


def _ordinal(scene: Scene, at: int) -> tuple[int, int] | None:
    """The place and the token behind it, for "second" and "2nd"."""
    word = word_at(scene, at)
    if word in ORDINALS:
        return ORDINALS[word], at + 1
    if word.isdigit() and len(word) < 3 and word_at(scene, at + 1) in ("st", "nd", "rd", "th"):
        return int(word), at + 2
    return None


def by_place(scene: Scene, at: int, mentions: dict[int, Mention]) -> Reference | None:
    start = at
    has_the = word_at(scene, at) in ("the", "your")
    at += has_the
    found = _ordinal(scene, at)
    if not found or (at in mentions and mentions[at].end > found[1]):
        return None
    place, end = found
    with_noun = noun_end(scene, end)
    of_it = end in mentions and mentions[end].has("attribute")
    asked = scene.words[0] in INTERROGATIVE
    cued = with_noun > end or (has_the and (of_it or asked or _ends_phrase(scene, end))) or _opens(scene, start, end)
    if not cued or number_at(scene.words, with_noun)[0] is not None:
        return None
    return _at_place(scene, start, with_noun, place)


def _ends_phrase(scene: Scene, end: int) -> bool:
    following = word_at(scene, end)
    return following in GRAMMAR | SEEMING | AHEAD | BEHIND or not following.isalpha()


def _opens(scene: Scene, start: int, end: int) -> bool:
    """ "second", alone in its clause or after a word that wants an item."""
    before = word_at(scene, start - 1)
    after_like = any(scene.words[max(0, start - n) : start] in LIKE for n in (1, 2)) or before in (
        "not",
        "and",
        "option",
    )
    alone = (not before or not before.isalnum()) and (not word_at(scene, end) or not word_at(scene, end).isalnum())
    return (after_like or alone) and word_at(scene, start) not in ("last", "top")


def _at_place(scene: Scene, start: int, end: int, place: int) -> Reference:
    shown = scene.shown
    index = len(shown) // 2 if place == 0 else place - 1 if place > 0 else len(shown) + place
    if shown and not 0 <= index < len(shown):
        return Reference(start, end, problem="ambiguous", nearest=scene.titles([i.id for i in shown[:NEAREST]]))
    return of_shown(scene, start, end, shown[index : index + 1])


def by_number(scene: Scene, at: int) -> Reference | None:
    """ "number 2", "#2", "option two"."""
    if word_at(scene, at) not in ("number", "no", "nr", "#", "option", "item"):
        return None
    value, end = number_at(scene.words, at + 1)
    if value is None or not value.is_integer() or not 0 < value < 20 or (scene.words[at] == "no" and not scene.shown):
        return None
    return _at_place(scene, at, end, int(value))


def several(scene: Scene, at: int) -> Reference | None:
    """ "the first two", "both", "all of them", "these"."""
    start = at
    at += word_at(scene, at) == "the"
    place = ORDINALS.get(word_at(scene, at))
    count, end = number_at(scene.words, at + 1) if place in (1, -1) else (None, at)
    if count and count.is_integer() and 1 < count < 20 and (not scene.shown or count <= len(scene.shown)):
        items = scene.shown[: int(count)] if place == 1 else scene.shown[-int(count) :]
        end = noun_end(scene, end)
        return of_shown(scene, start, end, items) if _ends_phrase(scene, end) else None
    for phrase in _ALL if word_at(scene, start) in _ALL_OPENINGS else ():
        if scene.words[start : start + len(phrase)] == phrase:
            return of_shown(scene, start, start + len(phrase), scene.shown) if scene.shown else None
    return None
