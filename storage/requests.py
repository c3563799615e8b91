"""Requests that may come twice: the second gets the answer of the first, and nothing is done again.

For what has no id of its own; a message has (`Store.find_turn`), and feedback has.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from storage.sql import SqlStore
from storage.store import StoreError
from storage.tables import requests

KEPT = timedelta(hours=24)
GIVEN_UP = timedelta(minutes=2)
"""A request without a result after this long was broken off, and may be done anew."""


class RequestReused(StoreError):
    def __init__(self, key: str) -> None:
        super().__init__(f"“{key}” was sent before, with something else; use a new key for a new request.")


class RequestUnderWay(StoreError):
    def __init__(self, key: str) -> None:
        super().__init__(f"The first request with “{key}” is still being answered; send it again in a moment.")


class SqlRequests:
    """Every method may raise StoreUnavailable.

    `scope` says whose the key is and what for (the caller's key, address and person; method and path): clients choose
    their keys, and the same key of two people must not meet. A result holds ids, never a token: those are made anew.
    """

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    async def begin(self, scope: str, key: str, body_hash: str) -> str | None:
        """The result if this was done already; else None: do it, and then `finish` it, or `give_up`.

        Raises RequestReused for another body, RequestUnderWay while the first is not finished.
        """
        now = datetime.now(UTC)
        row = {"scope": scope, "key": key, "body_hash": body_hash, "result": None, "at": now}

        def work(connection: Connection) -> None:
            connection.execute(delete(requests).where(_over(now)))
            connection.execute(insert(requests).values(row))

        try:
            await self._store._in(work)
        except IntegrityError:
            return await self._first(scope, key, body_hash)
        return None

    async def _first(self, scope: str, key: str, body_hash: str) -> str:
        found = await self._store._in(lambda c: c.execute(select(requests).where(*_this(scope, key))).one_or_none())
        if found is not None and found.body_hash != body_hash:
            raise RequestReused(key)
        if found is None or found.result is None:
            raise RequestUnderWay(key)
        return str(found.result)

    async def finish(self, scope: str, key: str, result: str) -> None:
        """`result` is JSON, or whatever else the caller reads again."""
        query = update(requests).where(*_this(scope, key)).values(result=result)
        await self._store._in(lambda c: c.execute(query))

    async def give_up(self, scope: str, key: str) -> None:
        """It failed: the key is free again. A finished request stays."""
        query = delete(requests).where(*_this(scope, key), requests.c.result.is_(None))
        await self._store._in(lambda c: c.execute(query))


def _this(scope: str, key: str) -> tuple[ColumnElement[bool], ...]:
    return requests.c.scope == scope, requests.c.key == key


def _over(now: datetime) -> ColumnElement[bool]:
    return or_(requests.c.at < now - KEPT, requests.c.result.is_(None) & (requests.c.at < now - GIVEN_UP))
