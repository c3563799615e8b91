"""How feedback arrives, what a slate says of its policy, and consent: on SQLite and PostgreSQL."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, text

from agents.dialogue import Accept, Reject, Seen, Turn
from storage.engine import open_engine
from storage.records import Feedback, Provenance
from storage.sql import SqlStore
from storage.store import TurnClosed, UnknownConversation, UnknownImpression
from tests.contracts.test_store import PROFILE, a_slate, impression_ids, opened_with_turn, signal

NOW = datetime(2026, 2, 3, 4, 5, 6, 789, tzinfo=UTC)


# --- in which order ---------------------------------------------------------------------------------------------------


async def test_feedback_of_one_moment_keeps_the_order_in_which_it_came(sql: SqlStore) -> None:
    opened, turn = await opened_with_turn(sql)
    shown = impression_ids(turn)[0]
    for name in ("z", "a", "m"):
        await sql.add_feedback(signal(name, shown))
    late = replace(signal("late", shown), at=NOW - timedelta(minutes=1))
    await sql.add_feedback(late)
    kept = await sql.feedback_of(opened.conversation.id)
    assert [one.id for one in kept] == ["late", "z", "a", "m"]
    assert [one.number for one in kept] == [4, 1, 2, 3]
    assert all(one.received_at and abs(datetime.now(UTC) - one.received_at) < timedelta(minutes=1) for one in kept)


async def test_a_batch_is_numbered_as_given_and_each_id_is_kept_once(sql: SqlStore) -> None:
    opened, turn = await opened_with_turn(sql)
    shown = impression_ids(turn)
    given = [Feedback(f"f{n}", shown[n % 3], "click", NOW, source="import") for n in (9, 3, 7, 3)]
    assert await sql.add_all_feedback(given, opened.conversation.id) == 3
    assert await sql.add_all_feedback([*given, signal("new", shown[0])], opened.conversation.id) == 1
    kept = await sql.feedback_of(opened.conversation.id)
    assert [(one.id, one.number, one.source) for one in kept] == [
        ("f9", 1, "import"),
        ("f3", 2, "import"),
        ("f7", 3, "import"),
        ("new", 4, "tap"),
    ]
    assert await sql.add_all_feedback([]) == 0


async def test_one_unknown_impression_keeps_a_whole_batch_out(sql: SqlStore) -> None:
    opened, turn = await opened_with_turn(sql)
    _, elsewhere = await opened_with_turn(sql)
    for wrong in ("nothing", impression_ids(elsewhere)[0]):
        with pytest.raises(UnknownImpression, match=wrong):
            await sql.add_all_feedback(
                [signal("a", impression_ids(turn)[0]), signal("b", wrong)], opened.conversation.id
            )
    assert await sql.feedback_of(opened.conversation.id) == ()


async def test_feedback_that_arrives_twice_at_once_is_kept_once(sql: SqlStore) -> None:
    opened, turn = await opened_with_turn(sql)
    shown = impression_ids(turn)[0]
    fresh = await asyncio.gather(*(sql.add_feedback(signal("one", shown)) for _ in range(10)))
    assert sum(fresh) == 1
    assert len(await sql.feedback_of(opened.conversation.id)) == 1


# --- what chose a slate -----------------------------------------------------------------------------------------------


async def test_an_impression_tells_its_policy_and_its_duel(sql: SqlStore) -> None:
    conversation = (await sql.open_conversation("films", "v7")).conversation.id
    await sql.begin_turn(conversation, 1, "hi")
    await sql.commit_slate(conversation, 1, a_slate(1), PROFILE)
    await sql.commit_slate(conversation, 1, a_slate(1), PROFILE, policy="tail=0.5", duel="d1")
    told = [(one.policy, one.duel) for one in await sql.impressions_of(conversation)]
    assert told == [("default", ""), ("tail=0.5", "d1")]


# --- consent ----------------------------------------------------------------------------------------------------------


async def test_consent_is_unsaid_until_it_is_said_and_can_be_changed(sql: SqlStore) -> None:
    plain = (await sql.open_conversation("films", "v7")).conversation.id
    asked = (await sql.open_conversation("films", "v7", consent="given")).conversation.id
    assert (await sql.consent(plain), await sql.consent(asked)) == ("unsaid", "given")
    await sql.set_consent(asked, "refused")
    assert (await sql.consent(plain), await sql.consent(asked)) == ("unsaid", "refused")
    fork = await sql.fork(asked, 0, Provenance())
    assert await sql.consent(fork.conversation.id) == "refused"


async def test_consent_about_nothing_is_refused(sql: SqlStore) -> None:
    with pytest.raises(UnknownConversation):
        await sql.consent("nowhere")
    with pytest.raises(UnknownConversation):
        await sql.set_consent("nowhere", "given")


# --- older databases --------------------------------------------------------------------------------------------------


def before_signals(connection: Connection) -> None:
    """The tables as migration 0004 left them."""
    connection.execute(text("DROP TABLE judgements"))
    connection.execute(text("DROP INDEX ix_feedback_number"))
    added = {
        "conversations": ("consent",),
        "slates": ("duel", "policy"),
        "feedback": ("source", "received_at", "number"),
    }
    for table, names in added.items():
        for name in names:
            connection.execute(text(f"ALTER TABLE {table} DROP COLUMN {name}"))
    connection.execute(text("UPDATE alembic_version SET version_num = '0004'"))


async def test_feedback_of_an_older_database_was_received_when_it_was_given(address: str) -> None:
    store = await SqlStore.open(address)
    opened, turn = await opened_with_turn(store)
    shown = impression_ids(turn)[0]
    given = [replace(signal(name, shown), at=NOW + timedelta(seconds=s)) for name, s in (("x", 5), ("b", 1), ("a", 1))]
    await store.add_all_feedback(given)
    await store.close()
    engine = open_engine(address)
    with engine.begin() as connection:
        before_signals(connection)
    engine.dispose()
    store = await SqlStore.open(address)
    kept = await store.feedback_of(opened.conversation.id)
    assert [(one.id, one.number, one.source) for one in kept] == [("a", 1, "tap"), ("b", 2, "tap"), ("x", 3, "tap")]
    assert all(one.received_at == one.at for one in kept)
    assert {one.policy for one in await store.impressions_of(opened.conversation.id)} == {""}
    assert await store.consent(opened.conversation.id) == "unsaid"
    assert await store.add_feedback(signal("next", shown))
    await store.delete_conversation(opened.conversation.id)
    assert await store.feedback_of(opened.conversation.id) == ()
    await store.close()


# --- words ------------------------------------------------------------------------------------------------------------


async def test_what_a_message_says_of_cards_is_stored_with_its_turn(sql: SqlStore) -> None:
    opened, turn = await opened_with_turn(sql)
    conversation = opened.conversation.id
    await sql.begin_turn(conversation, 2, "no, and I have seen the first")
    with pytest.raises(TurnClosed):
        await sql.finish_turn(conversation, Turn(3, "no", (Reject(),)))
    assert await sql.feedback_of(conversation) == ()
    await sql.finish_turn(conversation, Turn(2, "no, and I have seen the first", (Reject(("f2",)), Seen(("f1",)))))
    kept = await sql.feedback_of(conversation)
    shown = impression_ids(turn)
    assert [(one.kind, one.impression_id, one.source) for one in kept] == [
        ("dislike", shown[1], "words"),
        ("seen", shown[0], "words"),
    ]
    # After a fork the same words are about nothing: the cards stayed behind.
    fork = await sql.fork(conversation, 2, Provenance())
    await sql.begin_turn(fork.conversation.id, 3, "no")
    await sql.finish_turn(fork.conversation.id, Turn(3, "no", (Reject(),)))
    assert await sql.feedback_of(fork.conversation.id) == ()


async def test_words_come_after_what_was_given_before_them_whatever_the_clock_says(sql: SqlStore) -> None:
    opened, turn = await opened_with_turn(sql)
    ahead = datetime.now(UTC) + timedelta(hours=1)
    await sql.add_feedback(replace(signal("tap", impression_ids(turn)[0]), at=ahead))
    await sql.begin_turn(opened.conversation.id, 2, "the first")
    await sql.finish_turn(opened.conversation.id, Turn(2, "the first", (Accept("f1"),)))
    kept = await sql.feedback_of(opened.conversation.id)
    assert [(one.kind, one.at) for one in kept] == [("dislike", ahead), ("accept", ahead)]


async def test_cards_are_the_impressions_in_short(sql: SqlStore) -> None:
    opened, _ = await opened_with_turn(sql)
    whole, cards = await sql.impressions_of(opened.conversation.id), await sql.cards_of(opened.conversation.id)
    assert [(c.impression_id, c.item_id, c.turn, c.slate_id, c.duel, c.shown_at) for c in cards] == [
        (one.id, one.item_id, one.turn, one.slate_id, one.duel, one.shown_at) for one in whole
    ]
