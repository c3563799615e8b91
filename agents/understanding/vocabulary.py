"""The linker's index: every wording that a catalogue gives meaning to."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from typing import TYPE_CHECKING, Literal, cast

import numpy as np
from rapidfuzz import fuzz, process

from agents.understanding import places
from agents.understanding.degrees import degree_words, order_words
from agents.understanding.kinds import KINDS, own_kinds
from agents.understanding.known import known_values
from agents.understanding.lexicon import GRAMMAR, ROLE_NOUNS, Phrase
from agents.understanding.spelled import NONE, Spelled, StoredCounts, called_forms, title_forms
from agents.understanding.tokens import fold, key, stem, stems
from agents.understanding.wordings import DEGREES, NAMES, flag_wordings, variants
from retrieval.catalogue import NAMED, Attribute, Catalogue, Kind
from retrieval.column import Column, NameColumn, NumberColumn, Rows
from retrieval.stored.catalogue import StoredCatalogue

if TYPE_CHECKING:
    from agents.understanding.shortened import Shortened
    from retrieval.stored.lookup import Lookup

Role = Literal["value", "flag", "attribute", "low", "high", "lower", "higher", "lowest", "highest", "hint", "absent"]
"""`low`: "cheap"; `lower`: "cheaper"; `lowest`: "cheapest". `absent`: a country or language the catalogue lacks."""

STEMMED_VALUES = 800
"""Attributes with more values are matched as they are written only: stemming names finds nothing and costs time."""
COMMON_TEXTS = 1_500
SEVERAL = 2
"""Items whose texts hold a word that is no one item's own."""
LONGEST_PHRASE = 8
BOTH = " + "
"""Between the values that one synonym stands for together: `"rom-com" = "romance + comedy"`."""
Counts = Counter[str] | StoredCounts
"""Values to the number of items that have them."""
_LOWER = re.compile(r"(?<![^\s(\"'-])[a-z]{3,}")


@dataclass(frozen=True, slots=True)
class Meaning:
    role: Role
    attribute: str
    value: str = ""
    rank: int = 0
    """0 the value as written, 1 a synonym or another form, 2 a last name, 3 a first name."""
    also: tuple[tuple[str, str], ...] = ()
    """What a synonym for several values means beside, as attribute and value."""


