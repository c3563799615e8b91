"""Numbers: whether the item's value is the one said, or on the side of it that is said."""

from collections.abc import Iterator

from agents.dialogue import Preference
from agents.understanding.quantities import Quantity
from agents.verifying.bounds import holds, is_denied
from agents.verifying.english import (
    BREAKS,
    WISHING,
)
from agents.verifying.marks import Mark
from agents.verifying.measures import candidates, cued
from agents.verifying.naming import Finding
from agents.verifying.taking_apart import Told
from agents.verifying.wishing import YOU, admits
from retrieval.catalogue import NAMED, Attribute, Item

SETTLED = frozenset(("number", "rank", "place", "no"))
COUNTED = frozenset(("of", "wishes", "wish", "picks", "reasons", "others", "choices", "options"))


def amounts(told: Told, handled: frozenset[int]) -> Iterator[Finding]:
    """`handled` are the starts of numbers that belong to a comparison."""
    for mark in told.marks:
        if mark.quantity is not None and mark.start not in handled and not supported(told, mark, mark.quantity):
            yield Finding(told.said(mark), "the number is another, or of something else")


def supported(told: Told, mark: Mark, quantity: Quantity) -> bool:
    item = told.truth.grounds.item
    found = list(candidates(told, quantity))
    if is_denied(told, quantity):
        known = [holds(told, quantity, v, n) for a, v in found if (n := item.number(a.name)) is not None]
        if known:
            return not any(known)
        if (named := _names_beside(told, quantity)) and not any(_has_number(item, name, quantity) for name in named):
            return True
    elif any(holds(told, quantity, value, item.number(a.name)) for a, value in found):
        return True
    bare = [] if quantity.unit or found else [(a, quantity.value) for a in told.truth.vocabulary.attributes.values()]
    if speaks_of_bound(told, found or bare) or _to_limit(told, quantity, found):
        return True
    if quantity.unit or any(adjacent for _, adjacent in cued(told, quantity)):
        return False
    return _counts(told, quantity) or _equals_something(told, quantity, item)


def _names_beside(told: Told, quantity: Quantity) -> frozenset[str]:
    """The attributes whose values are names, and one of which is named right before the number: "vintage 2006"."""
    attributes = told.truth.vocabulary.attributes
    before = (
        m for mark in told.marks if mark.what == "attribute" and mark.end == quantity.start for m in mark.meanings
    )
    return frozenset(m.attribute for m in before if attributes[m.attribute].kind in NAMED)


def _has_number(item: Item, name: str, quantity: Quantity) -> bool:
    return f"{quantity.value:g}" in item.tags(name)


def speaks_of_bound(told: Told, found: list[tuple[Attribute, float]]) -> bool:
    """ "The 100 g you set": the bound of a wish, where wishes are spoken of, and none is passed off as met."""
    words = set(told.words)
    if not (words & YOU and words & WISHING):
        return False
    grounds = told.truth.grounds
    return any(
        value in _ends(wish) and (wish.met_by(grounds.item) or admits(told))
        for attribute, value in found
        for wish in grounds.wishes
        if wish.attribute == attribute.name
    )


def _ends(wish: Preference) -> tuple[float, ...]:
    value = wish.constraint.value
    if isinstance(value, bool | str):
        return ()
    ends = value if isinstance(value, tuple) else (value,)
    return tuple(float(end) for end in ends if not isinstance(end, str))


def _to_limit(told: Told, quantity: Quantity, found: list[tuple[Attribute, float]]) -> bool:
    """ "21 euros below your limit": how far from a wish's bound it is; "your limit of 150": the bound itself."""
    behind = told.words[quantity.end : quantity.end + 3]
    item, wishes = told.truth.grounds.item, told.truth.grounds.wishes
    if "limit" in told.words[max(0, quantity.start - 3) : quantity.start] and not quantity.unit:
        return any(quantity.value in _ends(wish) for wish in wishes)
    if behind[1:2] != ("your",) or behind[0] not in ("below", "under", "over", "above", "inside"):
        return False
    sign = -1.0 if behind[0] in ("over", "above") else 1.0
    known = ((a, v, item.number(a.name)) for a, v in found)
    return any(
        number is not None and abs(sign * (end - number) - value) < 1e-6
        for attribute, value, number in known
        for wish in wishes
        if wish.attribute == attribute.name
        for end in _ends(wish)
    )


def _counts(told: Told, quantity: Quantity) -> bool:
    """ "All three wishes", "of the three", "number 1 of 3", "all four seasons"."""
    grounds = told.truth.grounds
    before = told.words[max(0, quantity.start - 1) : quantity.start]
    behind = told.words[quantity.end : quantity.end + 1]
    if set(before) & SETTLED:
        return quantity.value == grounds.rank and (not behind or behind[0] in (*BREAKS, "of", "here", "for"))
    named = {m.attribute for mark in told.marks if mark.start == quantity.end for m in mark.meanings}
    if named and mark_is_attribute(told, quantity.end):
        return any(len(grounds.item.tags(name)) == quantity.value for name in named)
    met = sum(wish.met_by(grounds.item) for wish in grounds.wishes)
    shown = len(grounds.beside) + 1
    counted = set(behind) & (COUNTED | told.truth.knowledge.nouns) or set(before) & {"the", "all", "of", "other"}
    return bool(counted) and quantity.value in (shown, shown - 1, met, len(grounds.wishes))


def mark_is_attribute(told: Told, at: int) -> bool:
    return any(mark.start == at and mark.what == "attribute" for mark in told.marks)


def _equals_something(told: Told, quantity: Quantity, item: Item) -> bool:
    """A bare number that is one of the item's, or a value that is called by a number."""
    numbers = (item.number(a.name) for a in told.truth.vocabulary.attributes.values() if a.numeric)
    if any(number == quantity.value for number in numbers):
        return True
    return any(_has_number(item, name, quantity) for name in item.values)
