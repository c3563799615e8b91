"""Opening a database: its tables, how fast, and every way in which it can be unusable."""

import asyncio
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from agents.dialogue import Turn
from storage.engine import open_engine
from storage.migrations import HEAD
from storage.migrations.upgrade import config
from storage.records import Provenance
from storage.sql import SqlStore
from storage.store import StoreUnavailable
from storage.tables import metadata


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """In a folder that is not there yet."""
    return tmp_path / "made" / "on the way" / "conversations.db"


def differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


async def test_the_migrations_build_the_tables_that_the_code_uses(file: Path) -> None:
    engine = open_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        assert differences(connection) == []
        heads = ScriptDirectory.from_config(config(connection)).get_heads()
    engine.dispose()
    assert heads == [HEAD]


async def test_the_file_is_set_up_for_many_readers_and_real_erasure(file: Path) -> None:
    engine = open_engine(f"sqlite:///{file}")
    pragmas = ("journal_mode", "synchronous", "busy_timeout", "foreign_keys", "secure_delete")
    with engine.connect() as connection:
        values = [connection.execute(text(f"PRAGMA {pragma}")).scalar() for pragma in pragmas]
    engine.dispose()
    assert values == ["wal", 1, 5000, 1, 1]


async def test_a_database_in_memory_works_too() -> None:
    store = await SqlStore.open("sqlite://")
    opened = await store.open_conversation("films", "v1")
    await asyncio.gather(*(store.load(opened.conversation.id) for _ in range(5)))
    await store.close()


def holding(folder: Path, words: bytes) -> list[Path]:
    return [path for path in folder.iterdir() if words in path.read_bytes()]


async def test_words_that_were_deleted_are_not_in_the_file(file: Path) -> None:
    store = await SqlStore.open(f"sqlite:///{file}")
    opened = await store.open_conversation("films", "v1")
    await store.begin_turn(opened.conversation.id, 1, "my secret wish")
    await store.finish_turn(opened.conversation.id, Turn(1, "my secret wish"))
    await store.close()
    assert holding(file.parent, b"my secret wish")
    store = await SqlStore.open(f"sqlite:///{file}")
    await store.delete_conversation(opened.conversation.id)
    await store.close()
    assert not holding(file.parent, b"my secret wish")


async def test_a_database_at_its_newest_version_opens_at_once(file: Path) -> None:
    await (await SqlStore.open(f"sqlite:///{file}")).close()
    began = time.perf_counter()
    await (await SqlStore.open(f"sqlite:///{file}")).close()
    assert time.perf_counter() - began < 0.15


def test_only_a_database_that_is_behind_needs_alembic(file: Path) -> None:
    program = (
        "import asyncio, sys; from storage.sql import SqlStore\n"
        f"async def go(): await (await SqlStore.open('sqlite:///{file}')).close()\n"
        "asyncio.run(go()); print('alembic' in sys.modules)"
    )
    outputs = [subprocess.check_output([sys.executable, "-c", program], text=True).strip() for _ in range(2)]
    assert outputs == ["True", "False"]


def test_what_is_stored_can_be_talked_of_without_sqlalchemy() -> None:
    program = "import sys, storage.store, storage.records, storage.coding; sys.exit('sqlalchemy' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True)


# --- what cannot be used ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("conversations.db", "“conversations.db” is no database address; write sqlite:///FILE"),
        ("oracle://me:secret@there/db", r"“oracle://me:\*\*\*@there/db” cannot be used"),
        ("abacus://there", "“abacus://there” cannot be used"),
        ("postgresql://me:secret@/db?host=/nonexistent", r"“postgresql\+psycopg://me:\*\*\*@/db.* cannot be used"),
        ("sqlite:////dev/null/conversations.db", "“sqlite:////dev/null/conversations.db” cannot be used"),
    ],
)
async def test_an_address_that_leads_nowhere_is_a_sentence_without_the_password(address: str, reason: str) -> None:
    with pytest.raises(StoreUnavailable, match=reason) as raised:
        await SqlStore.open(address)
    assert "secret" not in str(raised.value)


async def test_a_file_that_is_something_else_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear Ada, " * 500)
    with pytest.raises(StoreUnavailable, match=r"letter\.txt” cannot be used: file is not a database"):
        await SqlStore.open(f"sqlite:///{file}")
    assert file.read_text() == "Dear Ada, " * 500


async def test_a_database_from_before_readings_were_kept_is_brought_on_with_its_turns(file: Path) -> None:
    store = await SqlStore.open(f"sqlite:///{file}")
    opened = await store.open_conversation("films", "v1")
    await store.begin_turn(opened.conversation.id, 1, "hi")
    await store.close()
    with sqlite3.connect(file) as connection:
        connection.execute("ALTER TABLE turns DROP COLUMN reading")
        for name in ("spending", "threads", "requests", "api_keys", "judgements"):
            connection.execute(f"DROP TABLE {name}")
        connection.execute("DROP INDEX conversations_of_person")
        connection.execute("DROP INDEX ix_feedback_number")
        added = {
            "conversations": ("key_id", "person", "channel", "consent"),
            "slates": ("duel", "policy"),
            "feedback": ("source", "received_at", "number"),
        }
        for table, names in added.items():
            for name in names:
                connection.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    connection.close()
    store = await SqlStore.open(f"sqlite:///{file}")
    (turn,) = (await store.load(opened.conversation.id)).turns
    assert (turn.utterance, turn.reading) == ("hi", None)
    assert await store.provenance(opened.conversation.id) == Provenance("page")
    await store.close()


async def test_a_database_of_a_newer_program_is_left_alone(file: Path) -> None:
    await (await SqlStore.open(f"sqlite:///{file}")).close()
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(StoreUnavailable, match="another version of Tastemaker made it"):
        await SqlStore.open(f"sqlite:///{file}")


async def store_with(address: str, pragma: str) -> SqlStore:
    """SQLite has one connection, so that what is set on it stays."""
    engine = open_engine(address)
    with engine.connect() as connection:
        connection.execute(text(f"PRAGMA {pragma}"))
    return SqlStore(engine)


async def test_a_full_disk_is_a_sentence_and_what_is_stored_stays(file: Path) -> None:
    store = await store_with(f"sqlite:///{file}", "max_page_count = 40")
    opened = await store.open_conversation("films", "v1")
    with pytest.raises(StoreUnavailable, match="database or disk is full"):
        await store.begin_turn(opened.conversation.id, 1, "wish " * 100_000)
    await store.begin_turn(opened.conversation.id, 1, "a smaller wish")
    assert len((await store.load(opened.conversation.id)).turns) == 1
    await store.close()


async def test_a_locked_database_is_a_sentence(file: Path) -> None:
    store = await store_with(f"sqlite:///{file}", "busy_timeout = 20")
    other = sqlite3.connect(file)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="database is locked"):
        await store.open_conversation("films", "v1")
    other.close()
    await store.open_conversation("films", "v1")
    await store.close()


async def test_a_database_that_may_only_be_read_is_read(file: Path) -> None:
    store = await SqlStore.open(f"sqlite:///{file}")
    opened = await store.open_conversation("films", "v1")
    await store.close()
    reader = await SqlStore.open(f"sqlite:///file:{file}?mode=ro&uri=true")
    assert (await reader.load(opened.conversation.id)).catalogue == "films"
    with pytest.raises(StoreUnavailable, match="attempt to write a readonly database"):
        await reader.open_conversation("films", "v1")
    await reader.close()
