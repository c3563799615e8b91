"""The double over its real HTTP, asked by plain `httpx2` so that nothing of ours stands between."""

import asyncio
import json
import math
from collections.abc import Callable
from time import perf_counter

import httpx2
import pytest

from evals.benchmarks.openai_double import Behaviour, OpenAIDouble, running
from evals.benchmarks.openai_wire import counted, tokens

ASKED = {"model": "tiny", "messages": [{"role": "user", "content": "hello"}]}
STREAMED = {**ASKED, "stream": True, "stream_options": {"include_usage": True}}
TWELVE = "abcd" * 12
"""Twelve tokens."""


async def until(true: Callable[[], bool]) -> None:
    for _ in range(300):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came true")


async def streamed(double: OpenAIDouble, most: int = 10_000, **more: object) -> list[dict[str, object]]:
    """The chunks, `most` of them at the most; the last event of a whole stream must be the end."""
    chunks: list[dict[str, object]] = []
    async with (
        httpx2.AsyncClient(timeout=5) as client,
        client.stream("POST", f"{double.url}/chat/completions", json={**STREAMED, **more}) as response,
    ):
        assert response.headers["content-type"] == "text/event-stream"
        async for line in response.aiter_lines():
            if line == "data: [DONE]":
                return chunks
            if line:
                chunks.append(json.loads(line.removeprefix("data: ")))
            if len(chunks) >= most:
                return chunks
    raise AssertionError("the stream ended without its end")


def text(chunks: list[dict[str, object]]) -> str:
    return "".join(one["choices"][0]["delta"].get("content", "") for one in chunks if one["choices"])  # type: ignore[index]


async def test_a_stream_says_the_answer_piece_by_piece_and_counts_it() -> None:
    with running(Behaviour(lambda _: TWELVE)) as double:
        chunks = await streamed(double)
    assert text(chunks) == TWELVE
    assert len(chunks) == 14, "twelve tokens, the finish, the usage"
    assert {one["object"] for one in chunks} == {"chat.completion.chunk"}
    assert chunks[-2]["choices"][0]["finish_reason"] == "stop"  # type: ignore[index]
    assert chunks[-1]["choices"] == []
    assert chunks[-1]["usage"]["completion_tokens"] == 12  # type: ignore[index]


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("abcdefgh", 2), ("3CA2F0GK", 8), ('{"a": 1}', 2), ("CADB, then", 6), ("x" * 400_000, 100_000)],
)
def test_prose_has_four_letters_a_token_and_a_code_one(text: str, count: int) -> None:
    assert counted(text) == count
    assert "".join(tokens(text)) == text
    assert len(tokens(text)) == count


async def test_usage_is_told_only_to_those_who_ask() -> None:
    with running(Behaviour(lambda _: TWELVE)) as double:
        chunks = await streamed(double, stream_options=None)
    assert all("usage" not in one for one in chunks)


async def test_tokens_come_at_their_rate() -> None:
    with running(Behaviour(lambda _: TWELVE, first_token=0.2, rate=50)) as double:
        at: list[float] = []
        async with (
            httpx2.AsyncClient(timeout=5) as client,
            client.stream("POST", f"{double.url}/chat/completions", json=STREAMED) as response,
        ):
            at.extend([perf_counter() async for line in response.aiter_lines() if line])
    (seen,) = double.seen
    assert at[11] - at[0] >= 11 / 50 - 0.1, "not all at once"
    assert seen.ended - seen.began >= 0.2 + 11 / 50


async def test_likelihoods_are_told_as_logarithms() -> None:
    with running(Behaviour(likelihoods=lambda _: {"No": 0.2, "Yes": 0.75, "yes": 0.05})) as double:
        async with httpx2.AsyncClient() as client:
            asked = {**ASKED, "logprobs": True, "top_logprobs": 2, "max_tokens": 1}
            whole = (await client.post(f"{double.url}/chat/completions", json=asked)).json()["choices"][0]
            plain = (await client.post(f"{double.url}/chat/completions", json=ASKED)).json()["choices"][0]
        (first, *_) = await streamed(double, logprobs=True, top_logprobs=2)
    assert whole["message"]["content"] == "Yes"
    (told,) = whole["logprobs"]["content"]
    assert [one["token"] for one in told["top_logprobs"]] == ["Yes", "No"]
    assert math.exp(told["top_logprobs"][1]["logprob"]) == pytest.approx(0.2)
    assert first["choices"][0]["logprobs"]["content"] == [told]  # type: ignore[index]
    assert plain["logprobs"] is None


