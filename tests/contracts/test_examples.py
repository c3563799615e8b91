"""What graders are told of how others took items: on SQLite and PostgreSQL, and nobody's words among it."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import get_args

import pytest

from agents.dialogue import Preference, Strength
from agents.grading import Taken
from retrieval.catalogue import Constraint, Operator
from storage.choices import likes, slates_with_feedback
from storage.examples import REFRESHED, TAKEN, StoredExamples, read_examples
from storage.records import Feedback, FeedbackKind
from storage.sql import SqlStore
from storage.store import StoreUnavailable
from tests.contracts.test_store import NOW, impression_ids, one_turn


async def reacted(store: SqlStore, kind: FeedbackKind, catalogue: str = "films", after: int = 0, place: int = 0) -> str:
    """A conversation in which something was shown and taken so; its id."""
    opened = await store.open_conversation(catalogue, "v7")
    turn = await one_turn(store, opened.conversation.id)
    shown = impression_ids(turn)[place]
    given = Feedback(f"{kind}-{shown}", shown, kind, NOW + timedelta(seconds=after), "my own private words")
    await store.add_feedback(given)
    return opened.conversation.id


async def test_the_latest_signal_of_each_conversation_with_its_wishes(sql: SqlStore) -> None:
    older = await reacted(sql, "like", after=1)
    newer = await reacted(sql, "accept", after=2, place=1)
    found = await read_examples(sql, "films")
    assert [(e.conversation, e.item_id, e.taken) for e in found] == [(newer, "f2", "accepted"), (older, "f1", "liked")]
    assert found[0].wishes == (
        Preference(Constraint("runtime", Operator.LE, 95.0), Strength.PREFER),
        Preference(Constraint("genre", Operator.IN, ("comedy", "drama"))),
    )


async def test_nothing_that_anybody_typed_is_read(sql: SqlStore) -> None:
    await reacted(sql, "dislike")
    (found,) = await read_examples(sql, "films")
    assert {wish.words + wish.note for wish in found.wishes} == {""}
    assert "private" not in repr(found)
    assert "short" not in repr(found)


async def test_only_this_catalogue_and_only_what_tells_a_taste(sql: SqlStore) -> None:
    await reacted(sql, "like", catalogue="outdoor")
    await reacted(sql, "click")
    await reacted(sql, "seen")
    assert await read_examples(sql, "films") == ()
    assert set(TAKEN.values()) == set(get_args(Taken))


async def test_liked_and_disliked_in_turn_and_no_more_than_wanted(sql: SqlStore) -> None:
    for number in range(4):
        await reacted(sql, "like", after=number)
    for number in range(2):
        await reacted(sql, "dislike", after=number)
    found = await read_examples(sql, "films", 5)
    assert [e.taken for e in found] == ["liked", "disliked", "liked", "disliked", "liked"]


async def test_one_conversation_is_one_example_however_much_it_told(sql: SqlStore) -> None:
    mine = await reacted(sql, "like")
    shown = (await sql.impressions_of(mine))[1]
    await sql.add_feedback(Feedback("again", shown.id, "dislike", NOW + timedelta(seconds=9)))
    assert [(e.item_id, e.taken) for e in await read_examples(sql, "films")] == [("f2", "disliked")]


async def test_an_erased_conversation_is_no_example(sql: SqlStore) -> None:
    await sql.delete_conversation(await reacted(sql, "like"))
    assert await read_examples(sql, "films") == ()


# --- kept -------------------------------------------------------------------------------------------------------------


async def test_they_are_read_seldom_not_each_turn(sql: SqlStore) -> None:
    now = [1000.0]
    examples = StoredExamples(sql, "films", clock=lambda: now[0])
    assert await examples() == ()
    mine = await reacted(sql, "like")
    now[0] += REFRESHED - 1
    assert await examples() == ()
    now[0] += 2
    assert [e.conversation for e in await examples()] == [mine]


class Gone(SqlStore):
    """A store whose database does not answer."""

    async def _in(self, work: object) -> object:  # type: ignore[override]
        await asyncio.sleep(0)
        raise StoreUnavailable("The database “sqlite:///gone.db” cannot be used: it is gone.")


async def test_without_a_database_there_are_those_there_were(sql: SqlStore, caplog: pytest.LogCaptureFixture) -> None:
    now = [0.0]
    mine = await reacted(sql, "like")
    examples = StoredExamples(sql, "films", clock=lambda: now[0])
    before = await examples()
    examples._store = Gone(sql._engine)
    now[0] += REFRESHED
    assert await examples() == before
    assert before == (replace(before[0], conversation=mine),)
    assert "cannot be used" in caplog.text


async def test_whoever_is_cancelled_leaves_the_reading_to_the_next(sql: SqlStore) -> None:
    mine = await reacted(sql, "like")
    examples = StoredExamples(sql, "films")
    reading = asyncio.create_task(examples())
    await asyncio.sleep(0)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert [e.conversation for e in await examples()] == [mine]


async def test_what_was_taken_back_or_may_not_be_learned_from_is_no_example(sql: SqlStore) -> None:
    kept = await reacted(sql, "like", after=1)
    refused, back = await reacted(sql, "like", after=2), await reacted(sql, "dislike", after=3)
    await sql.set_consent(refused, "refused")
    (given,) = await sql.feedback_of(back)
    gone = replace(given, id="back", kind="withdraw", reason="dislike", at=given.at + timedelta(seconds=1))
    await sql.add_feedback(gone)
    assert [one.conversation for one in await read_examples(sql, "films")] == [kept]
    liked = await asyncio.to_thread(likes, sql.engine, "films")
    assert set(liked) == {kept}
    assert {one.conversation for one in await asyncio.to_thread(slates_with_feedback, sql.engine, "films")} == {kept}
    # What is said again after it was taken back counts again; a withdrawal of another kind takes nothing back.
    await sql.add_feedback(replace(given, id="again", at=gone.at + timedelta(seconds=1)))
    other = replace(gone, id="other", reason="like", at=gone.at + timedelta(seconds=2))
    await sql.add_feedback(other)
    assert {one.conversation for one in await read_examples(sql, "films")} == {kept, back}
