"""Callers of the one real server."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from threading import Thread
from time import sleep
from typing import Protocol

import httpx2
import jwt
import pytest

from app.client import Api, Talk
from app.security.known import SOON
from app.security.making import new_key
from app.security.secret import open_secret
from app.security.tokens import Tokens
from storage.keys import KeyKind, SqlKeys
from storage.sql import SqlStore
from tests.doubles.serving import Served


class MakeKey(Protocol):
    def __call__(
        self, kind: KeyKind, origins: tuple[str, ...] = (), catalogues: tuple[str, ...] = ()
    ) -> tuple[str, str]:
        """The key itself, and its id."""


@pytest.fixture
async def http(api: Served) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=api.base) as client:
        yield client


@pytest.fixture
async def client(api: Served) -> AsyncIterator[Api]:
    async with Api(api.base) as opened:
        yield opened


@pytest.fixture
async def talk(client: Api) -> Talk:
    return await client.open("games")


@pytest.fixture(scope="module")
def make_key(api: Served) -> MakeKey:
    """A new key of the server that is running; it is looked for when it is first shown."""

    def make(kind: KeyKind, origins: tuple[str, ...] = (), catalogues: tuple[str, ...] = ()) -> tuple[str, str]:
        async def add() -> tuple[str, str]:
            words, key = new_key(kind, f"tests {uuid.uuid4()}", origins, catalogues)
            store = await SqlStore.open(api.settings.database_url)
            await SqlKeys(store).add(key)
            await store.close()
            return words, key.id

        made = Thread(target=lambda: found.append(asyncio.run(add())))  # a loop of its own, whatever runs here
        found: list[tuple[str, str]] = []
        made.start()
        made.join()
        sleep(SOON)
        return found[0]

    return make


@pytest.fixture(scope="module")
def owner(make_key: MakeKey) -> dict[str, str]:
    """Headers of the owner."""
    return {"X-Tastemaker-Key": make_key("owner")[0]}


def vouched(api: Served, key_id: str, person: str) -> str:
    """What a site's server signs for a person."""
    secret = open_secret(api.settings.var / "secret", "")
    identity = Tokens(secret).identity_secret(key_id)
    claims = {"sub": person, "exp": datetime.now(UTC) + timedelta(hours=1)}
    return jwt.encode(claims, identity, algorithm="HS256")