class Vocabulary:
    """`phrases` and `stemmed` map folded words to what they may mean."""

    def __init__(self, catalogue: Catalogue, other_kinds: bool = True) -> None:
        """`other_kinds`: whether wishes for other kinds of places are told from wishes about the catalogue's."""
        self.catalogue = catalogue
        self._other_kinds = other_kinds
        self.attributes = {a.name: a for a in catalogue.domain.attributes}
        self.phrases: dict[Phrase, list[Meaning]] = defaultdict(list)
        self.stemmed: dict[Phrase, list[Meaning]] = defaultdict(list)
        self._full_names: dict[Phrase, list[tuple[str, str]]] = defaultdict(list)
        self._last_names: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._titles: dict[Phrase, list[str]] = defaultdict(list)
        self.served: list[str] = []
        """Attributes whose values are adjectives of peoples, as a cuisine's: what restaurants serve."""
        self.counts: dict[str, Counts] = _counts(catalogue)
        self.names: frozenset[str] = frozenset(a for a, c in self.counts.items() if _are_names(c))
        self._spelled = _spelled(catalogue, self.counts, self.names)
        self.full_names: Mapping[Phrase, Sequence[tuple[str, str]]] = self._full_names
        """Names of people, brands and the like: (attribute, value), made into meanings only when asked for."""
        self.last_names: Mapping[str, Sequence[tuple[str, str]]] = self._last_names
        self.titles: Mapping[Phrase, Sequence[str]] = self._titles
        """To item ids."""
        if self._spelled:
            self.full_names, self.last_names = self._spelled.names, self._spelled.last_names
            self.titles = self._spelled.titles
        for attribute in catalogue.domain.attributes:
            self._add_attribute(attribute)
        for attribute in catalogue.domain.attributes:
            self._add_other_wordings(attribute)
        for attribute in catalogue.domain.informable:
            self._add_absent(attribute)
        self._add_hints()
        if self._spelled is None:
            self._add_titles()
        self.common = GRAMMAR | _common_words(catalogue)
        self._words = frozenset(w for wordings in (self.phrases, self._full_names) for words in wordings for w in words)
        own = (self.phrases, self.stemmed, self._full_names, self._titles)
        self._openings = frozenset(words[0] for wordings in own for words in wordings)

    # --- names and titles: held, or of a large catalogue looked up in its files ---------------------------------------

    def is_word(self, word: str) -> bool:
        """Whether it is a word of any wording, titles aside."""
        return word in self._words or (self._spelled is not None and word in self._spelled.name_words)

    def name_like(self, said: str, cutoff: float) -> str:
        """The folded name that is nearest in spelling (a likeness of 0 to 100); empty if none is so near."""
        if self._spelled:
            return self._spelled.name_like(said, cutoff)
        best = process.extractOne(said, self.spelled_names, scorer=fuzz.ratio, score_cutoff=cutoff)
        return str(best[0]) if best else ""

    def title_like(self, said: str, cutoff: float) -> tuple[str, ...]:
        """The ids of the items whose title is nearest in spelling; empty if none is so near."""
        if self._spelled:
            close = self._spelled.titles_like(said, cutoff, 1)
            return tuple(self.titles[tuple(close[0][0].split())]) if close else ()
        best = process.extractOne(said, self.title_wordings.keys(), scorer=fuzz.ratio, score_cutoff=cutoff)
        return tuple(self.title_wordings[best[0]]) if best else ()

    def titles_near(self, said: str, cutoff: float, most: int) -> tuple[str, ...]:
        """One item each of the titles that come closest, best first: their ids."""
        if self._spelled:
            close = self._spelled.titles_like(said, cutoff, most)
            return tuple(self.titles[tuple(wording.split())][0] for wording, _ in close)
        wordings = self.title_wordings
        found = process.extract(said, wordings.keys(), scorer=fuzz.ratio, limit=most, score_cutoff=cutoff)
        return tuple(wordings[wording][0] for wording, _, _ in found)

    def called_like(self, said: str, cutoff: float) -> tuple[Phrase, float] | None:
        """What an item is called that is nearest in spelling, and how near."""
        if self._spelled:
            close = self._spelled.titles_like(said, cutoff, 1)
            return (tuple(close[0][0].split()), close[0][1]) if close else None
        best = process.extractOne(said, self.spelled_titles, scorer=fuzz.ratio, score_cutoff=cutoff)
        return (tuple(str(best[0]).split()), float(best[1])) if best else None

    def values_like(self, attribute: str, said: str, cutoff: float, most: int) -> tuple[str, ...]:
        """Values of a named attribute that come closest in spelling, best first."""
        if self._spelled and isinstance(self.counts.get(attribute), StoredCounts):
            return tuple(value for value, _ in self._spelled.values_like(attribute, said, cutoff, most))
        values, folded = list(self.counts.get(attribute, ())), self.folded.get(attribute, [])
        close = process.extract(fold(said), folded, scorer=fuzz.ratio, limit=most, score_cutoff=cutoff)
        return tuple(values[place] for _, _, place in close)

    def value_said(self, attribute: str, said: str) -> str:
        """The attribute's value that is written so, but for case; else one that the same words make; else nothing."""
        values: Iterable[str] = self.counts[attribute]
        if isinstance(values, StoredCounts):
            values = [value for name, value in self.full_names.get(key(said), ()) if name == attribute]
        exact = next((v for v in values if v.casefold() == said.casefold()), "")
        return exact or next((v for v in values if key(v) and key(v) == key(said)), "")

    def rows_with(self, word: str) -> Rows:
        """The rows, in order, of the items whose title has the word."""
        return self._spelled.rows_with(word) if self._spelled else self._title_rows.get(word, NONE)

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
    def _held(self) -> Mapping[str, Counter[str]]:
        return {attribute: counts for attribute, counts in self.counts.items() if isinstance(counts, Counter)}

    @cached_property
    def _first_names(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        if self._spelled:
            return self._spelled.first_names
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for words, values in self._full_names.items():
            if len(words) > 1:
                found[words[0]] += values
        return found

    @cached_property
    def shortened(self) -> "Shortened":
        from agents.understanding.shortened import Shortened

        return Shortened(self)

    @cached_property
    def spelled_names(self) -> list[str]:
        return [" ".join(words) for words in self._full_names]

    @cached_property
    def name_words(self) -> "frozenset[str] | Lookup":
        """Every single word of every name."""
        return self._spelled.name_words if self._spelled else frozenset(w for words in self._full_names for w in words)

    def is_form(self, word: str) -> bool:
        """Whether it is a form of a value's wording: "funny", "funniest"."""
        return (stem(word),) in self.stemmed

    def may_open(self, word: str) -> bool:
        """Whether any wording begins with the word, or with its stem."""
        if word in self._openings or stem(word) in self._openings or word in self.last_names:
            return True
        return self._spelled is not None and (self._spelled.opens(word) or self._spelled.opens(stem(word)))

    def meanings(self, words: Phrase) -> list[Meaning]:
        """What the words mean: as written, as a name, else by their stems."""
        found = [*self.phrases.get(words, ()), *(Meaning("value", a, v) for a, v in self.full_names.get(words, ()))]
        return found or self.stemmed.get(stems(words), [])

    def persons(self, last_name: str) -> list[Meaning]:
        """All whose name ends in the word."""
        return [Meaning("value", a, v, 2) for a, v in self.last_names.get(last_name, ())]

    def first_named(self, first_name: str) -> tuple[Meaning, ...]:
        """All who are called so by their first name."""
        return tuple(Meaning("value", a, v, 3) for a, v in self._first_names.get(first_name, ()))

    def _add_attribute(self, attribute: Attribute) -> None:
        if not attribute.informable and not attribute.requestable:
            return
        for wording in (attribute.label, attribute.name.replace("_", " "), *attribute.aliases):
            role: Role = "flag" if attribute.kind is Kind.FLAG and attribute.informable else "attribute"
            self._add(key(wording), Meaning(role, attribute.name), stem=True)
        if attribute.kind in NAMED and attribute.informable:
            self._add_values(attribute)
        for wording, value in attribute.synonyms.items() if attribute.informable else ():
            self._add(key(wording), self._synonym(attribute, value), stem=True)
        for words, role in degree_words(attribute):
            self._add(words, Meaning(role, attribute.name), stem=False)

    def _add_other_wordings(self, attribute: Attribute) -> None:
        """What English calls its values, its name and its ends, where nothing else of the catalogue is called so."""
        if not attribute.informable:
            return
        found: list[tuple[Phrase, Meaning]] = []
        if attribute.kind is Kind.FLAG:
            found += [(words, Meaning("flag", attribute.name, "", 1)) for words in flag_wordings(attribute)]
        elif attribute.kind in NAMED and len(self.counts[attribute.name]) <= STEMMED_VALUES:
            values = ((value, words) for value in self.counts[attribute.name] for words in _wordings(key(value)))
            found += [(words, Meaning("value", attribute.name, value, 1)) for value, words in values]
            found += [(words, Meaning(role, attribute.name)) for words, role in order_words(attribute)]
        found += [(key(name), Meaning("attribute", attribute.name)) for name in NAMES.get(attribute.kind, ())]
        for role, wordings in DEGREES.get(attribute.kind, {}).items():
            found += [(key(wording), Meaning(cast(Role, role), attribute.name, "", 1)) for wording in wordings]
        for words, meaning in found:
            if words not in self.phrases and words not in self.full_names:
                self._add(words, meaning, stem=meaning.role in ("value", "flag"))

    def _add_absent(self, attribute: Attribute) -> None:
        """Well-known values that the catalogue lacks."""
        if attribute.kind in NAMED:
            own = map(key, chain(self.counts[attribute.name], attribute.synonyms))
            for words in known_values(called(attribute), own):
                if words not in self.phrases and not self.stemmed.get(stems(words)):
                    self._add(words, Meaning("absent", attribute.name), stem=True)

    def _synonym(self, attribute: Attribute, value: str) -> Meaning:
        """What a synonym of the value means; of a flag's, "yes" or "no"."""
        if attribute.kind is Kind.FLAG:
            return Meaning("flag", attribute.name, "no" if value.casefold() in ("no", "false") else "", 1)
        first, *more = value.split(BOTH)
        own = self._own_value(attribute.name, first)
        role: Role = "value" if own in self.counts.get(attribute.name, ()) else "absent"
        return Meaning(role, attribute.name, own, 1, tuple(self._targets(attribute, more)))

    def _targets(self, attribute: Attribute, more: Iterable[str]) -> Iterator[tuple[str, str]]:
        """ "comedy" is the attribute's own, "moods=dark" another's; what the catalogue lacks is left out."""
        for target in more:
            name, sign, value = target.partition("=")
            name, value = (name, value) if sign else (attribute.name, target)
            own = self._own_value(name, value)
            if own in self.counts.get(name, ()):
                yield name, own

    def _own_value(self, attribute: str, value: str) -> str:
        """The catalogue's spelling of a value that the domain may write in another case."""
        counts: Iterable[str] = self.counts.get(attribute, Counter())
        if value in counts:
            return value
        if isinstance(counts, StoredCounts):
            counts = [v for name, v in self.full_names.get(key(value), ()) if name == attribute]
        return next((v for v in counts if v.casefold() == value.casefold()), value)

    def _add_values(self, attribute: Attribute) -> None:
        counts = self.counts[attribute.name]
        if self._spelled and attribute.name in self._spelled.attributes:
            return
        if attribute.name in self.names:
            self._add_names(attribute.name, counts)
            return
        stemmed = len(counts) <= STEMMED_VALUES
        for value in counts:
            self._add(key(value), Meaning("value", attribute.name, value), stem=stemmed)
        if places.are_peoples(counts) and not list(_tables(attribute, counts)):
            self.served.append(attribute.name)
            for adjective in sorted(places.peoples()):
                if (adjective,) not in self.phrases:
                    self._add((adjective,), Meaning("absent", attribute.name), stem=False)
        for table in _tables(attribute, counts):
            for words, value in places.wordings(counts, table):
                self._add(words, Meaning("value" if value else "absent", attribute.name, value), stem=False)

    def _add_names(self, attribute: str, values: Iterable[str]) -> None:
        for value in values:
            words = key(value)
            if words:
                self._full_names[words].append((attribute, value))
            if len(words) > 1:
                self._last_names[words[-1]].append((attribute, value))

    def _add(self, words: Phrase, meaning: Meaning, *, stem: bool) -> None:
        if not words or any(m.attribute == meaning.attribute and m.role == meaning.role for m in self.phrases[words]):
            return
        self.phrases[words].append(meaning)
        if stem:
            self.stemmed[stems(words)].append(
                Meaning(meaning.role, meaning.attribute, meaning.value, max(1, meaning.rank), meaning.also)
            )

    def _add_hints(self) -> None:
        for wording, target in self.catalogue.domain.hints.items():
            attribute, _, value = target.partition("=")
            if attribute in self.attributes:
                own = self._own_value(attribute, value)
                self.phrases[key(wording)].append(Meaning("hint", attribute, own, 1))

    def _add_titles(self) -> None:
        for item in self.catalogue.items:
            for form in title_forms(key(item.title)):
                self._titles[form].append(item.id)

    @cached_property
    def numbers(self) -> dict[str, np.ndarray]:
        """The sorted values of each numeric attribute."""
        numeric = [a for a in self.attributes.values() if a.numeric]
        if isinstance(self.catalogue, StoredCatalogue):
            return {a.name: _in_order(self.catalogue.columns[a.name]) for a in numeric}
        columns = {a.name: [item.number(a.name) for item in self.catalogue.items] for a in numeric}
        return {name: np.sort([v for v in column if v is not None]) for name, column in columns.items()}

    def bound(self, attribute: Attribute, end: Literal["low", "high"]) -> float | None:
        """What a vague word for that end means: the domain's number, else a third of the catalogue from there."""
        given = attribute.low if end == "low" else attribute.high
        values = self.numbers.get(attribute.name, np.empty(0))
        if given is not None or not len(values):
            return given
        return float(np.quantile(values, 1 / 3 if end == "low" else 2 / 3, method="nearest"))

    def spans(self, attribute: str, number: float) -> bool:
        """Whether the number is within the catalogue's own range of the attribute, give or take a factor of two."""
        values = self.numbers.get(attribute, np.empty(0))
        return bool(len(values)) and float(values[0]) / 2 <= number <= float(values[-1]) * 2

    @cached_property
    def word_buckets(self) -> dict[str, list[str]]:
        """The single words of values, attribute names and vague words, by first letter, for spelling."""
        spelled = (words for words, found in self.phrases.items() if any(m.role != "absent" for m in found))
        return _buckets(w for words in spelled for w in words)

    @cached_property
    def different(self) -> Mapping[str, int]:
        """How many different numbers each numeric attribute has."""
        return {name: int(np.count_nonzero(np.diff(ns))) + bool(len(ns)) for name, ns in self.numbers.items()}

    @cached_property
    def name_buckets(self) -> Mapping[str, Sequence[str]]:
        return self._spelled.name_buckets if self._spelled else _buckets(w for words in self._full_names for w in words)

    @cached_property
    def title_wordings(self) -> dict[str, list[str]]:
        return {" ".join(words): items for words, items in self._titles.items()}

    @cached_property
    def called(self) -> Mapping[Phrase, Sequence[str]]:
        """What items are called: titles without an article, without the catalogue's noun, and first words of only one.

        To the ids of all items that may be meant.
        """
        return self._spelled.called(self._may_stand_for) if self._spelled else self._called

    def _may_stand_for(self, opening: Phrase) -> bool:
        """Whether the first words of one title alone, and of no other, may be said for it."""
        telling = len(opening) > 1 or (len(opening[0]) > 3 and opening not in self.phrases)
        return telling and not all(w in GRAMMAR for w in opening)

    @cached_property
    def _called(self) -> dict[Phrase, list[str]]:
        nouns = {key(self.catalogue.domain.noun), key(self.catalogue.domain.plural)}
        found: dict[Phrase, list[str]] = defaultdict(list)
        openings: dict[Phrase, set[str]] = defaultdict(set)
        for words, items in self._titles.items():
            for form in called_forms(words, nouns):
                found[form].extend(i for i in items if i not in found[form])
            for length in range(1, len(words)):
                openings[words[:length]].update(items)
        for opening, ids in openings.items():
            if len(ids) == 1 and opening not in found and self._may_stand_for(opening):
                found[opening] = list(ids)
        return dict(found)

    @cached_property
    def spelled_titles(self) -> list[str]:
        return [" ".join(words) for words in self._called if len(words) > 1 or len(words[0]) > 5]

    @cached_property
    def _title_rows(self) -> dict[str, Rows]:
        found: dict[str, list[int]] = defaultdict(list)
        for row, item in enumerate(self.catalogue.items):
            for word in dict.fromkeys(key(item.title)):
                found[word].append(row)
        return {word: np.array(rows, dtype=np.int64) for word, rows in found.items()}

    @cached_property
    def folded(self) -> dict[str, list[str]]:
        """The values of each named attribute, folded, in the order of `counts`."""
        return {attribute: [fold(value) for value in counts] for attribute, counts in self._held.items()}

    def warm(self) -> None:
        """Builds what is otherwise built when first needed."""
        _ = (
            self.different,
            self.word_buckets,
            self.name_buckets,
            self.folded,
            self.roles,
            self.name_words,
            self.last_words,
            self._first_names,
            self.shortened,
            self.written,
            self.kind_values,
            self.called,
        )
        if self._spelled is None:
            _ = self.title_wordings, self.spelled_titles, self.spelled_names, self._title_rows

    @cached_property
    def written(self) -> frozenset[str]:
        """Words that several items' titles, texts or addresses hold."""
        texts = (
            {w for v in (item.title, item.text[:600], *item.values.values()) if isinstance(v, str) for w in key(v)}
            for item in islice(self.catalogue.items, COMMON_TEXTS)
        )
        counts = Counter(chain.from_iterable(texts))
        return frozenset(word for word, count in counts.items() if count >= SEVERAL)

    @cached_property
    def kind_values(self) -> frozenset[Phrase]:
        """Values, and their plurals, of the attributes that tell the catalogue's kinds apart: "museum", "boats"."""
        wordings = {key(w) for kind in self.kinds for w in map(" ".join, KINDS[kind])}
        telling = [c for c in self._held.values() if len(wordings & set(map(key, c))) > 1]
        values = {key(value) for counts in telling for value in counts}
        return frozenset(v for value in values for v in (value, (*value[:-1], f"{value[-1]}s")) if value)

    @property
    def peoples(self) -> frozenset[str]:
        """Adjectives of countries and regions, where the catalogue has such values; else none."""
        return places.peoples() if self.served else frozenset()

    @cached_property
    def kinds(self) -> frozenset[str]:
        """What kinds of places the catalogue holds; empty where it holds none, or they are not to be told apart."""
        if not self._other_kinds:
            return frozenset()
        domain = self.catalogue.domain
        values = {key(value) for counts in self._held.values() for value in counts}
        if self._spelled:
            values |= {words for group in KINDS.values() for words in group if words in self._spelled.names}
        return own_kinds((key(domain.noun), key(domain.plural)), values)

    def in_role(self, attribute: str, preposition: str) -> bool:
        """Whether the preposition points at the attribute: "by" at a director, "with" at a cast."""
        return attribute in self.roles.get(preposition, frozenset())

    @cached_property
    def roles(self) -> dict[str, frozenset[str]]:
        return {
            preposition: frozenset(a.name for a in self.attributes.values() if nouns & set(called(a)))
            for preposition, nouns in ROLE_NOUNS.items()
        }


def called(attribute: Attribute) -> Iterator[str]:
    for wording in (attribute.name.replace("_", " "), attribute.label, *attribute.aliases):
        yield from key(wording)


def _counts(catalogue: Catalogue) -> dict[str, Counts]:
    counts: dict[str, Counts] = {}
    columns = catalogue.columns if isinstance(catalogue, StoredCatalogue) else {}
    for attribute in catalogue.domain.attributes:
        if isinstance(column := columns.get(attribute.name), NameColumn) and attribute.kind in NAMED:
            stored = StoredCounts(column)
            counts[attribute.name] = Counter(dict(stored)) if isinstance(column.names, tuple) else stored
        elif attribute.kind in NAMED:
            cells = [item.values.get(attribute.name, ()) for item in catalogue.items]
            tags = (cell if isinstance(cell, tuple) else (cell,) for cell in cells if isinstance(cell, str | tuple))
            counts[attribute.name] = Counter(chain.from_iterable(tags))
    return counts


def _spelled(catalogue: Catalogue, counts: Mapping[str, Counts], names: frozenset[str]) -> Spelled | None:
    """What a large catalogue's many values and its titles are looked up in; None for a small one."""
    if not isinstance(catalogue, StoredCatalogue):
        return None
    many = [name for name, found in counts.items() if name in names or isinstance(found, StoredCounts)]
    return Spelled(catalogue, [name for name in many if isinstance(catalogue.columns[name], NameColumn)], names)


def _in_order(column: Column | None) -> np.ndarray:
    return column.numbers[column.order] if isinstance(column, NumberColumn) else np.empty(0)


def _are_names(values: Iterable[str]) -> bool:
    """Whether most values are two or more capitalised words, as people and brands are."""
    sample = list(islice(values, 400))
    proper = [v for v in sample if " " in v and all(w[0].isupper() for w in v.split()[:: max(1, v.count(" "))] if w)]
    return len(sample) > 2 and len(proper) >= 0.6 * len(sample)


def _tables(attribute: Attribute, counts: Iterable[str]) -> Iterator[dict[Phrase, str]]:
    """The tables of countries or languages, where the attribute is named after one and its values are in it."""
    named = set(called(attribute))
    if named & {"country", "countries", "origin", "nationality", "nation"} and places.is_table(
        counts, places.countries()
    ):
        yield places.countries()
    if named & {"language", "languages"} and places.is_table(counts, places.languages()):
        yield places.languages()


def _common_words(catalogue: Catalogue) -> frozenset[str]:
    """Words that the items' own texts write in lower case: no names, and spelled right."""
    texts = (item.text for item in islice(catalogue.items, COMMON_TEXTS))
    return frozenset(w for text in texts for w in _LOWER.findall(text[:600]))


def _buckets(words: Iterable[str]) -> dict[str, list[str]]:
    buckets: dict[str, list[str]] = defaultdict(list)
    for word in dict.fromkeys(w for w in words if len(w) >= 4 and w.isalpha() and w not in GRAMMAR):
        buckets[word[0]].append(word)
    return buckets


def _wordings(words: Phrase) -> Iterator[Phrase]:
    yield from variants(words)
    if len(words) == 2:
        yield ("".join(words),)
