"""Answers in pieces: what is told is the text, bounded in size and time, and a stream that goes wrong is a reason."""

import asyncio
from collections.abc import Sequence
from time import perf_counter

import pytest

from agents.models import Access
from agents.models.model import Answer, ModelError, Prompt
from agents.models.openai import OpenAIModel
from evals.benchmarks.openai_double import Behaviour, OpenAIDouble, running
from tests.agents.models.raw_server import DONE, RawServer, Step, event, sending, until, usage

PLAIN = Prompt("say.v1", "You say.", "hello", longest=50)
STRUCTURED = Prompt("read.v1", "You read.", "hello", {"type": "object"})
HELLO: tuple[Step, ...] = (event(""), event(" Hel"), event("lo "), event("you\n"), event(None, "stop"), DONE)


class Listener:
    """Keeps the pieces, and when they came."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.at: list[float] = []

    def __call__(self, piece: str) -> None:
        self.pieces.append(piece)
        self.at.append(perf_counter())


async def asked(server: RawServer, listener: Listener, prompt: Prompt = PLAIN, seconds: float = 5.0) -> Answer:
    model = OpenAIModel("tiny", Access(server.url, lambda: "sk-secret", seconds, 1))
    model.warm()
    try:
        return await model.ask(prompt, listener)
    finally:
        await model.close()


async def test_pieces_are_told_as_they_arrive_and_are_the_text() -> None:
    steps = (event("one "), 0.3, event("two"), event(None, "stop"), usage(7, 2), DONE)
    async with sending(steps) as server:
        listener = Listener()
        answer = await asked(server, listener)
    assert answer == Answer("one two", 7, 2)
    assert "".join(listener.pieces) == "one two"
    assert listener.at[-1] - listener.at[0] > 0.25
    (request,) = server.requests
    assert request["stream"] is True
    assert request["stream_options"] == {"include_usage": True}


async def test_the_space_around_the_text_is_neither_told_nor_kept() -> None:
    async with sending(HELLO) as server:
        listener = Listener()
        answer = await asked(server, listener)
    assert answer.text == "".join(listener.pieces) == "Hello you"


async def test_bytes_may_be_cut_anywhere() -> None:
    whole = b": a comment\r\n\r\nevent: x\r\n" + event("naïve ").replace(b"\n", b"\r\n") + event("café") + DONE
    async with sending([whole[i : i + 3] for i in range(0, len(whole), 3)]) as server:
        assert (await asked(server, Listener())).text == "naïve café"


@pytest.mark.parametrize("prompt", [PLAIN, STRUCTURED])
@pytest.mark.parametrize(
    ("refused", "streamed"),
    [({"stream_options"}, True), ({"response_format", "temperature"}, True), ({"stream"}, False)],
)
async def test_what_a_server_refuses_is_left_out_and_remembered(
    prompt: Prompt, refused: set[str], streamed: bool
) -> None:
    plain = b'{"choices": [{"message": {"content": "Hello you"}}]}'
    how = {} if streamed else {"content_type": "application/json"}
    async with sending(HELLO if streamed else [plain], refuses=frozenset(refused), **how) as server:
        model = OpenAIModel("tiny", Access(server.url, timeout=5.0))
        for _ in range(2):
            listener = Listener()
            assert (await model.ask(prompt, listener)).text == "".join(listener.pieces) == "Hello you"
            tries = len(server.requests)
        await model.close()
    assert not refused & set(server.requests[-1])
    assert not refused & set(server.requests[tries - 1]), "the second time it knew"
    assert [r.get("stream", False) for r in server.requests[-1:]] == [streamed]


async def test_a_server_that_does_not_stream_still_answers() -> None:
    whole = [b'{"choices": [{"message": {"content": " Hi. "}}], "usage": {"prompt_tokens": 3}}']
    async with sending(whole, content_type="application/json") as server:
        listener = Listener()
        assert await asked(server, listener) == Answer("Hi.", 3, 0)
    assert listener.pieces == ["Hi."]


ENDLESS: Sequence[Step] = [event("again and again " * 20)] * 20_000
FAULTS: dict[str, tuple[Sequence[Step], str, bool, str]] = {
    "says nothing": ([30.0], "timeout after 1 s", True, ""),
    "hangs in mid-stream": ((event("Hel"), 30.0), "timeout after 1 s", True, "Hel"),
    "closes in mid-stream": ((event("Hel"),), "the stream broke off", True, "Hel"),
    "closes within an event": ((event("Hel"), event("lo")[:-30]), "the stream broke off", True, "Hel"),
    "half a JSON": ((event("Hel"), b'data: {"choices": [{"del\n\n'), "no chat completion in the stream", False, "Hel"),
    "another schema": ((b'data: {"choices": 3}\n\n', DONE), "no chat completion in the stream", False, ""),
    "an error": ((event("Hel"), b'data: {"error": {"message": "x"}}\n\n'), "an error in mid-stream", True, "Hel"),
    "no words": ((event(""), event(" \n"), event(None, "stop"), DONE), "empty answer", False, ""),
    "no events": ((DONE,), "empty answer", False, ""),
    "nothing": ((b"",), "the stream broke off", True, ""),
    "a refusal": (
        (b'data: {"choices": [{"delta": {"refusal": "No."}, "finish_reason": "stop"}]}\n\n', DONE),
        "declined to answer", False, "",
    ),
    "repeats itself": (ENDLESS, "answer over 20,000 characters", False, "again and again"),
    "empty pieces for ever": ([event("")] * 20_000, "answer over 130 kB", False, ""),
    "one endless line": ([b"data: " + b"x" * 50_000] * 200, "answer over 80 kB", False, ""),
    "no event of 10 MB": ([b": x\n" * 2_500] * 1_000, "answer over 130 kB", False, ""),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
async def test_every_fault_has_its_reason_and_is_not_tried_again(fault: str) -> None:
    script, reason, unavailable, told = FAULTS[fault]
    async with sending(script) as server:
        listener = Listener()
        start = perf_counter()
        with pytest.raises(ModelError) as caught:
            await asked(server, listener, seconds=1.0)
        assert perf_counter() - start < 4
    assert str(caught.value) == reason
    assert caught.value.unavailable is unavailable
    assert len(server.requests) == 1
    assert "".join(listener.pieces).startswith(told)
    assert len("".join(listener.pieces)) <= 20_000


async def test_before_the_first_piece_it_is_tried_again() -> None:
    async with sending(HELLO, status=503) as server:
        asking = asyncio.create_task(asked(server, Listener()))
        await until(lambda: bool(server.requests))
        server.status = 200
        assert (await asking).text == "Hello you"
    assert len(server.requests) == 2


async def test_whoever_is_cancelled_in_mid_stream_hangs_up() -> None:
    async with sending([event("word ")] + [0.02, event("word ")] * 1_000) as server:
        listener = Listener()
        asking = asyncio.create_task(asked(server, listener, seconds=30.0))
        await until(lambda: len(listener.pieces) > 2)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        await until(lambda: server.hung_up == 1)


async def test_an_end_that_does_not_come_is_not_waited_for() -> None:
    async with sending((event("Hello"), event(None, "stop"), DONE, 30.0)) as server:
        start = perf_counter()
        assert (await asked(server, Listener())).text == "Hello"
        assert perf_counter() - start < 2


async def test_one_connection_serves_one_stream_after_another(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []
    serve = OpenAIDouble.serve

    async def counted(self: OpenAIDouble, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        opened.append(writer)
        await serve(self, reader, writer)

    monkeypatch.setattr(OpenAIDouble, "serve", counted)
    with running(Behaviour(lambda _: "one two three", rate=200)) as double:
        model = OpenAIModel("tiny", Access(double.url, timeout=5.0))
        for _ in range(4):
            listener = Listener()
            assert (await model.ask(PLAIN, listener)).text == "one two three"
            assert len(listener.pieces) > 2
        await model.close()
    assert len(double.requests) == 4
    assert len(opened) == 1


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        (Behaviour(lambda _: "one two three four", hangs_after=2), "timeout after 1 s"),
        (Behaviour(lambda _: "one two three four", drops_after=2), "broke off"),
        (Behaviour(lambda _: "again and again ", repeats=True), "answer over"),
        (Behaviour(first_token=60.0), "timeout after 1 s"),
    ],
)
async def test_the_double_fails_in_mid_stream_too(behaviour: Behaviour, reason: str) -> None:
    with running(behaviour) as double:
        model = OpenAIModel("tiny", Access(double.url, timeout=1.0, retries=1))
        model.warm()
        with pytest.raises(ModelError, match=reason) as caught:
            await model.ask(PLAIN, Listener())
        await model.close()
    assert not caught.value.free
    assert len(double.requests) == 1
