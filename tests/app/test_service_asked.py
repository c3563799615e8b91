"""The chat service, asked for what no turn asks: to search, compare and explain; and asked twice."""

from collections.abc import AsyncIterator

import pytest

from agents.dialogue import Reply
from agents.events import Replied
from app.answers import NotYours, ProfileChanged, RepeatedDifferently, UnknownAttribute, UnknownItem
from app.service import ChatService
from app.settings import Settings
from app.wiring import open_service
from retrieval.blocklist import FILE
from storage.records import Opened, Provenance
from storage.store import StillAnswering
from tests.browser.games import shelve


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(var=tmp_path_factory.mktemp("var"), embedder="hash", catalogue="games")
    shelve(settings)
    (settings.var / "catalogues" / "games" / FILE).write_text("g7\n")
    return settings


@pytest.fixture
async def service(settings: Settings) -> AsyncIterator[ChatService]:
    opened = await open_service(settings)
    yield opened
    await opened.close()


@pytest.fixture
async def talk(service: ChatService) -> Opened:
    return await service.start("games", Provenance("eval"))


async def said(service: ChatService, talk: Opened, text: str, key: str | None = None) -> Reply:
    events = [e async for e in service.say(talk.conversation.id, talk.token, text, key)]
    last = events[-1]
    assert isinstance(last, Replied)
    return last.reply


async def test_the_same_key_with_other_words_is_refused(service: ChatService, talk: Opened) -> None:
    first = await said(service, talk, "a calm puzzle", "key-00000001")
    assert await said(service, talk, "a calm puzzle", "key-00000001") == first
    with pytest.raises(RepeatedDifferently, match="key-00000001"):
        await said(service, talk, "something silly", "key-00000001")
    assert len((await service.resume(talk.conversation.id, talk.token)).turns) == 1


async def test_what_is_cut_off_a_message_is_no_difference(service: ChatService, talk: Opened) -> None:
    long = "a calm puzzle " + "x" * 5000
    assert await said(service, talk, long, "key-00000002") == await said(service, talk, long, "key-00000002")


async def test_what_the_owner_keeps_out_is_not_found(service: ChatService, talk: Opened) -> None:
    title = "Brass Railway"
    world = await service.world("games")
    assert "g7" in world.blocked
    assert title not in [item.title for item in await service.search("games", title)]
    with pytest.raises(UnknownItem, match="g7"):
        await service.item("games", "g7")
    with pytest.raises(UnknownItem, match="g7"):
        await service.compare(talk.conversation.id, talk.token, ["g1", "g7"])


async def test_an_unknown_attribute_is_told_with_those_there_are(service: ChatService, talk: Opened) -> None:
    with pytest.raises(UnknownAttribute, match="theme, mood, minutes, maker"):
        await service.compare(talk.conversation.id, talk.token, ["g1", "g2"], "wheels")


async def test_why_an_earlier_card_is_told_from_its_own_time(service: ChatService, talk: Opened) -> None:
    early = await said(service, talk, "just show me a puzzle")
    await said(service, talk, "no, a party game instead")
    assert early.slate
    told = await service.explain(talk.conversation.id, talk.token, early.slate.item_ids[0], "why")
    assert "number 1 of" in told.text
    assert [(e.wanted, e.met) for e in told.evidence if e.attribute == "theme"] == [("puzzle", True)]


async def test_a_wish_is_changed_only_as_its_sender_saw_it(service: ChatService, talk: Opened) -> None:
    await said(service, talk, "a calm puzzle")
    key = talk.conversation.id, talk.token
    with pytest.raises(ProfileChanged, match="silly"):
        await service.edit(*key, "remove", 0, "silly")
    before = (await service.resume(*key)).profile
    after = (await service.edit(*key, "remove", 0, str(before.preferences[0].constraint.value))).profile
    assert after.preferences == before.preferences[1:]


async def test_a_like_that_came_while_it_answered_counts_when_it_is_sent_again(
    service: ChatService, talk: Opened
) -> None:
    key = talk.conversation.id, talk.token
    shown = (await said(service, talk, "just show me a puzzle")).slate
    assert shown
    first = shown.recommendations[0]
    turn = service.say(*key, "a party game")
    await anext(turn)
    with pytest.raises(StillAnswering):
        await service.feedback(*key, first.impression_id, "like")
    async for _ in turn:
        pass
    taken = await service.feedback(*key, first.impression_id, "like")
    assert not taken.fresh
    assert taken.conversation.profile.liked == (first.item_id,)


async def test_a_wrong_token_opens_nothing(service: ChatService, talk: Opened) -> None:
    for ask in (
        service.compare(talk.conversation.id, "wrong", ["g1", "g2"]),
        service.explain(talk.conversation.id, "wrong", "g1", "why"),
        service.feedback(talk.conversation.id, "wrong", "i1", "like"),
        service.edit(talk.conversation.id, "wrong", "undo"),
        service.forget(talk.conversation.id, "wrong"),
    ):
        with pytest.raises(NotYours):
            await ask
