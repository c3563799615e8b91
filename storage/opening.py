"""Conversations as a whole: begun, read, forked, whose they are. Each function works within a transaction."""

import hashlib
import secrets
import uuid
from dataclasses import asdict, replace
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, literal, select, update

from agents.dialogue import Conversation, TurnStatus
from storage import rows
from storage.paging import after, cursor
from storage.records import Consent, Listed, Opened, Provenance
from storage.store import UnknownConversation
from storage.tables import conversations, turns


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def begin(
    connection: Connection, catalogue: str, catalogue_version: str, provenance: Provenance, consent: Consent
) -> Opened:
    opened = Opened(Conversation(str(uuid.uuid4()), catalogue), secrets.token_urlsafe(32))
    row = {
        "id": opened.conversation.id,
        "catalogue": catalogue,
        "catalogue_version": catalogue_version,
        "token_hash": hash_of(opened.token),
        "opened_at": datetime.now(UTC),
        "consent": consent,
    }
    connection.execute(insert(conversations).values(row | asdict(provenance)))
    return opened


def load(connection: Connection, conversation_id: str) -> Conversation:
    """Raises UnknownConversation."""
    catalogue = connection.scalar(select(conversations.c.catalogue).where(conversations.c.id == conversation_id))
    if catalogue is None:
        raise UnknownConversation(conversation_id)
    found = connection.execute(rows.turns_of(conversation_id)).all()
    failed = any(row.status == TurnStatus.FAILED for row in found)
    shown = connection.execute(rows.unanswered(conversation_id)).all() if failed else []
    return Conversation(conversation_id, catalogue, rows.as_turns(found, shown))


def fork(connection: Connection, conversation_id: str, last: int, provenance: Provenance) -> Opened:
    """Raises UnknownConversation."""
    old = connection.execute(select(conversations).where(conversations.c.id == conversation_id)).one_or_none()
    if old is None:
        raise UnknownConversation(conversation_id)
    opened = begin(connection, old.catalogue, old.catalogue_version, provenance, old.consent)
    _copy_turns(connection, conversation_id, opened.conversation.id, last)
    copied = connection.execute(rows.turns_of(opened.conversation.id))
    return replace(opened, conversation=replace(opened.conversation, turns=rows.as_turns(copied)))


def _copy_turns(connection: Connection, old: str, new: str, last: int) -> None:
    """As they stand in the table, without what they were requested by: that belongs to the old conversation."""
    kept = [column for column in turns.c if column.name not in ("conversation_id", "request_id")]
    closed = turns.c.conversation_id == old, turns.c.number <= last, turns.c.status != TurnStatus.OPEN
    copied = select(literal(new), *kept).where(*closed)
    connection.execute(insert(turns).from_select(["conversation_id", *(c.name for c in kept)], copied))


def adopt(connection: Connection, conversation_id: str, person: str) -> bool:
    """Whether it is this person's afterwards."""
    this, nobodys = conversations.c.id == conversation_id, conversations.c.person == ""
    connection.execute(update(conversations).where(this, nobodys).values(person=person))
    found: str | None = connection.scalar(select(conversations.c.person).where(this))
    return found == person


def listed(connection: Connection, key_id: str, person: str, before: str | None, limit: int) -> Listed:
    """Raises BadCursor."""
    if not person:
        return Listed((), "")
    theirs = conversations.c.key_id == key_id, conversations.c.person == person
    found = connection.execute(after(rows.summaries().where(*theirs), before).limit(limit + 1)).all()
    more = cursor(found[limit - 1].opened_at, found[limit - 1].id) if len(found) > limit else ""
    return Listed(tuple(map(rows.as_summary, found[:limit])), more)
