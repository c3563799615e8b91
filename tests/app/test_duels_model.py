"""Duels where a language model grades and rewords: it is asked no more than without one, and favours no side."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from agents.dialogue import Reply
from agents.events import CardsReady, ReasonReady, Replied
from agents.world import World
from app.service import ChatService
from app.settings import Settings
from app.wiring import open_service
from tests.app.test_service_grading import ScriptedNarrator, ScriptedScorer


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    from app.commands.preparing import prepare

    var = tmp_path_factory.mktemp("var")
    settings = Settings(var=var, embedder="hash", catalogue="outdoor", duels=1.0, challenger="tail=1", chroma="none")
    prepare(("outdoor",), settings)
    return settings


async def said(service: ChatService, world: World) -> tuple[Reply, Sequence[str]]:
    """The reply, and in which order cards and reasons came."""
    service._worlds._open["outdoor"] = world
    opened = await service.start("outdoor")
    said = service.say(opened.conversation.id, opened.token, "a tent under 400 euros, just show me", duels="always")
    events = [event async for event in said]
    assert isinstance(events[-1], Replied)
    told = [type(event).__name__ for event in events if isinstance(event, CardsReady | ReasonReady)]
    return events[-1].reply, told


@pytest.mark.parametrize("challenger", ["tail=1", "scorer=utility", "tail=-1,scorer=utility"])
async def test_a_duel_asks_one_model_once_and_leaves_the_reasons_alone(settings: Settings, challenger: str) -> None:
    scorer, before = ScriptedScorer(), settings.model_copy(update={"scorer": "utility"})
    service = await open_service(before)
    try:
        found = (await service.world("outdoor")).challenger
        assert found
        rival = replace(found, name=challenger, scores="scorer" in challenger)
        world = replace(await service.world("outdoor"), second_scorer=scorer, narrator=ScriptedNarrator())
        reply, told = await said(service, replace(world, challenger=rival))
    finally:
        await service.close()
    assert reply.duel
    assert scorer.begun == 1
    assert len(reply.calls) == 1
    assert told == ["CardsReady"]
    by = dict(zip(reply.duel.policies, reply.slates, strict=True))
    scored_by = {policy: {one.score.scored_by for one in slate.recommendations} for policy, slate in by.items()}
    assert scored_by["default"] == {"llm-grade"}
    assert scored_by[challenger] == ({"utility"} if rival.scores else {"llm-grade"})


async def test_what_the_model_holds_to_be_beside_the_point_is_told_of_either_side(settings: Settings) -> None:
    service = await open_service(settings)
    try:
        world = await service.world("outdoor")
        every = frozenset(item.id for item in world.catalogue.items)
        reply, _ = await said(service, replace(world, second_scorer=ScriptedScorer(misfits=every)))
    finally:
        await service.close()
    shown = {item_id for slate in reply.slates for item_id in slate.item_ids}
    (doubt,) = reply.notices
    titles = [item.title for item_id in shown if (item := world.catalogue.find(item_id))]
    assert titles
    assert all(title in doubt for title in titles)
