"""Messages over real HTTP: what comes in which order, what is stored first, and what becomes of whoever leaves."""

from collections.abc import AsyncIterator

import pytest

from app.settings import Settings
from tests.browser.games import HOSTILE, shelve
from tests.doubles.streams import Streams, streams


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(
        var=tmp_path_factory.mktemp("var"), embedder="hash", catalogue="games", rate_conversation="10000/minute"
    )
    shelve(settings)
    return settings


@pytest.fixture
async def there(settings: Settings) -> AsyncIterator[Streams]:
    async with streams(settings) as served:
        yield served


async def test_a_message_is_told_step_by_step_and_cards_come_before_prose(there: Streams) -> None:
    opened = await there.open()
    told = await there.say(opened, "just show me a calm puzzle", key="message-1")
    names = told.names
    assert told.status == 200
    assert names[:2] == ["RUN_STARTED", "STATE_SNAPSHOT"]
    assert names[-1] == "RUN_FINISHED"
    assert names.index("STATE_DELTA") < names.index("recommendations") < names.index("TEXT_MESSAGE_START")
    assert names.index("TEXT_MESSAGE_END") < names.index("suggestions")
    assert told.ids == list(range(1, len(names) + 1))
    assert told.events[0] == {"type": "RUN_STARTED", "threadId": opened.conversation.id, "runId": "message-1"}
    assert told.result["run_id"] == "message-1"
    assert told.result["reply"]["text"] == told.text
    cards = told.value("recommendations")["items"]
    assert told.result["reply"]["recommendations"] == cards
    assert {card["facts"][0]["value"] for card in cards} == {"puzzle"}


async def test_headers_keep_proxies_from_holding_the_stream_back(there: Streams) -> None:
    told = await there.say(await there.open(), "hello")
    assert told.headers["content-type"].startswith("text/event-stream")
    assert told.headers["x-accel-buffering"] == "no"
    assert told.headers["cache-control"] == "no-cache"


async def test_the_slate_is_stored_before_its_cards_leave(there: Streams) -> None:
    opened = await there.open()
    told = await there.say(opened, "just show me a calm puzzle", until="recommendations")
    kept = await there.house.store.impressions_of(opened.conversation.id)
    assert [one.id for one in kept] == [card["impression_id"] for card in told.value("recommendations")["items"]]


async def test_json_is_the_same_answer(there: Streams) -> None:
    opened = await there.open()
    told = await there.say(opened, "just show me a calm puzzle", key="message-1")
    headers = {**there.bearer(opened), "Idempotency-Key": "message-1"}
    answer = await there.client.post(
        there.at(opened, "messages"), headers=headers, json={"text": "just show me a calm puzzle"}
    )
    assert answer.status_code == 200
    assert answer.json() == told.result
    assert len((await there.stored(opened)).turns) == 1


async def test_snapshot_and_deltas_come_to_the_last_profile(there: Streams) -> None:
    opened = await there.open()
    for text in ("a calm puzzle", "no, something silly", "under an hour", "undo"):
        told = await there.say(opened, text)
        assert told.state == {"profile": told.result["profile"]}


async def test_what_is_in_titles_stays_text(there: Streams) -> None:
    told = await there.say(await there.open(), "just show me a horror game")
    (evil,) = [card for card in told.value("recommendations")["items"] if card["item_id"] == "evil"]
    assert evil["title"] == HOSTILE
    assert evil["link"] == ""


# --- coming back ------------------------------------------------------------------------------------------------------


async def test_whoever_comes_back_gets_the_rest_and_no_second_run(there: Streams) -> None:
    opened = await there.open()
    first = await there.say(opened, "just show me a calm puzzle", key="message-1", until="recommendations")
    rest = await there.again(opened, "message-1", after=first.ids[-1])
    whole = await there.again(opened, "message-1")
    assert first.events + rest.events == whole.events
    assert rest.ids[0] == first.ids[-1] + 1
    assert rest.names[-1] == "RUN_FINISHED"
    assert len((await there.stored(opened)).turns) == 1


