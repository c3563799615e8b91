"""What a language model said of items in conversations, a row a judgement: kept as it comes, never asked for twice."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, Row, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.sql import SqlStore
from storage.tables import conversations, judgements

AT_ONCE = 500
"""Ids in one query; SQLite takes some thousands."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """How relevant a model held an item to be to one person, in the context of one turn."""

    id: str
    conversation_id: str
    turn: int
    item_id: str
    relevance: float
    """0–3, as in `storage.labels.label`; a fraction where the model told how likely each grade is."""
    judge: str
    """The model, as in the settings: "openai:NAME"."""
    prompt: str
    """Name and version: "judge.v1"; with "(likelihoods)" where that is how it was asked."""
    at: datetime
    """With its time zone."""
    tokens: int
    """Its share of what its question took, in and out together."""
    money: float


def judgement_id(conversation_id: str, turn: int, item_id: str, judge: str, prompt: str) -> str:
    """The same for the same item in the same context, asked of the same model with the same prompt: 32 hex digits."""
    parts = "\0".join((conversation_id, str(turn), item_id, judge, prompt))
    return sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()[:32]


class Judgements:
    """Where a run keeps what comes in."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    async def keep(self, given: Sequence[Judgement]) -> int:
        """How many were new, all written when it returns; raises StoreUnavailable."""
        return await self._store._in(lambda c: write(c, given))


def write(connection: Connection, given: Sequence[Judgement]) -> int:
    """How many were new; one that is there already stays as it is, one of a conversation that is gone is dropped."""
    known = _known(connection, {one.conversation_id for one in given})
    kept = [asdict(one) for one in given if one.conversation_id in known]
    if not kept:
        return 0
    rows = (sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert)(judgements).values(kept)
    return len(connection.scalars(rows.on_conflict_do_nothing().returning(judgements.c.id)).all())


def _known(connection: Connection, conversation_ids: Iterable[str]) -> frozenset[str]:
    query = select(conversations.c.id).where(conversations.c.id.in_(list(conversation_ids)))
    return frozenset(connection.scalars(query))


def judgements_of(connection: Connection, conversation_ids: Sequence[str]) -> tuple[Judgement, ...]:
    """Of all judges; by conversation, turn and item, the oldest first."""
    found: list[Judgement] = []
    for start in range(0, len(conversation_ids), AT_ONCE):
        part = conversation_ids[start : start + AT_ONCE]
        query = select(judgements).where(judgements.c.conversation_id.in_(part))
        found += map(_as_judgement, connection.execute(query))
    return tuple(sorted(found, key=lambda one: (one.conversation_id, one.turn, one.item_id, one.at, one.id)))


def _as_judgement(row: Row[*tuple[object, ...]]) -> Judgement:
    return Judgement(**row._mapping)
