"""Models behind LangChain: a real provider's package over HTTP, and what must hold whoever the provider is."""

import asyncio
import json
import subprocess
import sys
from http.client import HTTPException
from time import perf_counter

import pytest
from langchain_core.exceptions import LangChainException
from langchain_core.language_models import FakeListChatModel, GenericFakeChatModel
from langchain_core.messages import AIMessage
from openai import OpenAIError

from agents.models import Access, ModelSpecError, load_model
from agents.models.langchain import LangChainModel, open_model
from agents.models.langchain_errors import InOurWords, as_model_error, model_opening
from agents.models.model import Answer, ModelError, Prompt
from tests.agents.models.raw_server import DONE, RawServer, Step, event, sending, until

SCHEMA = {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"], "additionalProperties": False}
STRUCTURED = Prompt("read.v1", "You read.", "hello", SCHEMA, longest=70)
PLAIN = Prompt("say.v1", "You say.", "hello")
KEY = "sk-very-secret"
JSON = "application/json"


def completion(content: str, **more: object) -> bytes:
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content}, **more}
    used = {"prompt_tokens": 9, "completion_tokens": 3, "total_tokens": 12}
    told = {"id": "x", "object": "chat.completion", "created": 0, "model": "tiny", "choices": [choice], "usage": used}
    return json.dumps(told).encode()


def chunk(content: str | None = None, finish: str | None = None) -> bytes:
    return event(content, finish, id="x", created=0, model="tiny")


def model(server: RawServer, seconds: float = 10.0, retries: int = 0) -> LangChainModel:
    return open_model("openai:tiny", Access(server.url, lambda: KEY, seconds, retries))


async def test_an_answer_comes_with_its_tokens_and_keeps_the_schema() -> None:
    async with sending([completion('{"a": 1}')], content_type=JSON) as server:
        one = model(server)
        assert one.name == "langchain:openai:tiny"
        assert await one.ask(STRUCTURED) == Answer('{"a": 1}', 9, 3)
        assert await one.ask(PLAIN) == Answer('{"a": 1}', 9, 3)
    first, second = server.requests
    form = first["response_format"]
    assert isinstance(form, dict)
    assert form["json_schema"]["schema"]["properties"] == SCHEMA["properties"]
    assert "response_format" not in second
    assert first["temperature"] == 0
    assert 70 in (first.get("max_tokens"), first.get("max_completion_tokens"))


async def test_a_schema_that_is_refused_is_asked_for_once() -> None:
    async with sending([completion('{"a": 1}')], content_type=JSON, refuses=frozenset({"response_format"})) as server:
        one = model(server)
        for _ in range(2):
            assert (await one.ask(STRUCTURED)).text == '{"a": 1}'
    assert ["response_format" in r for r in server.requests] == [True, False, False]


async def test_pieces_are_told_as_they_arrive() -> None:
    steps: list[Step] = [chunk(" one "), 0.3, chunk("two"), chunk(None, "stop"), DONE]
    pieces: list[tuple[float, str]] = []
    async with sending(steps) as server:
        answer = await model(server).ask(PLAIN, lambda piece: pieces.append((perf_counter(), piece)))
    assert answer.text == "".join(piece for _, piece in pieces) == "one two"
    assert pieces[-1][0] - pieces[0][0] > 0.2


async def test_likelihoods_are_told_where_the_provider_tells_them() -> None:
    likely = [{"token": "Yes", "logprob": -0.22314}, {"token": " no", "logprob": -1.60944}]
    told = {"content": [{**likely[0], "bytes": None, "top_logprobs": likely}], "refusal": None}
    async with sending([completion("Yes", logprobs=told)], content_type=JSON) as server:
        choices = await model(server).choose([PLAIN] * 3, ["Yes", "No"])
    assert [c.likelihoods for c in choices] == [pytest.approx((0.8, 0.2), abs=1e-4)] * 3
    assert (choices[0].tokens_in, choices[0].tokens_out) == (9, 3)


@pytest.mark.parametrize("refuses", [frozenset(), frozenset({"logprobs"})])
async def test_where_it_does_not_it_is_asked_once(refuses: frozenset[str]) -> None:
    async with sending([completion("Yes")], content_type=JSON, refuses=refuses) as server:
        one = model(server)
        for _ in range(2):
            with pytest.raises(ModelError, match="tells no likelihoods") as caught:
                await one.choose([PLAIN] * 3, ["Yes", "No"])
            assert not caught.value.unavailable
    assert len(server.requests) == 1


