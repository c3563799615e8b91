"""Values said in part: "cab sav", "market sq", "zin", "gruner"."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from agents.understanding.lexicon import COLOURS, COMPASS, GRAMMAR, NOUNS
from agents.understanding.meaning import Meaning
from agents.understanding.numerals import ONES, TENS, UNITS
from agents.understanding.phrases import STEMMED_VALUES
from agents.understanding.tokens import key
from agents.understanding.vocabulary import Vocabulary
from retrieval.catalogue import NAMED

NEVER = GRAMMAR | NOUNS | frozenset(UNITS) | frozenset(ONES) | frozenset(TENS)
SHORTEST = 3
TELLING = 5
"""Letters that one word of a longer value must have to stand for it."""
LONGEST = 3
Found = tuple[int, tuple[Meaning, ...]]
"""Where it ends, and what it means."""


class Shortened:
    """The values of a catalogue by how people shorten them; built once."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._by_letter: dict[str, list[tuple[tuple[str, ...], Meaning, bool]]] = defaultdict(list)
        self._parts: dict[str, set[Meaning]] = defaultdict(set)
        for attribute in vocabulary.catalogue.domain.informable:
            if attribute.kind in NAMED and len(vocabulary.counts[attribute.name]) <= STEMMED_VALUES:
                for value in vocabulary.counts[attribute.name]:
                    self._add(value, Meaning("value", attribute.name, value, 1), proper=value[:1].isupper())

    def _add(self, value: str, meaning: Meaning, *, proper: bool) -> None:
        words = key(value)
        if not words or len(words) > LONGEST:
            return
        lone = proper and not any(self._vocabulary.in_role(meaning.attribute, role) for role in ("by", "from", "with"))
        self._by_letter[words[0][0]].append((words, meaning, lone))
        if len(words) > 1 and proper and meaning.attribute not in self._vocabulary.names:
            for word in words:
                if len(word) >= TELLING and word not in GRAMMAR | NOUNS | COLOURS | COMPASS:
                    self._parts[word].add(meaning)

    def at(self, words: Sequence[str], at: int, spelled: Sequence[bool]) -> Found | None:
        """The longest shortened value that starts at a word; `spelled` says which are single words of everyday English.

        Nothing where it might be several values.
        """
        candidates = self._by_letter.get(words[at][:1], ())
        for length in range(min(LONGEST, len(words) - at), 0, -1):
            said = tuple(words[at : at + length])
            if all(spelled[at : at + length]) or any(len(w) < 2 for w in said):
                continue
            found = {m for full, m, lone in candidates if len(full) == length and _shortens(said, full, lone)}
            if len({m.value for m in found}) == 1:
                return at + length, tuple(found)
        return self._part(words[at], at)

    def _part(self, word: str, at: int) -> Found | None:
        found = self._parts.get(word, set())
        alone = len({m.value for m in found}) == 1 and (word,) not in self._vocabulary.phrases
        return (at + 1, tuple(found)) if alone and word not in self._vocabulary.common else None


def _shortens(said: Sequence[str], full: Sequence[str], lone: bool) -> bool:
    """Whether every word is the full one or an abbreviation of it, and one is; a single word only of what may be."""
    if said == full or (len(said) == 1 and not (lone and full[0].startswith(said[0]))):
        return False
    return all(s == f or _abbreviates(s, f) for s, f in zip(said, full, strict=True))


def _abbreviates(short: str, word: str) -> bool:
    """Three letters or more that it begins with, or that stand in it in order from the first on ("sav")."""
    if not SHORTEST <= len(short) < len(word) - 1 or short[0] != word[0] or not short.isalpha() or short in NEVER:
        return False
    return word.startswith(short) or (len(word) > len(short) + 2 and _in_order(short, word))


def _in_order(letters: Iterable[str], word: str) -> bool:
    rest = iter(word)
    return all(letter in rest for letter in letters)
