"""What is left out of any: "in any colour but black or grey", "whatever genre apart from romance"."""

from collections.abc import Collection

from agents.understanding.lexicon import ARTICLES, GRAMMAR, NOUNS, phrases, words
from agents.understanding.scene import Scene

EXCEPTING = phrases(
    """but, except, except for, except from, apart from, aside from, other than, besides, bar, barring, save, save for,
    excluding, minus, but not, just not, only not, just no, but no, short of"""
)
LONGEST = 2
UNIVERSAL = words(
    "any every all each whatever whichever anything everything anyone everyone anybody anywhere everywhere wherever"
)
OF_KIND = words("kind kinds sort sorts type types of other at all one ones thing things place places else style styles")
LEADING = ARTICLES | words("from in by with of for out made those ones anything something the")
REACH = 4
"""Words between "any" and "but"."""


def exception_end(scene: Scene, at: int) -> int:
    """Where the words that leave something out of any end, if they begin there; else 0."""
    length = next((n for n in range(LONGEST, 0, -1) if scene.words[at : at + n] in EXCEPTING), 0)
    any_at = _any_at(scene, at) if length else at
    plain = scene.words[at : at + 1] != ("but",) or _is_of_them(scene, any_at, at)
    return at + length if any_at < at and plain else 0


def _is_of_them(scene: Scene, any_at: int, at: int) -> bool:
    """Whether what stands behind "but" is one of what stands before it: "any area but cheap" leaves nothing out."""
    named = attributes_of(scene, any_at + 1, at)
    rest = set(scene.words[any_at + 1 : at]) - OF_KIND - NOUNS
    behind = at + 1
    while behind < len(scene.words) and scene.words[behind] in LEADING:
        behind += 1
    if not named:
        return not rest
    found = (m for n in (1, 2, 3) for m in scene.vocabulary.meanings(scene.words[behind : behind + n]))
    return any(m.role in ("value", "low", "high") and m.attribute in named for m in found)


def attributes_of(scene: Scene, start: int, end: int) -> set[str]:
    """The attributes called by name there."""
    spans = (scene.words[i:j] for i in range(start, end) for j in range(i + 1, end + 1))
    found = (m for span in spans for m in scene.vocabulary.phrases.get(span, ()))
    return {m.attribute for m in found if m.role == "attribute"}


def excepts(scene: Scene, at: int, starts: Collection[int]) -> int:
    """The same, where a wish stands behind."""
    behind = end = exception_end(scene, at)
    if end and scene.words[at] == "but" and any(start in starts for start in range(_any_at(scene, at), at)):
        return 0  # "any red wine, but French"
    while behind and behind < len(scene.words) and behind not in starts and scene.words[behind] in LEADING:
        behind += 1
    return end if behind in starts else 0


def _any_at(scene: Scene, at: int) -> int:
    """Where "any", or a like word, stands before, and between only what it is any of; else `at`."""
    for back in range(at - 1, max(-1, at - 2 - REACH), -1):
        word = scene.words[back]
        if word in UNIVERSAL:
            return at if back and scene.words[back - 1] in ("not", "no") else back
        if not scene.tokens[back].word or (word in GRAMMAR and word not in OF_KIND | NOUNS):
            return at
    return at


def exception_tokens(scene: Scene) -> frozenset[int]:
    """The words that leave something out, which are no content."""
    return frozenset(i for at in range(len(scene.words)) for i in range(at, exception_end(scene, at)))
