"""The linker's index: every wording that a catalogue gives meaning to."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain, islice
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from agents.understanding import places
from agents.understanding.counts import Counts, counts_of, names_among
from agents.understanding.held import Held, by_letter
from agents.understanding.kinds import KINDS, own_kinds
from agents.understanding.lexicon import GRAMMAR, ROLE_NOUNS, Phrase
from agents.understanding.meaning import Meaning, called
from agents.understanding.phrases import STEMMED_VALUES, Phrases
from agents.understanding.ranges import Ranges
from agents.understanding.spelled import Spelled, StoredCounts
from agents.understanding.tokens import fold, key, stem, stems
from retrieval.catalogue import NAMED, Catalogue
from retrieval.column import NameColumn, Rows
from retrieval.stored.catalogue import StoredCatalogue

if TYPE_CHECKING:
    from agents.understanding.shortened import Shortened
    from retrieval.stored.lookup import Lookup

COMMON_TEXTS = 1_500
SEVERAL = 2
"""Items whose texts hold a word that is no one item's own."""
_LOWER = re.compile(r"(?<![^\s(\"'-])[a-z]{3,}")


class Vocabulary:
    """`phrases` and `stemmed` map folded words to what they may mean."""

    def __init__(self, catalogue: Catalogue, other_kinds: bool = True) -> None:
        """`other_kinds`: whether wishes for other kinds of places are told from wishes about the catalogue's."""
        self.catalogue = catalogue
        self._other_kinds = other_kinds
        self.attributes = {a.name: a for a in catalogue.domain.attributes}
        self.counts: dict[str, Counts] = counts_of(catalogue)
        self.names: frozenset[str] = names_among(self.counts)
        """Attributes whose values are names."""
        self.ranges = Ranges(catalogue)
        self._spelled = self._names_and_titles()
        self.full_names: Mapping[Phrase, Sequence[tuple[str, str]]] = self._spelled.names
        """Names of people, brands and the like: (attribute, value), made into meanings only when asked for."""
        self.last_names: Mapping[str, Sequence[tuple[str, str]]] = self._spelled.last_names
        self.titles: Mapping[Phrase, Sequence[str]] = self._spelled.titles
        """To item ids."""
        said = Phrases(catalogue.domain, self.counts, self._spelled)
        self.phrases, self.stemmed, self.served = said.as_written, said.stemmed, said.served
        self.common = GRAMMAR | _common_words(catalogue)
        self._words = frozenset(w for words in self.phrases for w in words)
        self._openings = frozenset(words[0] for wordings in (self.phrases, self.stemmed) for words in wordings)

    def _names_and_titles(self) -> Held | Spelled:
        """Held, or of a large catalogue, with its many values, looked up in files."""
        catalogue = self.catalogue
        if not isinstance(catalogue, StoredCatalogue):
            return Held(catalogue, self.counts, self.names, self._may_stand_for)
        many = [name for name, found in self.counts.items() if name in self.names or isinstance(found, StoredCounts)]
        columns = [name for name in many if isinstance(catalogue.columns[name], NameColumn)]
        return Spelled(catalogue, columns, self.names, self._may_stand_for)

    def _may_stand_for(self, opening: Phrase) -> bool:
        """Whether the first words of one title alone, and of no other, may be said for it."""
        telling = len(opening) > 1 or (len(opening[0]) > 3 and opening not in self.phrases)
        return telling and not all(w in GRAMMAR for w in opening)

    def warm(self) -> None:
        """Builds what is otherwise built when first needed."""
        self._spelled.warm()
        _ = (self.ranges.different, self.word_buckets, self.folded, self.roles, self.last_words, self.shortened)
        _ = (self.written, self.kind_values)

    # --- what words mean ----------------------------------------------------------------------------------------------

    def meanings(self, words: Phrase) -> list[Meaning]:
        """What the words mean: as written, as a name, else by their stems."""
        found = [*self.phrases.get(words, ()), *(Meaning("value", a, v) for a, v in self.full_names.get(words, ()))]
        return found or self.stemmed.get(stems(words), [])

    def persons(self, last_name: str) -> list[Meaning]:
        """All whose name ends in the word."""
        return [Meaning("value", a, v, 2) for a, v in self.last_names.get(last_name, ())]

    def first_named(self, first_name: str) -> tuple[Meaning, ...]:
        """All who are called so by their first name."""
        return tuple(Meaning("value", a, v, 3) for a, v in self._spelled.first_names.get(first_name, ()))

    @cached_property
    def last_words(self) -> dict[str, tuple[Meaning, ...]]:
        """The last word of values of two or three words, no names, to these values: "down" to "goose down"."""
        found: dict[str, list[Meaning]] = defaultdict(list)
        for attribute in self.catalogue.domain.informable:
            if attribute.kind in NAMED and attribute.name not in self.names:
                for value in islice(self.counts[attribute.name], STEMMED_VALUES):
                    words = key(value)
                    if 2 <= len(words) <= 3 and len(words[-1]) > 2:
                        found[words[-1]].append(Meaning("value", attribute.name, value, 2))
        return {word: tuple(meanings) for word, meanings in found.items() if word not in GRAMMAR}

    @cached_property
    def shortened(self) -> "Shortened":
        from agents.understanding.shortened import Shortened

        return Shortened(self)

    @property
    def called(self) -> Mapping[Phrase, Sequence[str]]:
        """What items are called: titles without an article, without the catalogue's noun, and first words of only one.

        To the ids of all items that may be meant.
        """
        return self._spelled.called

    def value_said(self, attribute: str, said: str) -> str:
        """The attribute's value that is written so, but for case; else one that the same words make; else nothing."""
        values: Iterable[str] = self.counts[attribute]
        if isinstance(values, StoredCounts):
            values = [value for name, value in self.full_names.get(key(said), ()) if name == attribute]
        exact = next((v for v in values if v.casefold() == said.casefold()), "")
        return exact or next((v for v in values if key(v) and key(v) == key(said)), "")

    # --- which words there are ----------------------------------------------------------------------------------------

    def is_word(self, word: str) -> bool:
        """Whether it is a word of any wording, titles aside."""
        return word in self._words or word in self._spelled.name_words

    def is_form(self, word: str) -> bool:
        """Whether it is a form of a value's wording: "funny", "funniest"."""
        return (stem(word),) in self.stemmed

    def may_open(self, word: str) -> bool:
        """Whether any wording begins with the word, or with its stem."""
        either = (word, stem(word))
        return word in self.last_names or any(w in self._openings or self._spelled.opens(w) for w in either)

    @property
    def name_words(self) -> "frozenset[str] | Lookup":
        """Every single word of every name."""
        return self._spelled.name_words

    def rows_with(self, word: str) -> Rows:
        """The rows, in order, of the items whose title has the word."""
        return self._spelled.rows_with(word)

    @cached_property
    def written(self) -> frozenset[str]:
        """Words that several items' titles, texts or addresses hold."""
        texts = (
            {w for v in (item.title, item.text[:600], *item.values.values()) if isinstance(v, str) for w in key(v)}
            for item in islice(self.catalogue.items, COMMON_TEXTS)
        )
        counts = Counter(chain.from_iterable(texts))
        return frozenset(word for word, count in counts.items() if count >= SEVERAL)

    # --- what is spelled alike ----------------------------------------------------------------------------------------

    def name_like(self, said: str, cutoff: float) -> str:
        """The folded name that is nearest in spelling (a likeness of 0 to 100); empty if none is so near."""
        return self._spelled.name_like(said, cutoff)

    def title_like(self, said: str, cutoff: float) -> tuple[str, ...]:
        """The ids of the items whose title is nearest in spelling; empty if none is so near."""
        close = self._spelled.titles_like(said, cutoff, 1)
        return tuple(self.titles[tuple(close[0][0].split())]) if close else ()

    def titles_near(self, said: str, cutoff: float, most: int) -> tuple[str, ...]:
        """One item each of the titles that come closest, best first: their ids."""
        close = self._spelled.titles_like(said, cutoff, most)
        return tuple(self.titles[tuple(wording.split())][0] for wording, _ in close)

    def called_like(self, said: str, cutoff: float) -> tuple[Phrase, float] | None:
        """What an item is called that is nearest in spelling, and how near."""
        close = self._spelled.called_like(said, cutoff)
        return (tuple(close[0][0].split()), close[0][1]) if close else None

    def values_like(self, attribute: str, said: str, cutoff: float, most: int) -> tuple[str, ...]:
        """Values of a named attribute that come closest in spelling, best first."""
        counts = self.counts.get(attribute, Counter())
        if isinstance(self._spelled, Spelled) and isinstance(counts, StoredCounts):
            return tuple(value for value, _ in self._spelled.values_like(attribute, said, cutoff, most))
        values, folded = list(counts), self.folded.get(attribute, [])
        close = process.extract(fold(said), folded, scorer=fuzz.ratio, limit=most, score_cutoff=cutoff)
        return tuple(values[place] for _, _, place in close)

    @cached_property
    def folded(self) -> dict[str, list[str]]:
        """The values of each named attribute, folded, in the order of `counts`; of many, none."""
        return {attribute: [fold(value) for value in counts] for attribute, counts in self._few.items()}

    @cached_property
    def word_buckets(self) -> Mapping[str, Sequence[str]]:
        """The single words of values, attribute names and vague words, by first letter, for spelling."""
        spelled = (words for words, found in self.phrases.items() if any(m.role != "absent" for m in found))
        return by_letter(w for words in spelled for w in words)

    @property
    def name_buckets(self) -> Mapping[str, Sequence[str]]:
        """The words of names, by first letter, for spelling."""
        return self._spelled.name_buckets

    # --- what kinds of things and attributes it has -------------------------------------------------------------------

    @cached_property
    def _few(self) -> Mapping[str, Counter[str]]:
        return {attribute: counts for attribute, counts in self.counts.items() if isinstance(counts, Counter)}

    @cached_property
    def kinds(self) -> frozenset[str]:
        """What kinds of places the catalogue holds; empty where it holds none, or they are not to be told apart."""
        if not self._other_kinds:
            return frozenset()
        domain = self.catalogue.domain
        values = {key(value) for counts in self._few.values() for value in counts}
        if isinstance(self._spelled, Spelled):
            values |= {words for group in KINDS.values() for words in group if words in self.full_names}
        return own_kinds((key(domain.noun), key(domain.plural)), values)

    @cached_property
    def kind_values(self) -> frozenset[Phrase]:
        """Values, and their plurals, of the attributes that tell the catalogue's kinds apart: "museum", "boats"."""
        wordings = {key(w) for kind in self.kinds for w in map(" ".join, KINDS[kind])}
        telling = [c for c in self._few.values() if len(wordings & set(map(key, c))) > 1]
        values = {key(value) for counts in telling for value in counts}
        return frozenset(v for value in values for v in (value, (*value[:-1], f"{value[-1]}s")) if value)

    @property
    def peoples(self) -> frozenset[str]:
        """Adjectives of countries and regions, where the catalogue has such values; else none."""
        return places.peoples() if self.served else frozenset()

    def in_role(self, attribute: str, preposition: str) -> bool:
        """Whether the preposition points at the attribute: "by" at a director, "with" at a cast."""
        return attribute in self.roles.get(preposition, frozenset())

    @cached_property
    def roles(self) -> dict[str, frozenset[str]]:
        return {
            preposition: frozenset(a.name for a in self.attributes.values() if nouns & set(called(a)))
            for preposition, nouns in ROLE_NOUNS.items()
        }


def _common_words(catalogue: Catalogue) -> frozenset[str]:
    """Words that the items' own texts write in lower case: no names, and spelled right."""
    texts = (item.text for item in islice(catalogue.items, COMMON_TEXTS))
    return frozenset(w for text in texts for w in _LOWER.findall(text[:600]))