FAULTS: dict[str, tuple[int, list[Step], str]] = {
    "slow": (200, [30.0], "timeout after 1 s"),
    "hangs in mid-stream": (200, [chunk("Hel"), 30.0], "timeout after 1 s"),
    "down": (503, [], "status 503"),
    "too many": (429, [], "too many requests (status 429)"),
    "wrong key": (401, [], "the key is refused (status 401)"),
    "endless": (200, [chunk("again and again " * 20)] * 2_000, "answer over 20,000 characters"),
    "no words": (200, [chunk("  "), chunk(None, "stop"), DONE], "empty answer"),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_every_fault_has_its_reason(fault: str) -> None:
    status, script, reason = FAULTS[fault]
    async with sending(script, status=status) as server:
        one = model(server, seconds=1.0)
        with pytest.raises(ModelError) as caught:
            await one.ask(PLAIN, lambda _: None)
    assert str(caught.value) == reason
    assert KEY not in repr(caught.value)


@pytest.mark.parametrize("script", [[chunk("Hel")[:-20]], [b'data: {"choices": [{"del\n\n'], [b"data: 3\n\n"]])
async def test_a_stream_that_goes_wrong_is_a_reason_too(script: list[Step]) -> None:
    async with sending(script) as server:
        with pytest.raises(ModelError):
            await model(server, seconds=3.0).ask(PLAIN, lambda _: None)


async def test_nobody_there_is_a_reason_too() -> None:
    async with sending([]) as server:
        one = model(server)
    with pytest.raises(ModelError, match="cannot be reached"):
        await one.ask(PLAIN)


async def test_whoever_is_cancelled_hangs_up() -> None:
    steps: list[Step] = [chunk("word ")]
    async with sending(steps + [0.02, chunk("word ")] * 1_000) as server:
        pieces: list[str] = []
        asking = asyncio.create_task(model(server, seconds=30.0).ask(PLAIN, pieces.append))
        await until(lambda: len(pieces) > 2)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        await until(lambda: server.hung_up == 1)


async def test_any_chat_model_will_do() -> None:
    said = GenericFakeChatModel(messages=iter([AIMessage("one two three"), AIMessage("again")]))
    one = LangChainModel("langchain:fake:x", said, 5.0)
    pieces: list[str] = []
    assert (await one.ask(PLAIN, pieces.append)).text == "one two three"
    assert len(pieces) == 3
    assert (await one.ask(PLAIN)).text == "again"


async def test_without_likelihoods_or_schemas_in_the_package_there_is_still_text() -> None:
    one = LangChainModel("langchain:fake:x", FakeListChatModel(responses=['{"a": 2}']), 5.0)
    assert (await one.ask(STRUCTURED)).text == '{"a": 2}'
    with pytest.raises(ModelError, match="tells no likelihoods"):
        await one.choose([PLAIN], ["Yes", "No"])


class TeapotError(Exception):
    status_code = 418


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (TeapotError(KEY), "status 418"),
        (ConnectionResetError(KEY), "cannot be reached"),
        (KeyError(KEY), "no answer (KeyError)"),
        (AssertionError(KEY), "no answer (AssertionError)"),
        (HTTPException(KEY), "no answer (HTTPException)"),
        (LangChainException(KEY), "no answer (LangChainException)"),
        (OpenAIError(KEY), "no answer (OpenAIError)"),
    ],
)
def test_no_word_of_the_provider_is_told(error: Exception, reason: str) -> None:
    with pytest.raises(ModelError) as caught, as_model_error():
        raise error
    assert str(caught.value) == reason
    assert caught.value.unavailable


class OurOwnError(ValueError):
    __module__ = "agents.somewhere"


@pytest.mark.parametrize(
    "error",
    [
        OurOwnError("a mistake"),
        ModelError("empty answer"),
        NameError("a mistake"),
        asyncio.CancelledError(),
        KeyboardInterrupt(),
    ],
)
@pytest.mark.parametrize("words", [as_model_error(), model_opening("langchain:x:y", "x")])
def test_what_is_not_the_providers_stays_what_it_is(error: BaseException, words: InOurWords) -> None:
    with pytest.raises(type(error)) as caught, words:
        raise error
    assert caught.value is error


async def test_an_error_of_who_listens_is_no_error_of_the_provider() -> None:
    def fails(_: str) -> None:
        raise LookupError("a mistake of ours")

    one = LangChainModel("langchain:fake:x", FakeListChatModel(responses=["hello"]), 5.0)
    with pytest.raises(LookupError, match="a mistake of ours"):
        await one.ask(PLAIN, fails)


@pytest.fixture
def keyless(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)


@pytest.mark.usefixtures("keyless")
@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("langchain", "Which provider and model"),
        ("langchain:anthropic", "Which provider and model"),
        ("langchain:openai:", "Which provider and model"),
        ("langchain:nobody:x", 'LangChain knows no provider "nobody"'),
        ("langchain:fireworks:x", '"langchain-fireworks", which is not installed: pip install langchain-fireworks'),
        ("langchain:openai:x", "does it need a key"),
    ],
)
def test_what_there_is_not_is_refused_in_a_sentence(spec: str, said: str) -> None:
    with pytest.raises(ModelSpecError, match=said):
        load_model(spec, Access())


def test_without_the_extra_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agents.models.langchain.find_spec", lambda _: None)
    with pytest.raises(ModelSpecError, match='needs the extra "langchain"'):
        load_model("langchain:openai:x", Access())


def test_it_is_imported_only_when_it_is_used() -> None:
    loaded = "import sys, agents.models.langchain; sys.exit('langchain' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loaded], check=False).returncode == 0


def test_the_key_shows_nowhere() -> None:
    assert KEY not in repr(vars(open_model("openai:tiny", Access("http://x", lambda: KEY))))
