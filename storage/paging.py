"""Lists by page: a cursor names the last row that was given, so that what comes or goes meanwhile shifts nothing."""

import base64
from datetime import datetime

from sqlalchemy import and_, or_

from storage.rows import Query
from storage.store import BadCursor
from storage.tables import conversations


def cursor(opened_at: datetime, conversation_id: str) -> str:
    return base64.urlsafe_b64encode(f"{opened_at.isoformat()} {conversation_id}".encode()).decode()


def after(query: Query, before: str | None) -> Query:
    """The query, latest opened first, from behind the row that the cursor names; raises BadCursor."""
    at, name = conversations.c.opened_at, conversations.c.id
    ordered = query.order_by(at.desc(), name.desc())
    if not before:
        return ordered
    last_at, last_name = _read(before)
    return ordered.where(or_(at < last_at, and_(at == last_at, name < last_name)))


def _read(before: str) -> tuple[datetime, str]:
    try:
        at, name = base64.b64decode(before.encode("ascii"), altchars=b"-_", validate=True).decode().split(" ")
        moment = datetime.fromisoformat(at)
    except ValueError:
        raise BadCursor(before) from None
    if moment.tzinfo is None:
        raise BadCursor(before)
    return moment, name
