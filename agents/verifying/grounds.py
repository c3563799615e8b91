"""What a sentence about an item may rest on, and whether one reading of its words holds."""

from dataclasses import dataclass
from functools import cached_property

from agents.dialogue import Preference
from agents.understanding.lexicon import Phrase
from agents.understanding.meaning import Meaning
from agents.understanding.tokens import key
from agents.understanding.vocabulary import Vocabulary
from agents.understanding.wordings import SAME
from agents.verifying.english import FILLER
from retrieval.catalogue import NAMED, Attribute, Item

MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Grounds:
    """The item's values, the person's wishes, and the items it may be compared with: nothing else is evidence.

    Item text is none, whatever it claims.
    """

    item: Item
    wishes: tuple[Preference, ...] = ()
    beside: tuple[Item, ...] = ()
    """The others on the slate, in their order."""
    like: tuple[Item, ...] = ()
    """Items it was to be like."""
    rank: int = 0
    """From 1; 0 for none."""

    @property
    def others(self) -> tuple[Item, ...]:
        return (*self.beside, *(item for item in self.like if item.id not in {o.id for o in self.beside}))

    def at(self, rank: int) -> Item | None:
        """The item in that place of the slate."""
        slate = [*self.beside[: self.rank - 1], self.item, *self.beside[self.rank - 1 :]] if self.rank else []
        return slate[rank - 1] if 0 < rank <= len(slate) else None


class Knowledge:
    """What belongs to the catalogue, and is made once."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.attributes = vocabulary.attributes

    @cached_property
    def nouns(self) -> frozenset[str]:
        """What an item is called: the domain's noun, and what English calls the same."""
        domain = self.vocabulary.catalogue.domain
        own = (key(domain.noun), key(domain.plural))
        return frozenset(word for words in own for same in (words, *SAME.get(words, ())) for word in same)

    @cached_property
    def units(self) -> dict[Phrase, frozenset[str]]:
        """Units of several words ("of 100"), and those that are no common unit ("stars"), to their attributes."""
        found: dict[Phrase, frozenset[str]] = {}
        for attribute in self.attributes.values():
            words = ("°", *key(attribute.unit)) if attribute.unit.startswith("°") else key(attribute.unit)
            for form in (
                {words, (*words[:-1], f"{words[-1]}s"), (*words[:-1], words[-1].removesuffix("s"))} if words else ()
            ):
                found[form] = found.get(form, frozenset()) | {attribute.name}
        return found

    @cached_property
    def cues(self) -> dict[Phrase, frozenset[str]]:
        """Words that stand before a value in a sentence ("weighing"), to the attributes whose value must follow."""
        found: dict[Phrase, frozenset[str]] = {}
        for attribute in self.attributes.values():
            words = key(attribute.phrase.partition("{}")[0])
            if not all(word in FILLER for word in words):
                found[words] = found.get(words, frozenset()) | {attribute.name}
        return found


class Truth:
    """Whether what words mean holds for the item: True, False, or None where the catalogue does not say."""

    def __init__(self, grounds: Grounds, knowledge: Knowledge) -> None:
        self.grounds = grounds
        self.knowledge = knowledge
        self.vocabulary = knowledge.vocabulary

    @cached_property
    def own(self) -> dict[Phrase, list[Meaning]]:
        """The item's own values by their words; of names the last word too."""
        found: dict[Phrase, list[Meaning]] = {}
        for name in self.grounds.item.values:
            attribute = self.vocabulary.attributes.get(name)
            for one in self.grounds.item.tags(name) if attribute and attribute.kind in NAMED else ():
                words = key(one)
                found.setdefault(words, []).append(Meaning("value", name, one))
                if name in self.vocabulary.names and len(words) > 1:
                    found.setdefault(words[-1:], []).append(Meaning("value", name, one, 2))
        return found

    def holds(self, meaning: Meaning) -> bool | None:
        match meaning.role:
            case "value":
                whole = ((meaning.attribute, meaning.value), *meaning.also)
                known = [self._has(attribute, value) for attribute, value in whole]
                return None if None in known else all(known)
            case "absent":
                return None if meaning.attribute not in self.grounds.item.values else False
            case "flag":
                value = self.grounds.item.values.get(meaning.attribute)
                return value is not (meaning.value == "no") if isinstance(value, bool) else None
            case "hint":
                return self._hinted(meaning)
            case "low" | "high":
                return self._at_end(meaning)
            case _:
                return None

    def _has(self, attribute: str, value: str) -> bool | None:
        tags = self.grounds.item.tags(attribute)
        return value in tags if tags else None

    def _hinted(self, meaning: Meaning) -> bool | None:
        value = self.grounds.item.values.get(meaning.attribute)
        if isinstance(value, bool):
            return value is (meaning.value.casefold() in ("yes", "true"))
        return self._has(meaning.attribute, meaning.value)

    def _at_end(self, meaning: Meaning) -> bool | None:
        attribute = self.vocabulary.attributes[meaning.attribute]
        number = self.grounds.item.number(attribute.name)
        if number is None:
            return None
        bound = self.vocabulary.ranges.bound(attribute, "low" if meaning.role == "low" else "high")
        if bound is None:
            return None
        return number <= bound if meaning.role == "low" else number >= bound

    def wished(self, meaning: Meaning) -> tuple[Preference, ...]:
        """The wishes that name it."""
        return tuple(p for p in self.grounds.wishes if p.attribute == meaning.attribute and _names(p, meaning))


def _names(wish: Preference, meaning: Meaning) -> bool:
    value = wish.constraint.value
    if meaning.role == "flag" or isinstance(value, bool):
        return meaning.role in ("flag", "hint") and isinstance(value, bool)
    if meaning.role in ("low", "high"):
        return True
    return meaning.value == value or (isinstance(value, tuple) and meaning.value in value)


def size(item: Item, attribute: Attribute) -> float | None:
    """Its number, or its place on the scale that the attribute's values are."""
    if attribute.numeric:
        return item.number(attribute.name)
    places = [attribute.order.index(tag) for tag in item.tags(attribute.name) if tag in attribute.order]
    return float(places[0]) if len(places) == 1 else None
