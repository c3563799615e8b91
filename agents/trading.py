"""What an item gives up against another of the slate, and what it has for that: from their values alone."""

from collections.abc import Iterator
from dataclasses import dataclass

from agents.dialogue import Profile
from agents.phrasing import sentence
from agents.speaking import spoken
from agents.understanding.numerals import UNITS
from retrieval.catalogue import NAMED, Attribute, Domain, Item, Kind
from retrieval.wording import in_words

NOTABLE = 0.15
"""A difference is worth telling from this share of the smaller number on."""
NOTABLE_YEARS = 10.0
DEGREES = {
    Kind.MONEY: ("cheaper", "more expensive"),
    Kind.DURATION: ("shorter", "longer"),
    Kind.YEAR: ("older", "newer"),
}
"""What less and more of a kind is called where the domain has no words for it."""


@dataclass(frozen=True, slots=True)
class Difference:
    attribute: Attribute
    gap: float
    """Own number less the other's."""
    better: bool


def next_best(items: tuple[Item, ...], place: int) -> Item | None:
    """What the item in that place, from 0, is held against: the first, or for the first itself the second."""
    if len(items) < 2:
        return None
    return items[1] if place == 0 else items[0]


def trade_off(item: Item, other: Item, profile: Profile, domain: Domain) -> str:
    """One sentence, or nothing where it gives up nothing that matters: "20 min longer than Clue, but witty".

    A wish that it misses is not told again.
    """
    missed = {wish.attribute for wish in profile.preferences if not wish.met_by(item)}
    differences = list(_differences(item, other, profile, domain))
    lost = next((d for d in differences if not d.better and d.attribute.name not in missed), None)
    if lost is None:
        return ""
    gained = next((_than(d) for d in differences if d.better), "") or _met_alone(item, other, profile, domain)
    return sentence(f"{_than(lost)} than {other.title}" + (f", but {gained}" if gained else ""))


def _differences(item: Item, other: Item, profile: Profile, domain: Domain) -> Iterator[Difference]:
    """In numbers of which less or more is better: for everyone, or for one who wished a bound.

    A bound of years is none: 1999 is as good as 2004 to one who said "from the nineties or later".
    """
    for attribute in domain.attributes:
        own, theirs = item.number(attribute.name), other.number(attribute.name)
        sign = _direction(attribute, profile)
        if not attribute.numeric or not sign or own is None or theirs is None or not all(comparatives(attribute)):
            continue
        if has_double(attribute, domain):
            continue
        smaller = min(abs(own), abs(theirs))
        least = NOTABLE_YEARS if attribute.kind is Kind.YEAR else max(NOTABLE * smaller, 1e-9)
        if abs(own - theirs) >= least:
            yield Difference(attribute, own - theirs, (own - theirs) * sign > 0)


def _direction(attribute: Attribute, profile: Profile) -> int:
    """1 where more is better, -1 where less is, 0 where neither."""
    for wish in profile.on(attribute.name):
        bounds = attribute.numeric and attribute.kind is not Kind.YEAR and not wish.negative
        if not bounds or isinstance(wish.constraint.value, str | bool):
            continue
        low, high = wish.constraint.bounds
        if (low == float("-inf")) != (high == float("inf")):
            return -1 if low == float("-inf") else 1
    return {"higher": 1, "lower": -1}.get(attribute.better, 0)


def comparatives(attribute: Attribute) -> tuple[str, str]:
    """For less and for more of it; empty where there is no word."""
    low, high = DEGREES.get(attribute.kind, ("", ""))
    low, high = (attribute.lower or (low,))[0], (attribute.higher or (high,))[0]
    bare = attribute.kind is Kind.NUMBER and not attribute.unit
    return _counted(low, attribute, bare), _counted(high, attribute, bare)


def _counted(word: str, attribute: Attribute, bare: bool) -> str:
    """ "Fewer servings": such a word needs what it counts."""
    return f"{word} {attribute.label}" if bare and word in ("fewer", "more", "less", "lower", "higher") else word


def has_double(attribute: Attribute, domain: Domain) -> bool:
    """Whether "longer" may be meant of another attribute too: of the cooking, or of the whole."""
    same = (a for a in domain.attributes if a.numeric and a.name != attribute.name)
    return any(set(comparatives(a)) & set(comparatives(attribute)) - {""} for a in same)


def _than(difference: Difference) -> str:
    """ "20 min longer", "€40 more expensive", "8 years older", "lower rated"."""
    low, high = comparatives(difference.attribute)
    word = low if difference.gap < 0 else high
    amount = _amount(difference)
    return f"{amount} {word}" if amount else word


def _amount(difference: Difference) -> str:
    attribute, gap = difference.attribute, abs(difference.gap)
    if attribute.kind is Kind.YEAR:
        return f"{gap:.0f} years"
    measured = attribute.kind in DEGREES or attribute.unit in UNITS
    return in_words(attribute, gap) if measured else ""


def _met_alone(item: Item, other: Item, profile: Profile, domain: Domain) -> str:
    """A named wish that it meets and the other does not."""
    for wish in profile.preferences:
        attribute = domain.attribute(wish.attribute)
        named = attribute is not None and attribute.kind in NAMED and not wish.negative
        if attribute is None or not named or not wish.met_by(item) or wish.met_by(other):
            continue
        value = wish.constraint.value
        wanted = value if isinstance(value, tuple) else (value,)
        tags = tuple(tag for tag in item.tags(attribute.name) if tag in wanted)
        if tags:
            return spoken(attribute, tags, domain)
    return ""
