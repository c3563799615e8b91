"""What becomes of a turn whose client leaves, stops it, never reads, or sends another message meanwhile."""

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from time import perf_counter
from urllib.parse import urlsplit

import httpx2
import pytest
from starlette.types import Message

from agents.dialogue import Conversation, TurnStatus
from app.api import sse
from app.api.sse import EventStream
from app.settings import Settings
from evals.benchmarks.openai_double import Behaviour, OpenAIDouble, running
from storage.records import Opened
from tests.browser.games import shelve
from tests.doubles.serving import free_port
from tests.doubles.streams import HASTE, Streams, streams

ASKS_THE_MODEL = "a calm puzzle for the train ride"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(
        var=tmp_path_factory.mktemp("var"), embedder="hash", catalogue="games", rate_conversation="10000/minute"
    )
    shelve(settings)
    return settings


@asynccontextmanager
async def beside_a_slow_model(settings: Settings, grace: float = 0.2) -> AsyncIterator[tuple[Streams, OpenAIDouble]]:
    with running(Behaviour(first_token=30)) as double:
        asked = {"model": "openai:tiny", "model_url": double.url, "model_timeout": 30.0, "model_retries": 0}
        async with streams(settings.model_copy(update=asked), grace) as there:
            model = there.house.service._model
            assert model is not None
            model.warm()  # to be there before anybody leaves
            yield there, double


async def until(true: Callable[[], bool]) -> None:
    for _ in range(400):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came true")


async def closed_as(there: Streams, opened: Opened) -> list[TurnStatus]:
    return [turn.status for turn in (await there.stored(opened)).turns]


async def test_a_client_that_leaves_stops_the_models_work(settings: Settings) -> None:
    async with beside_a_slow_model(settings) as (there, double):
        opened = await there.open()
        await there.say(opened, ASKS_THE_MODEL, until="STATE_DELTA")
        await until(lambda: bool(double.requests))
        assert double.hung_up == 0, "for a moment it may come back"
        await until(lambda: double.hung_up == 1)
        assert await closed_as(there, opened) == [TurnStatus.FAILED]


async def test_one_that_waits_for_json_and_leaves_stops_it_too(settings: Settings) -> None:
    async with beside_a_slow_model(settings) as (there, double):
        opened = await there.open()
        with suppress(httpx2.ReadTimeout):
            await there.client.post(
                there.at(opened, "messages"), headers=there.bearer(opened), json={"text": ASKS_THE_MODEL}, timeout=0.5
            )
        await until(lambda: double.hung_up == 1)
        assert await closed_as(there, opened) == [TurnStatus.FAILED]


async def test_one_that_comes_back_in_time_lets_it_go_on(settings: Settings) -> None:
    async with beside_a_slow_model(settings, grace=0.6) as (there, double):
        opened = await there.open()
        left = await there.say(opened, ASKS_THE_MODEL, key="message-1", until="STATE_DELTA")
        back = asyncio.create_task(there.again(opened, "message-1", after=left.ids[-1]))
        await asyncio.sleep(1.0)
        assert (double.hung_up, len(double.requests)) == (0, 1)
        await there.runs.stop(opened.conversation.id, opened.token, "message-1")
        assert (await back).events[-1]["outcome"] == {"type": "cancelled"}


async def test_a_run_can_be_stopped_and_its_followers_are_told(settings: Settings) -> None:
    async with beside_a_slow_model(settings) as (there, double):
        opened = await there.open()
        reading = asyncio.create_task(there.say(opened, ASKS_THE_MODEL, key="message-1"))
        await until(lambda: bool(double.requests))
        stopped = await there.client.delete(there.at(opened, "runs/message-1"), headers=there.bearer(opened))
        assert stopped.status_code == 204
        assert await closed_as(there, opened) == [TurnStatus.FAILED]
        told = await reading
        assert told.events[-1]["type"] == "RUN_FINISHED"
        assert told.events[-1]["outcome"] == {"type": "cancelled"}
        assert told.names.count("STEP_STARTED") == told.names.count("STEP_FINISHED")
        await until(lambda: double.hung_up == 1)
        double.behaviours = [Behaviour(status=503)]
        after = await there.say(opened, "hello", key="message-2")
        assert after.names[-1] == "RUN_FINISHED", "the next message is answered"


