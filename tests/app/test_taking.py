"""Signals through the service, over real SQL: words and taps together, late ones, gone items, consent."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from agents.dialogue import Reply
from agents.events import Replied
from app.service import ChatService
from app.settings import Settings
from app.signals import Signal
from app.wiring import open_service
from storage.records import Feedback, Opened
from storage.sql import SqlStore
from storage.store import StillAnswering
from tests.browser.games import shelve


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(var=tmp_path_factory.mktemp("var"), embedder="hash", catalogue="games", consent="given")
    shelve(settings)
    return settings


@pytest.fixture
async def service(settings: Settings) -> AsyncIterator[ChatService]:
    opened = await open_service(settings)
    yield opened
    await opened.close()


@pytest.fixture
async def sql(settings: Settings) -> AsyncIterator[SqlStore]:
    opened = await SqlStore.open(settings.database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def talk(service: ChatService) -> Opened:
    return await service.start("games")


async def said(service: ChatService, talk: Opened, text: str) -> Reply:
    events = [e async for e in service.say(talk.conversation.id, talk.token, text)]
    last = events[-1]
    assert isinstance(last, Replied)
    return last.reply


async def shown(service: ChatService, talk: Opened, text: str = "a puzzle, just show me") -> tuple[str, ...]:
    reply = await said(service, talk, text)
    assert reply.slate
    return tuple(one.impression_id for one in reply.slate.recommendations)


def told(kept: tuple[Feedback, ...]) -> list[tuple[str, str, str]]:
    return [(one.kind, one.reason, one.source) for one in kept]


async def test_no_too_long_is_feedback_on_all_that_was_shown(service: ChatService, sql: SqlStore, talk: Opened) -> None:
    cards = await shown(service, talk)
    await said(service, talk, "no, too long")
    kept = await sql.feedback_of(talk.conversation.id)
    assert [one.impression_id for one in kept] == list(cards)
    assert set(told(kept)) == {("dislike", "too long", "words")}


async def test_words_name_the_card_they_mean_and_undo_takes_them_back(
    service: ChatService, sql: SqlStore, talk: Opened
) -> None:
    first, second, _ = await shown(service, talk)
    await said(service, talk, "not the second")
    await said(service, talk, "undo")
    kept = await sql.feedback_of(talk.conversation.id)
    assert told(kept) == [("dislike", "", "words"), ("withdraw", "dislike", "words")]
    assert {one.impression_id for one in kept} == {second}
    await service.react(talk.conversation.id, talk.token, first, "like")
    conversation = await service.edit(talk.conversation.id, talk.token, "undo")
    assert conversation.profile.liked == ()
    kept = await sql.feedback_of(talk.conversation.id)
    assert told(kept)[2:] == [("like", "", "tap"), ("withdraw", "like", "words")]


async def test_taking_one_by_words_is_an_acceptance(service: ChatService, sql: SqlStore, talk: Opened) -> None:
    cards = await shown(service, talk)
    await said(service, talk, "I'll take the first")
    assert [(one.kind, one.impression_id) for one in await sql.feedback_of(talk.conversation.id)] == [
        ("accept", cards[0])
    ]


async def test_a_late_batch_settles_what_stands_and_not_what_came_last(service: ChatService, talk: Opened) -> None:
    first, second, third = await shown(service, talk)
    key = talk.conversation.id, talk.token
    await service.react(*key, first, "dislike")
    minute = timedelta(minutes=1)
    now = datetime.now(UTC)
    late = [
        Signal(second, "like", at=now - minute, id="2"),
        Signal(first, "like", at=now - minute, id="1"),
        Signal(third, "dwell", value=3, at=now, id="3"),
    ]
    # Nothing is dated before its card: the like of the first is older than the dislike all the same.
    taken = await service.signals(*key, late)
    assert (taken.fresh, taken.repeated, taken.refused) == (3, 0, ())
    profile = taken.conversation.profile
    assert (len(profile.liked), len(profile.rejected)) == (1, 1)
    again = await service.signals(*key, late)
    assert (again.fresh, again.repeated) == (0, 3)
    assert again.conversation.profile == profile


async def test_while_it_answers_signals_are_stored_and_the_profile_follows_when_sent_again(
    service: ChatService, sql: SqlStore, talk: Opened
) -> None:
    first, *_ = await shown(service, talk)
    key = talk.conversation.id, talk.token
    number = len((await service.resume(*key)).turns) + 1
    await sql.begin_turn(talk.conversation.id, number, "answering")
    quiet = await service.signals(*key, [Signal(first, "shown", id="1")])
    assert quiet.fresh == 1
    with pytest.raises(StillAnswering):
        await service.signals(*key, [Signal(first, "like", id="2")])
    assert told(await sql.feedback_of(talk.conversation.id)) == [("shown", "", "tap"), ("like", "", "tap")]
    await sql.fail_turn(talk.conversation.id, number, "over")
    after = await service.signals(*key, [Signal(first, "like", id="2")])
    assert (after.fresh, len(after.conversation.profile.liked)) == (0, 1)


async def test_an_item_that_left_the_catalogue_still_takes_feedback(
    service: ChatService, sql: SqlStore, talk: Opened
) -> None:
    reply = await said(service, talk, "a puzzle, just show me")
    assert reply.slate
    gone = replace(
        reply.slate,
        id="gone",
        recommendations=(replace(reply.slate.recommendations[0], impression_id="gone", item_id="gone"),),
    )
    conversation = await service.resume(talk.conversation.id, talk.token)
    number = len(conversation.turns) + 1
    await sql.begin_turn(talk.conversation.id, number, "more")
    await sql.commit_slate(talk.conversation.id, number, gone, conversation.profile)
    await sql.finish_turn(
        talk.conversation.id, replace(conversation.turns[-1], number=number, reply=replace(reply, slate=gone))
    )
    after = await service.react(talk.conversation.id, talk.token, "gone", "dislike", "too long")
    assert after.profile.rejected == ("gone",)
    assert (await said(service, talk, "more")).slate is not None


async def test_the_owner_says_what_a_new_conversation_starts_with(service: ChatService, talk: Opened) -> None:
    key = talk.conversation.id, talk.token
    assert (service.starts_with, await service.consent(*key)) == ("given", "given")
    await service.set_consent(*key, "refused")
    assert await service.consent(*key) == "refused"
    asked = await service.start("games", consent="unsaid")
    assert await service.consent(asked.conversation.id, asked.token) == "unsaid"
