"""The whole database as it stands now, for as long as somebody reads."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, NullPool, create_engine

from storage.engine import reaching


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A connection of its own, that writes nothing and keeps nobody from writing; raises StoreUnavailable.

    While it is open SQLite's write-ahead log only grows.
    """
    lite = engine.url.get_backend_name() == "sqlite"
    arguments = {"check_same_thread": False} if lite else {}
    own = create_engine(engine.url, hide_parameters=True, poolclass=NullPool, connect_args=arguments)
    try:
        with reaching(engine.url), own.connect() as connection:
            if lite:
                connection.exec_driver_sql("PRAGMA busy_timeout=5000")
                connection.exec_driver_sql("PRAGMA query_only=ON")
                # The driver begins transactions before writes only.
                connection.exec_driver_sql("BEGIN")
                yield connection
            else:
                yield connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    finally:
        own.dispose()
