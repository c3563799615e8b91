"""Which attributes a number may be a value of: by its unit, by what is named beside it, or by being a year."""

from collections.abc import Iterator

from agents.understanding.lexicon import GRAMMAR
from agents.understanding.meaning import called
from agents.understanding.measured import family_of
from agents.understanding.numerals import UNITS
from agents.understanding.quantities import Quantity
from agents.understanding.tokens import key
from agents.verifying.naming import is_comparison
from agents.verifying.taking_apart import Told
from retrieval.catalogue import Attribute, Kind

CURRENCIES = {
    **dict.fromkeys(("$", "usd", "dollar", "dollars", "bucks"), "USD"),
    **dict.fromkeys(("€", "eur", "euro", "euros"), "EUR"),
    **dict.fromkeys(("£", "gbp", "pound", "pounds", "quid"), "GBP"),
    **dict.fromkeys(("¥", "yen"), "JPY"),
    **dict.fromkeys(("₹", "rupees"), "INR"),
    "yuan": "CNY",
}
YEARS = range(1000, 2101)


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
    beside = [a for a, _ in cued(told, quantity)]
    years = [a for a in numeric if a.kind is Kind.YEAR and (quantity.unit == "year" or quantity.value in YEARS)]
    yield from ((a, quantity.value) for a in by_unit or {a.name: a for a in (*beside, *years)}.values())


def _named_beside(told: Told, quantity: Quantity) -> frozenset[str]:
    """The attributes that are named right before the number, or right behind it: "ready in 40 min"."""
    cues = (m.attributes for m in told.marks if m.what == "cue" and m.end == quantity.start)
    beside = frozenset[str]().union(*cues) or frozenset(a.name for a, _ in cued(told, quantity))
    return beside or _named_anywhere(told)


def _named_anywhere(told: Told) -> frozenset[str]:
    """The numeric attributes that the sentence names, or else those that it compares by."""
    attributes = told.truth.vocabulary.attributes
    labels = (m.attribute for mark in told.marks if mark.what == "attribute" for m in mark.meanings)
    named = frozenset(name for name in labels if attributes[name].numeric)
    compared = (m for mark in told.marks if is_comparison(told, mark) for m in mark.meanings)
    return named or frozenset(m.attribute for m in compared)


def converted(quantity: Quantity, attribute: Attribute) -> float | None:
    """The number in the attribute's unit; None where the units do not go together."""
    family, factor = UNITS.get(quantity.unit, ("", 0.0))
    if not family or family != family_of(attribute):
        return None
    if family == "money":
        return quantity.value if CURRENCIES.get(quantity.unit) == attribute.unit else None
    own = UNITS.get(attribute.unit, ("", 1.0))[1]
    return quantity.value * factor / own


def cued(told: Told, quantity: Quantity) -> Iterator[tuple[Attribute, bool]]:
    """Numeric attributes that the words beside the number name, and whether the very next word does."""
    before = told.words[max(0, quantity.start - 2) : quantity.start]
    after = told.words[quantity.end : quantity.end + 3]
    beside = {*before[-1:], *after[:1]} - GRAMMAR
    for attribute in told.truth.vocabulary.attributes.values():
        if attribute.numeric:
            own = {*called(attribute), *key(attribute.phrase)} - GRAMMAR
            if own & {*before, *after}:
                yield attribute, bool(own & beside)
