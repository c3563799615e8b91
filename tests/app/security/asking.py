"""A door with two routes behind it, asked in process."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import httpx
import jwt
from fastapi import Depends, FastAPI, Request

from app.api import problems
from app.security import shield
from app.security.caller import ANONYMOUS, Caller, Talk
from app.security.door import Door
from app.security.known import KnownKeys
from app.security.made import make_door
from app.security.making import new_key
from app.security.tokens import Access
from app.settings import Settings
from storage.keys import KeyKind, SqlKeys
from storage.records import Provenance
from storage.sql import SqlStore

SHOP = "https://shop.example"
HERE = "http://127.0.0.1:7860"


@dataclass
class Asked:
    """Who stands before the door: keys can be made, time can pass, requests can be sent."""

    app: FastAPI
    door: Door
    store: SqlStore
    client: httpx.AsyncClient
    now: list[float] = field(default_factory=lambda: [1000.0])

    async def make(self, kind: KeyKind, origins: tuple[str, ...] = (), catalogues: tuple[str, ...] = ()) -> str:
        """The words of a new key, known at once."""
        words, key = new_key(kind, f"{kind} {len(await SqlKeys(self.store).all())}", origins, catalogues)
        await SqlKeys(self.store).add(key)
        self.now[0] += 60
        return words

    async def id_of(self, words: str) -> str:
        found = await self.door.keys.shown(words)
        assert found
        return found.id

    async def opened(self, key_id: str = "", person: str = "") -> tuple[str, Access]:
        """A conversation, and what opens it."""
        opened = await self.store.open_conversation("films", "v1", Provenance("api", key_id, person))
        key = await self.door.keys.by_id(key_id) if key_id else ANONYMOUS
        assert key
        return opened.conversation.id, self.door.mint(opened.conversation.id, Caller(key, "", "", person))

    async def who(self, headers: Mapping[str, str] | None = None, path: str = "/v1/who") -> httpx.Response:
        return await self.client.get(path, headers=dict(headers or {}))

    async def talk(self, conversation_id: str, token: str, headers: Mapping[str, str] | None = None) -> httpx.Response:
        sent = {"Authorization": f"Bearer {token}", **(headers or {})}
        return await self.client.get(f"/v1/conversations/{conversation_id}", headers=sent)

    async def renew(
        self, conversation_id: str, refresh_token: str, headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        path = f"/v1/conversations/{conversation_id}/token"
        return await self.client.post(path, params={"refresh_token": refresh_token}, headers=dict(headers or {}))

    def vouched(self, key_id: str, person: str = "ann", seconds: int = 600) -> str:
        import time

        secret = self.door._tokens.identity_secret(key_id)
        return jwt.encode({"sub": person, "exp": int(time.time()) + seconds}, secret, "HS256")


@asynccontextmanager
async def asking(folder: Path, **changed: object) -> AsyncIterator[Asked]:
    settings = Settings.model_validate({"var": folder, **changed})
    store = await SqlStore.open(f"sqlite:///{folder}/store.db")
    door, now = make_door(settings, store), [1000.0]
    door.keys = KnownKeys(SqlKeys(store), clock=lambda: now[0])
    app = routes(door)
    shield.install(app, settings, door)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
        yield Asked(app, door, store, client, now)
    await store.close()


def routes(door: Door) -> FastAPI:
    app = FastAPI()
    problems.install(app)

    @app.get("/v1/who")
    async def who(caller: Annotated[Caller, Depends(door.caller)]) -> dict[str, str]:
        return _told(caller)

    @app.get("/v1/owner/who")
    async def owner(caller: Annotated[Caller, Depends(door.owner)]) -> dict[str, str]:
        return _told(caller)

    @app.get("/v1/conversations/{conversation_id}")
    @app.post("/v1/conversations/{conversation_id}/messages")
    async def talk(going: Annotated[Talk, Depends(door.talk)]) -> dict[str, str]:
        return {"id": going.conversation_id, **_told(going.caller)}

    @app.post("/v1/conversations/{conversation_id}/token")
    async def renew(request: Request, conversation_id: str, refresh_token: str) -> dict[str, str]:
        access = await door.renew(request, conversation_id, refresh_token)
        return {"token": access.token, "refresh_token": access.refresh_token}

    @app.get("/v1/broken")
    async def broken() -> None:
        raise RuntimeError("tm_server_secret")

    @app.get("/widget.js")
    @app.get("/v1/catalogues/{name}/pictures")
    async def public() -> str:
        return "for anybody"

    return app


def _told(caller: Caller) -> dict[str, str]:
    return {
        "key": caller.key.id,
        "kind": caller.key.kind,
        "address": caller.address,
        "origin": caller.origin,
        "person": caller.person,
    }
