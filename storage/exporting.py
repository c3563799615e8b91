"""Everything that was said, shown and answered, a conversation at a time, for its owner to keep."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, or_, select

from agents.dialogue import Turn
from storage import paging, rows
from storage.coding import encode
from storage.records import Consent, Feedback, Impression, Provenance
from storage.rows import Query
from storage.sql import SqlStore
from storage.tables import conversations


@dataclass(frozen=True, slots=True)
class Exported:
    """One conversation, whole."""

    id: str
    catalogue: str
    catalogue_version: str
    """When it was opened; each impression has its own."""
    opened_at: datetime
    provenance: Provenance
    consent: Consent
    turns: tuple[Turn, ...]
    impressions: tuple[Impression, ...]
    feedback: tuple[Feedback, ...]


@dataclass(frozen=True, slots=True)
class Page:
    conversations: tuple[Exported, ...]
    more: str
    """The cursor of the next page; empty on the last."""


class SqlExports:
    def __init__(self, store: SqlStore) -> None:
        self._store = store

    async def page(self, since: datetime | None, cursor: str, limit: int) -> Page:
        """At most `limit` conversations opened since then, oldest first. Raises BadCursor, StoreUnavailable."""
        query = _page(since, cursor).limit(limit + 1)

        def work(connection: Connection) -> Page:
            found = connection.execute(query).all()
            whole = tuple(_whole(connection, row) for row in found[:limit])
            last = whole[-1] if len(found) > limit else None
            return Page(whole, paging.cursor(last.opened_at, last.id) if last else "")

        return await self._store._in(work)


def lines(exported: Sequence[Exported]) -> Iterator[str]:
    """JSON, one a line."""
    return (encode(Exported, one) + "\n" for one in exported)


def _page(since: datetime | None, cursor: str) -> Query:
    at, name = conversations.c.opened_at, conversations.c.id
    query = select(conversations).order_by(at, name)
    if since:
        query = query.where(at >= since)
    if not cursor:
        return query
    last_at, last_name = paging._read(cursor)
    return query.where(or_(at > last_at, and_(at == last_at, name > last_name)))


def _whole(connection: Connection, row: rows.Found) -> Exported:
    found = connection.execute(rows.turns_of(row.id)).all()
    shown = connection.execute(rows.unanswered(row.id)).all()
    return Exported(
        id=row.id,
        catalogue=row.catalogue,
        catalogue_version=row.catalogue_version,
        opened_at=row.opened_at,
        provenance=rows.as_provenance(row),
        consent=row.consent,
        turns=rows.as_turns(found, shown),
        impressions=tuple(map(rows.as_impression, connection.execute(rows.impressions_of(row.id)))),
        feedback=tuple(map(rows.as_feedback, connection.execute(rows.feedback_of(row.id)))),
    )
