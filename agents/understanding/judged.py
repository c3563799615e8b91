"""A wish with what is said of it: whether it is wanted, how much, and what it hangs on."""

from dataclasses import dataclass
from typing import Literal

from agents.understanding.wanted import Wanted

Stance = Literal["plain", "must", "prefer", "avoid", "never", "retract", "instead_of", "fine"]


@dataclass(frozen=True, slots=True)
class Judged:
    """A wish with its stance; `said` is the token that its words start at."""

    wanted: Wanted
    stance: Stance
    revises: bool
    said: int
    joined: Literal["", "or", "and", ","] = ""
    """How it hangs on the wish before it."""
