"""The vocabulary of a catalogue: items, their attributes, and yes/no tests on them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

Value = str | float | bool | tuple[str, ...]
"""category and text: str; number, money, year and duration: float; flag: bool; tags: tuple of str."""


class Kind(StrEnum):
    CATEGORY = "category"
    TAGS = "tags"
    NUMBER = "number"
    MONEY = "money"
    YEAR = "year"
    DURATION = "duration"
    FLAG = "flag"
    TEXT = "text"


NUMERIC = frozenset({Kind.NUMBER, Kind.MONEY, Kind.YEAR, Kind.DURATION})
NAMED = frozenset({Kind.CATEGORY, Kind.TAGS})
"""Kinds whose values people call by name."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """One thing that is known of an item, with the words people use about it."""

    name: str
    kind: Kind
    column: str = ""
    """The column of the owner's file that it was read from."""
    label: str = ""
    """For people, singular and lower case: "genre", "price"."""
    unit: str = ""
    """`min` for every duration; ISO 4217 for money ("USD"); free for numbers ("kg", "%")."""
    separator: str = ""
    """How the column's cells list several values; empty for a single one."""
    informable: bool = True
    requestable: bool = True
    askability: float = 0.5
    """0–1: how readily a person can answer a question about it. 0 is never asked."""
    question: str = ""
    aliases: tuple[str, ...] = ()
    """Other names of the attribute itself: "directed by", "made in", "budget"."""
    synonyms: Mapping[str, str] = field(default_factory=dict)
    """A wording, lower case, to the value it stands for: "sci-fi" to "science fiction"."""
    lower: tuple[str, ...] = ()
    """Words that ask for less of it than something shown: "cheaper", "shorter", "older"."""
    higher: tuple[str, ...] = ()
    low_words: tuple[str, ...] = ()
    """Vague words for its low end: "cheap", "short", "old"."""
    high_words: tuple[str, ...] = ()
    low: float | None = None
    """What the low words mean here: at most this (a quantile of the catalogue, or the owner's number)."""
    high: float | None = None
    subjective: bool = False
    """Its values are opinions (a mood, a theme): a plainly named one is preferred, and required only by "must"."""
    order: tuple[str, ...] = ()
    """Its values from least to most where they are a scale ("light", "medium", "full"); empty where they are none."""
    phrase: str = ""
    """How a value stands in a sentence about an item: "directed by {}", "from {}"; empty: label and value."""
    better: str = ""
    """`higher` or `lower` where everyone would agree (a rating, a price); else empty."""

    @property
    def numeric(self) -> bool:
        return self.kind in NUMERIC


@dataclass(frozen=True, slots=True)
class Item:
    """One recommendable thing. An attribute it has no value for is absent from `values`."""

    id: str
    title: str
    values: Mapping[str, Value]
    text: str = ""
    image: str = ""
    link: str = ""

    def tags(self, attribute: str) -> tuple[str, ...]:
        """Its values of a category or tags attribute; empty if it has none."""
        value = self.values.get(attribute)
        if isinstance(value, str):
            return (value,)
        return value if isinstance(value, tuple) else ()

    def number(self, attribute: str) -> float | None:
        value = self.values.get(attribute)
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


@dataclass(frozen=True, slots=True)
class Domain:
    """What is recommended, and how one talks about it: everything that another catalogue would say differently."""

    name: str
    title: str
    attributes: tuple[Attribute, ...]
    noun: str = "item"
    plural: str = "items"
    language: str = "en"
    description: str = ""
    card: tuple[str, ...] = ()
    """Attributes shown on an item's card, most telling first."""
    price: str = ""
    rating: str = ""
    rating_count: str = ""
    popularity: str = ""
    """Names of the attributes that play these parts; empty if none does."""
    picture: str = ""
    """The attribute that picks the drawing on cards of items without an image."""
    starters: tuple[str, ...] = ()
    hints: Mapping[str, str] = field(default_factory=dict)
    """What a whole phrase implies: "date night" to "moods=romantic"; read as a guess, never as a must."""

    def attribute(self, name: str) -> Attribute | None:
        return next((a for a in self.attributes if a.name == name), None)

    @property
    def informable(self) -> tuple[Attribute, ...]:
        return tuple(a for a in self.attributes if a.informable)


