"""From messages of two sides to exchanges: what the person said, and what was answered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from storage.logs.log import Card, Named, Step

Role = Literal["seeker", "recommender"]


@dataclass(frozen=True, slots=True)
class Said:
    """One message."""

    role: Role
    text: str
    items: tuple[Named, ...] = ()
    at: datetime | None = None


def steps_of(said: Sequence[Said]) -> tuple[Step, ...]:
    """Messages of one side in a row are lines of one. What the recommender names for the first time was recommended."""
    return tuple(_steps(said))


def _steps(said: Sequence[Said]) -> Iterator[Step]:
    known: set[Named] = set()
    for exchange in _exchanges(said):
        asked = [one for one in exchange if one.role == "seeker"]
        answered = [one for one in exchange if one.role == "recommender"]
        named = _fresh(asked, known)
        shown = _fresh(answered, known)
        yield Step(_text(asked), _text(answered), named, tuple(map(Card, shown)), exchange[0].at)


def _exchanges(said: Sequence[Said]) -> Iterator[list[Said]]:
    exchange: list[Said] = []
    for one in said:
        if exchange and one.role == "seeker" and exchange[-1].role == "recommender":
            yield exchange
            exchange = []
        exchange.append(one)
    if exchange:
        yield exchange


def _fresh(said: Sequence[Said], known: set[Named]) -> tuple[Named, ...]:
    """Items that nobody named before; adds them to the known ones."""
    found = []
    for item in (item for one in said for item in one.items):
        bare = Named(item.id, "" if item.id else item.title)
        if bare not in known:
            known.add(bare)
            found.append(item)
    return tuple(found)


def _text(said: Sequence[Said]) -> str:
    return "\n".join(one.text for one in said)
