"""The one door to a conversation, for the web chat, the API and the evals alike."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Literal, cast

from agents import profile as profiles
from agents.answering import answer, comparison
from agents.dialogue import Act, Ask, Compare, Comparison, Conversation, Option, Pick, Profile, Turn, Undo
from agents.duelling import Duels
from agents.events import Event, Replied
from agents.explaining import explain
from agents.graph import TurnGraph
from agents.meanwhile import Meanwhile
from agents.models.model import LanguageModel
from agents.saying import greeting
from agents.state import TurnState
from agents.world import World
from app.answers import (
    Compared,
    Explained,
    NotYours,
    ProfileChanged,
    RepeatedDifferently,
    Taken,
    UnknownAttribute,
    UnknownItem,
    Welcome,
)
from app.duels import TIE, DuelDecided, NoDuels, duel_reply, picked_slate, same_verdict, verdict
from app.looking import as_shown, known, words_of
from app.reacting import Reaction
from app.recalling import recalled
from app.signals import Signal
from app.taking import TakenAll, take
from app.worlds import Worlds
from retrieval.catalogue import Constraint, Item
from retrieval.scorer import Query
from storage.coding import storable
from storage.records import Consent, Listed, Opened, Provenance, Summary
from storage.store import NOWHERE, StillAnswering, Store

__all__ = [
    "MOST_FOUND",
    "ChatService",
    "Compared",
    "Edit",
    "Explained",
    "NotYours",
    "ProfileChanged",
    "Reaction",
    "RepeatedDifferently",
    "Taken",
    "UnknownAttribute",
    "UnknownItem",
    "Welcome",
]

MOST_FOUND = 200
"""Items that a search finds at most; the same number that a turn chooses from."""

Edit = Literal["remove", "toggle", "undo"]
Opens = Callable[[str, str], bool]
"""Whether a token, other than the store's own, opens a conversation: (id, token)."""


def _no_other(conversation_id: str, token: str) -> bool:
    return False