async def test_a_message_while_another_is_answered_is_a_problem(settings: Settings) -> None:
    async with beside_a_slow_model(settings) as (there, double):
        opened = await there.open()
        reading = asyncio.create_task(there.say(opened, ASKS_THE_MODEL, key="message-1"))
        await until(lambda: bool(double.requests))
        told = await there.say(opened, "hello", key="message-2")
        assert (told.status, told.problem["type"]) == (409, "/problems/still-answering")
        assert told.headers["retry-after"] == "1"
        await there.runs.stop(opened.conversation.id, opened.token, "message-1")
        await reading


async def test_erasing_a_conversation_stops_what_it_is_answering(settings: Settings) -> None:
    async with beside_a_slow_model(settings) as (there, double):
        opened = await there.open()
        reading = asyncio.create_task(there.say(opened, ASKS_THE_MODEL, key="message-1"))
        await until(lambda: bool(double.requests))
        erased = await there.client.delete(there.at(opened, "").rstrip("/"), headers=there.bearer(opened))
        assert erased.status_code == 204
        assert (await reading).events[-1]["outcome"] == {"type": "cancelled"}
        await until(lambda: double.hung_up == 1)
        assert (await there.again(opened, "message-1")).status == 404


async def test_a_stop_of_the_server_ends_streams_in_order(settings: Settings) -> None:
    async with beside_a_slow_model(settings) as (there, double):
        opened = await there.open()
        reading = asyncio.create_task(there.say(opened, ASKS_THE_MODEL, key="message-1"))
        await until(lambda: bool(double.requests))
        start = perf_counter()
        await there.runs.close()
        told = await reading
        assert perf_counter() - start < 1
        assert told.events[-1] == {
            "type": "RUN_ERROR",
            "message": "The server is stopping; send the message again in a moment.",
            "code": "unavailable",
        }
        refused = await there.say(opened, "hello")
        assert (refused.status, refused.problem["type"]) == (503, "/problems/unavailable")
        assert await closed_as(there, opened) == [TurnStatus.FAILED]


# --- faults -----------------------------------------------------------------------------------------------------------


