"""A talk gone through once more comes to what it came to, and leaves no trace of having been shown."""

from collections.abc import AsyncIterator

import pytest

from agents.dialogue import Conversation
from app.answers import NotYours
from app.settings import Settings
from app.wiring import House, open_house
from storage.records import Opened, Provenance
from tests.browser.games import shelve

SAID = ("just show me a puzzle", "calm", "longer", "undo")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(var=tmp_path_factory.mktemp("var"), embedder="hash", catalogue="games", explore=0.5)
    shelve(settings)
    return settings


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[House]:
    opened = await open_house(settings)
    yield opened
    await opened.close()


async def talked(house: House, *said: str) -> tuple[Opened, Conversation]:
    opened = await house.service.start("games")
    for words in said:
        async for _ in house.service.say(opened.conversation.id, opened.token, words):
            pass
    return opened, await house.service.resume(opened.conversation.id, opened.token)


async def test_it_comes_to_the_same_profile_and_shows_nothing(house: House) -> None:
    _, said = await talked(house, *SAID)
    opened = await house.service.start("games")
    recalled = await house.service.recall(opened.conversation.id, opened.token, SAID)
    stored = await house.service.resume(opened.conversation.id, opened.token)
    assert [turn.utterance for turn in stored.turns] == list(SAID)
    assert stored.turns == recalled.turns
    assert [p.constraint for p in stored.profile.preferences] == [p.constraint for p in said.profile.preferences]
    assert await house.store.impressions_of(opened.conversation.id) == ()


async def test_it_is_gone_on_with_as_if_it_had_been_said_here(house: House) -> None:
    opened = await house.service.start("games")
    recalled = await house.service.recall(opened.conversation.id, opened.token, SAID[:1])
    assert recalled.last_slate is not None
    async for _ in house.service.say(opened.conversation.id, opened.token, "why the first?"):
        pass
    after = await house.service.resume(opened.conversation.id, opened.token)
    world = await house.service.world("games")
    first = world.catalogue.find(recalled.last_slate.item_ids[0])
    assert first is not None
    assert after.turns[-1].reply is not None
    assert first.title in after.turns[-1].reply.text


async def test_a_fork_goes_its_own_way(house: House) -> None:
    opened, before = await talked(house, "just show me a puzzle", "calm")
    fork = await house.service.fork(opened.conversation.id, opened.token, 1, Provenance("openai"))
    async for _ in house.service.say(fork.conversation.id, fork.token, "silly"):
        pass
    assert await house.service.resume(opened.conversation.id, opened.token) == before
    forked = await house.service.resume(fork.conversation.id, fork.token)
    assert forked.turns[0] == before.turns[0]
    assert [p.words for p in forked.profile.preferences] == ["puzzle", "silly"]


async def test_an_id_alone_forks_and_recalls_nothing(house: House) -> None:
    opened, _ = await talked(house, "hello")
    with pytest.raises(NotYours):
        await house.service.fork(opened.conversation.id, "wrong", 1, Provenance("openai"))
    with pytest.raises(NotYours):
        await house.service.recall(opened.conversation.id, "wrong", SAID)
