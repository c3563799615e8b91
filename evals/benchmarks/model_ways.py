"""What is said to turns beside a language model, and how the product is set up while it is said."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Acts = Sequence[Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Way:
    """A way through a turn: what is said, and what the model makes of it ("right" where it has no acts)."""

    name: str
    utterance: str
    """`{kind}` and `{year}` are others each time, so that no cache knows the answer."""
    acts: Acts = ()
    language: str = "en"
    then: str = ""
    """Said after it, as a turn of its own: the follow-up. The model finds the built-in reading of it right."""


def _wish(on: str, value: str, words: str) -> dict[str, object]:
    return {"do": "want", "on": on, "value": [value], "words": words}


SHOW = {"do": "any", "on": "", "value": [], "words": ""}
GRANDMOTHER = (_wish("moods", "heartwarming", "my grandmother watches too"),)
FOLLOW_UP = "no horror, and nothing longer than 100 minutes"
PATHS = (
    Way("certain", "just show me"),
    Way("agreed", "just show me a comedy from the nineties"),
    Way("corrected", "just show me a comedy, my grandmother watches too", GRANDMOTHER),
    Way("foreign", "montre-moi une comédie", (SHOW, _wish("genres", "comedy", "une comédie")), "fr"),
)
FIRST = Way("first turn", "just show me a {kind} made after {year}", then=FOLLOW_UP)
MISREAD = Way("corrected", "just show me a {kind} made after {year}, my grandmother watches too", GRANDMOTHER)
SAID = (*PATHS, FIRST, MISREAD)
KINDS, YEARS = ("comedy", "drama", "thriller"), range(1920, 1990)


def said(way: Way, number: int) -> str:
    """What is said the `number`th time: another wish each time up to 210."""
    return way.utterance.format(kind=KINDS[number % len(KINDS)], year=YEARS[number // len(KINDS) % len(YEARS)])


def read_as(utterance: str) -> Way | None:
    """The way that it is of; None for what is said after."""
    return next((way for way in SAID if re.fullmatch(re.sub(r"\{\w+\}", r"\\w+", way.utterance), utterance)), None)


@dataclass(frozen=True, slots=True)
class Setup:
    """Who scores and who words the reasons, and what is said to them."""

    scorer: str = "utility"
    phrasing: str = "templates"
    ways: tuple[Way, ...] = PATHS

    @property
    def name(self) -> str:
        """Empty where no model scores or phrases."""
        words = ", reasons by the model" if self.phrasing == "model" else ""
        return f"{self.scorer}{words}" if words or self.scorer != "utility" else ""


SETUPS = (
    Setup(),
    Setup("utility", "model", (FIRST,)),
    Setup("llm-grade", "model", (FIRST, MISREAD)),
    Setup("llm-yesno", "model", (FIRST,)),
    Setup("llm-list", "model", (FIRST,)),
)
CROWDED = (Setup("utility", "model", (FIRST,)), Setup("llm-grade", "model", (FIRST,)))
CROWDS: tuple[tuple[int, int], ...] = ((1, 4), (8, 2), (50, 1))
"""Conversations at once, and how many one after the other each of them has."""
