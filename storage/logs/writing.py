"""Writes what was brought in: a conversation in one transaction, whole or not at all, and never twice."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Column, Connection, Engine, Table, insert, select

from agents.dialogue import Turn
from storage import rows, signals
from storage.engine import reaching
from storage.logs.brought import Brought, Shown, Source
from storage.opening import hash_of
from storage.records import Consent
from storage.tables import conversations, feedback, impressions, slates, turns

AT_ONCE = 500
"""Ids in one query."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was new."""

    new: bool = False
    turns: int = 0
    impressions: int = 0
    signals: tuple[str, ...] = ()
    """The kind of each."""


class LogWriter:
    def __init__(self, engine: Engine, source: Source, consent: Consent = "unsaid") -> None:
        self._engine, self._source, self._consent = engine, source, consent

    def has(self, conversation_id: str) -> bool:
        """Raises StoreUnavailable."""
        query = select(conversations.c.id).where(conversations.c.id == conversation_id)
        with reaching(self._engine.url), self._engine.connect() as connection:
            return connection.scalar(query) is not None

    def missing(self, brought: Brought) -> Written:
        """What `write` would write. Raises StoreUnavailable."""
        with reaching(self._engine.url), self._engine.connect() as connection:
            return _Fresh(connection, brought).counted()

    def write(self, brought: Brought) -> Written:
        """Raises StoreUnavailable; then nothing of the conversation was written."""
        with reaching(self._engine.url), self._engine.begin() as connection:
            fresh = _Fresh(connection, brought)
            if fresh.new:
                connection.execute(insert(conversations).values(self._conversation(brought)))
            fresh.write(connection)
            return fresh.counted()

    def _conversation(self, brought: Brought) -> dict[str, object]:
        return {
            "id": brought.id,
            "catalogue": self._source.catalogue,
            "catalogue_version": self._source.catalogue_version,
            # Nobody holds its token: it is opened by its owner's tools alone.
            "token_hash": hash_of(secrets.token_urlsafe(32)),
            "opened_at": brought.opened_at,
            "channel": "import",
            "person": brought.person,
            "consent": self._consent,
        }


class _Fresh:
    """What of a conversation is not in the database yet."""

    def __init__(self, connection: Connection, brought: Brought) -> None:
        self._brought = brought
        self.new = not _known(connection, conversations.c.id, [brought.id])
        numbers = select(turns.c.number).where(turns.c.conversation_id == brought.id)
        there = set() if self.new else set(connection.scalars(numbers))
        self._turns = [pair for pair in zip(brought.turns, brought.times, strict=True) if pair[0].number not in there]
        known = _known(connection, slates.c.id, [shown.slate.id for shown in brought.shown])
        self._shown = [shown for shown in brought.shown if shown.slate.id not in known]
        said = _known(connection, feedback.c.id, [one.id for one in brought.feedback])
        self._feedback = list({one.id: one for one in brought.feedback if one.id not in said}.values())

    def counted(self) -> Written:
        cards = sum(len(shown.slate.recommendations) for shown in self._shown)
        return Written(self.new, len(self._turns), cards, tuple(one.kind for one in self._feedback))

    def write(self, connection: Connection) -> None:
        _insert(connection, turns, [self._turn(turn, at) for turn, at in self._turns])
        _insert(connection, slates, [self._slate(shown) for shown in self._shown])
        _insert(connection, impressions, [card for shown in self._shown for card in _cards(shown)])
        signals.write(connection, self._feedback, datetime.now(UTC), self._brought.id)

    def _turn(self, turn: Turn, at: datetime) -> dict[str, object]:
        row = rows.of_turn(turn)
        return row | {"conversation_id": self._brought.id, "begun_at": at, "ended_at": at}

    def _slate(self, shown: Shown) -> dict[str, object]:
        row = rows.of_slate(shown.slate, shown.profile)
        placed = {"conversation_id": self._brought.id, "turn": shown.turn, "shown_at": shown.at}
        return row | placed | {"policy": shown.policy, "duel": ""}


def _cards(shown: Shown) -> list[dict[str, object]]:
    return [rows.of_recommendation(shown.slate.id, one) for one in shown.slate.recommendations]


def _insert(connection: Connection, table: Table, found: list[dict[str, object]]) -> None:
    if found:
        connection.execute(insert(table), found)


def _known(connection: Connection, column: Column[str], ids: list[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(ids), AT_ONCE):
        found.update(connection.scalars(select(column).where(column.in_(ids[start : start + AT_ONCE]))))
    return found
