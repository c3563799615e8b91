"""How many conversations there are, before any is read."""

from sqlalchemy import Engine, func, select

from storage.engine import reaching
from storage.tables import conversations


def conversations_about(engine: Engine) -> dict[str, int]:
    """By catalogue. Raises StoreUnavailable."""
    query = select(conversations.c.catalogue, func.count()).group_by(conversations.c.catalogue)
    with reaching(engine.url), engine.connect() as connection:
        return {row.catalogue: row[1] for row in connection.execute(query)}
