"""Exploration end to end: what is drawn over many real conversations, and the propensities that are stored with it."""

from collections import Counter
from collections.abc import AsyncIterator

import pytest

from app.service import ChatService
from app.settings import Settings
from app.wiring import open_service
from storage.exposure import Exploration, explored
from storage.records import Impression
from storage.sql import SqlStore

EXPLORE = 0.3
TALKS = 120


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    from app.commands.preparing import prepare

    var = tmp_path_factory.mktemp("var")
    settings = Settings(var=var, embedder="hash", catalogue="outdoor", explore=EXPLORE, chroma="none")
    prepare(("outdoor",), settings)
    return settings


@pytest.fixture
async def service(settings: Settings) -> AsyncIterator[ChatService]:
    opened = await open_service(settings)
    yield opened
    await opened.close()


@pytest.fixture
async def store(settings: Settings) -> AsyncIterator[SqlStore]:
    opened = await SqlStore.open(settings.database_url)
    yield opened
    await opened.close()


async def shown(service: ChatService, store: SqlStore, *utterances: str) -> tuple[Impression, ...]:
    opened = await service.start("outdoor")
    for utterance in utterances:
        async for _ in service.say(opened.conversation.id, opened.token, utterance):
            pass
    return await store.impressions_of(opened.conversation.id)


async def test_what_is_drawn_is_drawn_as_often_as_its_propensity_says(service: ChatService, store: SqlStore) -> None:
    last = []
    for _ in range(TALKS):
        *before, one = await shown(service, store, "a tent under 400 euros, just show me")
        assert all(card.propensity == 1 for card in before)
        last.append(one)
    often = Counter(one.item_id for one in last)
    propensity = {one.item_id: one.propensity for one in last}
    assert all(one.propensity == pytest.approx(propensity[one.item_id]) for one in last)  # of the item, at that place
    merit, times = often.most_common(1)[0]
    assert propensity[merit] == pytest.approx(1 - EXPLORE)
    assert len(often) > 3
    for item_id, chance in propensity.items():
        allowed = 4.5 * (chance * (1 - chance) / TALKS) ** 0.5 + 0.5 / TALKS
        assert abs(often[item_id] / TALKS - chance) < allowed
    drawn = 1 - times / TALKS
    assert abs(drawn - EXPLORE) < 4 * (EXPLORE * (1 - EXPLORE) / TALKS) ** 0.5
    found = explored(store.engine, "outdoor")
    assert (found.slates, found.drawn) == (TALKS, TALKS - times)
    assert found.least == pytest.approx(min(propensity.values()))
    assert abs(found.weight - 1) < 4 * found.error


async def test_a_drawn_card_keeps_hard_wishes_and_repeats_nothing(service: ChatService, store: SqlStore) -> None:
    catalogue = (await service.world("outdoor")).catalogue
    drawn = 0
    for _ in range(40):
        cards = await shown(service, store, "a jacket under 300 euros, just show me", "show me others")
        assert len({card.item_id for card in cards}) == len(cards)
        for card in cards:
            item = catalogue.find(card.item_id)
            assert item
            assert item.values["type"] == "jacket"
            assert (item.number("price") or 1e9) <= 300
        drawn += sum(card.propensity < 0.5 for card in cards)
    assert drawn > 5


async def test_without_exploration_every_propensity_is_one(settings: Settings, store: SqlStore) -> None:
    plain = await open_service(settings.model_copy(update={"explore": 0.0}))
    try:
        cards = await shown(plain, store, "a tent, just show me", "show me others")
    finally:
        await plain.close()
    assert {card.propensity for card in cards} == {1.0}


async def test_what_was_never_explored_is_told_as_that(store: SqlStore) -> None:
    assert explored(store.engine, "elsewhere") == Exploration(0, 0, 1.0, 1.0, 0.0)
