"""What the words around a number make of it: "just under two hours", "not over 58", "or more"."""

from dataclasses import dataclass
from math import inf

from agents.understanding.lexicon import Phrase
from agents.understanding.numerals import AFTER_NUMBER, UNITS
from agents.understanding.quantities import Quantity
from agents.verifying.english import (
    ABOUT,
    AT_LEAST,
    AT_MOST,
    BARELY,
    BETWEEN_BOUND_AND_NUMBER,
    FILLER,
    NEARLY,
    OVER,
    UNDER,
)
from agents.verifying.taking_apart import Told
from retrieval.catalogue import Operator

YEARS = range(1000, 2101)
CLOSE, ROUGH = 0.15, 0.06
"""How far from a number, as a share of it, a value may be that is "just under" it, or "about" it."""
WHOLE_HOURS = 0.035
"""How far from a time told in hours alone a value may be."""


@dataclass(frozen=True, slots=True)
class Span:
    """What a number with its bound lets through, both ends included unless `strict`."""

    low: float
    high: float
    strict: bool = False

    def has(self, value: float) -> bool:
        return self.low < value < self.high if self.strict else self.low <= value <= self.high


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
