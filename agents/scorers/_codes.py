"""The short codes that models answer in: `3CA2F0GK`, a grade and its letters; `CADB`, letters from best to worst.

They are read while they arrive. What is no part of a code ends it: nothing after it can change what was read.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from agents.scorers._prompting import LETTERS

END = "."
"""What is neither letter nor number."""
_SIGN = re.compile(r"(?P<number>-?\d+(?:\.\d+)?)|(?P<letter>[A-Z](?![a-z]))|(?P<between>[\s:,;>\"'`-]+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Code:
    """`grades` by the place of the letter; without grades, the places in their order."""

    grades: Mapping[int, int]
    order: tuple[int, ...]
    refused: tuple[str, ...]
    """What was not taken, and why: a grade that is none, a letter that has two."""
    over: bool
    """Whether no more can come: something else than a code has begun, or all have been named."""


def read_grades(text: str, count: int, best: int) -> Code:
    """Whole grades from 0 to `best` for the first `count` letters; unknown letters are passed over."""
    named: dict[int, set[int]] = {}
    refused: list[str] = []
    grade: int | None = None
    begun = over = False
    for sign in _signs(text):
        if sign == END or (sign.isalpha() and not begun):
            over = True
            break
        if not sign.isalpha():
            begun, grade = True, _grade(sign, best)
            refused += [f"a grade of {sign}, which is none of 0 to {best}"] if grade is None else []
        elif grade is not None and (place := LETTERS.index(sign)) < count:
            named.setdefault(place, set()).add(grade)
    refused += [f"two grades for {LETTERS[place]}" for place, grades in named.items() if len(grades) > 1]
    kept = {place: min(grades) for place, grades in named.items() if len(grades) == 1}
    return Code(kept, tuple(kept), tuple(dict.fromkeys(refused)), over or len(named) == count)


def _grade(number: str, best: int) -> int | None:
    return int(number) if number.isdigit() and int(number) <= best else None


def read_order(text: str, count: int) -> Code:
    """The first `count` letters in the order in which they were first named; unknown ones are passed over."""
    order: dict[int, None] = {}
    over = False
    for sign in _signs(text):
        if not sign.isalpha():
            over = True
            break
        if (place := LETTERS.index(sign)) < count:
            order.setdefault(place)
    return Code({}, tuple(order), (), over or len(order) == count)


def _signs(text: str) -> list[str]:
    """Numbers and letters as they stand there; `END`, and no more, where something else begins."""
    signs: list[str] = []
    at = 0
    while at < len(text):
        found = _SIGN.match(text, at)
        if found is None:
            return [*signs, END]
        if found.lastgroup != "between":
            signs.append(found.group())
        at = found.end()
    return signs
