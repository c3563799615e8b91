"""The one door to a conversation, for the web chat, the API and the evals alike."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal, cast

from agents import profile as profiles
from agents.dialogue import Act, Conversation, Critique, Option, Profile, Turn, Undo
from agents.events import Event, Replied
from agents.graph import TurnGraph
from agents.meanwhile import Meanwhile
from agents.models.model import LanguageModel
from agents.saying import greeting
from agents.state import TurnState
from agents.world import World
from app.worlds import Worlds
from storage.coding import storable
from storage.records import Feedback, Opened, Summary
from storage.store import StillAnswering, Store, UnknownImpression

Reaction = Literal["like", "dislike", "seen", "accept", "click", "shown", "dwell"]
Edit = Literal["remove", "toggle", "undo"]


class NotYours(PermissionError):
    """An id alone opens nothing."""

    def __init__(self) -> None:
        super().__init__("This conversation does not exist, or its token is not the one it was opened with.")


@dataclass(frozen=True, slots=True)
class Welcome:
    """What stands on the page before anything was said."""

    text: str
    starters: tuple[Option, ...]


class ChatService:
    """`model`, where there is one, is closed with the service."""

    def __init__(
        self,
        store: Store,
        worlds: Worlds,
        graph: TurnGraph,
        longest_utterance: int = 2000,
        model: LanguageModel | None = None,
    ) -> None:
        self._store = store
        self._worlds = worlds
        self._graph = graph
        self._longest = longest_utterance
        self._model = model

    def catalogues(self) -> tuple[str, ...]:
        return self._worlds.names()

    async def world(self, catalogue: str) -> World:
        return await self._worlds.world(catalogue)

    async def welcome(self, catalogue: str) -> Welcome:
        world = await self._worlds.world(catalogue)
        starters = tuple(Option(words, words) for words in world.catalogue.domain.starters)
        return Welcome(f"{greeting(world.catalogue)} What are you after?", starters)

    async def start(self, catalogue: str) -> Opened:
        world = await self._worlds.world(catalogue)
        return await self._store.open_conversation(catalogue, world.catalogue.version)

    async def resume(self, conversation_id: str, token: str) -> Conversation:
        """Raises NotYours for a wrong token and an unknown id alike."""
        if not await self._store.authorise(conversation_id, token):
            raise NotYours
        return await self._store.load(conversation_id)

    async def mine(self, keys: Iterable[tuple[str, str]]) -> tuple[Summary, ...]:
        """Of the (id, token) pairs a browser keeps, the conversations they open; latest first."""
        return await self._store.conversations(keys)

    async def forget(self, conversation_id: str, token: str) -> None:
        """Erases the conversation with all that was recorded of it."""
        await self.resume(conversation_id, token)
        await self._store.delete_conversation(conversation_id)

    async def say(
        self, conversation_id: str, token: str, utterance: str, request_id: str | None = None
    ) -> AsyncIterator[Event]:
        """Runs one turn and yields its events; the last one is `Replied`.

        A repeat with the same `request_id` gives the first answer again. Raises NotYours, StillAnswering,
        StoreUnavailable. A turn that breaks off, or whose reader goes away, is recorded as failed.
        """
        conversation = await self.resume(conversation_id, token)
        if request_id and (turn := await self._store.find_turn(conversation_id, request_id)):
            if turn.reply is None:
                raise StillAnswering(conversation_id)
            yield Replied(turn.reply, turn.profile, turn.reading)
            return
        world = await self._worlds.world(conversation.catalogue)
        number = len(conversation.turns) + 1
        utterance = storable(utterance[: self._longest])
        await self._store.begin_turn(conversation_id, number, utterance, request_id)
        meanwhile, answered = Meanwhile(), False
        state: TurnState = {"conversation": conversation, "number": number, "utterance": utterance, "timings": {}}
        state["meanwhile"] = meanwhile
        try:
            events = self._graph.astream(state, context=world, stream_mode="custom")
            async for event in cast("AsyncIterator[Event]", events):  # what the nodes write is all that a stream holds
                answered = answered or isinstance(event, Replied)
                yield event
        finally:
            meanwhile.end()
            if not answered:
                await asyncio.shield(self._store.fail_turn(conversation_id, number, "it broke off before its end"))

    async def edit(self, conversation_id: str, token: str, edit: Edit, index: int = 0) -> Conversation:
        """Changes the profile by hand, recorded as a turn of its own.

        `index` is the preference's place in the profile; a place that holds none changes nothing.
        """
        conversation = await self.resume(conversation_id, token)
        acts = (Undo(),) if edit == "undo" else ()
        return await self._write(conversation, _edited(conversation, edit, index), edit, acts)

    async def react(
        self, conversation_id: str, token: str, impression_id: str, kind: Reaction, reason: str = ""
    ) -> Conversation:
        """Feedback on something shown: stored, and where it says what is wanted, the profile follows.

        Giving the same reaction again changes nothing. Raises UnknownImpression.
        """
        conversation = await self.resume(conversation_id, token)
        item_id = _item_of(conversation, impression_id)
        feedback = Feedback(
            id=uuid.uuid5(uuid.NAMESPACE_URL, f"{impression_id}/{kind}/{reason}").hex,
            impression_id=impression_id,
            kind=kind,
            at=datetime.now(UTC),
            reason=reason,
        )
        fresh = await self._store.add_feedback(feedback, conversation_id)
        if not fresh:
            return conversation
        world = await self._worlds.world(conversation.catalogue)
        changed = conversation.profile
        if kind in ("like", "dislike", "seen"):
            changed = profiles.with_feedback(changed, kind, item_id)
        if kind == "dislike" and reason:
            acts = _reason_as_acts(world, reason, item_id, conversation)
            changed = profiles.apply(changed, acts, world.catalogue, conversation)
        if changed == conversation.profile:
            return conversation
        return await self._write(conversation, changed, f"{kind} {item_id} {reason}".strip())

    async def _write(
        self, conversation: Conversation, profile: Profile, edit: str, acts: tuple[Act, ...] = ()
    ) -> Conversation:
        number = len(conversation.turns) + 1
        turn = Turn(number, "", acts, profile, edit=edit)
        await self._store.begin_turn(conversation.id, number, "")
        await self._store.finish_turn(conversation.id, turn)
        return replace(conversation, turns=(*conversation.turns, turn))

    async def close(self) -> None:
        if self._model:
            await self._model.close()
        await self._store.close()


def _edited(conversation: Conversation, edit: Edit, index: int) -> Profile:
    match edit:
        case "remove":
            return profiles.remove(conversation.profile, index)
        case "toggle":
            return profiles.toggle(conversation.profile, index)
        case "undo":
            return profiles.undo(conversation.profile, conversation)


def _item_of(conversation: Conversation, impression_id: str) -> str:
    for turn in conversation.turns:
        if turn.reply and turn.reply.slate:
            for one in turn.reply.slate.recommendations:
                if one.impression_id == impression_id:
                    return one.item_id
    raise UnknownImpression(impression_id)


def _reason_as_acts(world: World, reason: str, item_id: str, conversation: Conversation) -> tuple[Act, ...]:
    """ "too long" about this item: the reader reads the reason, and the change is made relative to the item."""
    acts = world.reader.read(f"none of these, {reason}", conversation)
    return tuple(
        replace(act, item_ids=(item_id,), similar=False) if isinstance(act, Critique) else act
        for act in acts
        if isinstance(act, Critique)
    )
