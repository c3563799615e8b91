"""Runs alone, beside a service that tells what it is told to."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import cast

import pytest

from agents.dialogue import Conversation, Move, Profile, Reply, Turn
from agents.duelling import Duels
from agents.events import Event, Replied, StepStarted, Words
from app.api.problems import ProblemError
from app.api.runs import BrokenOff, Run, Runs, UnknownRun
from app.service import ChatService, NotYours, RepeatedDifferently

REPLIED = Replied(Reply(Move.CLOSE, "one two three"), Profile(), turn=1)
EVENTS = (StepStarted("understand"), Words("one"), Words(" two"), Words(" three"), REPLIED)


class Scripted:
    """`waits[n]` is awaited before event n; what it raises breaks the turn off."""

    def __init__(self, events: Sequence[Event] = EVENTS) -> None:
        self.events = events
        self.waits: dict[int, Callable[[], object]] = {}
        self.said: list[str] = []
        self.closed = 0
        self.stored: dict[str, Replied] = {}

    async def resume(self, conversation_id: str, token: str) -> Conversation:
        if token != "right":
            raise NotYours
        return Conversation(conversation_id, "games", (Turn(1, "one two three?"),) if self.stored else ())

    async def answered(self, conversation_id: str, token: str, request_id: str) -> Replied | None:
        return self.stored.get(request_id)

    async def say(
        self,
        conversation_id: str,
        token: str,
        utterance: str,
        request_id: str,
        about: Sequence[str],
        begins: Callable[[Conversation], object],
        duels: Duels,
    ) -> AsyncIterator[Event]:
        begins(await self.resume(conversation_id, token))
        self.said.append(utterance)
        try:
            for number, event in enumerate(self.events):
                if number in self.waits:
                    await cast("asyncio.Future[None]", self.waits[number]())
                yield event
        finally:
            await asyncio.sleep(0.01)
            self.closed += 1


@pytest.fixture
def service() -> Scripted:
    return Scripted()


def runs_of(service: Scripted, grace: float = 0.1, kept: float = 60, most: int = 100) -> Runs:
    return Runs(cast(ChatService, service), grace, kept, most)


async def all_of(run: Run, after: int = 0) -> list[Event]:
    return [event async for _, event in run.follow(after)]


async def test_every_follower_gets_every_event_at_its_own_pace(service: Scripted) -> None:
    run = await runs_of(service).begin("c", "right", "hi", "r")
    slow = run.follow()
    assert await anext(slow) == (1, EVENTS[0])
    assert await all_of(run) == list(EVENTS), "another one is not held up"
    assert run.ending == "answered"
    assert [event async for _, event in slow] == list(EVENTS[1:])
    assert await all_of(run, after=3) == list(EVENTS[3:])
    assert await run.replied() == REPLIED


async def test_the_same_message_twice_is_one_run(service: Scripted) -> None:
    runs = runs_of(service)
    first, second = await asyncio.gather(*(runs.begin("c", "right", "hi", "r") for _ in range(2)))
    assert first is second
    await all_of(first)
    assert await runs.begin("c", "right", "hi", "r") is first
    assert service.said == ["hi"]
    with pytest.raises(RepeatedDifferently):
        await runs.begin("c", "right", "hello", "r")
    with pytest.raises(NotYours):
        await runs.begin("c", "wrong", "hi", "r")
    assert await runs.begin("d", "right", "hello", "r") is not first, "another conversation names its own"


async def test_a_turn_that_nobody_follows_is_stopped_after_its_grace(service: Scripted) -> None:
    service.waits[2] = asyncio.Event().wait
    run = await runs_of(service).begin("c", "right", "hi", "r")
    told = run.follow()
    await anext(told)
    await told.aclose()
    await asyncio.sleep(0.02)
    assert run.ending == ""
    await asyncio.sleep(0.3)
    assert (run.ending, service.closed) == ("left", 1)
    with pytest.raises(BrokenOff, match="send it again"):
        await run.replied()


async def test_one_that_nobody_ever_followed_is_stopped_too(service: Scripted) -> None:
    service.waits[1] = asyncio.Event().wait
    run = await runs_of(service).begin("c", "right", "hi", "r")
    await asyncio.sleep(0.3)
    assert run.ending == "left"


async def test_a_slow_beginning_is_waited_for(service: Scripted) -> None:
    """A catalogue may still have to be opened, which takes longer than the grace."""
    going_on = asyncio.Event()
    service.waits[0] = going_on.wait
    beginning = asyncio.create_task(runs_of(service).begin("c", "right", "hi", "r"))
    await asyncio.sleep(0.3)
    going_on.set()
    assert await (await beginning).replied() == REPLIED


async def test_whoever_comes_back_in_time_finds_it_going_on(service: Scripted) -> None:
    going_on = asyncio.Event()
    service.waits[2] = going_on.wait
    run = await runs_of(service, grace=0.5).begin("c", "right", "hi", "r")
    told = run.follow()
    await anext(told)
    await told.aclose()
    await asyncio.sleep(0.05)
    back = asyncio.create_task(all_of(run, after=1))
    await asyncio.sleep(0.6)
    going_on.set()
    assert await back == list(EVENTS[1:])


async def test_one_of_two_may_leave(service: Scripted) -> None:
    going_on = asyncio.Event()
    service.waits[2] = going_on.wait
    run = await runs_of(service).begin("c", "right", "hi", "r")
    stays = asyncio.create_task(all_of(run))
    leaves = asyncio.create_task(all_of(run))
    await asyncio.sleep(0.01)
    leaves.cancel()
    await asyncio.sleep(0.2)
    going_on.set()
    assert await stays == list(EVENTS)


async def test_stopping_waits_until_the_turn_is_closed(service: Scripted) -> None:
    service.waits[2] = asyncio.Event().wait
    runs = runs_of(service)
    run = await runs.begin("c", "right", "hi", "r")
    following = asyncio.create_task(all_of(run))
    await runs.stop("c", "right", "r")
    assert (run.ending, service.closed) == ("stopped", 1)
    assert await following == list(EVENTS[:2])
    await runs.stop("c", "right", "r")
    await runs.stop("c", "right", "never was")
    with pytest.raises(NotYours):
        await runs.stop("c", "wrong", "r")
    assert (await runs.find("c", "right", "r")).ending == "stopped"


async def test_a_run_that_came_to_nothing_gives_its_name_free(service: Scripted) -> None:
    service.waits[2] = asyncio.Event().wait
    runs = runs_of(service)
    await runs.begin("c", "right", "hi", "r")
    await runs.stop("c", "right", "r")
    service.waits.clear()
    again = await runs.begin("c", "right", "hi once more", "r")
    assert await again.replied() == REPLIED


async def test_a_fault_before_anything_was_told_is_raised_and_forgotten(service: Scripted) -> None:
    service.waits[0] = _broken
    runs = runs_of(service)
    with pytest.raises(ZeroDivisionError):
        await runs.begin("c", "right", "hi", "r")
    with pytest.raises(UnknownRun, match="“r”"):
        await runs.find("c", "right", "r")
    with pytest.raises(NotYours):
        await runs.begin("c", "wrong", "hi", "r")


async def test_a_fault_later_ends_the_run(service: Scripted, caplog: pytest.LogCaptureFixture) -> None:
    service.waits[2] = _broken
    run = await runs_of(service).begin("c", "right", "hi", "r")
    assert await all_of(run) == list(EVENTS[:2])
    assert run.ending == "failed"
    assert isinstance(run.trouble, ZeroDivisionError)
    assert "conversation c broke off" in caplog.text
    with pytest.raises(ZeroDivisionError):
        await run.replied()


async def _broken() -> None:
    raise ZeroDivisionError


async def test_what_is_over_is_kept_for_a_while_and_then_found_in_the_store(service: Scripted) -> None:
    runs = runs_of(service, kept=0)
    await (await runs.begin("c", "right", "hi", "r")).replied()
    service.stored["r"] = REPLIED
    await asyncio.sleep(0.01)
    await runs.begin("d", "right", "hi", "r")
    found = await runs.find("c", "right", "r")
    assert found.events == [REPLIED]
    assert found.before.turns == (), "as it stood before"
    assert found.ending == "answered"


async def test_not_more_than_so_many_are_kept(service: Scripted) -> None:
    runs = runs_of(service, most=3)
    for number in range(10):
        await (await runs.begin("c", "right", "hi", f"run {number}")).replied()
        await asyncio.sleep(0.002)
    found = []
    for number in range(10):
        try:
            found.append((await runs.find("c", "right", f"run {number}")).id)
        except UnknownRun:
            continue
    assert found == ["run 6", "run 7", "run 8", "run 9"], "the three, and the one that was not over then"


async def test_what_an_erased_conversation_had_is_dropped(service: Scripted) -> None:
    service.waits[2] = asyncio.Event().wait
    runs = runs_of(service)
    erased, stays = [await runs.begin(name, "right", "hi", "r") for name in ("c", "d")]
    await runs.forget("c")
    assert (erased.ending, stays.ending) == ("stopped", "")
    with pytest.raises(UnknownRun):
        await runs.find("c", "right", "r")
    assert await runs.find("d", "right", "r") is stays
    await runs.close()


async def test_closing_ends_all_in_order(service: Scripted) -> None:
    service.waits[2] = asyncio.Event().wait
    runs = runs_of(service)
    started = [await runs.begin("c", "right", "hi", f"run {n}") for n in range(3)]
    following = [asyncio.create_task(all_of(run)) for run in started]
    await asyncio.sleep(0)
    await runs.close()
    assert [run.ending for run in started] == ["closing"] * 3
    assert service.closed == 3
    assert await asyncio.gather(*following) == [list(EVENTS[:2])] * 3
    with pytest.raises(ProblemError, match="stopping") as refused:
        await runs.begin("c", "right", "hi", "another")
    assert refused.value.slug == "unavailable"
