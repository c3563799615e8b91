"""The same model in this process: real words, real likelihoods, a whole turn. Needs torch in this environment."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from agents.events import Replied
from agents.models import Access
from agents.models.model import Prompt
from agents.models.transformers import TransformersModel, open_model
from agents.models.transformers_loaded import Loaded, load
from agents.models.transformers_scoring import last_logits, last_logits_apart
from agents.models.transformers_speed import measure
from app.wiring import open_service
from tests.llm.conftest import MODEL, prepared

pytestmark = pytest.mark.llm

ITEMS = ("a light tent for two people", "a heavy cast-iron pan", "a war film", "a comedy", "hiking boots, size 42", "")
ASK = "A customer is looking for a small tent. Item: {}. Does it fit? Answer with one word, Yes or No."
PROMPTS = [Prompt("yesno.v1", "You judge items for a customer. " * 8, ASK.format(item)) for item in ITEMS]


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return load(MODEL)


@pytest.fixture
async def model(loaded: Loaded) -> AsyncIterator[TransformersModel]:
    opened = open_model(str(MODEL), Access(timeout=90))
    opened._loaded = loaded
    yield opened
    await opened.close()


def test_sharing_what_prompts_begin_with_changes_nothing(loaded: Loaded) -> None:
    rows = [loaded.ids(prompt) for prompt in PROMPTS]
    assert len({len(row) for row in rows}) > 3
    found = last_logits(loaded.model, rows).softmax(1) - last_logits_apart(loaded.model, rows).softmax(1)
    assert float(found.abs().max()) < 1e-4


def test_sharing_is_faster_than_one_by_one(loaded: Loaded) -> None:
    rows = [loaded.ids(prompt) for prompt in PROMPTS * 2]
    speed = measure(loaded.model, rows, runs=2)
    assert speed.shared < 0.7 * speed.apart
    assert speed.floor < speed.shared
    print(f"\n{speed}")  # noqa: T201


async def test_yes_and_no_are_likelihoods(model: TransformersModel) -> None:
    choices = await model.choose(PROMPTS, ["Yes", "No"])
    assert len(choices) == len(PROMPTS)
    assert all(sum(choice.likelihoods) == pytest.approx(1) for choice in choices)
    assert len({choice.likelihoods for choice in choices}) == len(PROMPTS), "the item is read"
    (sure,) = await model.choose([Prompt("x", "Repeat the word.", "Say the word: Yes")], ["Yes", "No"])
    assert sure.likelihoods[0] > 0.5


async def test_it_writes_as_it_does_when_it_is_served(model: TransformersModel, small_model: str) -> None:
    from agents.models.openai import OpenAIModel

    prompt = Prompt("say.v1", "You are brief.", "Say hello to Ann.", longest=12)
    pieces: list[str] = []
    here = await model.ask(prompt, pieces.append)
    served = OpenAIModel(str(MODEL), Access(small_model, timeout=90, retries=0))
    there = await served.ask(prompt)
    await served.close()
    assert here.text == "".join(pieces) == there.text
    assert len(pieces) > 3
    assert here.tokens_in == there.tokens_in


async def test_whoever_leaves_frees_the_machine(model: TransformersModel) -> None:
    pieces: list[str] = []
    asking = asyncio.create_task(model.ask(Prompt("say.v1", "You tell stories.", "Tell.", longest=600), pieces.append))
    while len(pieces) < 3 and not asking.done():  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    await asyncio.wait_for(model.ask(Prompt("say.v1", "You are brief.", "Hello!", longest=4)), 20)


async def test_a_turn_is_answered_beside_it(tmp_path: Path) -> None:
    service = await open_service(prepared(tmp_path, f"transformers:{MODEL}"))
    try:
        opened = await service.start("outdoor")
        said = service.say(opened.conversation.id, opened.token, "a tent for two people under 300 euros")
        done = [event async for event in said][-1]
        assert isinstance(done, Replied)
        assert done.reply.text
        assert done.profile.preferences
        assert done.reading is not None
        assert done.reading.calls[0].model == f"transformers:{MODEL}"
        assert done.reading.calls[0].tokens_in > 300 or done.reading.calls[0].trouble
        print(f"\n{done.reply.understood_by}; {done.reading.calls[0]}")  # noqa: T201
    finally:
        await service.close()
