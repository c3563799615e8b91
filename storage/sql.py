"""The store in SQL: SQLite unless told otherwise, PostgreSQL by its address; the same code for both."""

import asyncio
import hashlib
import hmac
import secrets
import uuid
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Self

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agents.dialogue import Conversation, Profile, Slate, Turn, TurnStatus
from storage import rows
from storage.engine import open_engine, reaching
from storage.records import Feedback, Impression, Opened, Summary
from storage.store import StillAnswering, StoreError, TurnClosed, UnknownConversation, UnknownImpression
from storage.tables import conversations, feedback, impressions, slates, turns

CRASHED = "The program stopped before this turn was answered."
ABANDONED = "Whoever sent this was gone before the turn began."
IS_OPEN = turns.c.status == TurnStatus.OPEN


class SqlStore:
    """Implements `storage.store.Store`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @classmethod
    async def open(cls, address: str) -> Self:
        """`sqlite:///FILE` or `postgresql://USER:PASSWORD@HOST/NAME`; raises StoreUnavailable."""
        return cls(await open_engine(address))

    async def close(self) -> None:
        await self._engine.dispose()

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[AsyncConnection]:
        async with reaching(self._engine.url), self._engine.begin() as connection:
            yield connection

    # --- conversations ------------------------------------------------------------------------------------------------

    async def open_conversation(self, catalogue: str, catalogue_version: str) -> Opened:
        opened = Opened(Conversation(str(uuid.uuid4()), catalogue), secrets.token_urlsafe(32))
        row = {
            "id": opened.conversation.id,
            "catalogue": catalogue,
            "catalogue_version": catalogue_version,
            "token_hash": _hash(opened.token),
            "opened_at": _now(),
        }
        async with self._transaction() as connection:
            await connection.execute(insert(conversations).values(row))
        return opened

    async def authorise(self, conversation_id: str, token: str) -> bool:
        async with self._transaction() as connection:
            known = await connection.scalar(
                select(conversations.c.token_hash).where(conversations.c.id == conversation_id)
            )
        return hmac.compare_digest(known or "", _hash(token))

    async def load(self, conversation_id: str) -> Conversation:
        async with self._transaction() as connection:
            catalogue = await connection.scalar(
                select(conversations.c.catalogue).where(conversations.c.id == conversation_id)
            )
            if catalogue is None:
                raise UnknownConversation(conversation_id)
            found = (await connection.execute(rows.turns_of(conversation_id))).all()
            failed = any(row.status == TurnStatus.FAILED for row in found)
            shown = (await connection.execute(rows.unanswered(conversation_id))).all() if failed else []
        return Conversation(conversation_id, catalogue, rows.as_turns(found, shown))

    async def conversations(self, keys: Iterable[tuple[str, str]]) -> tuple[Summary, ...]:
        tokens = dict(keys)
        async with self._transaction() as connection:
            found = (await connection.execute(rows.summaries(tokens))).all()
        ours = [rows.as_summary(row) for row in found if hmac.compare_digest(row.token_hash, _hash(tokens[row.id]))]
        return tuple(sorted(ours, key=lambda summary: summary.last_at, reverse=True))

    async def delete_conversation(self, conversation_id: str) -> None:
        async with self._transaction() as connection:
            await connection.execute(delete(conversations).where(conversations.c.id == conversation_id))

    # --- turns --------------------------------------------------------------------------------------------------------

    async def begin_turn(
        self, conversation_id: str, number: int, utterance: str, request_id: str | None = None
    ) -> None:
        row = rows.of_turn(Turn(number, utterance, status=TurnStatus.OPEN))
        row |= {"conversation_id": conversation_id, "request_id": request_id, "begun_at": _now()}
        begun = asyncio.create_task(self._insert_turn(conversation_id, row))
        try:
            await asyncio.shield(begun)
        except asyncio.CancelledError:
            # Whoever began it is gone and will not close it.
            await asyncio.shield(self._abandon(begun, conversation_id, number))
            raise

    async def _insert_turn(self, conversation_id: str, row: dict[str, object]) -> None:
        try:
            async with self._transaction() as connection:
                await connection.execute(insert(turns).values(row))
        except IntegrityError:
            # No such conversation, or one of three unique keys: its number, its request, "one open turn".
            await self.load(conversation_id)
            raise StillAnswering(conversation_id) from None

    async def _abandon(self, begun: asyncio.Task[None], conversation_id: str, number: int) -> None:
        with suppress(StoreError):
            await begun
            await self.fail_turn(conversation_id, number, ABANDONED)

    async def find_turn(self, conversation_id: str, request_id: str) -> Turn | None:
        query = rows.turns_of(conversation_id).where(turns.c.request_id == request_id)
        async with self._transaction() as connection:
            return next(iter(rows.as_turns(await connection.execute(query))), None)

    async def commit_slate(self, conversation_id: str, turn_number: int, slate: Slate, profile: Profile) -> None:
        row = rows.of_slate(slate, profile)
        row |= {"conversation_id": conversation_id, "turn": turn_number, "shown_at": _now()}
        async with self._transaction() as connection:
            await _write_open(connection, conversation_id, turn_number, {"status": TurnStatus.OPEN})
            await connection.execute(insert(slates).values(row))
            if cards := [rows.of_recommendation(slate.id, one) for one in slate.recommendations]:
                await connection.execute(insert(impressions), cards)

    async def finish_turn(self, conversation_id: str, turn: Turn) -> None:
        row = rows.of_turn(turn) | {"ended_at": _now()}
        async with self._transaction() as connection:
            await _write_open(connection, conversation_id, turn.number, row)

    async def fail_turn(self, conversation_id: str, number: int, reason: str) -> None:
        async with self._transaction() as connection:
            await connection.execute(update(turns).where(*_open(conversation_id, number)).values(_failed(reason)))

    async def close_open_turns(self) -> int:
        async with self._transaction() as connection:
            closed = await connection.execute(update(turns).where(IS_OPEN).values(_failed(CRASHED)))
            return closed.rowcount

    # --- what was shown, and how it was taken -------------------------------------------------------------------------

    async def impressions_of(self, conversation_id: str) -> tuple[Impression, ...]:
        async with self._transaction() as connection:
            return tuple(map(rows.as_impression, await connection.execute(rows.impressions_of(conversation_id))))

    async def add_feedback(self, given: Feedback, conversation_id: str | None = None) -> bool:
        try:
            async with self._transaction() as connection:
                await connection.execute(insert(feedback).values(rows.of_feedback(given)))
                shown_in = await connection.scalar(rows.conversation_of(given.impression_id))
                if conversation_id not in (None, shown_in):
                    raise UnknownImpression(given.impression_id)
        except IntegrityError:
            return await self._repeated(given)
        return True

    async def _repeated(self, given: Feedback) -> bool:
        """False if the feedback is there already; else its impression is what was missing."""
        async with self._transaction() as connection:
            if await connection.scalar(select(feedback.c.id).where(feedback.c.id == given.id)) is None:
                raise UnknownImpression(given.impression_id)
        return False

    async def feedback_of(self, conversation_id: str) -> tuple[Feedback, ...]:
        async with self._transaction() as connection:
            return tuple(map(rows.as_feedback, await connection.execute(rows.feedback_of(conversation_id))))


async def _write_open(connection: AsyncConnection, conversation_id: str, number: int, row: dict[str, object]) -> None:
    """Writes to the turn if it is open, and keeps it from being closed until the transaction ends."""
    written = await connection.execute(update(turns).where(*_open(conversation_id, number)).values(row))
    if not written.rowcount:
        raise TurnClosed(conversation_id, number)


def _open(conversation_id: str, number: int) -> tuple[ColumnElement[bool], ...]:
    return turns.c.conversation_id == conversation_id, turns.c.number == number, IS_OPEN


def _failed(reason: str) -> dict[str, object]:
    # Its request key is given free, so that the same message can be sent again.
    return {"status": TurnStatus.FAILED, "failure": reason, "request_id": None, "ended_at": _now()}


def _now() -> datetime:
    return datetime.now(UTC)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
