"""The two slates of a duel, on SQLite and PostgreSQL: both are there or none, and the left one comes first."""

from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from agents.dialogue import Duel
from storage.duels import counted, fought
from storage.engine import open_engine
from storage.exposure import explored
from storage.sql import SqlStore
from storage.store import TurnClosed
from tests.contracts.test_store import PROFILE, a_slate, signal

POLICIES = ("tail=0.5", "default")


async def begun(sql: SqlStore) -> str:
    conversation = (await sql.open_conversation("films", "v1")).conversation.id
    await sql.begin_turn(conversation, 1, "a comedy")
    return conversation


async def test_both_sides_are_recorded_the_left_one_first(sql: SqlStore, address: str) -> None:
    conversation, left, right = await begun(sql), a_slate(), a_slate()
    await sql.commit_duel(conversation, 1, left, Duel("d1", right, POLICIES), PROFILE)
    shown = await sql.impressions_of(conversation)
    assert [one.id for one in shown] == [one.impression_id for s in (left, right) for one in s.recommendations]
    assert {(one.slate_id, one.policy, one.duel) for one in shown} == {
        (left.id, POLICIES[0], "d1"),
        (right.id, POLICIES[1], "d1"),
    }
    for slate, value in ((left, 1.0), (right, 0.0)):
        for one in slate.recommendations:
            won = replace(signal(one.impression_id, one.impression_id), kind="duel", value=value)
            await sql.add_feedback(won, conversation)
    engine = open_engine(address)
    (standing,) = counted(fought(engine, "films")).standings
    assert (standing.challenger, standing.wins.hits, standing.left.hits) == ("tail=0.5", 1, 1)
    assert explored(engine, "films").slates == sum(one.propensity < 1 for one in shown)
    engine.dispose()


async def test_of_two_slates_that_cannot_both_be_recorded_none_is(sql: SqlStore) -> None:
    conversation, left = await begun(sql), a_slate()
    with pytest.raises(IntegrityError):
        await sql.commit_duel(conversation, 1, left, Duel("d1", left, POLICIES), PROFILE)
    assert await sql.impressions_of(conversation) == ()


async def test_nothing_is_shown_in_a_turn_that_was_closed(sql: SqlStore) -> None:
    conversation = await begun(sql)
    await sql.fail_turn(conversation, 1, "stopped")
    with pytest.raises(TurnClosed):
        await sql.commit_duel(conversation, 1, a_slate(), Duel("d1", a_slate(), POLICIES), PROFILE)
    assert await sql.impressions_of(conversation) == ()
