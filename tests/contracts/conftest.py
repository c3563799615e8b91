"""The databases that a store is held against: SQLite, and a real PostgreSQL where its programs are installed."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select

from evals.benchmarks.filled_store import fill
from retrieval.catalogue import Catalogue
from storage.engine import open_engine
from storage.sql import SqlStore
from storage.tables import metadata
from tests.storage.exports.making import DOMAIN, ITEMS

numbers = count(1)


def _programs() -> Path | None:
    """Where initdb and pg_ctl are; Debian keeps them out of the PATH, one folder a version."""
    on_path = shutil.which("initdb")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return Path(on_path).resolve().parent if on_path else found[-1].parent if found else None


def _run(*command: str | Path) -> None:
    """As `postgres` when we are root, which PostgreSQL refuses to run as."""
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*user, *map(str, command)], check=True, capture_output=True, timeout=60, cwd="/")


@pytest.fixture(scope="session")
def postgres() -> Iterator[tuple[Path, Path]]:
    """A PostgreSQL of our own: where its programs are, and the folder of the socket that alone leads to it."""
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL's initdb is not installed (Debian: apt-get install postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="store-"))
    if os.geteuid() == 0:
        os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
    cluster = folder / "cluster"
    listening = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    _run(programs / "initdb", "-D", cluster, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    _run(programs / "pg_ctl", "-D", cluster, "-l", folder / "log", "-o", listening, "-w", "start")
    try:
        yield programs, folder
    finally:
        _run(programs / "pg_ctl", "-D", cluster, "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Of a database without tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/conversations.db"
        return
    yield _created(request.getfixturevalue("postgres"))


def _created(postgres: tuple[Path, Path]) -> str:
    """Address of a new database there."""
    programs, folder = postgres
    name = f"test{next(numbers)}"
    _run(programs / "createdb", "-h", folder, "-U", "postgres", name)
    return f"postgresql://postgres@/{name}?host={folder}"


@pytest.fixture
async def sql(address: str) -> AsyncIterator[SqlStore]:
    opened = await SqlStore.open(address)
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def engines(postgres: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, Engine]]:
    """The same 400 conversations on SQLite and on PostgreSQL, to be read."""
    file = tmp_path_factory.mktemp("filled") / "talks.db"
    fill(file, Catalogue(DOMAIN, "v2", ITEMS), 400)
    lite, great = open_engine(f"sqlite:///{file}"), open_engine(_created(postgres))
    _copy(lite, great)
    yield lite, great
    lite.dispose()
    great.dispose()


def _copy(source: Engine, target: Engine) -> None:
    with source.connect() as reading, target.begin() as writing:
        for table in metadata.sorted_tables:
            if rows := [dict(row._mapping) for row in reading.execute(select(table))]:
                writing.execute(insert(table), rows)
