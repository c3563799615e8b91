"""Which conversation a client's messages go on with. A client names none: it sends all that was said."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.protocols.openai_history import MOST_REPLAYED, Before, Talk, after, points
from storage.store import StillAnswering
from storage.threads import SqlThreads, Thread

if TYPE_CHECKING:
    from app.api.parts import Parts
    from app.api.runs import Run
    from app.security.caller import Caller


@dataclass(frozen=True, slots=True)
class Place:
    """A conversation that stands where the talk does, and what opens it."""

    conversation_id: str
    token: str
    turn: int
    """The number of its last turn; 0 where it has none."""


@dataclass(frozen=True, slots=True)
class Talks:
    """One caller's, about one catalogue.

    A conversation is gone on with only if it stands exactly where the messages end. One that has moved on belongs to
    another talk that began with the same words, or to an answer that is now asked for again: it is forked.
    """

    parts: "Parts"
    caller: "Caller"
    catalogue: str
    whose: tuple[str, ...] = ()
    """What else keeps talks apart: whom the client says it asks for, and its own name for the talk."""

    @property
    def scope(self) -> tuple[str, ...]:
        return self.catalogue, self.caller.person, *self.whose

    async def begin(self, talk: Talk, run_id: str) -> "Run":
        """Begins the turn; returns when there is something to tell."""
        place = await self._place(talk)
        self.parts.door.pace(place.conversation_id)
        try:
            return await self._run(place, talk, run_id)
        except StillAnswering:
            # Another request came with the same messages, and is a little ahead.
            return await self._run(await self._fork(place), talk, run_id)

    async def keep(self, talk: Talk, answer: str, conversation_id: str, turn: int) -> None:
        """Remembers where the answer leads to; before the client has all of it, and may send the next message."""
        name = after(talk.history, talk.utterance, answer, self.scope)
        await SqlThreads(self.parts.store).put(self.caller.key.id, name, Thread(conversation_id, turn))

    async def _run(self, place: Place, talk: Talk, run_id: str) -> "Run":
        return await self.parts.runs.begin(place.conversation_id, place.token, talk.utterance, run_id)

    async def _place(self, talk: Talk) -> Place:
        *answered, beginning = points(talk.history, self.scope)
        for point in answered[:MOST_REPLAYED]:
            thread = await SqlThreads(self.parts.store).find(self.caller.key.id, point.name)
            if thread:
                return await self._at(thread, point)
        opened = await self.parts.service.start(self.catalogue, self.caller.provenance("openai"))
        return await self._caught_up(Place(opened.conversation.id, opened.token, 0), beginning)

    async def _at(self, thread: Thread, point: Before) -> Place:
        token = self.parts.door.mint(thread.conversation_id, self.caller).token
        place = Place(thread.conversation_id, token, thread.turn)
        conversation = await self.parts.service.resume(place.conversation_id, token)
        if len(conversation.turns) == thread.turn and not point.since:
            return place
        return await self._caught_up(await self._fork(place), point)

    async def _fork(self, place: Place) -> Place:
        provenance = self.caller.provenance("openai")
        forked = await self.parts.service.fork(place.conversation_id, place.token, place.turn, provenance)
        return Place(forked.conversation.id, forked.token, place.turn)

    async def _caught_up(self, place: Place, point: Before) -> Place:
        if not point.since:
            return place
        told = await self.parts.service.recall(place.conversation_id, place.token, point.since)
        return Place(place.conversation_id, place.token, len(told.turns))
