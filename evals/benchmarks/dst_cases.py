"""What the understanding yardstick plays: dialogues as one domain hears them, whatever files they come from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Slots = Mapping[str, frozenset[str]]
"""A slot, named as the catalogue's column, to its values as written; any one of several is right."""
DONTCARE = "dontcare"
NAMES = frozenset(("name", "title", "restaurant_name", "hotel_name", "place_name", "movie_name", "song_name"))
"""Slots of the item itself, which are no attribute: their value is a title."""


@dataclass(frozen=True, slots=True)
class Own:
    """What the assistant said, as acts of our own."""

    text: str = ""
    ours: bool = True
    """Whether it speaks of the domain; else another assistant has the floor."""
    asked: tuple[str, ...] = ()
    """Slots asked for, in order."""
    items: tuple[str, ...] = ()
    """Items named, as written."""
    proposed: tuple[tuple[str, str], ...] = ()
    """Slot and value of what was proposed instead of what was wished."""


@dataclass(frozen=True, slots=True)
class Exchange:
    said: str
    wanted: Slots
    """The annotated state of the domain after it was said."""
    active: bool = True
    """Whether either side speaks of the domain."""
    reply: Own = field(default_factory=Own)


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    exchanges: tuple[Exchange, ...]
