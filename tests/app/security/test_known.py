"""Keys as a process knows them: seldom read, soon up to date."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.security.known import FRESH, NOTED, SOON, KnownKeys, Renewed
from app.security.making import MakingError, new_key
from app.security.origins import OriginError
from storage.keys import ApiKey, KeyKind, SqlKeys
from storage.sql import SqlStore


class Counted(SqlKeys):
    """Says how often it was asked."""

    reads = 0
    notes = 0

    async def all(self) -> tuple[ApiKey, ...]:
        self.reads += 1
        return await super().all()

    async def used(self, key_id: str, at: datetime) -> None:
        self.notes += 1
        await super().used(key_id, at)


class Time:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
async def keys(tmp_path: Path) -> AsyncIterator[Counted]:
    store = await SqlStore.open(f"sqlite:///{tmp_path}/store.db")
    yield Counted(store)
    await store.close()


async def test_they_are_read_every_few_seconds_however_many_ask(keys: Counted) -> None:
    words, key = new_key("server", "one")
    await keys.add(key)
    time = Time()
    known = KnownKeys(keys, time)
    found = await asyncio.gather(*(known.shown(words) for _ in range(50)))
    assert {one.id for one in found if one} == {key.id}
    assert keys.reads == 1
    time.now += FRESH
    await known.shown(words)
    assert keys.reads == 2


async def test_unknown_keys_make_nobody_read_all_the_time(keys: Counted) -> None:
    time = Time()
    known = KnownKeys(keys, time)
    for number in range(100):
        assert await known.shown(f"tm_server_{number}") is None
    assert keys.reads == 1
    assert await known.shown("x" * 100_000) is None


async def test_a_new_key_works_within_a_second(keys: Counted) -> None:
    time = Time()
    known = KnownKeys(keys, time)
    words, key = new_key("server", "new")
    assert await known.shown(words) is None
    await keys.add(key)
    time.now += SOON
    assert await known.shown(words) == key


async def test_a_revoked_key_ends_within_what_the_documentation_says(keys: Counted) -> None:
    time = Time()
    known = KnownKeys(keys, time)
    words, key = new_key("site", "shop", ("https://shop.example",))
    await keys.add(key)
    assert await known.shown(words)
    assert known.origins == {"https://shop.example"}
    assert await keys.revoke(key.id, datetime.now(UTC))
    time.now += FRESH
    assert await known.shown(words) is None
    assert await known.by_id(key.id) is None
    assert not known.is_live(key.id)
    assert known.origins == set()


async def test_use_is_noted_once_a_minute(keys: Counted) -> None:
    time = Time()
    known = KnownKeys(keys, time)
    words, key = new_key("server", "one")
    await keys.add(key)
    for _ in range(20):
        await known.shown(words)
        await known.by_id(key.id)
    assert keys.notes == 1
    assert (await keys.all())[0].last_used_at
    time.now += NOTED
    await known.by_id(key.id)
    assert keys.notes == 2


async def test_keys_that_are_older_than_the_secret_are_told_of_once(
    keys: Counted, caplog: pytest.LogCaptureFixture
) -> None:
    await keys.add(new_key("owner", "me")[1])
    time = Time()
    known = KnownKeys(keys, time, renewed=Renewed(Path("var/secret"), datetime.now(UTC)))
    for _ in range(2):
        await known.refresh()
        time.now += FRESH
    assert ["“var/secret” was gone" in record.message for record in caplog.records] == [True]


async def test_keys_that_are_made_after_the_secret_are_fine(keys: Counted, caplog: pytest.LogCaptureFixture) -> None:
    renewed = Renewed(Path("var/secret"), datetime.now(UTC))
    await keys.add(new_key("owner", "me")[1])
    await KnownKeys(keys, Time(), renewed=renewed).refresh()
    assert not caplog.records


# --- made -------------------------------------------------------------------------------------------------------------


def test_nothing_that_is_kept_of_a_key_is_the_key() -> None:
    words, key = new_key("server", "backend")
    assert words.startswith("tm_server_")
    assert len(words.removeprefix("tm_server_")) == 43  # 256 bits
    assert words not in repr(key)
    assert key.hash not in repr(key)
    assert key.prefix == words[:16]
    assert new_key("server", "backend")[0] != words


@pytest.mark.parametrize(
    ("kind", "name", "origins", "catalogues", "words"),
    [
        ("site", "shop", (), (), "add --origin"),
        ("site", "", ("https://a.example",), (), "1 to 80 printable"),
        ("site", "a\nb", ("https://a.example",), (), "1 to 80 printable"),
        ("server", "x" * 81, (), (), "1 to 80 printable"),
        ("owner", "me", ("https://a.example",), (), "leave out --origin"),
        ("owner", "me", (), ("films",), "leave out --origin and --catalogue"),
    ],
)
def test_a_key_that_cannot_be_meant_is_a_sentence(
    kind: KeyKind, name: str, origins: tuple[str, ...], catalogues: tuple[str, ...], words: str
) -> None:
    with pytest.raises(MakingError, match=words):
        new_key(kind, name, origins, catalogues)


@pytest.mark.parametrize("origin", ["https://*.example", "https://a.example/shop", "http://a.example", "a.example"])
def test_origins_are_whole_and_encrypted(origin: str) -> None:
    with pytest.raises(OriginError):
        new_key("site", "shop", (origin,))


def test_origins_are_kept_as_browsers_write_them_and_once() -> None:
    _, key = new_key("site", "shop", ("https://A.example/", "https://a.example:443", "http://localhost:3000"))
    assert key.origins == ("https://a.example", "http://localhost:3000")
