"""The linker's index: every wording that a catalogue gives meaning to."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from typing import TYPE_CHECKING, Literal, cast

import numpy as np

from agents.understanding import places
from agents.understanding.degrees import degree_words, order_words
from agents.understanding.kinds import KINDS, own_kinds
from agents.understanding.known import known_values
from agents.understanding.lexicon import GRAMMAR, ROLE_NOUNS, Phrase
from agents.understanding.tokens import fold, key, stem, stems
from agents.understanding.wordings import DEGREES, NAMES, flag_wordings, variants
from retrieval.catalogue import NAMED, Attribute, Catalogue, Kind

if TYPE_CHECKING:
    from agents.understanding.shortened import Shortened

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
    """`phrases` and `stemmed` map folded words to what they may mean; `titles` to item ids."""

    def __init__(self, catalogue: Catalogue, other_kinds: bool = True) -> None:
        """`other_kinds`: whether wishes for other kinds of places are told from wishes about the catalogue's."""
        self.catalogue = catalogue
        self._other_kinds = other_kinds
        self.attributes = {a.name: a for a in catalogue.domain.attributes}
        self.phrases: dict[Phrase, list[Meaning]] = defaultdict(list)
        self.stemmed: dict[Phrase, list[Meaning]] = defaultdict(list)
        self.full_names: dict[Phrase, list[tuple[str, str]]] = defaultdict(list)
        """Names of people, brands and the like: (attribute, value), made into meanings only when asked for."""
        self.last_names: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self.titles: dict[Phrase, list[str]] = defaultdict(list)
        self.served: list[str] = []
        """Attributes whose values are adjectives of peoples, as a cuisine's: what restaurants serve."""
        self.counts: dict[str, Counter[str]] = _counts(catalogue)
        self.names: frozenset[str] = frozenset(a for a, c in self.counts.items() if _are_names(c))
        for attribute in catalogue.domain.attributes:
            self._add_attribute(attribute)
        for attribute in catalogue.domain.attributes:
            self._add_other_wordings(attribute)
        for attribute in catalogue.domain.informable:
            self._add_absent(attribute)
        self._add_hints()
        self._add_titles()
        self.common = GRAMMAR | _common_words(catalogue)
        self.words = frozenset(w for wordings in (self.phrases, self.full_names) for words in wordings for w in words)
        """Every single word of every wording."""
        self._openings = frozenset(
            words[0] for wordings in (self.phrases, self.stemmed, self.full_names, self.titles) for words in wordings
        )

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
    def first_names(self) -> dict[str, tuple[Meaning, ...]]:
        """First names of people to all who are called so."""
        found: dict[str, list[Meaning]] = defaultdict(list)
        for words, values in self.full_names.items():
            if len(words) > 1:
                found[words[0]] += [Meaning("value", attribute, value, 3) for attribute, value in values]
        return {word: tuple(meanings) for word, meanings in found.items()}

    @cached_property
    def shortened(self) -> "Shortened":
        from agents.understanding.shortened import Shortened

        return Shortened(self)

    @cached_property
    def spelled_names(self) -> list[str]:
        return [" ".join(words) for words in self.full_names]

    @cached_property
    def name_words(self) -> frozenset[str]:
        return frozenset(w for words in self.full_names for w in words)

    def is_form(self, word: str) -> bool:
        """Whether it is a form of a value's wording: "funny", "funniest"."""
        return (stem(word),) in self.stemmed

    def may_open(self, word: str) -> bool:
        """Whether any wording begins with the word, or with its stem."""
        return word in self._openings or stem(word) in self._openings or word in self.last_names

    def meanings(self, words: Phrase) -> list[Meaning]:
        """What the words mean: as written, as a name, else by their stems."""
        found = [*self.phrases.get(words, ()), *(Meaning("value", a, v) for a, v in self.full_names.get(words, ()))]
        return found or self.stemmed.get(stems(words), [])

    def persons(self, last_name: str) -> list[Meaning]:
        """All whose name ends in the word."""
        return [Meaning("value", a, v, 2) for a, v in self.last_names.get(last_name, ())]

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
            own = (key(value) for value in (*self.counts[attribute.name], *attribute.synonyms))
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
        counts = self.counts.get(attribute, Counter())
        return value if value in counts else next((v for v in counts if v.casefold() == value.casefold()), value)

    def _add_values(self, attribute: Attribute) -> None:
        counts = self.counts[attribute.name]
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
                self.full_names[words].append((attribute, value))
            if len(words) > 1:
                self.last_names[words[-1]].append((attribute, value))

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
            words = key(item.title)
            for form in {words, words[1:] if words[:1] in (("the",), ("a",), ("an",)) else words} - {()}:
                self.titles[form].append(item.id)

    @cached_property
    def numbers(self) -> dict[str, np.ndarray]:
        """The sorted values of each numeric attribute."""
        numeric = [a for a in self.attributes.values() if a.numeric]
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
    def name_buckets(self) -> dict[str, list[str]]:
        return _buckets(w for words in self.full_names for w in words)

    @cached_property
    def title_wordings(self) -> dict[str, list[str]]:
        return {" ".join(words): items for words, items in self.titles.items()}

    @cached_property
    def called(self) -> dict[Phrase, list[str]]:
        """What items are called: titles without an article, without the catalogue's noun, and first words of only one.

        To the ids of all items that may be meant.
        """
        nouns = {key(self.catalogue.domain.noun), key(self.catalogue.domain.plural)}
        found: dict[Phrase, list[str]] = defaultdict(list)
        openings: dict[Phrase, set[str]] = defaultdict(set)
        for words, items in self.titles.items():
            for form in {words, *(tuple(w for w in words if (w,) not in nouns) for _ in nouns)} - {()}:
                found[form].extend(i for i in items if i not in found[form])
            for length in range(1, len(words)):
                openings[words[:length]].update(items)
        for opening, ids in openings.items():
            telling = len(opening) > 1 or (len(opening[0]) > 3 and opening not in self.phrases)
            if len(ids) == 1 and opening not in found and telling and not all(w in GRAMMAR for w in opening):
                found[opening] = list(ids)
        return dict(found)

    @cached_property
    def spelled_titles(self) -> list[str]:
        return [" ".join(words) for words in self.called if len(words) > 1 or len(words[0]) > 5]

    @cached_property
    def title_words(self) -> dict[str, frozenset[str]]:
        """The words of titles to the ids of the items that have them in theirs."""
        found: dict[str, set[str]] = defaultdict(set)
        for words, items in self.titles.items():
            for word in words:
                found[word].update(items)
        return {word: frozenset(items) for word, items in found.items()}

    @cached_property
    def folded(self) -> dict[str, list[str]]:
        """The values of each named attribute, folded, in the order of `counts`."""
        return {attribute: [fold(value) for value in counts] for attribute, counts in self.counts.items()}

    def warm(self) -> None:
        """Builds what is otherwise built when first needed."""
        _ = (
            self.numbers,
            self.word_buckets,
            self.name_buckets,
            self.title_wordings,
            self.spelled_titles,
            self.folded,
            self.roles,
            self.name_words,
            self.spelled_names,
            self.last_words,
            self.first_names,
            self.shortened,
            self.written,
            self.kind_values,
            self.called,
            self.title_words,
        )

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
        telling = [c for c in self.counts.values() if len(wordings & set(map(key, c))) > 1]
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
        values = {key(value) for counts in self.counts.values() for value in counts}
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


def _counts(catalogue: Catalogue) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = {}
    for attribute in catalogue.domain.attributes:
        if attribute.kind in NAMED:
            cells = [item.values.get(attribute.name, ()) for item in catalogue.items]
            tags = (cell if isinstance(cell, tuple) else (cell,) for cell in cells if isinstance(cell, str | tuple))
            counts[attribute.name] = Counter(chain.from_iterable(tags))
    return counts


def _are_names(values: Counter[str]) -> bool:
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
