"""A wish as it was found in the words, before its strength is known."""

from dataclasses import dataclass

from agents.dialogue import Source
from retrieval.catalogue import Constraint


@dataclass(frozen=True, slots=True)
class Wanted:
    """Tokens `start` up to `end` ask for the constraint."""

    start: int
    end: int
    constraint: Constraint
    soft: bool = False
    """A vague word or a guess: `prefer` unless it is said to be a must."""
    settled: bool = False
    """A negation before it is already part of the constraint ("not older than 2010")."""
    source: Source = "said"
    note: str = ""
    compared: bool = False
    """A comparative of a value: "funnier"."""
    certainty: float = 1.0
    """0–1; below 1 where an embedding guessed it."""
    also: tuple[Constraint, ...] = ()
    """What the same words ask for beside: "rom-com" is romance, and comedy too."""

    @property
    def attribute(self) -> str:
        return self.constraint.attribute
