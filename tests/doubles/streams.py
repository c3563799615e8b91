"""The routes of messages and AG-UI on a real port, in the loop of the test that looks inside."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httpx2
import jsonpatch
import uvicorn
from fastapi import FastAPI

from agents.dialogue import Conversation
from app.api import agui, conversations, messages, problems
from app.api.parts import Parts
from app.api.runs import Runs
from app.security.caller import ANONYMOUS, Caller
from app.settings import Settings
from app.wiring import House, open_house
from storage.records import Opened

Sent = Mapping[str, object]
HASTE = {"Accept": "text/event-stream"}


@dataclass
class Streamed:
    """What came over one stream."""

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    ids: list[int] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    beats: int = 0
    problem: Mapping[str, object] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        return [str(e["name"] if e["type"] == "CUSTOM" else e["type"]) for e in self.events]

    @property
    def text(self) -> str:
        return "".join(str(e["delta"]) for e in self.events if e["type"] == "TEXT_MESSAGE_CONTENT")

    @property
    def state(self) -> object:
        """As a client has it at the end: the snapshot with all patches."""
        state: object = self.one("STATE_SNAPSHOT")["snapshot"]
        for event in self.events:
            if event["type"] == "STATE_DELTA":
                assert event["delta"]
                state = jsonpatch.JsonPatch(event["delta"]).apply(state)
        return state

    def value(self, name: str) -> dict[str, Any]:
        """Of a custom event."""
        value = self.one(name)["value"]
        assert isinstance(value, dict)
        return value

    @property
    def result(self) -> dict[str, Any]:
        result = self.one("RUN_FINISHED")["result"]
        assert isinstance(result, dict)
        return result

    def one(self, name: str) -> dict[str, Any]:
        found = [e for e, n in zip(self.events, self.names, strict=True) if n == name]
        assert len(found) == 1, self.names
        return found[0]


@dataclass
class Streams:
    base: str
    house: House
    runs: Runs
    client: httpx2.AsyncClient
    server: uvicorn.Server

    async def open(self, catalogue: str = "games") -> Opened:
        return await self.house.service.start(catalogue)

    def bearer(self, opened: Opened) -> dict[str, str]:
        token = self.house.door.mint(opened.conversation.id, _anonymous()).token
        return {"Authorization": f"Bearer {token}"}

    def at(self, opened: Opened, rest: str) -> str:
        return f"{self.base}/v1/conversations/{opened.conversation.id}/{rest}"

    async def stored(self, opened: Opened) -> Conversation:
        return await self.house.service.resume(opened.conversation.id, opened.token)

    async def say(self, opened: Opened, text: str, key: str = "", until: str = "", **more: object) -> Streamed:
        headers = {**self.bearer(opened), **HASTE, **({"Idempotency-Key": key} if key else {})}
        body = {"text": text, **more}
        return await self.stream("POST", self.at(opened, "messages"), headers, body, until)

    async def again(self, opened: Opened, run_id: str, after: int | None = None) -> Streamed:
        headers = {**self.bearer(opened), **({} if after is None else {"Last-Event-ID": str(after)})}
        return await self.stream("GET", self.at(opened, f"runs/{quote(run_id, safe='')}/events"), headers)

    async def stream(
        self, method: str, url: str, headers: Mapping[str, str], body: Sent | None = None, until: str = ""
    ) -> Streamed:
        """Reads to the end, or leaves after the first event of the kind `until`."""
        told = Streamed()
        content = None if body is None else json.dumps(body)
        sent = {"Content-Type": "application/json", **headers}
        async with self.client.stream(method, url, headers=sent, content=content) as answer:
            told.status, told.headers = answer.status_code, answer.headers
            if not answer.headers["content-type"].startswith("text/event-stream"):
                told.problem = json.loads(await answer.aread() or b"{}")
                return told
            async for line in answer.aiter_lines():
                _read(told, line)
                if until and not line and told.names[-1:] == [until]:
                    break
        return told


def _read(told: Streamed, line: str) -> None:
    if line.startswith(":"):
        told.beats += 1
    elif line.startswith("id: "):
        told.ids.append(int(line[4:]))
    elif line.startswith("data: "):
        told.events.append(json.loads(line[6:], parse_constant=_no_json))


def _no_json(constant: str) -> None:
    raise AssertionError(f"{constant} is no JSON")


def _anonymous() -> Caller:
    return Caller(ANONYMOUS, "127.0.0.1", "", "")


@asynccontextmanager
async def streams(settings: Settings, grace: float = 3.0, kept: float = 120.0) -> AsyncIterator[Streams]:
    """`settings` name a catalogue that is on the shelf."""
    house = await open_house(settings)
    runs = Runs(house.service, grace, kept)
    server = uvicorn.Server(uvicorn.Config(_app(house, settings, runs), log_level="critical", lifespan="off"))
    server.capture_signals = _no_signals  # type: ignore[method-assign]
    listening = socket.create_server(("127.0.0.1", 0), backlog=256)
    serving = asyncio.create_task(server.serve([listening]))
    base = f"http://127.0.0.1:{listening.getsockname()[1]}"
    try:
        async with httpx2.AsyncClient(timeout=20, limits=httpx2.Limits(max_connections=None)) as client:
            yield Streams(base, house, runs, client, server)
    finally:
        await runs.close()
        server.should_exit = True
        await serving
        await house.close()


def _app(house: House, settings: Settings, runs: Runs) -> FastAPI:
    app = FastAPI()
    parts = Parts(house.service, settings, house.door, runs, house.shelf, house.store)
    problems.install(app)
    for module in (conversations, messages, agui):
        app.include_router(module.router(parts))
    return app


@contextmanager
def _no_signals() -> Iterator[None]:
    yield
