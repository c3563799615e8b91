"""The OpenAI kind over real HTTP, against a double of a server that misbehaves in every way we know of."""

import asyncio
from collections.abc import AsyncIterator
from time import perf_counter

import pytest

from agents.models import Access
from agents.models.model import Answer, ModelError, Prompt
from agents.models.openai import OpenAIModel
from evals.benchmarks.openai_double import Behaviour, OpenAIDouble, running
from tests.agents.models.raw_server import until

SCHEMA = {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"], "additionalProperties": False}
STRUCTURED = Prompt("read.v1", "You read.", "hello", SCHEMA)
PLAIN = Prompt("say.v1", "You say.", "hello")
KEY = "sk-very-secret"
GOOD = Behaviour(lambda _: '{"a": 1}')


@pytest.fixture
async def opened() -> AsyncIterator[list[OpenAIModel]]:
    """Models to close when the test is over."""
    models: list[OpenAIModel] = []
    yield models
    for one in models:
        await one.close()


def model(double: OpenAIDouble, opened: list[OpenAIModel], timeout: float = 2.0, retries: int = 2) -> OpenAIModel:
    opened.append(OpenAIModel("tiny", Access(double.url, lambda: KEY, timeout, retries)))
    opened[-1].warm()  # importing the client takes longer than some of the times here
    return opened[-1]


async def test_an_answer_comes_with_its_tokens(opened: list[OpenAIModel]) -> None:
    with running(GOOD) as double:
        answer = await model(double, opened).ask(STRUCTURED)
    assert answer.text == '{"a": 1}'
    assert answer.tokens_in > 0
    assert answer.tokens_out == 2
    (request,) = double.requests
    assert request["model"] == "tiny"
    assert request["max_tokens"] == STRUCTURED.longest
    form = request["response_format"]
    assert isinstance(form, dict)
    assert form["json_schema"]["schema"] == SCHEMA
    assert double.keys == [f"bearer {KEY}"]


async def test_text_is_asked_for_without_a_format(opened: list[OpenAIModel]) -> None:
    with running(Behaviour(lambda _: "Bonjour.")) as double:
        assert (await model(double, opened).ask(PLAIN)).text == "Bonjour."
    assert "response_format" not in double.requests[0]


@pytest.mark.parametrize(
    ("refused", "tries", "form"),
    [
        (frozenset({"json_schema"}), 3, "json_object"),
        (frozenset({"json_schema", "json_object"}), 4, None),
        (frozenset({"max_tokens"}), 2, "json_schema"),
        (frozenset({"response_format", "max_tokens", "temperature"}), 5, None),
    ],
)
async def test_what_a_server_refuses_is_asked_once_and_remembered(
    opened: list[OpenAIModel], refused: frozenset[str], tries: int, form: str | None
) -> None:
    with running(Behaviour(lambda _: '{"a": 1}', refuses=refused)) as double:
        one = model(double, opened)
        await one.ask(STRUCTURED)
        assert len(double.requests) == tries
        await one.ask(STRUCTURED)
        assert len(double.requests) == tries + 1
    last = double.requests[-1].get("response_format")
    assert (last["type"] if isinstance(last, dict) else None) == form


FAULTS = {
    "slow": (Behaviour(first_token=30), "timeout after 0.6 s", True, 1),
    "down for good": (Behaviour(status=503), "status 503", True, 2),
    "500": (Behaviour(status=500), "status 500", True, 2),
    "429 without a time": (Behaviour(status=429), "too many requests (status 429)", True, 2),
    "429 for a minute": (
        Behaviour(status=429, headers={"retry-after": "60"}), "too many requests (status 429)", True, 1,
    ),
    "wrong key": (Behaviour(status=401), "the key is refused (status 401)", True, 1),
    "no such model": (Behaviour(status=404), "no such model or address (status 404)", True, 1),
    "all refused": (Behaviour(status=400), "status 400", True, 5),
    "no JSON": (Behaviour(body=b"<html>Bad gateway</html>"), "no chat completion in the response", False, 1),
    "another JSON": (Behaviour(body=b'{"choices": 3}'), "no chat completion in the response", False, 1),
    "no choices": (Behaviour(body=b'{"choices": []}'), "no choices in the response", False, 1),
    "empty": (Behaviour(lambda _: "  "), "empty answer", False, 1),
    "no content": (Behaviour(body=b'{"choices": [{"message": {"content": null}}]}'), "empty answer", False, 1),
    "a refusal": (
        Behaviour(body=b'{"choices": [{"message": {"content": null, "refusal": "No."}}]}'),
        "declined to answer", False, 1,
    ),
    "absurdly long": (Behaviour(lambda _: "x" * 30_000), "answer over 20,000 characters", False, 1),
    "10 MB": (Behaviour(lambda _: "x" * 10_000_000), "answer over 80 kB", False, 1),
    "endless nonsense": (Behaviour(endless=True), "answer over 80 kB", False, 1),
    "breaks off": (Behaviour(drops=True), "the connection broke off", True, 1),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
async def test_every_fault_has_its_reason(opened: list[OpenAIModel], fault: str) -> None:
    behaviour, reason, unavailable, tries = FAULTS[fault]
    with running(behaviour) as double:
        one = model(double, opened, timeout=0.6, retries=1)
        one.warm()
        start = perf_counter()
        with pytest.raises(ModelError) as caught:
            await one.ask(STRUCTURED)
    assert str(caught.value) == reason
    assert caught.value.unavailable is unavailable
    assert len(double.requests) == tries
    assert perf_counter() - start < 1.5
    assert KEY not in str(caught.value)


async def test_nobody_there_is_a_reason_too(opened: list[OpenAIModel]) -> None:
    with running(GOOD) as double:
        one = model(double, opened, retries=0)
    with pytest.raises(ModelError, match="cannot be reached"):
        await one.ask(STRUCTURED)


async def test_what_passes_is_tried_again_when_the_server_says(opened: list[OpenAIModel]) -> None:
    limited = Behaviour(status=429, headers={"retry-after": "0.3"})
    with running(limited, Behaviour(status=502), GOOD) as double:
        one = model(double, opened)
        one.warm()
        start = perf_counter()
        assert (await one.ask(STRUCTURED)).text == '{"a": 1}'
        assert perf_counter() - start > 0.3
    assert len(double.requests) == 3


async def test_all_retries_together_end_with_the_time(opened: list[OpenAIModel]) -> None:
    with running(Behaviour(status=500, first_token=0.4)) as double:
        one = model(double, opened, timeout=1.0, retries=9)
        start = perf_counter()
        with pytest.raises(ModelError):
            await one.ask(STRUCTURED)
    assert perf_counter() - start < 1.6
    assert 2 <= len(double.requests) <= 3


async def test_whoever_is_cancelled_hangs_up(opened: list[OpenAIModel]) -> None:
    with running(Behaviour(first_token=30), GOOD) as double:
        one = model(double, opened, timeout=30)
        one.warm()
        asking = asyncio.create_task(one.ask(STRUCTURED))
        await until(lambda: bool(double.requests))
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        await until(lambda: double.hung_up == 1)
        assert (await one.ask(STRUCTURED)).text == '{"a": 1}', "the client is as good as before"


async def test_one_client_serves_many_at_once(opened: list[OpenAIModel]) -> None:
    with running(Behaviour(lambda _: "ok", first_token=0.2)) as double:
        one = model(double, opened)
        one.warm()
        start = perf_counter()
        answers: list[Answer] = await asyncio.gather(*(one.ask(PLAIN) for _ in range(8)))
    assert {a.text for a in answers} == {"ok"}
    assert perf_counter() - start < 1.0


def test_the_key_shows_nowhere() -> None:
    assert KEY not in repr(Access("http://x", lambda: KEY))
    assert KEY not in repr(vars(OpenAIModel("tiny", Access("http://x", lambda: KEY))))
