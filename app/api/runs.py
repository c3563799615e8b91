"""Turns under way: each is told to any number of followers, at the pace of each, and ends when all have left."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import replace
from time import monotonic
from typing import Literal

from agents.dialogue import Conversation
from agents.duelling import Duels
from agents.events import Event, Replied
from app.api.problems import ProblemError, shortened
from app.service import ChatService, RepeatedDifferently

log = logging.getLogger(__name__)

GRACE_S = 3.0
KEPT_S = 120.0
MOST_KEPT = 256

Ending = Literal["", "answered", "stopped", "left", "closing", "failed"]
"""`left`: nobody followed any more. `closing`: the server stops. Empty while the turn is under way."""

Name = tuple[str, str]
"""(conversation id, run id)."""


class UnknownRun(ProblemError):
    def __init__(self, run_id: str) -> None:
        told = f"This conversation has no run “{shortened(run_id)}”, or it failed and was let go; send it again."
        super().__init__("not-found", told)


class BrokenOff(ProblemError):
    """A run that ended without an answer, and not by a fault of its own."""

    def __init__(self, ending: Ending) -> None:
        slug, told = {
            "stopped": ("turn-closed", "This message was stopped before it was answered."),
            "left": ("turn-closed", "Nobody waited for this answer any more, so it was stopped; send it again."),
        }.get(ending, ("unavailable", "The server is stopping; send the message again in a moment."))
        super().__init__(slug, told)


class Run:
    """One turn as it is told. Made by `Runs`, which alone writes to it."""

    def __init__(
        self,
        run_id: str,
        conversation_id: str,
        utterance: str,
        about: tuple[str, ...],
        grace: float,
        duels: Duels = "never",
    ) -> None:
        self.id = run_id
        self.conversation_id = conversation_id
        self.utterance = utterance
        self.about = about
        self.duels = duels
        self.before = Conversation(conversation_id, "")
        """The conversation as it stood before; known when `begun` returns."""
        self.events: list[Event] = []
        self.ending: Ending = ""
        self.trouble: Exception | None = None
        """Why it failed."""
        self.ended_at = 0.0
        self._grace = grace
        self._followers = 0
        self._news = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._leaving: asyncio.TimerHandle | None = None

    @property
    def retold(self) -> bool:
        """Whether it is told from the stored turn, in other events than when it ran; known when it has begun."""
        return isinstance(self.events[0], Replied)

    async def begun(self) -> None:
        """Returns when there is something to tell. Raises what kept the turn from beginning."""
        with self.followed():
            while not self.events and not self.ending:
                await self._news.wait()
        if not self.events:
            raise self.trouble or BrokenOff(self.ending)

    async def beyond(self, number: int) -> Sequence[Event]:
        """The events after the first `number`; waits for one. If there are none, nothing follows. Safe to cancel."""
        while len(self.events) <= number and not self.ending:
            await self._news.wait()
        return self.events[number:]

    async def follow(self, after: int = 0) -> AsyncGenerator[tuple[int, Event], None]:
        """(number, event), from the event after number `after` to the last; how it ended is told by `ending`."""
        with self.followed():
            while fresh := await self.beyond(after):
                for event in fresh:
                    after += 1
                    yield after, event

    async def replied(self) -> Replied:
        """Waits for the end. Raises what went wrong, BrokenOff if it was stopped."""
        with self.followed():
            while not self.ending:
                await self._news.wait()
        if self.events and isinstance(last := self.events[-1], Replied):
            return last
        raise self.trouble or BrokenOff(self.ending)

    @contextmanager
    def followed(self) -> Iterator[None]:
        """While somebody is in here the turn goes on; some time after the last one left, it is stopped."""
        self._followers += 1
        self._stay()
        try:
            yield
        finally:
            self._followers -= 1
            self._leave()

    # --- for Runs -----------------------------------------------------------------------------------------------------

    def start(self, service: ChatService, token: str) -> asyncio.Task[None]:
        self._task = asyncio.create_task(self._read(service, token), name=f"run {self.id}")
        self._task.add_done_callback(self._over)
        self._leave()
        return self._task

    async def stop(self, ending: Ending) -> None:
        """Returns when the turn is closed in the store, so that the next one can begin."""
        if self._task is None or self._task.done():
            return
        self._cancel(ending)
        await asyncio.wait([self._task])

    def tell(self, event: Event) -> None:
        self.events.append(event)
        self._wake()

    def end(self, ending: Ending) -> None:
        self.ending = ending
        self.ended_at = monotonic()
        self._stay()
        self._wake()

    async def _read(self, service: ChatService, token: str) -> None:
        said = service.say(self.conversation_id, token, self.utterance, self.id, self.about, self._begins, self.duels)
        async with aclosing(said) as events:  # type: ignore[type-var]  # an async generator, typed as an iterator
            async for event in events:
                self.before = before_it(event, self.before)
                self.tell(event)

    def _begins(self, conversation: Conversation) -> None:
        self.before = conversation

    def _over(self, task: "asyncio.Task[None]") -> None:
        if task.cancelled():
            return self.end(self._why)
        trouble = task.exception()
        if trouble is None:
            return self.end("answered")
        self.trouble = trouble if isinstance(trouble, Exception) else None
        if self.events:
            log.error("A turn of conversation %s broke off.", self.conversation_id, exc_info=trouble)
        return self.end("failed")

    _why: Ending = "left"

    def _cancel(self, ending: Ending) -> None:
        if self._task and not self._task.done():
            self._why = ending
            self._task.cancel()

    def _leave(self) -> None:
        self._stay()
        if not self._followers and not self.ending:
            loop = asyncio.get_running_loop()
            self._leaving = loop.call_later(self._grace, self._cancel, "left")

    def _stay(self) -> None:
        if self._leaving:
            self._leaving.cancel()
            self._leaving = None

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()


def before_it(event: Event, conversation: Conversation) -> Conversation:
    """As the conversation stood before a turn that may be of long ago."""
    if not isinstance(event, Replied):
        return conversation
    return replace(conversation, turns=conversation.turns[: event.turn - 1])


class Runs:
    """All runs of this process. Times in seconds.

    `grace`: how long a turn goes on that nobody follows. `kept`: how long one that is over can be followed again from
    memory; of those, `most` at a time.
    """

    def __init__(
        self, service: ChatService, grace: float = GRACE_S, kept: float = KEPT_S, most: int = MOST_KEPT
    ) -> None:
        self._service = service
        self._grace = grace
        self._kept = kept
        self._most = most
        self._runs: dict[Name, Run] = {}
        self._closing = False

    async def begin(
        self,
        conversation_id: str,
        token: str,
        utterance: str,
        run_id: str,
        about: Sequence[str] = (),
        duels: Duels = "never",
    ) -> Run:
        """Begins a turn, or joins the run of this name; returns when there is something to tell.

        Raises what `ChatService.say` raises before it tells anything: NotYours, StillAnswering, RepeatedDifferently.
        """
        there = await self._there(conversation_id, token, run_id)
        if there is None:
            there = self._begin(Run(run_id, conversation_id, utterance, tuple(about), self._grace, duels), token)
        elif there.utterance != utterance:
            raise RepeatedDifferently(run_id)
        await there.begun()
        return there

    async def find(self, conversation_id: str, token: str, run_id: str) -> Run:
        """A run under way, or over; long after, one event tells what came of it. Raises UnknownRun, NotYours."""
        there = self._runs.get((conversation_id, run_id))
        before = await self._service.resume(conversation_id, token)
        if there is not None:
            await there.begun()
            return there
        replied = await self._service.answered(conversation_id, token, run_id)
        if replied is None:
            raise UnknownRun(run_id)
        stored = Run(run_id, conversation_id, "", (), self._grace)
        stored.before = before_it(replied, before)
        stored.tell(replied)
        stored.end("answered")
        return stored

    async def stop(self, conversation_id: str, token: str, run_id: str) -> None:
        """Stops a run at once, its calls to a model too; one that is over stays as it is."""
        await self._service.resume(conversation_id, token)
        if there := self._runs.get((conversation_id, run_id)):
            await there.stop("stopped")

    async def forget(self, conversation_id: str) -> None:
        """Stops and drops all that a conversation has; for one that is being erased."""
        theirs = [name for name in self._runs if name[0] == conversation_id]
        await asyncio.gather(*(run.stop("stopped") for run in [self._runs.pop(name) for name in theirs]))

    async def close(self) -> None:
        """Stops all of them; their followers are told. None begins after that."""
        self._closing = True
        await asyncio.gather(*(run.stop("closing") for run in tuple(self._runs.values())))

    async def _there(self, conversation_id: str, token: str, run_id: str) -> Run | None:
        """A run to join: one that came to nothing gives its name free."""
        self._tidy()
        there = self._runs.get((conversation_id, run_id))
        if there is None or there.ending not in ("", "answered"):
            return None
        await self._service.resume(conversation_id, token)
        return there

    def _begin(self, run: Run, token: str) -> Run:
        if self._closing:
            raise BrokenOff("closing")
        name = (run.conversation_id, run.id)
        self._runs[name] = run
        run.start(self._service, token).add_done_callback(lambda _: self._over(name, run))
        return run

    def _over(self, name: Name, run: Run) -> None:
        """One that never began is nothing to come back to."""
        if not run.events and self._runs.get(name) is run:
            del self._runs[name]

    def _tidy(self) -> None:
        over = sorted((run.ended_at, name) for name, run in self._runs.items() if run.ending)
        old = [name for at, name in over if at < monotonic() - self._kept]
        for name in dict.fromkeys([*old, *(name for _, name in over[: -self._most])]):
            del self._runs[name]
