"""Numbers: whether the item's value is the one said, or on the side of it that is said."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

from agents.dialogue import Preference
from agents.understanding.lexicon import GRAMMAR, Phrase
from agents.understanding.measured import family_of
from agents.understanding.numerals import AFTER_NUMBER, UNITS
from agents.understanding.quantities import Quantity
from agents.understanding.tokens import key
from agents.understanding.vocabulary import called
from agents.verifying.english import (
    ABOUT,
    AT_LEAST,
    AT_MOST,
    BARELY,
    BETWEEN_BOUND_AND_NUMBER,
    BREAKS,
    FILLER,
    NEARLY,
    OVER,
    UNDER,
    WISHING,
)
from agents.verifying.naming import Finding, is_comparison
from agents.verifying.taking_apart import Mark, Told
from agents.verifying.wishing import YOU, admits
from retrieval.catalogue import NAMED, Attribute, Item, Kind, Operator

CURRENCIES = {
    **dict.fromkeys(("$", "usd", "dollar", "dollars", "bucks"), "USD"),
    **dict.fromkeys(("€", "eur", "euro", "euros"), "EUR"),
    **dict.fromkeys(("£", "gbp", "pound", "pounds", "quid"), "GBP"),
    **dict.fromkeys(("¥", "yen"), "JPY"),
    **dict.fromkeys(("₹", "rupees"), "INR"),
    "yuan": "CNY",
}
YEARS = range(1000, 2101)
CLOSE, ROUGH = 0.15, 0.06
"""How far from a number, as a share of it, a value may be that is "just under" it, or "about" it."""
WHOLE_HOURS = 0.035
"""How far from a time told in hours alone a value may be."""
SETTLED = frozenset(("number", "rank", "place", "no"))
COUNTED = frozenset(("of", "wishes", "wish", "picks", "reasons", "others", "choices", "options"))


@dataclass(frozen=True, slots=True)
class Span:
    """What a number with its bound lets through, both ends included unless `strict`."""

    low: float
    high: float
    strict: bool = False

    def has(self, value: float) -> bool:
        return self.low < value < self.high if self.strict else self.low <= value <= self.high


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
    if quantity.unit or any(adjacent for _, adjacent in _cued(told, quantity)):
        return False
    return _counts(told, quantity) or _equals_something(told, quantity, item)


def is_denied(told: Told, quantity: Quantity) -> bool:
    """ "Not over 58": a denial right before the number or its bound, and no part of that: "no more than"."""
    at = quantity.start
    while at and told.words[at - 1] in BETWEEN_BOUND_AND_NUMBER:
        at -= 1
    bound = next((words for words in told.before(at, 4) if _bound(words)), ())
    start = at - len(bound)
    start = next((m.start for m in told.marks if m.what == "attribute" and m.end == start), start)
    denials = {m.end for m in told.marks if m.what == "negator"}
    return start in denials or (start - 1 in denials and told.words[start - 1] in FILLER)


def candidates(told: Told, quantity: Quantity) -> Iterator[tuple[Attribute, float]]:
    """The attributes that it may be a value of, and the number in that attribute's unit."""
    numeric = [a for a in told.truth.vocabulary.attributes.values() if a.numeric]
    if quantity.unit and quantity.unit not in ("year", "years", "years old"):
        found = [(a, v) for a in numeric if (v := converted(quantity, a)) is not None]
        named = _named_beside(told, quantity) if len(found) > 1 else frozenset[str]()
        yield from [one for one in found if one[0].name in named] or found
        return
    units = told.truth.knowledge.units
    own = next((units[words] for words in told.after(quantity.end) if words in units), frozenset[str]())
    by_unit = [a for a in numeric if a.name in own]
    cued = [a for a, _ in _cued(told, quantity)]
    years = [a for a in numeric if a.kind is Kind.YEAR and (quantity.unit == "year" or quantity.value in YEARS)]
    yield from ((a, quantity.value) for a in by_unit or {a.name: a for a in (*cued, *years)}.values())


def _named_beside(told: Told, quantity: Quantity) -> frozenset[str]:
    """The attributes that are named right before the number, or right behind it: "ready in 40 min"."""
    cues = (m.attributes for m in told.marks if m.what == "cue" and m.end == quantity.start)
    beside = frozenset[str]().union(*cues) or frozenset(a.name for a, _ in _cued(told, quantity))
    return beside or _named_anywhere(told)


def _named_anywhere(told: Told) -> frozenset[str]:
    """The numeric attributes that the sentence names, or else those that it compares by."""
    attributes = told.truth.vocabulary.attributes
    labels = (m.attribute for mark in told.marks if mark.what == "attribute" for m in mark.meanings)
    named = frozenset(name for name in labels if attributes[name].numeric)
    compared = (m for mark in told.marks if is_comparison(told, mark) for m in mark.meanings)
    return named or frozenset(m.attribute for m in compared)


