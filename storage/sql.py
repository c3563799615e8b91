"""The store in SQL: SQLite unless told otherwise, PostgreSQL by its address; the same code for both."""

import asyncio
import hmac
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Self, TypeVar

from sqlalchemy import ColumnElement, Connection, Engine, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from agents.dialogue import Conversation, Duel, Profile, Slate, Turn, TurnStatus
from storage import opening, rows, signals
from storage.engine import at_once, open_engine, reaching
from storage.opening import hash_of
from storage.records import Card, Consent, Feedback, Impression, Listed, Opened, Provenance, Summary
from storage.store import NOWHERE, StillAnswering, StoreError, TurnClosed, UnknownConversation
from storage.tables import conversations, impressions, slates, turns

CRASHED = "The program stopped before this turn was answered."
ABANDONED = "Whoever sent this was gone before the turn began."
IS_OPEN = turns.c.status == TurnStatus.OPEN

T = TypeVar("T")


class SqlStore:
    """Implements `storage.store.Store`."""

    def __init__(self, engine: Engine) -> None:
        # A whole transaction is one trip to a thread: an async driver makes one for every step of every statement.
        self._engine = engine
        self._threads = ThreadPoolExecutor(at_once(engine), thread_name_prefix="store")

    @classmethod
    async def open(cls, address: str) -> Self:
        """`sqlite:///FILE` or `postgresql://USER:PASSWORD@HOST/NAME`; raises StoreUnavailable."""
        return cls(await asyncio.to_thread(open_engine, address))

    async def close(self) -> None:
        await asyncio.to_thread(self._threads.shutdown)
        self._engine.dispose()

    @property
    def engine(self) -> Engine:
        """For what asks questions of its own: `storage.choices`, `storage.exposure`. Blocks."""
        return self._engine

    async def _in(self, work: Callable[[Connection], T]) -> T:
        """What `work` gives, done in one transaction; once begun it is done, whether or not anybody still waits."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._transaction, work)

    def _transaction(self, work: Callable[[Connection], T]) -> T:
        with reaching(self._engine.url), self._engine.begin() as connection:
            return work(connection)

    # --- conversations ------------------------------------------------------------------------------------------------

    async def open_conversation(
        self,
        catalogue: str,
        catalogue_version: str,
        provenance: Provenance = NOWHERE,
        consent: Consent = "unsaid",
    ) -> Opened:
        return await self._in(lambda c: opening.begin(c, catalogue, catalogue_version, provenance, consent))

    async def provenance(self, conversation_id: str) -> Provenance | None:
        query = select(conversations).where(conversations.c.id == conversation_id)
        found = await self._in(lambda c: c.execute(query).one_or_none())
        return rows.as_provenance(found) if found else None

    async def consent(self, conversation_id: str) -> Consent:
        query = select(conversations.c.consent).where(conversations.c.id == conversation_id)
        found: Consent | None = await self._in(lambda c: c.scalar(query))
        if found is None:
            raise UnknownConversation(conversation_id)
        return found

    async def set_consent(self, conversation_id: str, consent: Consent) -> None:
        query = update(conversations).where(conversations.c.id == conversation_id).values(consent=consent)
        if not await self._in(lambda c: c.execute(query).rowcount):
            raise UnknownConversation(conversation_id)

    async def adopt(self, conversation_id: str, person: str) -> bool:
        return await self._in(lambda c: opening.adopt(c, conversation_id, person))

    async def fork(self, conversation_id: str, turns: int, provenance: Provenance) -> Opened:
        return await self._in(lambda c: opening.fork(c, conversation_id, turns, provenance))

    async def authorise(self, conversation_id: str, token: str) -> bool:
        query = select(conversations.c.token_hash).where(conversations.c.id == conversation_id)
        known = await self._in(lambda c: c.scalar(query))
        return hmac.compare_digest(known or "", hash_of(token))

    async def load(self, conversation_id: str) -> Conversation:
        return await self._in(lambda c: opening.load(c, conversation_id))

    async def conversations(self, keys: Iterable[tuple[str, str]]) -> tuple[Summary, ...]:
        tokens = dict(keys)
        query = rows.summaries().where(conversations.c.id.in_(list(tokens)))
        found = await self._in(lambda c: c.execute(query).all())
        ours = [rows.as_summary(row) for row in found if hmac.compare_digest(row.token_hash, hash_of(tokens[row.id]))]
        return tuple(sorted(ours, key=lambda summary: summary.last_at, reverse=True))

    async def conversations_of(self, key_id: str, person: str, before: str | None, limit: int) -> Listed:
        return await self._in(lambda c: opening.listed(c, key_id, person, before, limit))

    async def delete_conversation(self, conversation_id: str) -> None:
        await self._in(lambda c: c.execute(delete(conversations).where(conversations.c.id == conversation_id)))

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
            await self._in(lambda c: c.execute(insert(turns).values(row)))
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
        return await self._in(lambda c: next(iter(rows.as_turns(c.execute(query))), None))

    async def commit_slate(
        self,
        conversation_id: str,
        turn_number: int,
        slate: Slate,
        profile: Profile,
        policy: str = "default",
        duel: str = "",
    ) -> None:
        row = rows.of_slate(slate, profile) | {"policy": policy, "duel": duel}
        await self._in(lambda c: _show(c, conversation_id, turn_number, ((slate, row),)))

    async def commit_duel(
        self, conversation_id: str, turn_number: int, slate: Slate, duel: Duel, profile: Profile
    ) -> None:
        sides = zip((slate, duel.beside), duel.policies, strict=True)
        shown = [(one, rows.of_slate(one, profile) | {"policy": policy, "duel": duel.id}) for one, policy in sides]
        await self._in(lambda c: _show(c, conversation_id, turn_number, shown))

    async def finish_turn(self, conversation_id: str, turn: Turn) -> None:
        now = _now()
        row = rows.of_turn(turn) | {"ended_at": now}

        def work(connection: Connection) -> None:
            _write_open(connection, conversation_id, turn.number, row)
            signals.write_said(connection, conversation_id, turn, now)

        await self._in(work)

    async def fail_turn(self, conversation_id: str, number: int, reason: str) -> None:
        query = update(turns).where(*_open(conversation_id, number)).values(_failed(reason))
        await self._in(lambda c: c.execute(query))

    async def close_open_turns(self, begun_before: datetime | None = None) -> int:
        old = () if begun_before is None else (turns.c.begun_at < begun_before,)
        query = update(turns).where(IS_OPEN, *old).values(_failed(CRASHED))
        return await self._in(lambda c: c.execute(query).rowcount)

    # --- what was shown, and how it was taken -------------------------------------------------------------------------

    async def impressions_of(self, conversation_id: str) -> tuple[Impression, ...]:
        query = rows.impressions_of(conversation_id)
        return await self._in(lambda c: tuple(map(rows.as_impression, c.execute(query))))

    async def add_feedback(self, given: Feedback, conversation_id: str | None = None) -> bool:
        return bool(await self.add_all_feedback((given,), conversation_id))

    async def add_all_feedback(self, given: Sequence[Feedback], conversation_id: str | None = None) -> int:
        try:
            return await self._in(lambda c: signals.write(c, given, _now(), conversation_id))
        except IntegrityError:
            # Another process wrote some of it, or erased its impression, between our look and our writing.
            return await self._in(lambda c: signals.write(c, given, _now(), conversation_id))

    async def cards_of(self, conversation_id: str) -> tuple[Card, ...]:
        return await self._in(lambda c: tuple(map(rows.as_card, c.execute(rows.cards_of(conversation_id)))))

    async def feedback_of(self, conversation_id: str) -> tuple[Feedback, ...]:
        query = rows.feedback_of(conversation_id)
        return await self._in(lambda c: tuple(map(rows.as_feedback, c.execute(query))))


def _show(
    connection: Connection, conversation_id: str, turn: int, shown: Iterable[tuple[Slate, dict[str, object]]]
) -> None:
    _write_open(connection, conversation_id, turn, {"status": TurnStatus.OPEN})
    now = _now()
    for place, (slate, row) in enumerate(shown):
        # What stands at the left is a microsecond older, so that the order of the two is kept whatever the clock does.
        shown_at = now + place * timedelta(microseconds=1)
        row |= {"conversation_id": conversation_id, "turn": turn, "shown_at": shown_at}
        connection.execute(insert(slates).values(row))
        if cards := [rows.of_recommendation(slate.id, one) for one in slate.recommendations]:
            connection.execute(insert(impressions), cards)


def _write_open(connection: Connection, conversation_id: str, number: int, row: dict[str, object]) -> None:
    """Writes to the turn if it is open, and keeps it from being closed until the transaction ends."""
    written = connection.execute(update(turns).where(*_open(conversation_id, number)).values(row))
    if not written.rowcount:
        raise TurnClosed(conversation_id, number)


def _open(conversation_id: str, number: int) -> tuple[ColumnElement[bool], ...]:
    return turns.c.conversation_id == conversation_id, turns.c.number == number, IS_OPEN


def _failed(reason: str) -> dict[str, object]:
    # Its request key is given free, so that the same message can be sent again.
    return {"status": TurnStatus.FAILED, "failure": reason, "request_id": None, "ended_at": _now()}


def _now() -> datetime:
    return datetime.now(UTC)
