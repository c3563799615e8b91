"""Critiques as constraints: "like the second, but cheaper" becomes a bound taken from the second item's price."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from math import inf

from agents.dialogue import Change, Critique, Preference, Scope, Strength
from retrieval.catalogue import NAMED, Attribute, Catalogue, Constraint, Item, Kind, Operator
from retrieval.wording import wish_in_words

SAME = 0.1
"""Numbers within a tenth are the same; years within two."""
SAME_YEARS = 2.0
MOST_UNLIKE = 3
"""Values of one attribute that something different should not have."""
BY_NAME = (Operator.IN, Operator.NOT_IN, Operator.NE)
ENOUGH = 3
"""A bound relative to a whole slate must leave this many items, or it is relative to the slate's middle instead."""


def critique_preferences(
    critique: Critique, items: Sequence[Item], catalogue: Catalogue, turn: int, hard: Sequence[Preference] = ()
) -> tuple[Preference, ...]:
    """What the critique asks for, in the catalogue's numbers and values.

    `items` are those it names, or the whole last slate. "Less" of something is below the least that any of the items
    has. Relative to a whole slate it is below the slate's middle where too little that keeps the other `hard` wishes
    is left below its least, and something below its middle. An attribute that no item has a value for gives nothing.
    """
    found: list[Preference] = []
    for change in critique.changes:
        attribute = catalogue.domain.attribute(change.attribute)
        if attribute is not None:
            others = [p for p in hard if p.attribute != attribute.name or _stays(p, change)]
            rest = None if critique.item_ids else _Rest(catalogue, others)
            found += _preferences(change, attribute, items, turn, rest)
    return tuple(found)


def _stays(wish: Preference, change: Change) -> bool:
    """Whether a bound on the same attribute is on the other side, and so stands beside the new one."""
    if wish.negative or isinstance(wish.constraint.value, str | bool) or wish.constraint.operator in BY_NAME:
        return False
    low, high = wish.constraint.bounds
    return low > -inf if change.direction == "less" else high < inf and change.direction == "more"


@dataclass(frozen=True, slots=True)
class _Rest:
    """What a bound relative to a whole slate must leave something of."""

    catalogue: Catalogue
    wishes: Sequence[Preference]

    def leaves(self, constraint: Constraint, enough: int) -> bool:
        required = [constraint, *(wish.constraint for wish in self.wishes if not wish.negative)]
        left = self.catalogue.passing(required, [wish.constraint for wish in self.wishes if wish.negative])
        return len(list(islice(left, enough))) == enough


def _preferences(
    change: Change, attribute: Attribute, items: Sequence[Item], turn: int, rest: _Rest | None
) -> Iterator[Preference]:
    match change.direction:
        case "less" | "more" if attribute.kind is Kind.FLAG:  # "less spicy"
            tests = [Constraint(attribute.name, Operator.EQ, True)]
            strength = Strength.MUST if change.direction == "more" else Strength.NEVER
        case "less" | "more":
            constraint = _bound(change, attribute, items, rest) or _on_scale(change, attribute, items)
            tests = [constraint] if constraint else []
            strength = Strength.MUST
        case "same":
            tests, strength = list(_same(attribute, items)), Strength.MUST
        case "different":
            tests, strength = list(_each(attribute, items)), Strength.NEVER
    for test in tests:
        read = f"{'not ' if strength is Strength.NEVER else ''}{wish_in_words(attribute, test)}"
        note = f"{_than(change, items)}: {read}"
        yield Preference(test, strength, words=change.words, turn=turn, source="critique", note=note)


def _than(change: Change, items: Sequence[Item]) -> str:
    """ "Cheaper than Lark 2"."""
    words = change.words or change.direction
    relative = change.direction in ("less", "more") and words.split()[0] not in ("too", "not", "made")
    if not relative or len(words.split()) > 2:
        return words
    return f"{words} than {items[0].title if len(items) == 1 else 'those'}"


# --- less and more ----------------------------------------------------------------------------------------------------