class ChatService:
    """`model`, where there is one, is closed with the service. `consent` is what a new conversation starts with."""

    def __init__(
        self,
        store: Store,
        worlds: Worlds,
        graph: TurnGraph,
        longest_utterance: int = 2000,
        model: LanguageModel | None = None,
        opens: Opens = _no_other,
        consent: Consent = "unsaid",
    ) -> None:
        self._store = store
        self._worlds = worlds
        self._graph = graph
        self._longest = longest_utterance
        self._model = model
        self._opens = opens
        self._consent = consent

    def catalogues(self) -> tuple[str, ...]:
        return self._worlds.names()

    async def world(self, catalogue: str) -> World:
        return await self._worlds.world(catalogue)

    async def welcome(self, catalogue: str) -> Welcome:
        world = await self._worlds.world(catalogue)
        starters = tuple(Option(words, words) for words in world.catalogue.domain.starters)
        return Welcome(f"{greeting(world.catalogue)} What are you after?", starters)

    async def search(self, catalogue: str, text: str, required: Sequence[Constraint] = ()) -> tuple[Item, ...]:
        """At most `MOST_FOUND`, the nearest to the text first: found as in a turn, but knowing nothing of a person.

        Each passes all of `required`.
        """
        world = await self._worlds.world(catalogue)
        query = Query(text=storable(text), required=tuple(required), exclude=world.blocked, limit=MOST_FOUND)
        found = await world.retriever.retrieve(query)
        return tuple(world.catalogue.items[candidate.row] for candidate in found)

    async def item(self, catalogue: str, item_id: str) -> Item:
        """Raises UnknownItem; what the owner keeps out is not known either."""
        return known((item_id,), await self._worlds.world(catalogue))[0]

    async def start(self, catalogue: str, provenance: Provenance = NOWHERE, consent: Consent | None = None) -> Opened:
        """`consent` where the person was asked already; None: as the owner set it."""
        version = (await self._worlds.world(catalogue)).catalogue.version
        return await self._store.open_conversation(catalogue, version, provenance, consent or self._consent)

    async def fork(self, conversation_id: str, token: str, turns: int, provenance: Provenance) -> Opened:
        """A conversation of its own that begins as this one did, up to turn number `turns`."""
        await self.resume(conversation_id, token)
        return await self._store.fork(conversation_id, turns, provenance)

    async def recall(self, conversation_id: str, token: str, utterances: Sequence[str]) -> Conversation:
        """Goes through what was said elsewhere, as turns of this conversation: what they hold was shown to nobody.

        Read by the built-in reader alone. Raises NotYours, StillAnswering.
        """
        conversation = await self.resume(conversation_id, token)
        world = await self._worlds.world(conversation.catalogue)
        words = [storable(utterance[: self._longest]) for utterance in utterances]
        turns = await recalled(world, self._graph, conversation, words)
        for turn in turns:
            await self._store.begin_turn(conversation_id, turn.number, turn.utterance)
            await self._store.finish_turn(conversation_id, turn)
        return replace(conversation, turns=(*conversation.turns, *turns))

    async def resume(self, conversation_id: str, token: str) -> Conversation:
        """Raises NotYours for a wrong token and an unknown id alike; UnknownConversation for one that was erased."""
        if not self._opens(conversation_id, token) and not await self._store.authorise(conversation_id, token):
            raise NotYours
        return await self._store.load(conversation_id)

    async def persons(self, key_id: str, person: str, before: str | None, limit: int) -> Listed:
        """The conversations that a site's person had under its key; raises BadCursor."""
        return await self._store.conversations_of(key_id, person, before, limit)

    async def mine(self, keys: Iterable[tuple[str, str]]) -> tuple[Summary, ...]:
        """Of the (id, token) pairs a browser keeps, the conversations they open; latest first."""
        return await self._store.conversations(keys)

    async def forget(self, conversation_id: str, token: str) -> None:
        """Erases the conversation with all that was recorded of it."""
        await self.resume(conversation_id, token)
        await self._store.delete_conversation(conversation_id)

    async def say(
        self,
        conversation_id: str,
        token: str,
        utterance: str,
        request_id: str | None = None,
        about: Sequence[str] = (),
        begins: Callable[[Conversation], object] = lambda before: None,
        duels: Duels = "never",
    ) -> AsyncIterator[Event]:
        """Runs one turn and yields its events; the last one is `Replied`.

        A repeat with the same `request_id` gives the first answer again. `about` names items that the person is
        looking at; ids that the catalogue lacks are passed over. `begins` is told, before the first event, how the
        conversation stands. `duels` says whether two slates may be shown. Raises NotYours, StillAnswering,
        RepeatedDifferently, StoreUnavailable, NoDuels if a duel should always be and the owner holds none. A turn that
        breaks off, or whose reader goes away, is recorded as failed.
        """
        conversation = await self.resume(conversation_id, token)
        begins(conversation)
        utterance = storable(utterance[: self._longest])
        if request_id and (turn := await self._store.find_turn(conversation_id, request_id)):
            if turn.utterance != utterance:
                raise RepeatedDifferently(request_id)
            yield _replied(conversation_id, turn)
            return
        world = await self._worlds.world(conversation.catalogue)
        conversation = replace(conversation, looking_at=tuple(i for i in about if world.catalogue.find(i)))
        if duels == "always" and world.challenger is None:
            raise NoDuels
        number = len(conversation.turns) + 1
        await self._store.begin_turn(conversation_id, number, utterance, request_id)
        meanwhile, answered = Meanwhile(), False
        state: TurnState = {"conversation": conversation, "number": number, "utterance": utterance, "timings": {}}
        state["meanwhile"], state["duels"] = meanwhile, duels
        try:
            events = self._graph.astream(state, context=world, stream_mode="custom")
            async for event in cast("AsyncIterator[Event]", events):  # what the nodes write is all that a stream holds
                answered = answered or isinstance(event, Replied)
                yield event
        finally:
            meanwhile.end()
            if not answered:
                await asyncio.shield(self._store.fail_turn(conversation_id, number, "it broke off before its end"))

    async def answered(self, conversation_id: str, token: str, request_id: str) -> Replied | None:
        """What came of a message, by its key; None if none was sent under it, or it failed. Raises StillAnswering."""
        await self.resume(conversation_id, token)
        turn = await self._store.find_turn(conversation_id, request_id)
        return _replied(conversation_id, turn) if turn else None

    async def compare(self, conversation_id: str, token: str, item_ids: Sequence[str], attribute: str = "") -> Compared:
        """Two to four items side by side. Raises UnknownItem, UnknownAttribute."""
        conversation = await self.resume(conversation_id, token)
        world = await self._worlds.world(conversation.catalogue)
        known(item_ids, world)
        if attribute and world.catalogue.domain.attribute(attribute) is None:
            raise UnknownAttribute(attribute, (a.name for a in world.catalogue.domain.attributes))
        act = Compare(tuple(item_ids), attribute)
        text, table = comparison(act, conversation.profile, conversation, world.catalogue)
        return Compared(text, table or Comparison(tuple(item_ids), (), ()), world.catalogue)

    async def explain(
        self, conversation_id: str, token: str, item_id: str, topic: Literal["why", "why_not"]
    ) -> Explained:
        """Why an item was recommended, as things stood when it was last shown; or why it is not. Raises UnknownItem."""
        conversation = await self.resume(conversation_id, token)
        world = await self._worlds.world(conversation.catalogue)
        (item,) = known((item_id,), world)
        then = as_shown(conversation, item_id) if topic == "why" else conversation
        text = answer(Ask(topic, (item_id,)), then.profile, then, world.catalogue, world.columns)
        return Explained(item_id, text, explain(item, then.profile, world.catalogue.domain).evidence)

    async def edit(
        self, conversation_id: str, token: str, edit: Edit, index: int = 0, words: str | None = None
    ) -> Conversation:
        """Changes the profile by hand, recorded as a turn of its own.

        `index` is the preference's place in the profile; a place that holds none changes nothing. With `words`, the
        wish as its sender saw it, raises ProfileChanged if that is not what stands there.
        """
        conversation = await self.resume(conversation_id, token)
        if words is not None:
            domain = (await self._worlds.world(conversation.catalogue)).catalogue.domain
            if words_of(conversation.profile, index, domain) != words:
                raise ProfileChanged(index, words)
        acts = (Undo(),) if edit == "undo" else ()
        return await self._write(conversation, _edited(conversation, edit, index), edit, acts)

    async def react(
        self, conversation_id: str, token: str, impression_id: str, kind: Reaction, reason: str = ""
    ) -> Conversation:
        return (await self.feedback(conversation_id, token, impression_id, kind, reason)).conversation

    async def feedback(
        self,
        conversation_id: str,
        token: str,
        impression_id: str,
        kind: Reaction,
        reason: str = "",
        value: float | None = None,
    ) -> Taken:
        """Feedback on something shown: stored, and where it says what is wanted, the profile follows.

        Giving the same reaction again changes nothing. Raises UnknownImpression.
        """
        taken = await self.signals(conversation_id, token, (Signal(impression_id, kind, reason, value),))
        if taken.refused:
            raise taken.refused[0].error
        return Taken(taken.conversation, bool(taken.fresh))

    async def signals(
        self, conversation_id: str, token: str, signals: Sequence[Signal], sent_at: datetime | None = None
    ) -> TakenAll:
        """Several at once, in the order in which they happened; one that is refused keeps no other out.

        `sent_at` is the sender's clock now: with it, times are taken relative to it. Raises StillAnswering as `edit`
        does, after storing: sent again, the profile follows.
        """
        conversation = await self.resume(conversation_id, token)
        world = await self._worlds.world(conversation.catalogue)
        return await take(self._store, world, self._write, conversation, signals, sent_at)

    @property
    def starts_with(self) -> Consent:
        """The consent of a new conversation."""
        return self._consent

    async def consent(self, conversation_id: str, token: str) -> Consent:
        """Whether the person lets the conversation be learned from."""
        await self.resume(conversation_id, token)
        return await self._store.consent(conversation_id)

    async def set_consent(self, conversation_id: str, token: str, consent: Consent) -> None:
        await self.resume(conversation_id, token)
        await self._store.set_consent(conversation_id, consent)

    async def pick(self, conversation_id: str, token: str, duel_id: str, winner: str) -> Taken:
        """Decides a duel for a slate's id, or for `TIE`; the talk goes on from the slate. The first pick counts.

        Raises UnknownDuel, UnknownSide, DuelDecided, StillAnswering.
        """
        conversation = await self.resume(conversation_id, token)
        reply = duel_reply(conversation, duel_id)
        slate_id = picked_slate(reply, winner)
        told = verdict(reply, slate_id, datetime.now(UTC))
        fresh = await self._store.add_all_feedback(told, conversation_id)
        if not fresh and not same_verdict(told, await self._store.feedback_of(conversation_id)):
            raise DuelDecided(duel_id)
        if conversation.picked(duel_id) is None:
            edit = f"pick {slate_id or TIE}"
            conversation = await self._write(conversation, conversation.profile, edit, (Pick(duel_id, slate_id),))
        return Taken(conversation, bool(fresh))

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


def _replied(conversation_id: str, turn: Turn) -> Replied:
    """Raises StillAnswering for an open turn."""
    if turn.reply is None:
        raise StillAnswering(conversation_id)
    return Replied(turn.reply, turn.profile, turn.reading, turn.number)


def _edited(conversation: Conversation, edit: Edit, index: int) -> Profile:
    match edit:
        case "remove":
            return profiles.remove(conversation.profile, index)
        case "toggle":
            return profiles.toggle(conversation.profile, index)
        case "undo":
            return profiles.undo(conversation.profile, conversation)
