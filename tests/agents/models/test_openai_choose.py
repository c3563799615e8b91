"""How likely each option is: from the likelihoods of the first token, over real HTTP."""

import json
import math
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.models import Access
from agents.models.asking import AT_ONCE, shares
from agents.models.model import Choice, ModelError, Prompt
from agents.models.openai import OpenAIModel
from tests.agents.models.raw_server import RawServer, Request, Step, sending

OPTIONS = ("Yes", "No")
JSON = "application/json"


def prompts(number: int) -> list[Prompt]:
    return [Prompt("yesno.v1", "Answer Yes or No.", str(place)) for place in range(number)]


def completion(likely: dict[str, float] | None, **more: object) -> bytes:
    """Whose first token has these likelihoods."""
    tokens = [{"token": token, "logprob": math.log(p)} for token, p in (likely or {}).items()]
    told = {"content": [{**tokens[0], "top_logprobs": tokens}]} if tokens else None
    choice = {"message": {"content": "Yes"}, "logprobs": told}
    used = {"prompt_tokens": 40, "completion_tokens": 1}
    return json.dumps({"choices": [choice], "usage": used, **more}).encode()


async def chosen(server: RawServer, asked: list[Prompt], seconds: float = 5.0) -> tuple[Choice, ...]:
    model = OpenAIModel("tiny", Access(server.url, timeout=seconds, retries=0))
    model.warm()
    try:
        return await model.choose(asked, OPTIONS)
    finally:
        await model.close()


async def test_likelihoods_are_of_the_options_alone_however_they_are_spelt() -> None:
    likely = {"Yes": 0.5, " yes": 0.1, "NO": 0.2, "Maybe": 0.2}
    async with sending([completion(likely)], content_type=JSON) as server:
        (choice,) = await chosen(server, prompts(1))
    assert choice.likelihoods == pytest.approx((0.75, 0.25))
    assert (choice.tokens_in, choice.tokens_out) == (40, 1)
    (request,) = server.requests
    assert request["logprobs"] is True
    assert request["top_logprobs"] == 20
    assert request["max_tokens"] == 1
    assert "response_format" not in request


async def test_an_option_that_is_not_among_the_likeliest_has_none() -> None:
    async with sending([completion({"Yes": 0.9})], [completion({"Well": 0.9})], content_type=JSON) as server:
        one, other = await chosen(server, prompts(2))
    assert one.likelihoods == (1.0, 0.0)
    assert other.likelihoods == (0.5, 0.5)


async def test_many_are_asked_at_once_but_not_all_and_told_in_their_order() -> None:
    def script(request: Request) -> list[Step]:
        messages = request["messages"]
        assert isinstance(messages, list)
        place = int(messages[1]["content"])
        return [0.15, completion({"Yes": (place + 1) / 100, "No": 1 - (place + 1) / 100})]

    async with sending(script, content_type=JSON) as server:
        start = perf_counter()
        choices = await chosen(server, prompts(17))
        took = perf_counter() - start
    assert [c.likelihoods[0] for c in choices] == pytest.approx([(place + 1) / 100 for place in range(17)])
    rounds = 1 + math.ceil(16 / AT_ONCE)
    assert rounds * 0.15 <= took < rounds * 0.15 + 1


@pytest.mark.parametrize("refused", [{"max_tokens", "temperature"}, {"temperature"}])
async def test_parameters_that_a_server_refuses_are_left_out(refused: set[str]) -> None:
    async with sending([completion({"No": 1.0})], content_type=JSON, refuses=frozenset(refused)) as server:
        choices = await chosen(server, prompts(3))
    assert [c.likelihoods for c in choices] == [(0.0, 1.0)] * 3
    assert len(server.requests) == 4, "found out once"


@pytest.mark.parametrize("refuses", [frozenset(), frozenset({"logprobs"})])
async def test_a_server_that_tells_none_is_asked_once(refuses: frozenset[str]) -> None:
    async with sending([completion(None)], content_type=JSON, refuses=refuses) as server:
        model = OpenAIModel("tiny", Access(server.url, timeout=5.0))
        for _ in range(2):
            with pytest.raises(ModelError, match="tells no likelihoods") as caught:
                await model.choose(prompts(12), OPTIONS)
            assert not caught.value.unavailable, "it may well answer other questions"
            tries = len(server.requests)
        await model.close()
    assert tries == (4 if refuses else 1)


async def test_one_failure_ends_them_all() -> None:
    good = completion({"Yes": 1.0})
    async with sending([good], [b"{"], [30.0], content_type=JSON) as server:
        start = perf_counter()
        with pytest.raises(ModelError, match="no chat completion"):
            await chosen(server, prompts(6))
        assert perf_counter() - start < 2


async def test_all_together_have_the_time_of_one_question() -> None:
    async with sending([0.3, completion({"Yes": 1.0})], content_type=JSON) as server:
        with pytest.raises(ModelError, match=r"timeout after 0\.5 s") as caught:
            await chosen(server, prompts(40), seconds=0.5)
    assert caught.value.unavailable


async def test_nothing_to_choose_is_no_request() -> None:
    async with sending([b""]) as server:
        assert await chosen(server, []) == ()
    assert not server.requests


@given(st.dictionaries(st.sampled_from(["Yes", "yes", " YES", "No", "no", "Maybe", ""]), st.floats(-9_999, 0)))
def test_likelihoods_are_shares(logprobs: dict[str, float]) -> None:
    found = shares(logprobs, OPTIONS)
    assert sum(found) == pytest.approx(1)
    assert all(0 <= share <= 1 for share in found)