async def test_a_server_without_likelihoods_tells_none() -> None:
    with running(Behaviour(lambda _: "Yes")) as double:
        async with httpx2.AsyncClient() as client:
            asked = {**ASKED, "logprobs": True, "top_logprobs": 5}
            told = (await client.post(f"{double.url}/chat/completions", json=asked)).json()
    assert told["choices"][0]["logprobs"] is None


async def test_a_stream_may_hang() -> None:
    with running(Behaviour(lambda _: TWELVE, hangs_after=3)) as double:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await streamed(double)
        await until(lambda: double.hung_up == 1)
        assert double.seen[0].tokens_out == 3


async def test_a_stream_may_break_off() -> None:
    with running(Behaviour(lambda _: TWELVE, drops_after=3)) as double:
        assert text(await streamed(double, most=3)) == "abcd" * 3
        with pytest.raises(httpx2.RemoteProtocolError):
            await streamed(double)
        assert double.hung_up == 0


@pytest.mark.parametrize("rate", [0.0, 5_000.0])
async def test_a_stream_may_repeat_itself_until_its_reader_leaves(rate: float) -> None:
    with running(Behaviour(lambda _: "la ", repeats=True, rate=rate)) as double:
        assert text(await streamed(double, most=100)) == "la " * 100
        await until(lambda: double.hung_up == 1)


async def test_half_an_answer_says_that_it_is_too_long() -> None:
    with running(Behaviour(lambda _: '{"a": 1}', half=True)) as double:
        chunks = await streamed(double)
        async with httpx2.AsyncClient() as client:
            whole = (await client.post(f"{double.url}/chat/completions", json=ASKED)).json()["choices"][0]
    assert text(chunks) == whole["message"]["content"] == '{"a"'
    assert chunks[-2]["choices"][0]["finish_reason"] == whole["finish_reason"] == "length"  # type: ignore[index]


@pytest.mark.parametrize("refused", ["stream", "stream_options", "logprobs"])
async def test_parameters_may_be_refused(refused: str) -> None:
    with running(Behaviour(lambda _: "ok", refuses=frozenset({refused}))) as double:
        async with httpx2.AsyncClient() as client:
            response = await client.post(f"{double.url}/chat/completions", json={**STREAMED, "logprobs": True})
            assert response.status_code == 400
            assert (await client.post(f"{double.url}/chat/completions", json=ASKED)).status_code == 200


async def test_a_reader_who_leaves_in_mid_stream_is_counted_and_the_next_one_is_served() -> None:
    with running(Behaviour(lambda _: TWELVE, rate=20), Behaviour(lambda _: "ok")) as double:
        await streamed(double, most=2)
        await until(lambda: double.hung_up == 1)
        assert double.seen[0].tokens_out < 12
        assert text(await streamed(double)) == "ok"


async def test_what_came_is_told_once_from_outside() -> None:
    with running(Behaviour(lambda _: TWELVE, first_token=0.1)) as double:
        async with httpx2.AsyncClient() as client:
            await asyncio.gather(streamed(double), client.post(f"{double.url}/chat/completions", json=ASKED))
            told = (await client.get(double.url)).json()
            assert (await client.get(double.url)).json() == []
    assert sorted(one["streamed"] for one in told) == [False, True]
    assert max(one["began"] for one in told) < min(one["ended"] for one in told), "they overlapped"
    assert {one["tokens_out"] for one in told} == {12}
    assert all(one["tokens_in"] > 0 and not one["hung_up"] for one in told)
