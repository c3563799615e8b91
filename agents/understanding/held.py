"""Names and titles of a small catalogue, in memory: what `Spelled` is to a large one."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np
from rapidfuzz import fuzz, process

from agents.understanding.counts import Counts
from agents.understanding.lexicon import GRAMMAR, Phrase
from agents.understanding.spelled import NONE, called_forms, title_forms
from agents.understanding.tokens import key
from retrieval.catalogue import NAMED, Catalogue
from retrieval.column import Rows


class Held:
    """`attributes`: those whose values are looked up here, as names."""

    def __init__(
        self,
        catalogue: Catalogue,
        counts: Mapping[str, Counts],
        people: frozenset[str],
        may_open: Callable[[Phrase], bool],
    ) -> None:
        """`people`: the attributes whose values are names. `may_open`: which first words may stand for a lone title."""
        self._catalogue = catalogue
        self._may_open = may_open
        self.attributes = tuple(a.name for a in catalogue.domain.informable if a.kind in NAMED and a.name in people)
        full: dict[Phrase, list[tuple[str, str]]] = defaultdict(list)
        last: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for attribute in self.attributes:
            for value in counts[attribute]:
                words = key(value)
                if words:
                    full[words].append((attribute, value))
                if len(words) > 1:
                    last[words[-1]].append((attribute, value))
        titles: dict[Phrase, list[str]] = defaultdict(list)
        for item in catalogue.items:
            for form in title_forms(key(item.title)):
                titles[form].append(item.id)
        self.names: Mapping[Phrase, Sequence[tuple[str, str]]] = full
        """Folded names to (attribute, value)."""
        self.last_names: Mapping[str, Sequence[tuple[str, str]]] = last
        self.titles: Mapping[Phrase, Sequence[str]] = titles
        """Folded titles, with and without their article, to item ids."""
        self._first_words = frozenset(words[0] for wordings in (full, titles) for words in wordings)

    def opens(self, word: str) -> bool:
        """Whether a name or a title begins with it."""
        return word in self._first_words

    def warm(self) -> None:
        """Builds what is otherwise built when first needed."""
        _ = (self.first_names, self.name_words, self.name_buckets, self._spelled_names)
        _ = (self.called, self._title_wordings, self._spelled_titles, self._title_rows)

    # --- names --------------------------------------------------------------------------------------------------------

    @cached_property
    def first_names(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for words, values in self.names.items():
            if len(words) > 1:
                found[words[0]] += values
        return found

    @cached_property
    def name_words(self) -> frozenset[str]:
        """Every single word of every name."""
        return frozenset(w for words in self.names for w in words)

    @cached_property
    def name_buckets(self) -> Mapping[str, Sequence[str]]:
        """The words of names, by first letter, for spelling."""
        return by_letter(w for words in self.names for w in words)

    def name_like(self, said: str, cutoff: float) -> str:
        """The folded name that is nearest in spelling; empty if none is so near."""
        return next((name for name, _ in _nearest(said, self._spelled_names, cutoff, 1)), "")

    @cached_property
    def _spelled_names(self) -> list[str]:
        return [" ".join(words) for words in self.names]

    # --- titles -------------------------------------------------------------------------------------------------------

    @cached_property
    def called(self) -> Mapping[Phrase, Sequence[str]]:
        """What items are called, to the ids of all that may be meant."""
        nouns = {key(self._catalogue.domain.noun), key(self._catalogue.domain.plural)}
        found: dict[Phrase, list[str]] = defaultdict(list)
        openings: dict[Phrase, set[str]] = defaultdict(set)
        for words, items in self.titles.items():
            for form in called_forms(words, nouns):
                found[form].extend(i for i in items if i not in found[form])
            for length in range(1, len(words)):
                openings[words[:length]].update(items)
        for opening, ids in openings.items():
            if len(ids) == 1 and opening not in found and self._may_open(opening):
                found[opening] = list(ids)
        return dict(found)

    def titles_like(self, said: str, cutoff: float, most: int) -> list[tuple[str, float]]:
        """Folded titles nearest in spelling, best first, with their likeness of 100."""
        return _nearest(said, self._title_wordings, cutoff, most)

    def called_like(self, said: str, cutoff: float) -> list[tuple[str, float]]:
        """The nearest of what items are called, if any is so near, with its likeness of 100."""
        return _nearest(said, self._spelled_titles, cutoff, 1)

    def rows_with(self, word: str) -> Rows:
        """The rows, in order, of the items whose title has the word."""
        return self._title_rows.get(word, NONE)

    @cached_property
    def _title_wordings(self) -> list[str]:
        return [" ".join(words) for words in self.titles]

    @cached_property
    def _spelled_titles(self) -> list[str]:
        return [" ".join(words) for words in self.called if len(words) > 1 or len(words[0]) > 5]

    @cached_property
    def _title_rows(self) -> Mapping[str, Rows]:
        found: dict[str, list[int]] = defaultdict(list)
        for row, item in enumerate(self._catalogue.items):
            for word in dict.fromkeys(key(item.title)):
                found[word].append(row)
        return {word: np.array(rows, dtype=np.int64) for word, rows in found.items()}


def by_letter(words: Iterable[str]) -> dict[str, list[str]]:
    """Those that a misspelt word is sought among, by first letter."""
    found: dict[str, list[str]] = defaultdict(list)
    for word in dict.fromkeys(w for w in words if len(w) >= 4 and w.isalpha() and w not in GRAMMAR):
        found[word[0]].append(word)
    return found


def _nearest(said: str, wordings: Collection[str], cutoff: float, most: int) -> list[tuple[str, float]]:
    if most == 1:  # several times as fast
        best = process.extractOne(said, wordings, scorer=fuzz.ratio, score_cutoff=cutoff)
        return [(str(best[0]), float(best[1]))] if best else []
    found = process.extract(said, wordings, scorer=fuzz.ratio, limit=most, score_cutoff=cutoff)
    return [(str(wording), float(score)) for wording, score, _ in found]
