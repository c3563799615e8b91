"""The chat service end to end, over real SQL and real Chroma; only the embedder is the small one for tests."""

import re
from collections.abc import AsyncIterator

import pytest

from agents.dialogue import Move, Reply, TurnStatus
from agents.events import CardsReady, Replied, StepStarted, Understood, Words
from app.service import ChatService, NotYours
from app.settings import Settings
from app.wiring import open_service
from storage.records import Opened
from storage.sql import SqlStore
from storage.store import UnknownImpression


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The bundled outdoor catalogue, built once."""
    from app.commands.preparing import prepare

    settings = Settings(var=tmp_path_factory.mktemp("var"), embedder="hash", catalogue="outdoor")
    prepare(("outdoor",), settings)
    return settings


@pytest.fixture
async def service(settings: Settings) -> AsyncIterator[ChatService]:
    opened = await open_service(settings)
    yield opened
    await opened.close()


async def said(service: ChatService, opened: Opened, utterance: str) -> Reply:
    reply = None
    async for event in service.say(opened.conversation.id, opened.token, utterance):
        if isinstance(event, Replied):
            reply = event.reply
    assert reply is not None
    return reply


async def test_a_turn_tells_steps_then_the_profile_then_cards_then_words(service: ChatService) -> None:
    opened = await service.start("outdoor")
    events = [e async for e in service.say(opened.conversation.id, opened.token, "just show me a tent under 300 euros")]
    kinds = [type(e) for e in events if not isinstance(e, StepStarted)]
    assert kinds[0] is Understood
    assert kinds[1] is CardsReady
    assert set(kinds[2:-1]) == {Words}
    last = events[-1]
    assert isinstance(last, Replied)
    assert "".join(e.text for e in events if isinstance(e, Words)) == last.reply.text


async def test_every_card_keeps_every_hard_wish(service: ChatService) -> None:
    opened = await service.start("outdoor")
    world = await service.world("outdoor")
    reply = await said(service, opened, "a tent under 300 euros, just show me")
    assert reply.move is Move.RECOMMEND
    assert reply.slate is not None
    for item_id in reply.slate.item_ids:
        item = world.catalogue.find(item_id)
        assert item is not None
        assert item.values["type"] == "tent"
        assert (item.number("price") or 1e9) <= 300


async def test_a_restart_of_the_program_loses_nothing(settings: Settings) -> None:
    first = await open_service(settings)
    opened = await first.start("outdoor")
    before = await said(first, opened, "a tent, just show me")
    await first.close()
    second = await open_service(settings)
    conversation = await second.resume(opened.conversation.id, opened.token)
    assert conversation.turns[0].reply == before
    after = await said(second, opened, "why the first?")
    assert before.slate is not None
    first_title = (await second.world("outdoor")).catalogue.items
    titles = {item.id: item.title for item in first_title}
    assert titles[before.slate.item_ids[0]] in after.text
    await second.close()


async def test_what_the_owner_keeps_out_is_as_if_it_were_not_there(settings: Settings) -> None:
    service = await open_service(settings)
    before = await said(service, await service.start("outdoor"), "a tent under 300 euros, just show me")
    await service.close()
    assert before.slate is not None
    blocked = settings.var / "catalogues" / "outdoor" / "blocked.txt"
    blocked.write_text(f"# sold out\n{before.slate.item_ids[0]}\nbrand=No Such Brand\n")
    service = await open_service(settings)
    try:
        after = await said(service, await service.start("outdoor"), "a tent under 300 euros, just show me")
    finally:
        blocked.unlink()
        await service.close()
    assert after.slate is not None
    assert before.slate.item_ids[0] not in after.slate.item_ids
    fit = [int(re.findall(r"(\d+) products fit", reply.text)[0]) for reply in (before, after)]
    assert fit[0] - fit[1] == 1


async def test_an_id_alone_opens_nothing(service: ChatService) -> None:
    opened = await service.start("outdoor")
    with pytest.raises(NotYours):
        await service.resume(opened.conversation.id, "wrong")
    with pytest.raises(NotYours):
        await said(service, Opened(opened.conversation, "wrong"), "hi")


async def test_the_same_request_is_answered_once(service: ChatService) -> None:
    opened = await service.start("outdoor")
    conversation_id, token = opened.conversation.id, opened.token
    first = [e async for e in service.say(conversation_id, token, "a tent", request_id="r1")][-1]
    again = [e async for e in service.say(conversation_id, token, "a tent", request_id="r1")]
    assert isinstance(first, Replied)
    assert [e.reply for e in again if isinstance(e, Replied)] == [first.reply]
    assert len((await service.resume(conversation_id, token)).turns) == 1


async def test_a_reader_that_goes_away_leaves_a_failed_turn_not_an_open_one(service: ChatService) -> None:
    opened = await service.start("outdoor")
    stream = service.say(opened.conversation.id, opened.token, "a tent, just show me")
    await anext(stream)
    await stream.aclose()  # type: ignore[attr-defined]  # an async generator, typed as the iterator it is used as
    conversation = await service.resume(opened.conversation.id, opened.token)
    assert [t.status for t in conversation.turns] == [TurnStatus.FAILED]
    assert (await said(service, opened, "a tent, just show me")).slate is not None


async def test_thumbs_and_reasons_change_the_profile_once(service: ChatService) -> None:
    opened = await service.start("outdoor")
    conversation_id, token = opened.conversation.id, opened.token
    reply = await said(service, opened, "a tent, just show me")
    assert reply.slate is not None
    one = reply.slate.recommendations[0]
    after = await service.react(conversation_id, token, one.impression_id, "dislike", "too expensive")
    assert one.item_id in after.profile.rejected
    (price,) = after.profile.on("price")
    item = (await service.world("outdoor")).catalogue.find(one.item_id)
    assert item is not None
    assert not price.met_by(item)
    again = await service.react(conversation_id, token, one.impression_id, "dislike", "too expensive")
    assert again.profile == after.profile
    with pytest.raises(UnknownImpression):
        await service.react(conversation_id, token, "nothing", "like")


async def test_what_was_rejected_or_seen_never_comes_back(service: ChatService) -> None:
    opened = await service.start("outdoor")
    gone: set[str] = set()
    reply = await said(service, opened, "a tent, just show me")
    for words in ("not the first one", "I have the second one already", "show me others", "show me others"):
        assert reply.slate is not None
        shown = reply.slate.item_ids
        assert not gone & set(shown)
        if words == "not the first one":
            gone.add(shown[0])
        elif "already" in words:
            gone.add(shown[1])
        reply = await said(service, opened, words)
        if reply.slate is None:
            break
    conversation = await service.resume(opened.conversation.id, opened.token)
    assert gone <= {*conversation.profile.rejected, *conversation.profile.seen}


async def test_what_was_rejected_stays_away_across_fresh_starts_and_restarts_of_the_program(settings: Settings) -> None:
    first = await open_service(settings)
    opened = await first.start("outdoor")
    before = await said(first, opened, "a tent, just show me")
    assert before.slate is not None
    await said(first, opened, "not the first one")
    await said(first, opened, "start over")
    await first.close()
    second = await open_service(settings)
    gone = before.slate.item_ids[0]
    try:
        for words in ("a tent, just show me", "show me others", "show me others", "show me others"):
            after = await said(second, opened, words)
            assert after.slate is None or gone not in after.slate.item_ids
        assert gone in (await second.resume(opened.conversation.id, opened.token)).profile.rejected
    finally:
        await second.close()


async def test_chips_can_be_removed_toggled_and_undone(service: ChatService) -> None:
    opened = await service.start("outdoor")
    conversation_id, token = opened.conversation.id, opened.token
    await said(service, opened, "a tent under 300 euros")
    before = (await service.resume(conversation_id, token)).profile
    removed = await service.edit(conversation_id, token, "remove", 0)
    assert removed.profile.preferences == before.preferences[1:]
    undone = await service.edit(conversation_id, token, "undo")
    assert undone.profile.preferences == before.preferences
    toggled = await service.edit(conversation_id, token, "toggle", 0)
    assert not toggled.profile.preferences[0].hard
    assert (await service.edit(conversation_id, token, "remove", 99)).profile == toggled.profile


async def test_impressions_carry_what_a_trainer_needs(service: ChatService, settings: Settings) -> None:
    opened = await service.start("outdoor")
    reply = await said(service, opened, "a tent, just show me")
    store = await SqlStore.open(settings.database_url)
    impressions = await store.impressions_of(opened.conversation.id)
    await store.close()
    assert reply.slate is not None
    assert [i.item_id for i in impressions] == list(reply.slate.item_ids)
    assert [i.rank for i in impressions] == [1, 2, 3]
    for impression in impressions:
        assert impression.scored_by == "utility"
        assert 0 <= impression.score <= 1
        assert impression.catalogue_version == reply.slate.catalogue_version


async def test_forgetting_erases(service: ChatService) -> None:
    opened = await service.start("outdoor")
    await said(service, opened, "a tent")
    await service.forget(opened.conversation.id, opened.token)
    with pytest.raises(NotYours):
        await service.resume(opened.conversation.id, opened.token)
