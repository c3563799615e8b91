"""What every store keeps to, on SQLite and on a real PostgreSQL where its programs are installed."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import count
from statistics import median
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agents.dialogue import (
    Act,
    Comparison,
    Conversation,
    Evidence,
    Explanation,
    ModelCall,
    More,
    Move,
    Option,
    Preference,
    Profile,
    Question,
    Reading,
    Recommendation,
    Relaxation,
    Reply,
    Reveal,
    Revise,
    Slate,
    Strength,
    Turn,
    TurnStatus,
)
from agents.models.spending import Spent
from retrieval.catalogue import Constraint, Operator
from retrieval.scorer import Score
from storage.records import Feedback, Opened
from storage.spending import SqlLedger
from storage.sql import SqlStore
from storage.store import (
    StillAnswering,
    Store,
    TurnClosed,
    UnknownConversation,
    UnknownImpression,
)

numbers = count(1)


@pytest.fixture
async def store(address: str) -> AsyncIterator[Store]:
    opened = await SqlStore.open(address)
    yield opened
    await opened.close()


# --- something to store -----------------------------------------------------------------------------------------------

NOW = datetime(2026, 2, 3, 4, 5, 6, 789, tzinfo=UTC)
WISH = Preference(Constraint("runtime", Operator.LE, 95.0), Strength.PREFER, words="short", note="“short”: ≤ 95 min")
PROFILE = Profile(
    preferences=(WISH, Preference(Constraint("genre", Operator.IN, ("comedy", "drama")))),
    waived=frozenset({"year", "country"}),
    asked=frozenset({"genre"}),
    liked=("f1",),
    rejected=("f2", "f3"),
    hurry=True,
)


def a_slate(size: int = 3) -> Slate:
    """Of its own ids."""
    name = f"slate-{next(numbers)}"
    why = Explanation((Evidence("runtime", "at most 95 min", "88 min", True, 0.3, "short"),), "It runs 88 minutes.")
    shown = (
        Recommendation(
            f"{name}-{rank}", f"f{rank}", rank, Score(1 / rank, {"runtime": 0.1 + 0.2}, "utility", "3"), why, 0.25
        )
        for rank in range(1, size + 1)
    )
    return Slate(name, "v7", tuple(shown))


def a_turn(number: int, slate: Slate | None = None) -> Turn:
    """With everything in it that a turn can have."""
    option = Option("Comedy", "a comedy", 12)
    reply = Reply(
        move=Move.RECOMMEND,
        text="Three that fit:\n“Alpha”, “Béta”, “Γάμμα” 🎬",
        slate=slate,
        question=Question("genre", "Which genre?", (option,), "it halves what is left", 1.5),
        relaxations=(Relaxation((WISH,), 4, "Alpha", option),),
        comparison=Comparison(("f1", "f2"), (("year", ("1999", "2001")),), (True,)),
        suggestions=(option, Option("Any", "any")),
        notices=("A guess.",),
        scored_by="utility",
    )
    acts = (Reveal(WISH), More())
    call = ModelCall("openai:tiny", "read.v1", 812, 41, 903.5)
    reading = Reading((More(),), acts, "corrected", ("“short”: a guess",), "fr", (call,))
    timings = {"understand": 1.25, "say": 0.5}
    return Turn(number, f"message {number}", acts, PROFILE, reply, timings=timings, reading=reading)


async def one_turn(store: Store, conversation_id: str, number: int = 1) -> Turn:
    slate = a_slate()
    turn = a_turn(number, slate)
    await store.begin_turn(conversation_id, number, turn.utterance)
    await store.commit_slate(conversation_id, number, slate, PROFILE)
    await store.finish_turn(conversation_id, turn)
    return turn


async def opened_with_turn(store: Store) -> tuple[Opened, Turn]:
    opened = await store.open_conversation("films", "v7")
    return opened, await one_turn(store, opened.conversation.id)


def impression_ids(turn: Turn) -> list[str]:
    assert turn.reply
    assert turn.reply.slate
    return [one.impression_id for one in turn.reply.slate.recommendations]


def signal(feedback_id: str, impression_id: str) -> Feedback:
    return Feedback(feedback_id, impression_id, "dislike", NOW, "too long", 2.5)


# --- conversations ----------------------------------------------------------------------------------------------------


async def test_a_conversation_is_read_back_as_it_was_written(store: Store, address: str) -> None:
    opened, first = await opened_with_turn(store)
    second = await one_turn(store, opened.conversation.id, 2)
    again = await SqlStore.open(address)
    loaded = await again.load(opened.conversation.id)
    await again.close()
    assert loaded == Conversation(opened.conversation.id, "films", (first, second))
    assert isinstance(loaded.profile.waived, frozenset)
    assert isinstance(loaded.turns[0].profile.preferences[1].constraint.value, tuple)
    assert isinstance(loaded.turns[0].reply and loaded.turns[0].reply.move, Move)


values = st.one_of(
    st.text(),
    st.floats(allow_nan=False),
    st.booleans(),
    st.lists(st.text()).map(tuple),
    st.tuples(st.floats(allow_nan=False), st.floats(allow_nan=False)),
)
constraints = st.builds(Constraint, st.text(), st.sampled_from(Operator), values)
wishes = st.builds(Preference, constraints, st.sampled_from(Strength), words=st.text(), turn=st.integers(0, 99))
acts = st.one_of(
    st.builds(Reveal, wishes),
    st.builds(Revise, wishes),
    *(st.from_type(kind) for kind in get_args(Act) if kind not in {Reveal, Revise}),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(acts, max_size=6).map(tuple), wished=st.lists(wishes, max_size=3).map(tuple))
async def test_any_acts_and_wishes_come_back_equal(
    store: Store, said: tuple[Act, ...], wished: tuple[Preference, ...]
) -> None:
    opened = await store.open_conversation("films", "v7")
    turn = Turn(1, "hi", said, Profile(wished))
    await store.begin_turn(opened.conversation.id, 1, "hi")
    await store.finish_turn(opened.conversation.id, turn)
    # By their writing too: True is not 1.0, though they are equal.
    assert repr((await store.load(opened.conversation.id)).turns) == repr((turn,))


@pytest.mark.parametrize("typed", ["a\0b", "half \ud83d of an emoji"])
async def test_what_no_database_takes_is_replaced_and_the_rest_kept(store: Store, typed: str) -> None:
    opened = await store.open_conversation("films", "v7")
    await store.begin_turn(opened.conversation.id, 1, typed)
    kept = (await store.load(opened.conversation.id)).turns[0].utterance
    assert kept == typed.replace("\0", "\ufffd").replace("\ud83d", "\ufffd")


async def test_an_unknown_conversation_is_a_sentence(store: Store) -> None:
    with pytest.raises(UnknownConversation, match="There is no conversation “nowhere”"):
        await store.load("nowhere")
    with pytest.raises(UnknownConversation):
        await store.begin_turn("nowhere", 1, "hi")


async def test_only_its_own_token_opens_a_conversation(store: Store) -> None:
    mine, yours = [await store.open_conversation("films", "v7") for _ in range(2)]
    assert await store.authorise(mine.conversation.id, mine.token)
    for token in (yours.token, "", mine.token[:-1], mine.token + " ", "\ud800", "é"):
        assert not await store.authorise(mine.conversation.id, token)
    assert not await store.authorise("nowhere", mine.token)


async def test_a_browser_lists_only_what_its_tokens_open(store: Store) -> None:
    first, _ = await opened_with_turn(store)
    second, _ = await opened_with_turn(store)
    fresh = await store.open_conversation("outdoor", "v1")
    await one_turn(store, first.conversation.id, 2)
    keys = [(one.conversation.id, one.token) for one in (first, fresh)]
    listed = await store.conversations([*keys, (second.conversation.id, first.token), ("nowhere", "x")])
    assert [(one.id, one.turns, one.first_words) for one in listed] == [
        (first.conversation.id, 2, "message 1"),
        (fresh.conversation.id, 0, ""),
    ]
    assert await store.conversations([]) == ()


async def test_deleting_erases_everything_of_it_and_nothing_else(store: Store) -> None:
    gone, gone_turn = await opened_with_turn(store)
    kept, kept_turn = await opened_with_turn(store)
    for turn in (gone_turn, kept_turn):
        await store.add_feedback(signal(f"on-{impression_ids(turn)[0]}", impression_ids(turn)[0]))
    await store.delete_conversation(gone.conversation.id)
    await store.delete_conversation(gone.conversation.id)
    with pytest.raises(UnknownConversation):
        await store.load(gone.conversation.id)
    assert not await store.authorise(gone.conversation.id, gone.token)
    assert await store.impressions_of(gone.conversation.id) == ()
    assert await store.feedback_of(gone.conversation.id) == ()
    # The ids are free again: no row of it is left.
    assert await store.add_feedback(signal(f"on-{impression_ids(gone_turn)[0]}", impression_ids(kept_turn)[1]))
    assert (await store.load(kept.conversation.id)).turns == (kept_turn,)
    assert len(await store.impressions_of(kept.conversation.id)) == 3
    assert len(await store.feedback_of(kept.conversation.id)) == 2


# --- turns ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("other", [1, 2])
async def test_of_two_turns_begun_at_once_exactly_one_wins(store: Store, other: int) -> None:
    opened = await store.open_conversation("films", "v7")
    outcomes = await asyncio.gather(
        *(store.begin_turn(opened.conversation.id, number, "hi") for number in (1, other)), return_exceptions=True
    )
    assert [type(outcome) for outcome in outcomes if outcome] == [StillAnswering]
    assert len((await store.load(opened.conversation.id)).turns) == 1


async def test_the_next_turn_may_begin_when_the_last_is_closed(store: Store) -> None:
    opened = await store.open_conversation("films", "v7")
    await store.begin_turn(opened.conversation.id, 1, "hi")
    with pytest.raises(StillAnswering, match="still answering"):
        await store.begin_turn(opened.conversation.id, 2, "hello?")
    await store.fail_turn(opened.conversation.id, 1, "the model broke")
    await store.begin_turn(opened.conversation.id, 2, "hello?")
    statuses = [turn.status for turn in (await store.load(opened.conversation.id)).turns]
    assert statuses == [TurnStatus.FAILED, TurnStatus.OPEN]


async def test_a_repeated_request_finds_its_turn(store: Store) -> None:
    opened = await store.open_conversation("films", "v7")
    other = await store.open_conversation("films", "v7")
    await store.begin_turn(opened.conversation.id, 1, "message 1", "key")
    found = await store.find_turn(opened.conversation.id, "key")
    assert found == Turn(1, "message 1", status=TurnStatus.OPEN)
    await store.finish_turn(opened.conversation.id, a_turn(1))
    assert await store.find_turn(opened.conversation.id, "key") == a_turn(1)
    assert await store.find_turn(opened.conversation.id, "another key") is None
    assert await store.find_turn(other.conversation.id, "key") is None
    with pytest.raises(StillAnswering):
        await store.begin_turn(opened.conversation.id, 2, "message 1", "key")


async def test_a_failed_request_can_be_sent_again(store: Store) -> None:
    opened = await store.open_conversation("films", "v7")
    await store.begin_turn(opened.conversation.id, 1, "hi", "key")
    await store.fail_turn(opened.conversation.id, 1, "the model broke")
    assert await store.find_turn(opened.conversation.id, "key") is None
    await store.begin_turn(opened.conversation.id, 2, "hi", "key")


async def test_a_closed_turn_is_not_written_to(store: Store) -> None:
    opened, turn = await opened_with_turn(store)
    with pytest.raises(TurnClosed, match=f"Turn 1 of conversation “{opened.conversation.id}” is not open"):
        await store.finish_turn(opened.conversation.id, a_turn(1))
    with pytest.raises(TurnClosed):
        await store.commit_slate(opened.conversation.id, 1, a_slate(), PROFILE)
    await store.fail_turn(opened.conversation.id, 1, "too late")
    assert (await store.load(opened.conversation.id)).turns == (turn,)
    assert len(await store.impressions_of(opened.conversation.id)) == 3


async def test_a_turn_that_another_process_may_be_answering_is_told_from_a_crashed_one_by_its_age(
    store: Store, address: str
) -> None:
    opened = await store.open_conversation("games", "1")
    await store.begin_turn(opened.conversation.id, 1, "more")
    now = datetime.now(UTC)
    again = await SqlStore.open(address)
    assert await again.close_open_turns(now - timedelta(minutes=1)) == 0
    assert await again.close_open_turns(now + timedelta(minutes=1)) == 1
    await again.close()


async def test_a_crash_leaves_a_failed_turn_with_what_was_shown(store: Store, address: str) -> None:
    opened, first = await opened_with_turn(store)
    slate = a_slate()
    await store.begin_turn(opened.conversation.id, 2, "more", "key")
    await store.commit_slate(opened.conversation.id, 2, slate, PROFILE)
    await store.close()  # Nothing was told that turn 2 is over.
    again = await SqlStore.open(address)
    assert await again.close_open_turns() == 1
    assert await again.close_open_turns() == 0
    loaded = await again.load(opened.conversation.id)
    assert loaded.turns[0] == first
    assert (loaded.turns[1].status, loaded.turns[1].utterance) == (TurnStatus.FAILED, "more")
    assert loaded.last_slate == slate
    assert loaded.profile == first.profile
    assert [one.item_id for one in await again.impressions_of(opened.conversation.id)] == ["f1", "f2", "f3"] * 2
    await one_turn(again, opened.conversation.id, 3)
    await again.close()


async def test_a_turn_that_fails_before_it_shows_anything_has_no_reply(store: Store) -> None:
    opened = await store.open_conversation("films", "v7")
    await store.begin_turn(opened.conversation.id, 1, "hi")
    await store.fail_turn(opened.conversation.id, 1, "the model broke")
    assert (await store.load(opened.conversation.id)).turns == (Turn(1, "hi", status=TurnStatus.FAILED),)


async def test_a_cancelled_beginning_leaves_no_open_turn_and_a_store_that_works(store: Store) -> None:
    for step in range(30):
        opened = await store.open_conversation("films", "v7")
        beginning = asyncio.create_task(store.begin_turn(opened.conversation.id, 1, "hi"))
        await asyncio.sleep(step / 10_000)
        beginning.cancel()
        outcome = (await asyncio.gather(beginning, return_exceptions=True))[0]
        open_turns = [t for t in (await store.load(opened.conversation.id)).turns if t.status is TurnStatus.OPEN]
        assert len(open_turns) == (outcome is None)


async def test_fifty_conversations_at_once(store: Store) -> None:
    opened = await asyncio.gather(*(opened_with_turn(store) for _ in range(50)))
    loaded = await asyncio.gather(*(store.load(one.conversation.id) for one, _ in opened))
    assert [one.turns for one in loaded] == [(turn,) for _, turn in opened]


# --- impressions and feedback -----------------------------------------------------------------------------------------


async def test_an_impression_holds_what_is_needed_to_weight_it_later(store: Store) -> None:
    opened, turn = await opened_with_turn(store)
    shown = await store.impressions_of(opened.conversation.id)
    assert [one.id for one in shown] == impression_ids(turn)
    last = shown[-1]
    assert (last.conversation_id, last.turn, last.rank, last.item_id) == (opened.conversation.id, 1, 3, "f3")
    assert (last.catalogue, last.catalogue_version) == ("films", "v7")
    assert (last.score, last.parts, last.scored_by, last.scorer_version) == (
        1 / 3,
        {"runtime": 0.1 + 0.2},
        "utility",
        "3",
    )
    assert last.propensity == 0.25
    assert last.profile == PROFILE
    assert abs(datetime.now(UTC) - last.shown_at) < timedelta(minutes=1)


async def test_impressions_are_there_before_the_turn_is(store: Store) -> None:
    opened = await store.open_conversation("films", "v7")
    await store.begin_turn(opened.conversation.id, 1, "hi")
    await store.commit_slate(opened.conversation.id, 1, a_slate(), PROFILE)
    assert len(await store.impressions_of(opened.conversation.id)) == 3


async def test_an_empty_slate_is_a_slate(store: Store) -> None:
    opened = await store.open_conversation("films", "v7")
    await store.begin_turn(opened.conversation.id, 1, "hi")
    await store.commit_slate(opened.conversation.id, 1, a_slate(0), PROFILE)
    assert await store.impressions_of(opened.conversation.id) == ()


async def test_feedback_sent_twice_counts_once(store: Store) -> None:
    opened, turn = await opened_with_turn(store)
    liked = signal("one", impression_ids(turn)[0])
    assert await store.add_feedback(liked, opened.conversation.id)
    assert not await store.add_feedback(liked, opened.conversation.id)
    assert await store.feedback_of(opened.conversation.id) == (liked,)


async def test_feedback_belongs_to_something_shown_in_this_conversation(store: Store) -> None:
    mine, _ = await opened_with_turn(store)
    yours, turn = await opened_with_turn(store)
    with pytest.raises(UnknownImpression, match="There is no impression “nothing”"):
        await store.add_feedback(signal("one", "nothing"))
    with pytest.raises(UnknownImpression):
        await store.add_feedback(signal("one", impression_ids(turn)[0]), mine.conversation.id)
    assert await store.feedback_of(yours.conversation.id) == ()


async def test_times_are_kept_in_utc(store: Store) -> None:
    opened, turn = await opened_with_turn(store)
    at = NOW.astimezone(timezone(timedelta(hours=5, minutes=30)))
    given_at = Feedback("one", impression_ids(turn)[0], "click", at)
    await store.add_feedback(given_at)
    (kept,) = await store.feedback_of(opened.conversation.id)
    assert (kept.at, kept.at.tzinfo) == (at, UTC)


# --- what models cost -------------------------------------------------------------------------------------------------


async def test_what_models_cost_is_summed_by_day_and_survives(store: SqlStore, address: str) -> None:
    ledger, day = SqlLedger(store), date(2026, 2, 3)
    assert await ledger.spent_on(day) == Spent()
    assert await ledger.add(day, "openai:one", Spent(1, 1_000, 50, 0.25)) == Spent(1, 1_000, 50, 0.25)
    await ledger.add(day, "openai:one", Spent(2, 10, 5, 0.5))
    assert await ledger.add(day, "langchain:x:two", Spent(1, 1, 1, 0.125)) == Spent(4, 1_011, 56, 0.875)
    await ledger.add(date(2026, 2, 4), "openai:one", Spent(1, 3_000_000_000, 7, 9.0))
    again = await SqlStore.open(address)
    assert await SqlLedger(again).spent_on(day) == Spent(4, 1_011, 56, 0.875)
    assert (await SqlLedger(again).spent_on(date(2026, 2, 4))).tokens_in == 3_000_000_000
    await again.close()


async def test_two_processes_add_to_the_same_day(store: SqlStore, address: str) -> None:
    other, day = await SqlStore.open(address), date(2026, 2, 3)
    added = [SqlLedger(one).add(day, "openai:one", Spent(1, 10, 1, 0.5)) for one in (store, other) * 20]
    await asyncio.gather(*added)
    assert await SqlLedger(other).spent_on(day) == Spent(40, 400, 40, 20.0)
    await other.close()


# --- cost -------------------------------------------------------------------------------------------------------------


async def test_a_slate_is_committed_in_a_few_milliseconds(
    store: Store, record_property: Callable[[str, object], None]
) -> None:
    opened = await store.open_conversation("films", "v7")
    await store.begin_turn(opened.conversation.id, 1, "hi")
    took: list[float] = []
    for slate in [a_slate() for _ in range(60)]:
        began = time.perf_counter()
        await store.commit_slate(opened.conversation.id, 1, slate, PROFILE)
        took.append((time.perf_counter() - began) * 1000)
    record_property("commit_slate_p50_ms", round(median(took), 2))
    assert median(took) < 50, "the budget is 3 ms on a quiet machine; this catches only a lost index or journal mode"
