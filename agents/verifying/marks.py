"""What a run of words in a sentence is found to be."""

from dataclasses import dataclass
from typing import Literal

from agents.dialogue import Preference
from agents.understanding.meaning import Meaning
from agents.understanding.quantities import Quantity
from retrieval.catalogue import Item

What = Literal["filler", "unknown", "negator", "title", "other", "claim", "attribute", "cue", "quantity", "wish"]


@dataclass(frozen=True, slots=True)
class Mark:
    """Tokens `start` up to `end`, and what they are."""

    start: int
    end: int
    what: What
    meanings: tuple[Meaning, ...] = ()
    quantity: Quantity | None = None
    item: Item | None = None
    wishes: tuple[Preference, ...] = ()
    attributes: frozenset[str] = frozenset()
    """Of a cue: those of which a value must follow ("weighing")."""
