"""A real model's words as they come, and a real server that dies while they do."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from time import perf_counter

import pytest

from agents.events import Replied, StepStarted
from agents.models import Access
from agents.models.model import ModelError, Prompt
from agents.models.openai import OpenAIModel
from app.wiring import open_service
from tests.agents.models.raw_server import until
from tests.llm.conftest import MODEL, Served, prepared

pytestmark = pytest.mark.llm

STORY = Prompt("say.v1", "You tell stories.", "Tell me about a mountain and a lake.", longest=60)
YESNO = Prompt("yesno.v1", "Answer Yes or No.", "Is water wet?")


@pytest.fixture
async def model(small_model: str) -> AsyncIterator[OpenAIModel]:
    opened = OpenAIModel(str(MODEL), Access(small_model, timeout=90, retries=0))
    yield opened
    await opened.close()


async def test_words_come_one_by_one_and_are_the_answer(model: OpenAIModel) -> None:
    pieces: list[str] = []
    times: list[float] = []

    def told(piece: str) -> None:
        pieces.append(piece)
        times.append(perf_counter())

    start = perf_counter()
    answer = await model.ask(STORY, told)
    assert answer.text == "".join(pieces)
    assert len(pieces) > 20
    assert times[0] - start < 0.7 * (times[-1] - start), "the first word does not wait for the last"
    assert answer.tokens_in > 15
    assert 0 < answer.tokens_out <= 61
    assert (await model.ask(STORY)).text == answer.text, "streamed or whole, it is the same answer"


async def test_whoever_leaves_in_mid_stream_leaves_a_server_that_works(model: OpenAIModel) -> None:
    pieces: list[str] = []
    asking = asyncio.create_task(model.ask(Prompt("say.v1", "You tell stories.", "Tell.", longest=400), pieces.append))
    while len(pieces) < 3 and not asking.done():  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert (await model.ask(Prompt("say.v1", "You are brief.", "Say hello.", longest=5))).text


async def test_a_server_that_tells_no_likelihoods_is_found_out(model: OpenAIModel) -> None:
    with pytest.raises(ModelError, match="tells no likelihoods"):
        await model.choose([YESNO] * 4, ["Yes", "No"])


async def test_a_server_killed_in_mid_stream_is_a_reason(doomed: Served) -> None:
    model = OpenAIModel(str(MODEL), Access(doomed.address, timeout=90, retries=0))
    pieces: list[str] = []
    asking = asyncio.create_task(model.ask(Prompt("say.v1", "You tell stories.", "Tell.", longest=400), pieces.append))
    while len(pieces) < 3 and not asking.done():  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    doomed.kill()
    with pytest.raises(ModelError, match="broke off") as caught:
        await asking
    assert caught.value.unavailable
    with pytest.raises(ModelError, match="cannot be reached"):
        await model.ask(STORY)
    await model.close()


async def test_a_server_killed_in_the_middle_of_a_turn_costs_no_answer(doomed: Served, tmp_path: Path) -> None:
    service = await open_service(prepared(tmp_path, f"openai:{MODEL}", doomed.address))
    try:
        opened = await service.start("outdoor")
        replied: list[Replied] = []
        settling = asyncio.Event()

        async def turn() -> None:
            async for event in service.say(opened.conversation.id, opened.token, "a tent for two under 300 euros"):
                if event == StepStarted("settle"):
                    settling.set()
                if isinstance(event, Replied):
                    replied.append(event)

        talking = asyncio.create_task(turn())
        await asyncio.wait_for(settling.wait(), 60)
        start = perf_counter()
        doomed.kill()
        await talking
        assert perf_counter() - start < 30
        (done,) = replied
        assert done.reply.text
        assert done.profile.preferences, "what the built-in reader read stands"
        assert done.reply.understood_by in (
            "builtin (model: the connection broke off)",
            "builtin (model: cannot be reached)",
        )
    finally:
        await service.close()
    await until(lambda: doomed.server.poll() is not None)
