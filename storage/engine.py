"""A database, opened: the address, the driver's settings, and the tables at the newest version."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event, inspect, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    IntegrityError,
    NoSuchModuleError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import ConnectionPoolEntry

from storage.migrations import HEAD
from storage.store import StoreUnavailable

__all__ = ["Engine", "at_once", "open_engine", "reaching"]

DRIVERS = {
    "sqlite": "sqlite",
    "sqlite+aiosqlite": "sqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
}
POOL = 5
"""Transactions at once on PostgreSQL."""
PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000", "foreign_keys=ON", "secure_delete=ON")


def open_engine(address: str) -> Engine:
    """`sqlite:///FILE` or `postgresql://…`; raises StoreUnavailable. The file and its folder are made if need be."""
    url = _url(address)
    engine = _engine(url)
    try:
        with reaching(url), engine.begin() as connection:
            _bring_to_head(connection)
    except BaseException:
        engine.dispose()
        raise
    return engine


def at_once(engine: Engine) -> int:
    """How many transactions may go on at a time."""
    return 1 if engine.url.get_backend_name() == "sqlite" else POOL


@contextmanager
def reaching(url: URL) -> Iterator[None]:
    """Whatever keeps the database from answering leaves as StoreUnavailable; mistakes of ours leave as they are."""
    try:
        yield
    except (IntegrityError, DataError, ProgrammingError):
        raise
    except DBAPIError as error:
        raise _unavailable(url, str(error.orig)) from error
    except (PoolTimeout, OSError) as error:
        raise _unavailable(url, str(error)) from error


def _unavailable(url: URL, reason: str) -> StoreUnavailable:
    place = url.render_as_string(hide_password=True)
    return StoreUnavailable(f"The database “{place}” cannot be used: {reason.strip()}.")


def _url(address: str) -> URL:
    try:
        url = make_url(address)
    except ArgumentError:
        raise StoreUnavailable(
            f"“{address}” is no database address; write sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME."
        ) from None
    return url.set(drivername=DRIVERS.get(url.drivername, url.drivername))


def _engine(url: URL) -> Engine:
    # Parameters are hidden from errors and logs: they are what people said.
    try:
        if url.get_backend_name() != "sqlite":
            return create_engine(url, hide_parameters=True, pool_pre_ping=True, pool_size=POOL, max_overflow=0)
        # SQLite has one writer at a time. Waiting for the one connection is fair; waiting for SQLite's lock is not.
        engine = create_engine(
            url,
            hide_parameters=True,
            poolclass=QueuePool,
            pool_size=1,
            max_overflow=0,
            connect_args={"check_same_thread": False},
        )
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise _unavailable(url, f"{error}; PostgreSQL needs the “postgres” extra") from error
    if url.database and url.database != ":memory:":
        _make_folder(url, Path(url.database).parent)
    event.listen(engine, "connect", _set_pragmas)
    return engine


def _make_folder(url: URL, folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unavailable(url, str(error)) from error


def _set_pragmas(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _bring_to_head(connection: Connection) -> None:
    if _version(connection) == HEAD:
        return
    # Alembic costs more to import than a database at its newest version costs to open.
    from alembic.util import CommandError

    from storage.migrations.upgrade import upgrade

    try:
        upgrade(connection)
    except CommandError as error:
        raise _unavailable(connection.engine.url, f"another version of Tastemaker made it ({error})") from error


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found
