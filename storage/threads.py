"""Where a client's own name for a talk leads: for protocols whose clients send what was said, or a thread's name."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from storage.sql import SqlStore
from storage.store import UnknownConversation
from storage.tables import threads


@dataclass(frozen=True, slots=True)
class Thread:
    conversation_id: str
    turn: int
    """The number of the turn that the name stands for; 0 before the first."""


class SqlThreads:
    """Every method may raise StoreUnavailable. A deleted conversation takes its threads along."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    async def find(self, key_id: str, name: str) -> Thread | None:
        """`name`: a hash of all that was said so far, or of the client's name for the thread."""
        query = select(threads).where(threads.c.key_id == key_id, threads.c.name == name)
        found = await self._store._in(lambda c: c.execute(query).one_or_none())
        return Thread(found.conversation_id, found.turn) if found else None

    async def put(self, key_id: str, name: str, thread: Thread) -> None:
        """In place of what the name led to. Raises UnknownConversation."""
        led = {"conversation_id": thread.conversation_id, "turn": thread.turn, "at": datetime.now(UTC)}
        try:
            await self._store._in(lambda c: _put(c, {"key_id": key_id, "name": name}, led))
        except IntegrityError:
            raise UnknownConversation(thread.conversation_id) from None


def _put(connection: Connection, name: dict[str, str], led: dict[str, object]) -> None:
    """One statement, so that the same name can be put twice at once."""
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    row = insert(threads).values({**name, **led})
    connection.execute(row.on_conflict_do_update(index_elements=list(name), set_=led))
