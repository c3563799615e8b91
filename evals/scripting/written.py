"""How values are written in scripts: one or several, amounts, tests, wishes, what is done by hand."""

import re
from dataclasses import dataclass

from evals.scripting.predicates import predicate
from evals.scripting.wished import wanted

AMOUNT = re.compile(r"(<=|>=|<|>|=)?\s*(\d+(?:\.\d+)?)|(\d+)\s*\.\.\s*(\d+)")
DOING = re.compile(
    r"(?P<what>undo)|(?P<edit>remove|toggle) (?P<attribute>.+)"
    r"|(?P<kind>like|dislike|seen|accept) (?P<rank>\d+)(?:: (?P<reason>.+))?"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """How many there may be, both ends included."""

    low: float
    high: float

    def __str__(self) -> str:
        if self.low == self.high:
            return f"{self.low:g}"
        if self.high == float("inf"):
            return f"at least {self.low:g}"
        return f"at most {self.high:g}" if self.low <= 0 else f"{self.low:g} to {self.high:g}"

    def holds(self, number: float) -> bool:
        return self.low <= number <= self.high


def amount(written: object) -> Amount:
    """Raises ValueError with a sentence."""
    if isinstance(written, int | float) and not isinstance(written, bool):
        return Amount(float(written), float(written))
    match = AMOUNT.fullmatch(str(written).strip())
    if match is None:
        raise ValueError(f'"{written}" is no amount; write 3, "<= 3", ">= 1" or "1..3"')
    if match[3]:
        if int(match[3]) > int(match[4]):
            raise ValueError(f'"{written}" holds for no number; write "{match[4]}..{match[3]}"')
        return Amount(float(match[3]), float(match[4]))
    number = float(match[2])
    bounds = {
        "<=": (0.0, number),
        "<": (0.0, number - 1),
        ">=": (number, float("inf")),
        ">": (number + 1, float("inf")),
    }
    return Amount(*bounds.get(match[1] or "", (number, number)))


def at_most(written: object) -> Amount:
    """A bare number is a cap."""
    return (
        Amount(0.0, float(written))
        if isinstance(written, int | float) and not isinstance(written, bool)
        else amount(written)
    )


def several(written: object) -> object:
    return (written,) if isinstance(written, str) else written


def predicates(written: object) -> object:
    found = several(written)
    return tuple(predicate(str(one)) for one in found) if isinstance(found, list | tuple) else found


def wishes(written: object) -> object:
    found = several(written)
    return tuple(wanted(str(one)) for one in found) if isinstance(found, list | tuple) else found


def ranks(written: object) -> object:
    return {title: amount(place) for title, place in written.items()} if isinstance(written, dict) else written


def attributes(written: object) -> object:
    return () if written is False else several(written)


def doing(written: str) -> str:
    """Raises ValueError with a sentence."""
    if DOING.fullmatch(written) is None:
        raise ValueError(
            f'"{written}" cannot be done; write undo, remove price, toggle price, like 1, dislike 1: too long'
        )
    return written
