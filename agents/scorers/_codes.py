"""The short codes that models answer in: `CA2F0GK`, letters and the grades before them; `CADB`, from best to worst.

They are read while they arrive. An answer that holds anything else is no code, however it began.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from agents.scorers._prompting import LETTERS

_SIGN = re.compile(
    r"(?P<number>-?\d+(?:\.\d+)?)|(?P<letter>[A-Z](?![a-z]))|(?P<between>[\s:,;.>\"'`-]+)|(?P<junk>.)",
    re.ASCII | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Code:
    """`grades` by the place of the letter; without grades, the places in their order."""

    grades: Mapping[int, int] = field(default_factory=dict)
    order: tuple[int, ...] = ()
    refused: tuple[str, ...] = ()
    """What was not taken, and why: a grade that is none, a letter that has two."""
    over: bool = False
    """Whether nothing that may still come can matter: it is no code, or all have been named."""


NONE = Code(over=True)


def read_grades(text: str, count: int, best: int) -> Code:
    """Whole grades from 0 to `best` for the first `count` letters; those before any number have the best.

    Unknown letters are passed over.
    """
    named: dict[int, set[int]] = {}
    refused: list[str] = []
    grade: int | None = best
    for kind, sign in _signs(text):
        match kind:
            case "number":
                grade = _grade(sign, best)
                refused += [f"a grade of {sign}, which is none of 0 to {best}"] if grade is None else []
            case "letter":
                if grade is not None and (place := LETTERS.index(sign)) < count:
                    named.setdefault(place, set()).add(grade)
            case _:
                return NONE
    refused += [f"two grades for {LETTERS[place]}" for place, grades in named.items() if len(grades) > 1]
    kept = {place: min(grades) for place, grades in named.items() if len(grades) == 1}
    return Code(kept, tuple(kept), tuple(dict.fromkeys(refused)), len(named) == count)


def _grade(number: str, best: int) -> int | None:
    return int(number) if number.isdigit() and int(number) <= best else None


def read_order(text: str, count: int) -> Code:
    """The first `count` letters in the order in which they were first named; unknown ones are passed over."""
    order: dict[int, None] = {}
    for kind, sign in _signs(text):
        if kind != "letter":
            return NONE
        if (place := LETTERS.index(sign)) < count:
            order.setdefault(place)
        if len(order) == count:
            break
    return Code(order=tuple(order), over=len(order) == count)


def _signs(text: str) -> Iterator[tuple[str, str]]:
    """What stands there, and its kind: number, letter or junk."""
    for found in _SIGN.finditer(text):
        kind = found.lastgroup or "junk"
        if kind != "between":
            yield kind, found.group()
