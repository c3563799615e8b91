"""What a log of another system tells, before the catalogue is asked which items are meant."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from storage.records import FeedbackKind


@dataclass(frozen=True, slots=True)
class Named:
    """An item as a log names it: by an id, by a title, or by both."""

    id: str = ""
    title: str = ""
    """With the year in brackets, if the log has it there: "Heat (1995)"."""
    line: int = 0

    def __str__(self) -> str:
        return self.title or self.id


@dataclass(frozen=True, slots=True)
class Card:
    """An item that was put before the person."""

    item: Named
    propensity: float = 1.0
    """As the log has it; 1 where it has none."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One signal on one item."""

    item: Named
    kind: FeedbackKind
    value: float | None = None
    reason: str = ""
    at: datetime | None = None
    """With its time zone."""
    step: int | None = None
    """Place in the talk's steps; None for wherever the item came up first."""


@dataclass(frozen=True, slots=True)
class Step:
    """One exchange: what the person said, what was answered, and the items in both."""

    said: str = ""
    reply: str = ""
    named: tuple[Named, ...] = ()
    """Items that the person brought up; nobody recommended them."""
    shown: tuple[Card, ...] = ()
    """Items that were recommended, the first first."""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Talk:
    """What one person and one system, or one helper, said and did; or what one person did over the years."""

    id: str
    line: int
    steps: tuple[Step, ...]
    judged: tuple[Judged, ...] = ()
    person: str = ""
    at: datetime | None = None
    """When it began."""
    grows: bool = False
    """A later file may tell more of it, which is then added; else it is taken whole, once."""

    @property
    def key(self) -> str:
        """The same for the same talk of any file: a whole talk is also known by what is in it."""
        if self.grows:
            return self.id
        return f"{self.id}:{sha256(repr(list(self._contents())).encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"

    def _contents(self) -> Iterator[tuple[object, ...]]:
        for step in self.steps:
            yield step.said, step.reply, *map(_plain, step.named)
            yield tuple((*_plain(card.item), card.propensity) for card in step.shown)
        for one in self.judged:
            yield *_plain(one.item), one.kind, one.value, one.reason, one.step


def _plain(item: Named) -> tuple[str, str]:
    return item.id, item.title
