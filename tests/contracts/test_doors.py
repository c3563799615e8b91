"""What is remembered of who came by which door: on SQLite and PostgreSQL."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from agents.dialogue import Turn, TurnStatus
from storage import requests
from storage.keys import ApiKey, KeyNameTaken, SqlKeys
from storage.records import Provenance
from storage.requests import RequestReused, RequestUnderWay, SqlRequests
from storage.sql import SqlStore
from storage.store import BadCursor, UnknownConversation
from storage.tables import requests as table
from storage.threads import SqlThreads, Thread
from tests.contracts.test_store import impression_ids, one_turn, signal

ANN = Provenance("widget", "k1", "ann")
NOW = datetime(2026, 2, 3, 4, 5, 6, 789, tzinfo=UTC)


async def opened(store: SqlStore, provenance: Provenance = ANN) -> str:
    return (await store.open_conversation("films", "v7", provenance)).conversation.id


# --- where conversations come from ------------------------------------------------------------------------------------


async def test_a_conversation_knows_its_door_its_key_and_its_person(sql: SqlStore) -> None:
    assert await sql.provenance(await opened(sql)) == ANN
    plain = (await sql.open_conversation("films", "v7")).conversation.id
    assert await sql.provenance(plain) == Provenance("page", "", "")
    assert await sql.provenance("nowhere") is None


async def test_a_person_lists_their_own_under_the_same_key(sql: SqlStore) -> None:
    mine = [await opened(sql) for _ in range(3)]
    await opened(sql, replace(ANN, person="bob"))
    await opened(sql, replace(ANN, key_id="k2"))
    await opened(sql, replace(ANN, person=""))
    await one_turn(sql, mine[0])
    listed = await sql.conversations_of("k1", "ann", None, 10)
    assert [one.id for one in listed.conversations] == mine[::-1]
    assert (listed.conversations[-1].turns, listed.conversations[-1].first_words) == (1, "message 1")
    assert listed.more == ""


async def test_a_conversation_of_nobody_becomes_the_first_persons_who_asks(sql: SqlStore) -> None:
    conversation = await opened(sql, replace(ANN, person=""))
    asked = await asyncio.gather(*(sql.adopt(conversation, name) for name in ("ann", "bob") * 5))
    assert sorted(asked) == [False] * 5 + [True] * 5
    kept = await sql.provenance(conversation)
    assert kept
    assert kept.person == ("ann" if asked[0] else "bob")
    assert not await sql.adopt("nowhere", "ann")


async def test_nobody_has_no_list(sql: SqlStore) -> None:
    await opened(sql, Provenance("api", "k1", ""))
    assert (await sql.conversations_of("k1", "", None, 10)).conversations == ()


async def test_pages_join_without_gap_or_repeat_while_others_come_and_go(sql: SqlStore) -> None:
    mine = [await opened(sql) for _ in range(7)]
    first = await sql.conversations_of("k1", "ann", None, 3)
    await opened(sql)
    await sql.delete_conversation(first.conversations[-1].id)
    second = await sql.conversations_of("k1", "ann", first.more, 3)
    third = await sql.conversations_of("k1", "ann", second.more, 3)
    found = [one.id for page in (first, second, third) for one in page.conversations]
    assert found == mine[::-1]
    assert third.more == ""


@pytest.mark.parametrize("cursor", ["x", "é", "\ud800", "MjAyNg==", "bm90IGE=", "MjAyNi0wMi0wM1QwNDowNTowNiBh", "%%%"])
async def test_a_cursor_that_was_not_given_is_a_sentence(sql: SqlStore, cursor: str) -> None:
    with pytest.raises(BadCursor, match="is no cursor"):
        await sql.conversations_of("k1", "ann", cursor, 3)


async def test_a_fork_goes_on_from_a_turn_and_leaves_the_old_one_as_it_was(sql: SqlStore) -> None:
    old = await opened(sql)
    turns = [await one_turn(sql, old, number) for number in (1, 2, 3)]
    fork = await sql.fork(old, 2, Provenance("openai", "k1"))
    new = fork.conversation.id
    assert fork.conversation.turns == tuple(turns[:2])
    assert await sql.load(new) == fork.conversation
    assert await sql.authorise(new, fork.token)
    assert not await sql.authorise(old, fork.token)
    assert await sql.provenance(new) == Provenance("openai", "k1")
    await one_turn(sql, new, 3)
    assert (await sql.load(old)).turns == tuple(turns)
    # What was shown was shown there, and is taken there.
    assert [one.turn for one in await sql.impressions_of(new)] == [3, 3, 3]
    assert len(await sql.impressions_of(old)) == 9
    assert await sql.add_feedback(signal("f", impression_ids(turns[0])[0]), old)


async def test_a_fork_takes_closed_turns_and_no_requests(sql: SqlStore) -> None:
    old = await opened(sql)
    await sql.begin_turn(old, 1, "hi", "key")
    await sql.finish_turn(old, Turn(1, "hi"))
    await sql.begin_turn(old, 2, "and", "other key")
    fork = await sql.fork(old, 9, ANN)
    assert fork.conversation.turns == (Turn(1, "hi"),)
    assert await sql.find_turn(fork.conversation.id, "key") is None
    await sql.begin_turn(fork.conversation.id, 2, "hi", "key")
    assert (await sql.load(old)).turns[1].status is TurnStatus.OPEN
    assert (await sql.fork(old, 0, ANN)).conversation.turns == ()
    with pytest.raises(UnknownConversation):
        await sql.fork("nowhere", 1, ANN)


# --- keys -------------------------------------------------------------------------------------------------------------


def a_key(name: str, number: int = 1) -> ApiKey:
    origins = ("https://shop.example", "http://localhost:3000")
    return ApiKey(f"id-{number}", "site", name, f"hash-{number}", "tm_site_abc", origins, ("films",), NOW)


async def test_keys_come_back_as_they_were_made(sql: SqlStore) -> None:
    keys = SqlKeys(sql)
    assert await keys.all() == ()
    one, two = a_key("one"), replace(a_key("two", 2), created_at=NOW + timedelta(seconds=1))
    await keys.add(two)
    await keys.add(one)
    assert await keys.all() == (one, two)
    await keys.used("id-1", NOW + timedelta(hours=1))
    await keys.used("nobody", NOW)
    assert [key.last_used_at for key in await keys.all()] == [NOW + timedelta(hours=1), None]


async def test_a_revoked_key_stays_in_the_list_and_gives_its_name_free(sql: SqlStore) -> None:
    keys = SqlKeys(sql)
    await keys.add(a_key("one"))
    with pytest.raises(KeyNameTaken, match="There is a key “one” already"):
        await keys.add(a_key("one", 2))
    assert await keys.revoke("id-1", NOW)
    assert not await keys.revoke("id-1", NOW + timedelta(hours=1))
    assert not await keys.revoke("nobody", NOW)
    await keys.add(a_key("one", 2))
    assert [(key.id, key.live, key.revoked_at) for key in await keys.all()] == [
        ("id-1", False, NOW),
        ("id-2", True, None),
    ]


# --- threads ----------------------------------------------------------------------------------------------------------


async def test_a_name_leads_to_a_turn_of_a_conversation_for_its_key_alone(sql: SqlStore) -> None:
    threads, first, second = SqlThreads(sql), await opened(sql), await opened(sql)
    await threads.put("k1", "abc", Thread(first, 1))
    assert await threads.find("k1", "abc") == Thread(first, 1)
    assert await threads.find("k2", "abc") is None
    await threads.put("k1", "abc", Thread(second, 2))
    assert await threads.find("k1", "abc") == Thread(second, 2)
    await sql.delete_conversation(second)
    assert await threads.find("k1", "abc") is None
    with pytest.raises(UnknownConversation):
        await threads.put("k1", "abc", Thread(second, 3))


async def test_names_put_at_once_lead_somewhere(sql: SqlStore) -> None:
    threads, conversation = SqlThreads(sql), await opened(sql)
    await asyncio.gather(*(threads.put("k1", "abc", Thread(conversation, turn)) for turn in range(8)))
    found = await threads.find("k1", "abc")
    assert found
    assert found.conversation_id == conversation


# --- requests that come twice -----------------------------------------------------------------------------------------


async def test_a_repeated_request_gets_the_first_answer(sql: SqlStore) -> None:
    asked = SqlRequests(sql)
    assert await asked.begin("k1 POST /v1/conversations", "one", "body") is None
    await asked.finish("k1 POST /v1/conversations", "one", '{"id": "c1"}')
    assert await asked.begin("k1 POST /v1/conversations", "one", "body") == '{"id": "c1"}'
    assert await asked.begin("k2 POST /v1/conversations", "one", "other") is None


async def test_the_same_key_for_something_else_is_refused(sql: SqlStore) -> None:
    asked = SqlRequests(sql)
    await asked.begin("s", "one", "body")
    with pytest.raises(RequestReused, match="“one” was sent before, with something else"):
        await asked.begin("s", "one", "another body")
    await asked.finish("s", "one", "{}")
    with pytest.raises(RequestReused):
        await asked.begin("s", "one", "another body")


async def test_of_two_at_once_one_does_it(sql: SqlStore) -> None:
    asked = SqlRequests(sql)
    outcomes = await asyncio.gather(*(asked.begin("s", "one", "body") for _ in range(10)), return_exceptions=True)
    assert sorted(str(type(one)) for one in outcomes) == sorted([str(type(None)), *[str(RequestUnderWay)] * 9])


async def test_what_failed_may_be_sent_again_and_what_is_done_stays(sql: SqlStore) -> None:
    asked = SqlRequests(sql)
    await asked.begin("s", "one", "body")
    await asked.give_up("s", "one")
    assert await asked.begin("s", "one", "another body") is None
    await asked.finish("s", "one", "done")
    await asked.give_up("s", "one")
    assert await asked.begin("s", "one", "another body") == "done"


@pytest.mark.parametrize(
    ("finished", "age", "kept"),
    [
        (True, requests.KEPT - timedelta(minutes=1), True),
        (True, requests.KEPT + timedelta(minutes=1), False),
        (False, requests.GIVEN_UP - timedelta(seconds=30), True),
        (False, requests.GIVEN_UP + timedelta(seconds=1), False),
    ],
)
async def test_answers_are_kept_a_day_and_what_was_broken_off_is_done_anew(
    sql: SqlStore, finished: bool, age: timedelta, kept: bool
) -> None:
    asked = SqlRequests(sql)
    await asked.begin("s", "one", "body")
    if finished:
        await asked.finish("s", "one", "done")
    await sql._in(lambda c: c.execute(update(table).values(at=datetime.now(UTC) - age)))
    if kept and not finished:
        with pytest.raises(RequestUnderWay):
            await asked.begin("s", "one", "body")
    else:
        assert await asked.begin("s", "one", "body") == ("done" if kept else None)
