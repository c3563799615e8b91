"""Every wording of a catalogue's attributes and values, and what each may mean; names and titles aside."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import cast

from agents.understanding import places
from agents.understanding.counts import Counts
from agents.understanding.degrees import degree_words, order_words
from agents.understanding.held import Held
from agents.understanding.known import known_values
from agents.understanding.lexicon import Phrase
from agents.understanding.meaning import Meaning, Role, called
from agents.understanding.spelled import Spelled, StoredCounts
from agents.understanding.tokens import key, stems
from agents.understanding.wordings import DEGREES, NAMES, flag_wordings, variants
from retrieval.catalogue import NAMED, Attribute, Domain, Kind

STEMMED_VALUES = 800
"""Attributes with more values are matched as they are written only: stemming names finds nothing and costs time."""
BOTH = " + "
"""Between the values that one synonym stands for together: `"rom-com" = "romance + comedy"`."""


class Phrases:
    """`as_written` and `stemmed` map folded words to what they may mean."""

    def __init__(self, domain: Domain, counts: Mapping[str, Counts], spelled: Held | Spelled) -> None:
        self._domain, self._counts, self._spelled = domain, counts, spelled
        self.as_written: dict[Phrase, list[Meaning]] = defaultdict(list)
        self.stemmed: dict[Phrase, list[Meaning]] = defaultdict(list)
        self.served: list[str] = []
        """Attributes whose values are adjectives of peoples, as a cuisine's: what restaurants serve."""
        for attribute in domain.attributes:
            self._add_attribute(attribute)
        for attribute in domain.attributes:
            self._add_other_wordings(attribute)
        for attribute in domain.informable:
            self._add_absent(attribute)
        self._add_hints()

    def own_value(self, attribute: str, value: str) -> str:
        """The catalogue's spelling of a value that the domain may write in another case."""
        counts: Iterable[str] = self._counts.get(attribute, Counter())
        if value in counts:
            return value
        if isinstance(counts, StoredCounts):
            counts = [v for name, v in self._spelled.names.get(key(value), ()) if name == attribute]
        return next((v for v in counts if v.casefold() == value.casefold()), value)

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
        elif attribute.kind in NAMED and len(self._counts[attribute.name]) <= STEMMED_VALUES:
            values = ((value, words) for value in self._counts[attribute.name] for words in _wordings(key(value)))
            found += [(words, Meaning("value", attribute.name, value, 1)) for value, words in values]
            found += [(words, Meaning(role, attribute.name)) for words, role in order_words(attribute)]
        found += [(key(name), Meaning("attribute", attribute.name)) for name in NAMES.get(attribute.kind, ())]
        for role, wordings in DEGREES.get(attribute.kind, {}).items():
            found += [(key(wording), Meaning(cast(Role, role), attribute.name, "", 1)) for wording in wordings]
        for words, meaning in found:
            if words not in self.as_written and words not in self._spelled.names:
                self._add(words, meaning, stem=meaning.role in ("value", "flag"))

    def _add_absent(self, attribute: Attribute) -> None:
        """Well-known values that the catalogue lacks."""
        if attribute.kind in NAMED:
            own = map(key, chain(self._counts[attribute.name], attribute.synonyms))
            for words in known_values(called(attribute), own):
                if words not in self.as_written and not self.stemmed.get(stems(words)):
                    self._add(words, Meaning("absent", attribute.name), stem=True)

    def _synonym(self, attribute: Attribute, value: str) -> Meaning:
        """What a synonym of the value means; of a flag's, "yes" or "no"."""
        if attribute.kind is Kind.FLAG:
            return Meaning("flag", attribute.name, "no" if value.casefold() in ("no", "false") else "", 1)
        first, *more = value.split(BOTH)
        own = self.own_value(attribute.name, first)
        role: Role = "value" if own in self._counts.get(attribute.name, ()) else "absent"
        return Meaning(role, attribute.name, own, 1, tuple(self._targets(attribute, more)))

    def _targets(self, attribute: Attribute, more: Iterable[str]) -> Iterator[tuple[str, str]]:
        """ "comedy" is the attribute's own, "moods=dark" another's; what the catalogue lacks is left out."""
        for target in more:
            name, sign, value = target.partition("=")
            name, value = (name, value) if sign else (attribute.name, target)
            own = self.own_value(name, value)
            if own in self._counts.get(name, ()):
                yield name, own

    def _add_values(self, attribute: Attribute) -> None:
        counts = self._counts[attribute.name]
        if attribute.name in self._spelled.attributes:
            return
        stemmed = len(counts) <= STEMMED_VALUES
        for value in counts:
            self._add(key(value), Meaning("value", attribute.name, value), stem=stemmed)
        if places.are_peoples(counts) and not list(_tables(attribute, counts)):
            self.served.append(attribute.name)
            for adjective in sorted(places.peoples()):
                if (adjective,) not in self.as_written:
                    self._add((adjective,), Meaning("absent", attribute.name), stem=False)
        for table in _tables(attribute, counts):
            for words, value in places.wordings(counts, table):
                self._add(words, Meaning("value" if value else "absent", attribute.name, value), stem=False)

    def _add(self, words: Phrase, meaning: Meaning, *, stem: bool) -> None:
        if not words or any(
            m.attribute == meaning.attribute and m.role == meaning.role for m in self.as_written[words]
        ):
            return
        self.as_written[words].append(meaning)
        if stem:
            self.stemmed[stems(words)].append(
                Meaning(meaning.role, meaning.attribute, meaning.value, max(1, meaning.rank), meaning.also)
            )

    def _add_hints(self) -> None:
        own_names = {a.name for a in self._domain.attributes}
        for wording, target in self._domain.hints.items():
            attribute, _, value = target.partition("=")
            if attribute in own_names:
                own = self.own_value(attribute, value)
                self.as_written[key(wording)].append(Meaning("hint", attribute, own, 1))


def _tables(attribute: Attribute, counts: Iterable[str]) -> Iterator[dict[Phrase, str]]:
    """The tables of countries or languages, where the attribute is named after one and its values are in it."""
    named = set(called(attribute))
    if named & {"country", "countries", "origin", "nationality", "nation"} and places.is_table(
        counts, places.countries()
    ):
        yield places.countries()
    if named & {"language", "languages"} and places.is_table(counts, places.languages()):
        yield places.languages()


def _wordings(words: Phrase) -> Iterator[Phrase]:
    yield from variants(words)
    if len(words) == 2:
        yield ("".join(words),)
