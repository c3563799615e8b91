"""Runs the versions that a database does not have yet."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

HERE = Path(__file__).parent


def config(connection: Connection) -> Config:
    made = Config(attributes={"connection": connection})
    made.set_main_option("script_location", str(HERE).replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    return made


def upgrade(connection: Connection) -> None:
    """Within the connection's transaction. Raises alembic's CommandError for a version it does not know."""
    if connection.dialect.name == "postgresql":
        # Two processes that start together: the second waits, and finds nothing left to do.
        connection.execute(text("SELECT pg_advisory_xact_lock(20240229)"))
    command.upgrade(config(connection), "head")