async def test_a_crash_in_a_turn_is_a_sentence_and_no_traceback(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with streams(settings) as there:
        opened = await there.open()

        async def breaks(*_: object) -> None:
            raise ZeroDivisionError("secret of the inside")

        world = await there.house.service.world("games")
        monkeypatch.setattr(type(world.recorder), "finish_turn", breaks)
        told = await there.say(opened, "just show me a calm puzzle", key="message-1")
        assert told.status == 200
        assert told.names[-1] == "RUN_ERROR"
        assert told.events[-1]["code"] == "failed"
        assert told.events[-1]["message"] == "This should not have happened; the failure is in the server's log."
        assert "secret" not in str(told.events)
        assert "secret of the inside" in caplog.text
        conversation: Conversation = await there.stored(opened)
        assert [turn.status for turn in conversation.turns] == [TurnStatus.FAILED]
        monkeypatch.undo()
        again = await there.say(opened, "just show me a calm puzzle", key="message-1")
        assert again.names[-1] == "RUN_FINISHED", "a message that failed can be sent again under its key"


async def test_a_store_that_is_gone_before_the_stream_is_a_problem(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from storage.sql import SqlStore
    from storage.store import StoreUnavailable

    async def gone(*_: object) -> None:
        raise StoreUnavailable("sqlite:////secret/place is locked")

    async with streams(settings) as there:
        opened = await there.open()
        monkeypatch.setattr(SqlStore, "begin_turn", gone)
        told = await there.say(opened, "hello")
        assert (told.status, told.problem["type"]) == (503, "/problems/unavailable")
        assert "secret" not in str(told.problem)


# --- slow and silent clients ------------------------------------------------------------------------------------------


async def test_a_heart_beats_while_nothing_happens(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sse, "BEAT_S", 0.05)
    async with beside_a_slow_model(settings) as (there, double):
        opened = await there.open()
        reading = asyncio.create_task(there.say(opened, ASKS_THE_MODEL, key="message-1"))
        await until(lambda: bool(double.requests))
        await asyncio.sleep(0.3)
        await there.runs.stop(opened.conversation.id, opened.token, "message-1")
        told = await reading
        assert 3 <= told.beats <= 10
        assert told.ids == list(range(1, len(told.events) + 1)), "a beat is no event"


async def test_a_client_that_never_reads_is_cut_off(caplog: pytest.LogCaptureFixture) -> None:
    closed = asyncio.Event()

    async def pieces() -> AsyncIterator[bytes]:
        try:
            while True:
                yield b"data: 1\n\n"
        finally:
            closed.set()

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)
        if len(sent) == 3:
            await asyncio.Event().wait()

    stream = EventStream(pieces(), patience=0.05)  # type: ignore[arg-type]
    await asyncio.wait_for(stream.stream_response(send), 1)
    assert closed.is_set()
    assert len(sent) == 3
    assert "read nothing for 0.05 seconds" in caplog.text


async def test_one_that_opens_streams_and_never_reads_holds_nobody_up(settings: Settings) -> None:
    async with streams(settings) as there:
        where = urlsplit(there.base)
        silent = []
        for _ in range(30):
            opened = await there.open()
            plug = socket.create_connection((where.hostname or "", where.port or 0))
            plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
            plug.sendall(_request(there, opened))
            silent.append((plug, opened))
        start = perf_counter()
        told = await there.say(await there.open(), "just show me a calm puzzle")
        assert told.names[-1] == "RUN_FINISHED"
        assert perf_counter() - start < 5
        for plug, opened in silent:
            assert await closed_as(there, opened) == [TurnStatus.DONE], "its turn came to its end all the same"
            plug.close()


def _request(there: Streams, opened: Opened) -> bytes:
    body = b'{"text": "just show me a calm puzzle"}'
    headers = {**there.bearer(opened), **HASTE, "Host": urlsplit(there.base).netloc, "Content-Length": str(len(body))}
    head = [f"POST {urlsplit(there.at(opened, 'messages')).path} HTTP/1.1", "Content-Type: application/json"]
    lines = [*head, *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode() + body


async def test_fifty_streams_at_once(settings: Settings) -> None:
    async with streams(settings) as there:
        talks = [await there.open() for _ in range(50)]
        told = await asyncio.gather(*(there.say(one, "just show me a calm puzzle") for one in talks))
    assert {one.status for one in told} == {200}
    assert {one.names[-1] for one in told} == {"RUN_FINISHED"}
    assert len({one.events[0]["threadId"] for one in told}) == 50
    assert [one.events[0]["threadId"] for one in told] == [talk.conversation.id for talk in talks]


async def test_a_signal_ends_a_served_stream_in_order(settings: Settings) -> None:
    """The real command, in a process of its own."""
    with running(Behaviour(first_token=30)) as double:
        served = settings.model_copy(update={"port": free_port()})
        process = await asyncio.create_subprocess_exec(*SERVE, env=_environment(served, double), stdout=DEVNULL)
        try:
            rest, took = await _told_until_the_end(f"http://127.0.0.1:{served.port}", double, process)
            assert await asyncio.wait_for(process.wait(), 10) == 0
        finally:
            with suppress(ProcessLookupError):
                process.kill()
        assert took < 5
        assert '"RUN_ERROR"' in rest
        await until(lambda: double.hung_up == 1)


async def _told_until_the_end(base: str, double: OpenAIDouble, process: Process) -> tuple[str, float]:
    """What comes after the signal, and how many seconds it took."""
    async with httpx2.AsyncClient(timeout=20) as client:
        await _up(client, base)
        opened = (await client.post(f"{base}/v1/conversations", json={"catalogue": "games"})).json()
        headers = {"Authorization": f"Bearer {opened['token']}", **HASTE}
        url = f"{base}/v1/conversations/{opened['id']}/messages"
        async with client.stream("POST", url, headers=headers, json={"text": ASKS_THE_MODEL}) as answer:
            lines = answer.aiter_lines()
            await anext(lines)
            await until(lambda: bool(double.requests))
            start = perf_counter()
            process.send_signal(signal.SIGTERM)
            return "".join([line async for line in lines]), perf_counter() - start


SERVING = (
    "from app.server import serve; from app.settings import load_settings; serve(load_settings(), print, page=False)"
)
SERVE = (sys.executable, "-c", SERVING)
"""`tastemaker serve`, less the bundled catalogues that it would prepare first."""


def _environment(settings: Settings, double: OpenAIDouble) -> dict[str, str]:
    given = {"VAR": str(settings.var), "EMBEDDER": "hash", "CATALOGUE": "games", "PORT": str(settings.port)}
    given |= {"MODEL": "openai:tiny", "MODEL_URL": double.url, "MODEL_TIMEOUT": "30", "MODEL_RETRIES": "0"}
    return {**os.environ, **{f"TASTEMAKER_{name}": value for name, value in given.items()}}


async def _up(client: httpx2.AsyncClient, base: str) -> None:
    for _ in range(300):
        with suppress(httpx2.TransportError):
            if (await client.get(f"{base}/healthz")).status_code == 200:
                return
        await asyncio.sleep(0.1)
    raise AssertionError("the server did not come up")
