"""What a model is shown of the wishes and the candidates: facts on one short line an item, all of it fenced."""

from collections.abc import Iterable, Iterator, Sequence

from agents.dialogue import Preference, Profile
from agents.grading import Example, Wanted
from agents.prompts import CLOSE, OPEN, clipped
from agents.scorers._caching import CLOSE_TO
from retrieval.catalogue import Attribute, Catalogue, Domain, Item, Kind, Value
from retrieval.wording import in_words, wish_in_words

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""Candidates are called by letters: one token each, and no number of an item can be taken for one. The examples in the
prompts are made of the last letters, so that a model that only repeats them names nobody."""
LONGEST_FACTS = 180
"""Characters of an item: about 45 tokens by count of letters, at most some 60 by real ones."""
LONGEST_TITLE, LONGEST_VALUE, LONGEST_TEXT, LONGEST_WISHES, LONGEST_MESSAGE = 60, 40, 200, 400, 300
LEAST_TEXT = 20
"""Fewer characters of a text tell nothing."""
NAMES = 3
"""Values of one attribute that are told, the wished ones first."""
EXAMPLES = 4


class Prompter:
    """`facts` and `examples` are cut to their length; whatever an item or a person wrote stays between the fences."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._domain = catalogue.domain

    @property
    def nouns(self) -> dict[str, str]:
        return {"noun": clipped(self._domain.noun, 30), "plural": clipped(self._domain.plural, 30)}

    # --- the person ---------------------------------------------------------------------------------------------------

    def wanted(self, wanted: Wanted) -> str:
        return f"What the person wants:\n{block(self._wanted_lines(wanted))}"

    def _wanted_lines(self, wanted: Wanted) -> Iterator[str]:
        profile = wanted.profile
        wishes = "; ".join(self._wish(p) for p in profile.preferences)
        yield f"wishes: {clipped(wishes, LONGEST_WISHES) or 'none'}"
        for name, ids in (("close to", profile.liked[-CLOSE_TO:]), ("turned down", profile.rejected[-CLOSE_TO:])):
            if titles := self._titles(ids):
                yield f"{name}: {titles}"
        yield f"said last: {clipped(wanted.utterance, LONGEST_MESSAGE)}"

    def _wish(self, wish: Preference) -> str:
        attribute = self._domain.attribute(wish.attribute)
        words = wish_in_words(attribute, wish.constraint) if attribute else str(wish.constraint.value)
        label = (attribute.label if attribute else "") or wish.attribute
        return f"{wish.strength} {label} {clipped(words, 80)}"

    def _titles(self, ids: Sequence[str]) -> str:
        return "; ".join(clipped(item.title, LONGEST_TITLE) for i in ids if (item := self.catalogue.find(i)))

    # --- items --------------------------------------------------------------------------------------------------------

    def items(self, items: Iterable[Item], profile: Profile) -> str:
        """One line an item, each beginning with its letter."""
        lines = (f"{letter}: {self.facts(item, profile)}" for letter, item in zip(LETTERS, items, strict=False))
        return f"The {clipped(self._domain.plural, 30)}:\n{block(lines)}"

    def item(self, item: Item, profile: Profile) -> str:
        return f"The {clipped(self._domain.noun, 30)}:\n{block([self.facts(item, profile)])}"

    def facts(self, item: Item, profile: Profile) -> str:
        """Title, values that were wished about, values of the card, and as much of the text as there is room for."""
        told = clipped(item.title, LONGEST_TITLE)
        for attribute in _telling(self._domain, profile):
            value = item.values.get(attribute.name)
            if value is not None and len(said := _said(attribute, value, profile)) + len(told) + 2 < LONGEST_FACTS:
                told = f"{told}; {said}"
        room = min(LONGEST_TEXT, LONGEST_FACTS - len(told) - 5)
        return f"{told}; {clipped(item.text, room)}" if item.text and room >= LEAST_TEXT else told

    # --- what others took ---------------------------------------------------------------------------------------------

    def examples(self, examples: Sequence[Example], conversation: str) -> str:
        """Of other conversations; empty if there are none. An id that belongs to nobody has no others."""
        lines = [line for e in examples if conversation and e.conversation != conversation and (line := self._took(e))]
        if not lines:
            return ""
        return f"How other people took {clipped(self._domain.plural, 30)}:\n{block(lines[:EXAMPLES])}\n"

    def _took(self, example: Example) -> str:
        """Only the item's own values and numbers: a name that the item does not have could be somebody's own words."""
        item = self.catalogue.find(example.item_id)
        if item is None:
            return ""
        met = [
            f"{self._label(p)} {words}" for p in example.wishes if p.met_by(item) and (words := self._shared(p, item))
        ]
        missed = [self._label(p) for p in example.wishes if not p.met_by(item) and self._domain.attribute(p.attribute)]
        told = [f"{example.taken} {clipped(item.title, LONGEST_TITLE)}"]
        told += [f"had the wished {', '.join(met[:NAMES])}"] if met else []
        told += [f"missed the wished {', '.join(dict.fromkeys(missed[:NAMES]))}"] if missed else []
        return clipped("; ".join(told), LONGEST_TEXT)

    def _label(self, wish: Preference) -> str:
        attribute = self._domain.attribute(wish.attribute)
        return (attribute.label if attribute else "") or wish.attribute

    def _shared(self, wish: Preference, item: Item) -> str:
        attribute, value = self._domain.attribute(wish.attribute), item.values.get(wish.attribute)
        if attribute is None or value is None or wish.negative or attribute.kind is Kind.TEXT:
            return ""
        names = [name for name in item.tags(wish.attribute) if name in _named([wish])]
        return clipped(", ".join(names) or in_words(attribute, value), LONGEST_VALUE)


def block(lines: Iterable[str]) -> str:
    """Lines that hold no fence and no line break of their own, between fences."""
    return "\n".join((OPEN, *lines, CLOSE))


def _telling(domain: Domain, profile: Profile) -> Iterator[Attribute]:
    """Those that were wished about, then those of the card; texts have a place of their own."""
    names = dict.fromkeys((*(p.attribute for p in profile.preferences), *domain.card))
    found = (domain.attribute(name) for name in names)
    yield from (a for a in found if a is not None and a.kind is not Kind.TEXT)


def _said(attribute: Attribute, value: Value, profile: Profile) -> str:
    """ "comedy, crime", "1 h 36 min", "rating 7.9": a name or a number with a unit speaks for itself."""
    if isinstance(value, tuple):
        wished = _named(profile.on(attribute.name))
        value = tuple(sorted(value, key=lambda name: name not in wished)[:NAMES])
    words = clipped(in_words(attribute, value), LONGEST_VALUE)
    plain = attribute.kind in (Kind.FLAG, Kind.NUMBER)
    return f"{clipped(attribute.label or attribute.name, LONGEST_VALUE)} {words}" if plain else words


def _named(wishes: Iterable[Preference]) -> frozenset[str]:
    values = (p.constraint.value for p in wishes)
    return frozenset(n for v in values for n in (v if isinstance(v, tuple) else (v,)) if isinstance(n, str))