async def test_from_memory_and_from_the_store_the_answer_is_the_same(settings: Settings) -> None:
    async with streams(settings, kept=0) as there:
        opened = await there.open()
        await there.say(opened, "hello")
        live = await there.say(opened, "just show me a calm puzzle", key="message-1")
        await there.say(opened, "shorter")
        later = await there.say(opened, "just show me a calm puzzle", key="message-1")
        stored = await there.again(opened, "message-1")
        lost_its_end = await there.again(opened, "message-1", after=live.ids[-2])
        turns = (await there.stored(opened)).turns
    assert later.events == stored.events
    assert lost_its_end.events == stored.events, "its numbers are others: nothing may be left out"
    assert len(turns) == 3
    steps = {"STEP_STARTED", "STEP_FINISHED"}
    assert [n for n in later.names if n not in steps] == list(dict.fromkeys(n for n in live.names if n not in steps))
    assert (later.text, later.events[-1]) == (live.text, live.events[-1])
    assert later.one("STATE_SNAPSHOT") == live.one("STATE_SNAPSHOT")
    assert later.one("recommendations") == live.one("recommendations")
    assert later.one("TEXT_MESSAGE_START") == live.one("TEXT_MESSAGE_START")


async def test_a_run_that_never_was_is_a_problem(there: Streams) -> None:
    told = await there.again(await there.open(), "nothing/like?this")
    assert told.status == 404
    assert told.problem["type"] == "/problems/not-found"
    assert "“nothing/like?this”" in str(told.problem["detail"])


# --- what cannot be ---------------------------------------------------------------------------------------------------


async def test_a_key_for_another_text_is_refused(settings: Settings) -> None:
    for kept in (0.0, 120.0):
        async with streams(settings, kept=kept) as there:
            opened = await there.open()
            await there.say(opened, "a calm puzzle", key="message-1")
            told = await there.say(opened, "something silly", key="message-1")
            assert (told.status, told.problem["type"]) == (422, "/problems/idempotency-key-reused")
            assert len((await there.stored(opened)).turns) == 1


async def test_another_conversation_is_not_opened_by_its_id(there: Streams) -> None:
    mine, other = await there.open(), await there.open()
    await there.say(other, "a calm puzzle", key="message-1")
    for method, rest in (("POST", "messages"), ("GET", "runs/message-1/events"), ("DELETE", "runs/message-1")):
        told = await there.stream(method, there.at(other, rest), there.bearer(mine), {"text": "hello"})
        assert told.status == 404, method
    assert len((await there.stored(other)).turns) == 1


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, {}),
        ({}, {"text": "x" * 20_001}),
        ({}, {"text": "hello", "html": "yes"}),
        ({"Idempotency-Key": "short"}, {"text": "hello"}),
        ({"Idempotency-Key": "with a space"}, {"text": "hello"}),
    ],
)
async def test_what_cannot_be_meant_is_a_problem_before_the_stream(
    there: Streams, headers: dict[str, str], body: dict[str, object]
) -> None:
    opened = await there.open()
    told = await there.stream(
        "POST",
        there.at(opened, "messages"),
        {**there.bearer(opened), "Accept": "text/event-stream", **headers},
        body,
    )
    assert (told.status, told.problem["type"]) == (422, "/problems/invalid")
    assert (await there.stored(opened)).turns == ()


@pytest.mark.parametrize("text", ["a\n\ndata: {}\r\rid: 7", "\u2028\u2029\x00\x1f", "</script>"])
async def test_no_text_breaks_out_of_its_event(there: Streams, text: str) -> None:
    told = await there.say(await there.open(), f"who is {text}?")
    assert told.names[-1] == "RUN_FINISHED"
    assert told.ids == list(range(1, len(told.events) + 1))


async def test_half_a_character_is_a_problem(there: Streams) -> None:
    told = await there.say(await there.open(), "\ud800")
    assert (told.status, told.problem["type"]) == (422, "/problems/invalid")
