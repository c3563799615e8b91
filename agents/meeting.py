"""A wish that meets earlier ones: what contradicts it gives way, what goes with it is joined, the rest stands."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from agents.dialogue import Preference, Profile, Retract
from retrieval.catalogue import NAMED, Attribute, Catalogue, Constraint, Domain, Kind, Operator

POSITIVE_NAMED = frozenset((Operator.EQ, Operator.IN))
ADDING = frozenset(("or", "also", "too", "additionally", "well"))
"""Words that add a value beside the one there is."""
SINGLE = 1.25
"""Tags of which items have fewer than this on average, as most countries, are replaced and not gathered."""


def with_wish(profile: Profile, wish: Preference, catalogue: Catalogue) -> Profile:
    """The profile with the wish; what contradicts it gives way, except to a guess, which gives way itself."""
    attribute = catalogue.domain.attribute(wish.attribute)
    if attribute is None or _is_idle_guess(profile, wish):
        return profile
    kept = tuple(_kept(profile.preferences, wish, attribute, catalogue))
    merged = _merged(kept, wish, attribute)
    return replace(profile, preferences=merged, waived=profile.waived - {wish.attribute})


def _is_idle_guess(profile: Profile, wish: Preference) -> bool:
    """Whether a guess says again, or against, what was said in so many words."""
    if wish.source != "implied":
        return False
    return any(values_of(p) & values_of(wish) for p in profile.on(wish.attribute) if p.source != "implied")


def _kept(
    wishes: Sequence[Preference], wish: Preference, attribute: Attribute, catalogue: Catalogue
) -> Iterator[Preference]:
    for old in wishes:
        if old.attribute != wish.attribute:
            yield old
        elif attribute.numeric:
            yield from _beside_number(old, wish)
        elif attribute.kind is Kind.FLAG or attribute.kind is Kind.TEXT:
            continue
        else:
            yield from _beside_name(old, wish, attribute, catalogue)


def _merged(kept: tuple[Preference, ...], wish: Preference, attribute: Attribute) -> tuple[Preference, ...]:
    """The wish at the end, joined with the one that it adds a value to or closes a range with."""
    partner = next((p for p in kept if _adds_to(p, wish) or (attribute.numeric and _closes(p, wish))), None)
    if partner is None:
        return (*kept, wish)
    rest = tuple(p for p in kept if p is not partner)
    constraint = _range(partner, wish) if attribute.numeric else _any_of(partner, wish)
    words = f"{partner.words}, {wish.words}" if partner.words and wish.words else wish.words or partner.words
    strength = wish.strength if attribute.numeric else partner.strength  # "north is fine too" loosens no must
    return (*rest, replace(wish, constraint=constraint, words=words, strength=strength))


def fitting(before: Profile, after: Profile, wish: Preference, catalogue: Catalogue) -> Profile:
    """Another kind of thing than before: what was relative to items of the old kind goes with it.

    So do wishes about what no item of the new one has: a sleeping bag sleeps no four people.
    """
    main = main_attribute(catalogue.domain)
    if main is None or main.kind is not Kind.CATEGORY or wish.attribute != main.name:
        return after
    if wish.negative or wish.source == "implied":
        return after
    old = [p for p in before.on(wish.attribute) if not p.negative]
    if not old or any(values_of(p) & values_of(one) for p in old for one in after.on(wish.attribute)):
        return after
    kept = [p for p in after.preferences if p.attribute == wish.attribute or p.source != "critique"]
    known = _known_of(wish, frozenset(p.attribute for p in kept), catalogue)
    return replace(after, preferences=tuple(p for p in kept if p.attribute in known or p.negative or not known))


def _known_of(wish: Preference, attributes: frozenset[str], catalogue: Catalogue) -> frozenset[str]:
    """Which of the attributes any item that meets the wish has."""
    met = (wish.constraint,)
    return catalogue.known_of(attributes, *(((), met) if wish.negative else (met, ())))


def main_attribute(domain: Domain) -> Attribute | None:
    """What kind of thing it is, as far as can be told: the named attribute that people can speak of most readily."""
    named = (a for a in domain.informable if a.kind in NAMED and not a.subjective and not a.order)
    return max(named, key=lambda attribute: attribute.askability, default=None)


# --- names ------------------------------------------------------------------------------------------------------------


def values_of(wish: Preference) -> frozenset[object]:
    value = wish.constraint.value
    return frozenset(value) if isinstance(value, tuple) else frozenset((value,))


def _beside_name(old: Preference, wish: Preference, attribute: Attribute, catalogue: Catalogue) -> Iterator[Preference]:
    """What is left of an earlier wish for names beside a new one."""
    if old.negative == wish.negative:
        beside = not (values_of(old) <= values_of(wish) or values_of(wish) < values_of(old))
        if _adds_to(old, wish) or (beside and (wish.negative or not _single(attribute, catalogue))):
            yield old
        return
    if values_of(old) & values_of(wish):
        yield from _without_values(old, values_of(wish))
    else:
        yield old


def _values_in_order(wish: Preference) -> tuple[str, ...]:
    value = wish.constraint.value
    return tuple(str(v) for v in value) if isinstance(value, tuple) else (str(value),)


def _singular(operator: Operator) -> Operator:
    return {Operator.IN: Operator.EQ, Operator.NOT_IN: Operator.NE}.get(operator, operator)


def _adds_to(old: Preference, wish: Preference) -> bool:
    """ "or Italian", "also Italian": another value beside the one there is."""
    both = old.constraint.operator in POSITIVE_NAMED and wish.constraint.operator in POSITIVE_NAMED
    named = isinstance(old.constraint.value, str | tuple) and old.attribute == wish.attribute
    spoken = wish.words.casefold().split()
    adding = bool(ADDING & {*spoken[:1], *spoken[-1:]})
    return both and named and adding and not old.negative and not wish.negative


def _any_of(old: Preference, wish: Preference) -> Constraint:
    values = tuple(dict.fromkeys((*_values_in_order(old), *_values_in_order(wish))))
    return Constraint(wish.attribute, Operator.IN, values) if len(values) > 1 else wish.constraint


def _single(attribute: Attribute, catalogue: Catalogue) -> bool:
    """Whether an item has one value of it as a rule, so that a second one replaces the first."""
    if attribute.kind is Kind.CATEGORY:
        return True
    return 0 < catalogue.names_per_item[attribute.name] < SINGLE


# --- numbers ----------------------------------------------------------------------------------------------------------

Bounds = tuple[float, float]


def _beside_number(old: Preference, wish: Preference) -> Iterator[Preference]:
    """An earlier bound stays where it is on the other side and leaves something; a refused range, where it does.

    A must stays beside a mere preference within it: "under two hours", then "short".
    """
    if old.negative or wish.negative:
        if old.negative != wish.negative and _covers(old, wish):
            return
        if old.constraint != wish.constraint:
            yield old
        return
    if old.hard and not wish.hard and _overlap(old.constraint, wish.constraint) and not _within(old, wish):
        yield old
        return
    (old_low, old_high), (low, high) = old.constraint.bounds, wish.constraint.bounds
    open_below, open_above = low == float("-inf"), high == float("inf")
    if not (open_below or open_above):
        return
    other_side = (old_low, float("inf")) if open_below else (float("-inf"), old_high)
    if other_side == (float("-inf"), float("inf")):
        return
    left = _one_sided(old, other_side)
    if _overlap(left.constraint, wish.constraint):
        yield left


def _one_sided(old: Preference, bounds: Bounds) -> Preference:
    """The side of an earlier range that a new bound leaves alone."""
    if old.constraint.operator is not Operator.BETWEEN and old.constraint.operator is not Operator.EQ:
        return old
    operator, value = (Operator.GE, bounds[0]) if bounds[1] == float("inf") else (Operator.LE, bounds[1])
    return replace(old, constraint=Constraint(old.attribute, operator, value))


def _overlap(one: Constraint, other: Constraint) -> bool:
    low, high = max(one.bounds[0], other.bounds[0]), min(one.bounds[1], other.bounds[1])
    strict = {Operator.LT, Operator.GT} & {one.operator, other.operator}
    return low < high or (low == high and not strict)


def _covers(old: Preference, wish: Preference) -> bool:
    """Whether what is refused, the older or the newer, leaves nothing of what is wanted."""
    return _within(wish, old) if old.negative else _within(old, wish)


def _within(inner: Preference, outer: Preference) -> bool:
    """Whether every number that the first lets through is one of the second's, ends aside."""
    low, high = outer.constraint.bounds
    inner_low, inner_high = inner.constraint.bounds
    return low <= inner_low and inner_high <= high


