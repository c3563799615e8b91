"""The words of an utterance as the catalogue spells them: the unknown ones as the nearest that it knows."""

from collections.abc import Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from agents.understanding.lexicon import GRAMMAR, KIN, PERSON_CUES, WORDS_AND_NAMES
from agents.understanding.numerals import UNITS
from agents.understanding.scene import Scene
from agents.understanding.tokens import stem

LONGEST_TITLE = 8
SHORTEST = 4
SMALL = sorted(word for word in GRAMMAR if len(word) > SHORTEST)
"""Small words that are rather meant than a value as near: "wold" is "would", and no wood."""


def respelled(scene: Scene) -> list[str]:
    """The utterance's words, the unknown ones as the nearest that the catalogue knows."""
    return [_spell(scene, at) for at in range(len(scene.tokens))]


def _spell(scene: Scene, at: int) -> str:
    word = scene.words[at]
    vocabulary = scene.vocabulary
    catalogue = vocabulary.is_word(word) or (stem(word),) in vocabulary.stemmed or vocabulary.is_word(stem(word))
    english = word in vocabulary.common or word in WORDS_AND_NAMES | KIN or word in UNITS or _is_form_of_small(word)
    known = catalogue or english
    short = len(word) < 4 and not _is_clipped(word)
    if (
        known
        or _opens_title(scene, at)
        or short
        or not word.isalpha()
        or (word,) in vocabulary.titles
        or word in vocabulary.last_names
    ):
        return word
    bucket = vocabulary.word_buckets.get(word[0], [])
    found = _nearest(word, bucket)
    if found and (small := _nearest(word, SMALL)) and OSA.distance(word, small) <= OSA.distance(word, found):
        return small
    return found or _nearest_name(scene, at) or _nearest(word, _called(scene)) or word


def _called(scene: Scene) -> list[str]:
    """What the things are called: "poducts"."""
    domain = scene.vocabulary.catalogue.domain
    return [name for name in (domain.noun, domain.plural) if len(name) > SHORTEST]


def _opens_title(scene: Scene, at: int) -> bool:
    """Whether a title of several words stands there as it is spelled: "Clover Inn" is not "closer"."""
    titles = scene.vocabulary.titles
    return any(scene.words[at : at + n] in titles for n in range(2, LONGEST_TITLE) if at + n <= len(scene.words))


def _is_form_of_small(word: str) -> bool:
    """Whether it is a form of a small word: "looked"; a stem of two letters tells nothing, as of "Itly"."""
    root = stem(word)
    return root in GRAMMAR and (root == word or len(root) > 2)


def _is_clipped(word: str) -> bool:
    """Three letters with no vowel among them are no word but one with a letter missing: "tnt", "gry"."""
    return len(word) == 3 and not set(word) & set("aeiou")


def _nearest(word: str, candidates: Sequence[str]) -> str:
    edits = 1 if len(word) < 8 else 2
    found = process.extractOne(word, candidates, scorer=OSA.distance, score_cutoff=edits)
    return str(found[0]) if found else ""


def _nearest_name(scene: Scene, at: int) -> str:
    """Names are many, so one is guessed only beside another name or a cue."""
    around = [scene.words[i] for i in (at - 1, at + 1) if 0 <= i < len(scene.words)]
    near_name = any(w in scene.vocabulary.name_words and w not in scene.vocabulary.common for w in around)
    token = scene.tokens[at]
    whose = scene.text[token.start : token.end].endswith(("'s", "’s"))
    cued = (at > 0 and scene.words[at - 1] in PERSON_CUES) or whose
    bucket = scene.vocabulary.name_buckets.get(scene.words[at][0], [])
    return _nearest(scene.words[at], bucket) if near_name or cued else ""