@dataclass(frozen=True)
class Catalogue:
    """All items at one version, which is a hash of the domain and the items: equal versions are equal catalogues."""

    domain: Domain
    version: str
    items: Sequence[Item] = field(repr=False)
    """A tuple; of a large catalogue one that reads each item when it is asked for (`retrieval.stored`)."""

    @property
    def name(self) -> str:
        return self.domain.name

    @cached_property
    def ids(self) -> Sequence[str]:
        """By row."""
        return tuple(item.id for item in self.items)

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """Item id to its place in `items`."""
        return {item.id: row for row, item in enumerate(self.items)}

    @cached_property
    def names_per_item(self) -> Mapping[str, float]:
        """Attribute to how many values the items that have it have on average; 0 where none has a name for a value."""
        found = {}
        for attribute in self.domain.attributes:
            counts = [len(tags) for item in self.items if (tags := item.tags(attribute.name))]
            found[attribute.name] = sum(counts) / len(counts) if counts else 0.0
        return found

    def find(self, item_id: str) -> Item | None:
        row = self.rows.get(item_id)
        return None if row is None else self.items[row]

    def passing(self, required: Sequence["Constraint"], forbidden: Sequence["Constraint"] = ()) -> Iterator[Item]:
        """The items that pass all of `required` and none of `forbidden`, in order."""
        return (
            item
            for item in self.items
            if all(test.accepts(item) for test in required) and not any(test.accepts(item) for test in forbidden)
        )

    def known_of(
        self, names: frozenset[str], required: Sequence["Constraint"], forbidden: Sequence["Constraint"] = ()
    ) -> frozenset[str]:
        """Which of the attributes any of the items that pass has a value of."""
        found: frozenset[str] = frozenset()
        for item in self.passing(required, forbidden):
            found |= names & item.values.keys()
            if len(found) == len(names):
                break
        return found


class Operator(StrEnum):
    EQ = "="
    NE = "≠"
    IN = "in"
    NOT_IN = "not-in"
    LT = "<"
    LE = "≤"
    GT = ">"
    GE = "≥"
    BETWEEN = "between"


@dataclass(frozen=True, slots=True)
class Constraint:
    """A yes/no test on an item.

    `value` is a str, float or bool for `= ≠`, a float for `< ≤ > ≥`, a tuple of str for `in` and `not-in`,
    a pair of floats (both ends included) for `between`. On tags, `=` asks for one of the tags, `in` for any.

    Missing values: an item without the attribute fails every test but `≠` and `not-in`.
    """

    attribute: str
    operator: Operator
    value: str | float | bool | tuple[str, ...] | tuple[float, float]

    def accepts(self, item: Item) -> bool:
        value = item.values.get(self.attribute)
        match self.operator:
            case Operator.NE:
                return not _equal(value, self.value)
            case Operator.NOT_IN:
                return not _meets(value, self.value)
            case Operator.EQ:
                return _equal(value, self.value)
            case Operator.IN:
                return _meets(value, self.value)
            case _:
                return self._within(value)

    def _within(self, value: Value | None) -> bool:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        low, high = self.bounds
        inside_low = value > low if self.operator is Operator.GT else value >= low
        inside_high = value < high if self.operator is Operator.LT else value <= high
        return inside_low and inside_high

    @property
    def bounds(self) -> tuple[float, float]:
        """Lowest and highest number it lets through (infinite where open); raises ValueError for tests on names."""
        if isinstance(self.value, str | bool):
            raise ValueError(f"{self.operator} {self.value!r} on {self.attribute!r} has no bounds")
        if isinstance(self.value, tuple):
            low, high = self.value
            return float(low), float(high)
        match self.operator:
            case Operator.LT | Operator.LE:
                return float("-inf"), float(self.value)
            case Operator.GT | Operator.GE:
                return float(self.value), float("inf")
            case _:
                return float(self.value), float(self.value)


def _equal(value: Value | None, wanted: object) -> bool:
    return wanted in value if isinstance(value, tuple) else value is not None and value == wanted


def _meets(value: Value | None, wanted: object) -> bool:
    if not isinstance(wanted, tuple):
        return _equal(value, wanted)
    return any(_equal(value, one) for one in wanted)
