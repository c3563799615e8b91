"""MCP over real HTTP, to the real server: both protocols, who may come in, and calls that are taken back."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic

import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolRequestParams

from agents.dialogue import TurnStatus
from app.protocols.mcp.tickets import Tickets
from app.security.making import new_key
from app.security.secret import open_secret
from app.settings import Settings
from evals.benchmarks.openai_double import Behaviour, OpenAIDouble, running
from storage.keys import SqlKeys
from storage.sql import SqlStore
from tests.app.protocols.mcp_doubles import NOBODY, refusal, structure
from tests.doubles.serving import Served, free_port, serving

CALM = "a calm puzzle, just show me"
MODES = ("auto", "legacy")
INITIALIZE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}},
}
HEADERS = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}


@asynccontextmanager
async def connected(base: str, mode: str, key: str = "") -> AsyncIterator[Client]:
    headers = {"X-Tastemaker-Key": key} if key else {}
    async with (
        httpx2.AsyncClient(headers=headers, timeout=30) as http,
        Client(streamable_http_client(f"{base}/mcp", http_client=http), mode=mode) as client,
    ):
        yield client


async def post(base: str, body: object = INITIALIZE, **headers: str) -> httpx2.Response:
    async with httpx2.AsyncClient(timeout=60) as http:
        return await http.post(f"{base}/mcp", json=body, headers=HEADERS | headers)


@dataclass(frozen=True)
class Locked:
    """A server that asks for keys, and some of them."""

    served: Served
    keys: dict[str, str]


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Locked]:
    settings = Settings(
        var=tmp_path_factory.mktemp("locked"), embedder="hash", catalogue="games", port=free_port(), anonymous="never"
    )

    async def made() -> dict[str, str]:
        store = await SqlStore.open(settings.database_url)
        wanted = {
            "one": new_key("server", "one"),
            "two": new_key("server", "two"),
            "films": new_key("server", "films", catalogues=("films",)),
            "owner": new_key("owner", "owner"),
            "site": new_key("site", "site", ("https://shop.example",)),
        }
        for _, key in wanted.values():
            await SqlKeys(store).add(key)
        await store.close()
        return {name: words for name, (words, _) in wanted.items()}

    keys = asyncio.run(made())
    with serving(settings) as served:
        yield Locked(served, keys)


# --- the protocol -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", MODES)
async def test_a_whole_conversation_is_had_over_http(api: Served, mode: str) -> None:
    async with connected(api.base, mode) as client:
        assert len((await client.list_tools()).tools) == 7
        steps: list[str | None] = []

        async def progress(progress: float, total: float | None, message: str | None) -> None:
            steps.append(message)

        first = structure(await client.call_tool("recommend", {"request": CALM}, progress_callback=progress))
        assert "Choosing" in steps
        again = {"request": "longer than an hour", "conversation": first["conversation"]}
        second = structure(await client.call_tool("recommend", again))
        assert second["conversation"] == first["conversation"]


async def test_no_session_is_needed_so_that_a_restart_is_not_noticed(api: Served) -> None:
    call = {"jsonrpc": "2.0", "id": 2, "method": "tools/call"}
    call |= {"params": {"name": "get_product", "arguments": {"catalog": {"id": "g1"}}}}
    answer = await post(api.base, call, **{"Mcp-Session-Id": "from-before", "MCP-Protocol-Version": "2025-06-18"})
    assert answer.status_code == 200
    assert '"title":"Amber Meadow"' in answer.text


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT"])
async def test_only_post_is_answered(api: Served, method: str) -> None:
    async with httpx2.AsyncClient() as http:
        answer = await http.request(method, f"{api.base}/mcp", headers=HEADERS)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"
    assert answer.json()["type"] == "/problems/method-not-allowed"


@pytest.mark.parametrize("body", [b"{", b"[]", b"null", b'{"jsonrpc":"2.0"}', b"\xff", b"[" * 5000])
async def test_what_is_no_message_is_refused(api: Served, body: bytes) -> None:
    async with httpx2.AsyncClient() as http:
        answer = await http.post(f"{api.base}/mcp", content=body, headers=HEADERS)
    assert answer.status_code in (202, 400)
    assert "Traceback" not in answer.text


async def test_a_message_of_a_megabyte_is_refused(api: Served) -> None:
    answer = await post(api.base, INITIALIZE | {"id": "x" * 2**20})
    assert answer.status_code == 413


async def test_half_a_surrogate_pair_is_a_wrong_argument(api: Served) -> None:
    body = (
        b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"search_catalog","arguments":'
        b'{"catalog":{"query":"\\ud800","filters":{"\\ud800":true}},"\\ud800":1},'
        b'"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",'
        b'"io.modelcontextprotocol/clientCapabilities":{}}}}'
    )
    modern = {"MCP-Protocol-Version": "2026-07-28", "Mcp-Method": "tools/call", "Mcp-Name": "search_catalog"}
    for headers in (HEADERS, HEADERS | modern):
        async with httpx2.AsyncClient() as http:
            answer = await http.post(f"{api.base}/mcp", content=body, headers=headers)
        assert answer.status_code in (200, 400)
        assert "Internal" not in answer.text


# --- who may come in --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", MODES)
async def test_a_server_key_opens_and_its_conversations_are_its_own(locked: Locked, mode: str) -> None:
    base = locked.served.base
    async with connected(base, mode, locked.keys["one"]) as client:
        given = structure(await client.call_tool("recommend", {"request": CALM}))["conversation"]
    async with connected(base, mode, locked.keys["two"]) as client:
        told = await client.call_tool("recommend", {"request": "longer", "conversation": given})
        assert "belongs to another" in refusal(told)
    async with connected(base, mode, locked.keys["one"]) as client:
        structure(await client.call_tool("recommend", {"request": "longer", "conversation": given}))
    async with connected(base, mode, locked.keys["films"]) as client:
        assert "There is no catalogue" in refusal(await client.call_tool("recommend", {"request": CALM}))


async def test_conversations_are_counted_under_their_key_and_this_door(locked: Locked) -> None:
    async with connected(locked.served.base, "auto", locked.keys["one"]) as client:
        given = str(structure(await client.call_tool("recommend", {"request": CALM}))["conversation"])
    store = await SqlStore.open(locked.served.settings.database_url)
    found = await store.provenance(given.partition(".")[0])
    await store.close()
    assert found is not None
    assert (found.channel, bool(found.key_id)) == ("mcp", True)


@pytest.mark.parametrize(
    ("headers", "status", "slug"),
    [
        ({}, 401, "unauthorized"),
        ({"X-Tastemaker-Key": "tm_server_wrong"}, 401, "unauthorized"),
        ({"Authorization": "Bearer sk-anything"}, 401, "unauthorized"),
    ],
)
async def test_nobody_comes_in_without_a_key(locked: Locked, headers: dict[str, str], status: int, slug: str) -> None:
    answer = await post(locked.served.base, **headers)
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{slug}")


async def test_a_site_key_is_for_pages_and_a_server_key_is_not(locked: Locked) -> None:
    site = {"X-Tastemaker-Key": locked.keys["site"]}
    for more in ({}, {"Origin": "https://shop.example"}):
        answer = await post(locked.served.base, **site, **more)
        assert answer.status_code == 403
    server = {"X-Tastemaker-Key": locked.keys["one"], "Origin": "https://shop.example"}
    assert (await post(locked.served.base, **server)).status_code == 403
    for name in ("one", "owner"):
        assert (await post(locked.served.base, Authorization=f"Bearer {locked.keys[name]}")).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
    ],
)
async def test_a_page_elsewhere_cannot_come_in_by_a_name_of_its_own(api: Served, headers: dict[str, str]) -> None:
    answer = await post(api.base, **headers)
    assert answer.status_code in (401, 403, 421)
    assert "result" not in answer.text


async def test_a_page_of_this_machine_may_come_in_without_a_key(api: Served) -> None:
    answer = await post(api.base, Origin="http://localhost:6274")
    assert answer.status_code == 200


# --- calls that are taken back ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Slow:
    """A server whose language model takes its time."""

    served: Served
    double: OpenAIDouble

    async def begun(self, calls: int) -> None:
        """Until the model was asked so often."""
        await _until(lambda: len(self.double.requests) >= calls)

    async def hung_up(self, calls: int) -> None:
        await _until(lambda: self.double.hung_up >= calls)


async def _until(so: Callable[[], bool]) -> None:
    end = monotonic() + 10
    while not so():
        assert monotonic() < end
        await asyncio.sleep(0.02)


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Slow]:
    with running(Behaviour(lambda _: "{}", first_token=30)) as double:
        settings = Settings(
            var=tmp_path_factory.mktemp("slow"),
            embedder="hash",
            catalogue="games",
            port=free_port(),
            model="openai:tiny",
            model_url=double.url,
            model_timeout=60,
            model_retries=0,
        )
        with serving(settings) as served:
            yield Slow(served, double)


@pytest.mark.parametrize("mode", MODES)
async def test_a_call_that_is_cancelled_ends_its_turn_and_the_models_calls(slow: Slow, mode: str) -> None:
    asked, left = len(slow.double.requests), slow.double.hung_up
    async with connected(slow.served.base, mode) as client:
        call = asyncio.create_task(client.call_tool("recommend", {"request": CALM}))
        await slow.begun(asked + 1)
        call.cancel()
        await slow.hung_up(left + 1)
        with pytest.raises(asyncio.CancelledError):
            await call
        assert (await client.list_tools()).tools


async def test_a_client_that_goes_away_ends_its_turn_and_the_conversation_can_go_on(slow: Slow) -> None:
    asked, left = len(slow.double.requests), slow.double.hung_up
    settings = slow.served.settings
    store = await SqlStore.open(settings.database_url)
    opened = await store.open_conversation("games", "", NOBODY.provenance("mcp"))
    ticket = Tickets(open_secret(settings.var / "secret")).give(opened.conversation.id, NOBODY)
    params = CallToolRequestParams(name="recommend", arguments={"request": CALM, "conversation": ticket})
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params.model_dump(exclude_none=True)}
    going = asyncio.create_task(post(slow.served.base, body))
    await slow.begun(asked + 1)
    going.cancel()
    await slow.hung_up(left + 1)
    for _ in range(200):
        turns = (await store.load(opened.conversation.id)).turns
        if turns and turns[0].status is TurnStatus.FAILED:
            break
        await asyncio.sleep(0.02)
    await store.close()
    assert turns[0].status is TurnStatus.FAILED


async def test_a_client_without_a_name_of_its_own_takes_nothing_back(slow: Slow) -> None:
    asked, left = len(slow.double.requests), slow.double.hung_up
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call"}
    call |= {"params": {"name": "recommend", "arguments": {"request": CALM}}}
    waiting = asyncio.create_task(post(slow.served.base, call))
    await slow.begun(asked + 1)
    cancel = {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 1}}
    assert (await post(slow.served.base, cancel)).status_code == 202
    await asyncio.sleep(0.3)
    assert slow.double.hung_up == left
    waiting.cancel()
    await slow.hung_up(left + 1)


async def test_nobody_can_take_back_anothers_call(slow: Slow) -> None:
    asked, left = len(slow.double.requests), slow.double.hung_up
    async with connected(slow.served.base, "legacy") as client:
        call = asyncio.create_task(client.call_tool("recommend", {"request": CALM}))
        await slow.begun(asked + 1)
        for request_id in range(6):
            body = {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": request_id}}
            assert (await post(slow.served.base, body)).status_code == 202
            assert (await post(slow.served.base, body, **{"Mcp-Session-Id": "guessed"})).status_code == 202
        await asyncio.sleep(0.3)
        assert slow.double.hung_up == left
        assert not call.done()
        call.cancel()
        await slow.hung_up(left + 1)


# --- what it costs ----------------------------------------------------------------------------------------------------


def test_the_library_is_not_imported_before_it_is_asked_for() -> None:
    code = (
        "import sys, app.protocols.mcp, app.commands.mcp; print([m for m in ('mcp', 'mcp_types') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