def _closes(old: Preference, wish: Preference) -> bool:
    """Whether two bounds are one range: same attribute and strength, opposite sides, both ends included."""
    same = old.attribute == wish.attribute and old.strength == wish.strength and not wish.negative
    return same and {old.constraint.operator, wish.constraint.operator} == {Operator.LE, Operator.GE}


def _range(old: Preference, wish: Preference) -> Constraint:
    low, high = (
        max(old.constraint.bounds[0], wish.constraint.bounds[0]),
        min(old.constraint.bounds[1], wish.constraint.bounds[1]),
    )
    return Constraint(wish.attribute, Operator.BETWEEN, (low, high))


# --- taking back ------------------------------------------------------------------------------------------------------


def without_wish(profile: Profile, act: Retract) -> Profile:
    """The profile without what the act takes back; the same one where nothing of the kind was wished or waived."""
    kept = tuple(left for wish in profile.preferences for left in _left_of(wish, act))
    return replace(profile, preferences=kept, waived=profile.waived - {act.attribute})


def _left_of(wish: Preference, act: Retract) -> Iterator[Preference]:
    meant = wish.attribute == act.attribute and act.test in (None, wish.constraint)
    if not meant or (act.value and act.value not in values_of(wish)):
        yield wish
    elif act.value:
        yield from _without_values(wish, frozenset((act.value,)))


def _without_values(wish: Preference, gone: frozenset[object]) -> Iterator[Preference]:
    left = tuple(v for v in _values_in_order(wish) if v not in gone)
    if left:
        operator = wish.constraint.operator if len(left) > 1 else _singular(wish.constraint.operator)
        value: str | tuple[str, ...] = left if len(left) > 1 else left[0]
        yield replace(wish, constraint=replace(wish.constraint, operator=operator, value=value))
