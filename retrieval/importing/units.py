"""Units in the names of columns: `weight_kg`, `Height (cm)`, `duration_ms`, `price (EUR)`."""

import re

UNITS = frozenset(
    {"kg", "g", "mg", "lb", "lbs", "oz", "cm", "mm", "m", "km", "in", "inch", "ft", "ml", "l", "cl"}
    | {"w", "kw", "kwh", "v", "mah", "gb", "tb", "mb", "hz", "kcal", "cal", "kj"}
)
DURATION_UNITS = {
    word: unit
    for unit, names in {
        "ms": ("ms", "millis", "milliseconds"),
        "s": ("s", "sec", "secs", "seconds"),
        "": ("min", "mins", "minutes"),
        "h": ("h", "hrs", "hours"),
        "d": ("days",),
    }.items()
    for word in names
}
_MONEY = frozenset({"usd", "eur", "gbp", "jpy", "cny", "inr", "chf", "cad", "aud", "nzd", "sek", "nok", "dkk", "pln"})
_SAID = (UNITS | DURATION_UNITS.keys() | _MONEY | {"minute", "second", "hour", "euro", "euros"}) - {"in", "d", "days"}
"""Without what is another word as well: "check in"."""
_BRACKETS = re.compile(r"\s*[(\[]\s*([^()\[\]]+?|%|€|\$|£)\s*[)\]]\s*$")


def is_unit(word: str) -> bool:
    """Whether a word at the end of a column's name is the unit of its cells."""
    return word in _SAID


def without_unit(name: str) -> str:
    """The column's name without the unit at its end; what is only a unit stays."""
    bracket = _BRACKETS.search(name)
    if bracket and bracket.start() and (is_unit(bracket[1].lower()) or bracket[1] in ("in", "%", "€", "$", "£")):
        return name[: bracket.start()]
    head, _, last = re.sub(r"[\s_]+", " ", name).strip().rpartition(" ")
    return head if head and is_unit(last.lower()) else name