def _bound(change: Change, attribute: Attribute, items: Sequence[Item], rest: _Rest | None) -> Constraint | None:
    values = sorted(v for i in items if (v := i.number(attribute.name)) is not None)
    if not values or not attribute.numeric:
        return None
    less = change.direction == "less"
    operator = Operator.LT if less else Operator.GT
    constraint = Constraint(attribute.name, operator, values[0] if less else values[-1])
    if rest is None or len(values) < 2 or rest.leaves(constraint, ENOUGH):
        return constraint
    middle = Constraint(attribute.name, operator, values[len(values) // 2])
    return middle if rest.leaves(middle, 1) else constraint


def _on_scale(change: Change, attribute: Attribute, items: Sequence[Item]) -> Constraint | None:
    """ "Drier": the values that stand before those of all the items, where the values are a scale."""
    order = attribute.order
    places = [order.index(value) for item in items for value in item.tags(attribute.name) if value in order]
    if not places:
        return None
    left = order[: min(places)] if change.direction == "less" else order[max(places) + 1 :]
    return Constraint(attribute.name, Operator.IN, tuple(left)) if left else None


# --- same and different -----------------------------------------------------------------------------------------------


def _same(attribute: Attribute, items: Sequence[Item]) -> Iterator[Constraint]:
    values = tuple(dict.fromkeys(tag for item in items for tag in item.tags(attribute.name)))
    if attribute.kind in NAMED and len(values) > 1:
        yield Constraint(attribute.name, Operator.IN, values)
    else:
        yield from _each(attribute, items)


def _each(attribute: Attribute, items: Sequence[Item]) -> Iterator[Constraint]:
    """A test for every value that the items have of it."""
    name = attribute.name
    if attribute.kind in NAMED:
        tags = dict.fromkeys(tag for item in items for tag in item.tags(name))
        yield from (Constraint(name, Operator.EQ, tag) for tag in tags)
    elif attribute.kind is Kind.FLAG:
        flags = dict.fromkeys(value for item in items if isinstance(value := item.values.get(name), bool))
        yield from (Constraint(name, Operator.EQ, flag) for flag in flags)
    elif attribute.numeric:
        numbers = dict.fromkeys(v for item in items if (v := item.number(name)) is not None)
        yield from (Constraint(name, Operator.BETWEEN, _around(attribute, v)) for v in numbers)


def _around(attribute: Attribute, value: float) -> tuple[float, float]:
    slack = SAME_YEARS if attribute.kind is Kind.YEAR else abs(value) * SAME
    return value - slack, value + slack


# --- something completely different -----------------------------------------------------------------------------------


def unlike(
    items: Sequence[Item], wishes: Sequence[Preference], catalogue: Catalogue, turn: int, words: str
) -> tuple[Preference, ...]:
    """Rather nothing of what most of the items have in common, and not their decade; for this turn alone.

    What was wished for stays wished for.
    """
    wanted = [wish for wish in wishes if not wish.negative]
    found: list[Constraint] = []
    for attribute in catalogue.domain.informable:
        mine = [wish for wish in wanted if wish.attribute == attribute.name]
        if attribute.kind in NAMED and attribute.askability > 0:
            found += [test for test in _common(attribute, items) if not any(_asks_for(wish, test) for wish in mine)]
        elif attribute.kind is Kind.YEAR and not mine:
            found += _common_decade(attribute, items)
    known = [wish.constraint for wish in wishes]
    return tuple(
        Preference(test, Strength.AVOID, Scope.TURN, words=words, turn=turn, source="critique")
        for test in found
        if test not in known
    )


def _asks_for(wish: Preference, test: Constraint) -> bool:
    value = wish.constraint.value
    return test.value in value if isinstance(value, tuple) else test.value == value


def _common(attribute: Attribute, items: Sequence[Item]) -> Iterator[Constraint]:
    counts = Counter(value for item in items for value in dict.fromkeys(item.tags(attribute.name)))
    often = [value for value, count in counts.most_common(MOST_UNLIKE) if 2 * count > len(items)]
    yield from (Constraint(attribute.name, Operator.EQ, value) for value in often)


def _common_decade(attribute: Attribute, items: Sequence[Item]) -> Iterator[Constraint]:
    counts = Counter(year // 10 * 10 for item in items if (year := item.number(attribute.name)) is not None)
    for start, count in counts.most_common(1):
        if 2 * count > len(items):
            yield Constraint(attribute.name, Operator.BETWEEN, (start, start + 9.0))
