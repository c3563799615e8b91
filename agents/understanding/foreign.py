"""Whether an utterance is in another language than English: by its script, its function words and its greetings."""

import unicodedata
from collections.abc import Collection
from functools import cache

from agents.understanding.lexicon import GRAMMAR, words
from agents.understanding.scene import Scene
from agents.understanding.tokens import Token, fold

LANGUAGES = (
    "DANISH",
    "DUTCH",
    "FRENCH",
    "GERMAN",
    "ITALIAN",
    "NORWEGIAN",
    "PORTUGUESE",
    "SPANISH",
    "SWEDISH",
    "TURKISH",
)
"""Those in Latin letters that bm25s has function words of."""
OPENINGS = words(
    """bonjour salut bonsoir merci oui voudrais cherche hola gracias buenos buenas quiero busco necesito buongiorno
    buonasera grazie vorrei cerco hallo danke bitte guten mochte suche obrigado obrigada ola procuro hej tack tak
    bedankt goedemorgen merhaba istiyorum dziekuje prosze dzien czesc szukam chce haluan kiitos etsin"""
)
"""Greetings, thanks and "I want": one is enough."""
INDEFINITE = words("un une ein eine einen einem una uno um uma een nichts kein keine keinen sans sin senza")
"""Function words that few titles and dishes open with."""
SHARED = words("die den hat war will man mine also im um u want come see over under am ha men no or so as an at in on")
"""Function words that English has too."""
SHORT = 3
ENOUGH = 2


def in_another_language(scene: Scene, named: Collection[int]) -> bool:
    """Whether the words that nothing stands for speak another language; `named` are the tokens that something does.

    A refusal in it would be read as a wish, so such an utterance is better not read at all.
    """
    spoken = [t for i, t in enumerate(scene.tokens) if t.word and i not in named and not t.text[0].isdigit()]
    if not spoken:
        return False
    return _other_script(spoken) or _function_words_say_so(spoken)


def _function_words_say_so(spoken: list[Token]) -> bool:
    said = list(dict.fromkeys(t.text for t in spoken))
    english = sum(word in GRAMMAR and word not in ("me", "do", "he", "des", "plus") for word in said)
    found = max(sum(word in words or word in OPENINGS for word in said) for words in _function_words())
    if found >= ENOUGH and found > english:
        return not _is_name(spoken)
    first = said[0] in OPENINGS or (len(said) > 1 and said[0] in INDEFINITE)
    return first and not english and len(said) <= SHORT and not _is_name(spoken)


def _is_name(spoken: list[Token]) -> bool:
    """Written as a name: "La Dolce Vita"."""
    telling = [t for t in spoken if len(t.text) > 3]
    return len(telling) > 1 and all(t.capital for t in telling)


@cache
def _function_words() -> tuple[frozenset[str], ...]:
    from bm25s import stopwords

    english = frozenset(stopwords.STOPWORDS_EN_PLUS) | SHARED
    lists = (getattr(stopwords, f"STOPWORDS_{name}") for name in LANGUAGES)
    return tuple(frozenset(fold(word) for word in found) - english for found in lists)


def _other_script(spoken: list[Token]) -> bool:
    """Whether most letters are not Latin."""
    letters = "".join(t.text for t in spoken)
    other = sum(not unicodedata.name(c, "LATIN").startswith("LATIN") for c in letters)
    return other > len(letters) / 2
