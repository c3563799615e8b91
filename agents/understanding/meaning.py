"""What words may mean of a catalogue: a value, an attribute, one of its ends."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from agents.understanding.tokens import key
from retrieval.catalogue import Attribute

Role = Literal["value", "flag", "attribute", "low", "high", "lower", "higher", "lowest", "highest", "hint", "absent"]
"""`low`: "cheap"; `lower`: "cheaper"; `lowest`: "cheapest". `absent`: a country or language the catalogue lacks."""


@dataclass(frozen=True, slots=True)
class Meaning:
    role: Role
    attribute: str
    value: str = ""
    rank: int = 0
    """0 the value as written, 1 a synonym or another form, 2 a last name, 3 a first name."""
    also: tuple[tuple[str, str], ...] = ()
    """What a synonym for several values means beside, as attribute and value."""


def called(attribute: Attribute) -> Iterator[str]:
    """The words of its name, label and aliases."""
    for wording in (attribute.name.replace("_", " "), attribute.label, *attribute.aliases):
        yield from key(wording)
