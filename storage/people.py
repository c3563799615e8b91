"""People whom sites vouch for: what is stored of one, all of it to hand over, and its erasure."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Join, delete, func, or_, select, text

from storage.exporting import Exported, _whole
from storage.records import Consent
from storage.rows import Found, Query
from storage.sql import SqlStore
from storage.tables import api_keys, conversations, feedback, impressions, judgements, requests, slates, turns


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored of one person under one key."""

    person: str
    key_id: str
    key_name: str
    """Empty if the key is not there any more, or none was shown."""
    catalogues: tuple[str, ...]
    consents: Mapping[Consent, int]
    """Conversations, by what was said of learning from them."""
    turns: int
    cards: int
    feedback: int
    judgements: int
    """A language model's, of items in their conversations."""
    first_at: datetime
    """When their first conversation was opened."""
    last_at: datetime
    """When their last one was."""

    @property
    def conversations(self) -> int:
        return sum(self.consents.values())


class SqlPeople:
    """Every method may raise StoreUnavailable."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    async def known(self, person: str, key: str = "") -> tuple[Known, ...]:
        """One for each key that vouched for somebody of this id; `key` is a key's id or name, empty for all.

        Each site chooses its people's ids: the same id under two keys may be two people. Nobody is "".
        """

        def work(connection: Connection) -> tuple[Known, ...]:
            found = connection.execute(_keys_of(person)).all() if person else []
            return tuple(_known(connection, person, row) for row in found if key in ("", row.key_id, row.name))

        return await self._store._in(work)

    async def everything(self, person: str, key_id: str) -> AsyncIterator[Exported]:
        """Their conversations, whole, oldest first."""
        theirs = select(conversations).where(*_theirs(person, key_id)).order_by(conversations.c.opened_at)
        for row in await self._store._in(lambda c: c.execute(theirs).all()):
            yield await self._store._in(lambda c, row=row: _whole(c, row))  # type: ignore[misc]  # a bound row

    async def erase(self, person: str, key_id: str) -> int:
        """How many conversations are gone, with all that was said, shown, answered and judged in them."""
        gone = await self._store._in(lambda c: _erase(c, person, key_id))
        await self._store._in(_leave_no_page)
        return gone


def _theirs(person: str, key_id: str) -> tuple[ColumnElement[bool], ...]:
    return conversations.c.person == person, conversations.c.key_id == key_id, conversations.c.person != ""


def _keys_of(person: str) -> Query:
    return (
        select(conversations.c.key_id, func.max(func.coalesce(api_keys.c.name, "")).label("name"))
        .select_from(conversations.outerjoin(api_keys, api_keys.c.id == conversations.c.key_id))
        .where(conversations.c.person == person)
        .group_by(conversations.c.key_id)
        .order_by(conversations.c.key_id)
    )


def _known(connection: Connection, person: str, key: Found) -> Known:
    theirs = _theirs(person, key.key_id)
    names = select(conversations.c.catalogue).where(*theirs).distinct().order_by(conversations.c.catalogue)
    by_consent = select(conversations.c.consent, func.count()).where(*theirs).group_by(conversations.c.consent)
    span = select(func.min(conversations.c.opened_at), func.max(conversations.c.opened_at)).where(*theirs)
    first_at, last_at = connection.execute(span).one()
    talks = conversations.join(turns)
    cards = talks.join(slates).join(impressions)

    def count(table: Join) -> int:
        return connection.scalar(select(func.count()).select_from(table).where(*theirs)) or 0

    return Known(
        person=person,
        key_id=key.key_id,
        key_name=key.name,
        catalogues=tuple(connection.scalars(names)),
        consents={row.consent: row[1] for row in connection.execute(by_consent)},
        turns=count(talks),
        cards=count(cards),
        feedback=count(cards.join(feedback)),
        judgements=count(conversations.join(judgements)),
        first_at=first_at,
        last_at=last_at,
    )


def _erase(connection: Connection, person: str, key_id: str) -> int:
    if not person:
        return 0
    ids = select(conversations.c.id).where(*_theirs(person, key_id)).scalar_subquery()
    # What was sent twice is remembered for a day, under a name that holds the person's.
    named = requests.c.scope.contains(f" {key_id} ", autoescape=True) & requests.c.scope.endswith(
        f" {person}", autoescape=True
    )
    connection.execute(delete(requests).where(or_(named, requests.c.result.in_(ids))))
    return connection.execute(delete(conversations).where(*_theirs(person, key_id))).rowcount


def _leave_no_page(connection: Connection) -> None:
    """SQLite's log keeps pages as they were until it is written back; another connection may keep it a while longer."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
