"""What the store keeps of a log: a conversation as it will be written, where it comes from, which items it names."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from agents.dialogue import Profile, Slate, Turn
from storage.logs.log import Named, Talk
from storage.logs.matching import Matcher
from storage.logs.report import Lost
from storage.records import Feedback

SHOWN = "import"
"""The policy of a slate that another system, or a person, recommended."""
HISTORY = "history"
"""The policy of an item that nobody recommended: the person named, rated or bought it of their own accord."""
ELSEWHERE = uuid.UUID("6d0f7c59-9f0b-5f5e-9a39-2d8e5d0c8e11")
"""The namespace of ids of what was brought in."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A slate in its place."""

    turn: int
    slate: Slate
    profile: Profile
    at: datetime
    policy: str


@dataclass(frozen=True, slots=True)
class Brought:
    """A conversation as it will be stored. All ids are the same for the same talk."""

    id: str
    person: str
    opened_at: datetime
    grows: bool
    turns: tuple[Turn, ...]
    times: tuple[datetime, ...]
    """When each turn was."""
    shown: tuple[Shown, ...]
    feedback: tuple[Feedback, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """Where logs come from, and what they are about."""

    name: str
    """Talks and people of one name are told apart by their own ids."""
    catalogue: str
    catalogue_version: str
    at: datetime
    """For what tells no time of its own."""

    def conversation_id(self, talk: Talk) -> str:
        return str(uuid.uuid5(ELSEWHERE, f"{self.catalogue}/{self.name}/{talk.key}"))

    def person(self, talk: Talk) -> str:
        return f"{self.name}:{talk.person}" if talk.person else ""


@dataclass(slots=True)
class Found:
    """Which items a talk's names stand for."""

    matcher: Matcher
    known: dict[Named, str | Lost] = field(default_factory=dict)

    def __call__(self, named: Named) -> str:
        """Empty where the catalogue has none."""
        bare = Named(named.id, named.title)
        if bare not in self.known:
            self.known[bare] = self.matcher.find(named)
        found = self.known[bare]
        return found if isinstance(found, str) else ""

    def all(self, named: Iterable[Named]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(item for one in named if (item := self(one))))

    @property
    def lost(self) -> tuple[Lost, ...]:
        return tuple(one for one in self.known.values() if isinstance(one, Lost))
