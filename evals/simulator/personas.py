"""Kinds of people: how much they say, how clearly, and what they do that makes it hard."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Persona:
    """Numbers from 0 to 1 are how often, unless they say otherwise."""

    name: str
    told: str
    """In words, for people."""
    opening: tuple[int, int] = (1, 2)
    """Wishes said unasked at the start, at least and at most."""
    patience: tuple[int, int] = (8, 12)
    """Turns."""
    vague: float = 0.1
    """A wish on a number by a word without its number."""
    filler: float = 0.05
    """A sentence beside the point."""
    social: float = 0.35
    """Says hello first, and nothing else; thank you at the end."""
    wordy: float = 0.4
    """A few words more around what is said."""
    terse: bool = False
    """As few words as will do."""
    typos: float = 0.0
    """Of words of five letters and more."""
    dunno: float = 0.05
    """"I don't know", though they would mind."""
    reasons: float = 0.5
    """Why they reject."""
    curious: float = 0.25
    """Asks about an item before taking it."""
    changes: bool = False
    """Wants something else halfway."""
    contradicts: bool = False
    """Says the opposite of a wish first, and the wish itself later, without a word about it."""
    leaves: float = 0.0
    """Goes at any turn that brought nothing."""


PERSONAS = (
    Persona("plain", "says what it wants, answers what it is asked"),
    Persona("vague", "starts with nothing definite, and has words for numbers", opening=(0, 1), vague=0.9, reasons=0.3),
    Persona(
        "terse", "a word or two at a time", terse=True, filler=0.0, social=0.05, wordy=0.0, opening=(1, 1), reasons=0.4
    ),
    Persona("chatty", "tells of this and that", filler=0.85, social=0.8, wordy=0.7, opening=(1, 3)),
    Persona("contradictory", "says the opposite of what it wants first", contradicts=True),
    Persona("changing", "wants something else halfway", changes=True, patience=(10, 14)),
    Persona("misspelling", "mistypes one word in four", typos=0.25),
    Persona("unsure", "answers most questions with “dunno”", dunno=0.7, opening=(1, 1)),
    Persona("reasoning", "rejects with reasons", reasons=1.0, opening=(1, 1)),
    Persona("impatient", "has little patience, and goes", patience=(3, 5), social=0.15, leaves=0.12, reasons=0.3),
)


def chosen(names: str) -> tuple[Persona, ...]:
    """By names with commas; all where none is named. Raises ValueError with a sentence."""
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    known = {persona.name: persona for persona in PERSONAS}
    for name in wanted:
        if name not in known:
            raise ValueError(f'There is no persona "{name}"; there are: {", ".join(known)}.')
    return tuple(known[name] for name in wanted) or PERSONAS