def _names_beside(told: Told, quantity: Quantity) -> frozenset[str]:
    """The attributes whose values are names, and one of which is named right before the number: "vintage 2006"."""
    attributes = told.truth.vocabulary.attributes
    before = (
        m for mark in told.marks if mark.what == "attribute" and mark.end == quantity.start for m in mark.meanings
    )
    return frozenset(m.attribute for m in before if attributes[m.attribute].kind in NAMED)


def _has_number(item: Item, name: str, quantity: Quantity) -> bool:
    return f"{quantity.value:g}" in item.tags(name)


def converted(quantity: Quantity, attribute: Attribute) -> float | None:
    """The number in the attribute's unit; None where the units do not go together."""
    family, factor = UNITS.get(quantity.unit, ("", 0.0))
    if not family or family != family_of(attribute):
        return None
    if family == "money":
        return quantity.value if CURRENCIES.get(quantity.unit) == attribute.unit else None
    own = UNITS.get(attribute.unit, ("", 1.0))[1]
    return quantity.value * factor / own


def _cued(told: Told, quantity: Quantity) -> Iterator[tuple[Attribute, bool]]:
    """Numeric attributes that the words beside the number name, and whether the very next word does."""
    before = told.words[max(0, quantity.start - 2) : quantity.start]
    after = told.words[quantity.end : quantity.end + 3]
    beside = {*before[-1:], *after[:1]} - GRAMMAR
    for attribute in told.truth.vocabulary.attributes.values():
        if attribute.numeric:
            own = {*called(attribute), *key(attribute.phrase)} - GRAMMAR
            if own & {*before, *after}:
                yield attribute, bool(own & beside)


def holds(told: Told, quantity: Quantity, value: float, number: float | None) -> bool:
    return number is not None and span(told, quantity, value).has(number)


def span(told: Told, quantity: Quantity, value: float) -> Span:
    """What the words before the number make of it: "just under two hours"."""
    high = value if quantity.high is None else quantity.high
    at = quantity.start
    while at and told.words[at - 1] in BETWEEN_BOUND_AND_NUMBER:
        at -= 1
    bound = next((b for words in told.before(at) if (b := _bound(words))), "")
    start = at - next((len(words) for words in told.before(at) if _bound(words)), 0)
    barely = bool(set(told.words[max(0, start - 2) : start]) & BARELY)
    after = next((AFTER_NUMBER[w] for w in told.after(quantity.end) if w in AFTER_NUMBER), None)
    if after is not None and not bound:
        bound = "most" if after is Operator.LE else "least"
    if told.words[quantity.start - 1 : quantity.start] == ("between",):
        bound = "least"
    elif told.words[quantity.start - 1 : quantity.start] == ("and",) and _opens_range(told, quantity):
        bound = "most"
    match bound:
        case "under":
            return Span(value * (1 - CLOSE) if barely else -inf, value, strict=True)
        case "over":
            return Span(high, high * (1 + CLOSE) if barely else inf, strict=True)
        case "most":
            return Span(-inf, high)
        case "least":
            return Span(value, inf)
        case "nearly":
            return Span(value * (1 - CLOSE), value)
        case "about":
            return Span(value - _slack(quantity, value, ROUGH), high + _slack(quantity, value, ROUGH))
        case _:
            slack = value * WHOLE_HOURS if _whole_hours(told, quantity) else 1e-6
            return Span(value - slack, high + slack)


def _opens_range(told: Told, quantity: Quantity) -> bool:
    """Whether "between 90" stands before the "and"."""
    first = (m for m in told.marks if m.end == quantity.start - 1 and m.quantity is not None)
    return any(told.words[m.start - 1 : m.start] == ("between",) for m in first)


def _bound(words: Phrase) -> str:
    lists = (("under", UNDER), ("most", AT_MOST), ("over", OVER), ("nearly", NEARLY), ("about", ABOUT))
    least = "least" if words in AT_LEAST and words != ("from",) else ""
    return next((name for name, phrases in lists if words in phrases), least)


def _slack(quantity: Quantity, value: float, share: float) -> float:
    return 2.0 if quantity.value in YEARS and not quantity.unit else abs(value) * share


def _whole_hours(told: Told, quantity: Quantity) -> bool:
    words = told.words[quantity.start : quantity.end]
    minutes = {"min", "mins", "minute", "minutes", "m"} & set(words)
    return UNITS.get(words[-1] if words else "") == ("time", 60.0) and not minutes and "half" not in words


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
