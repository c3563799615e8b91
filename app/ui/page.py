"""Everything the page asks for, answered in plain values; what goes wrong is answered as a sentence."""

from collections.abc import AsyncIterator, Awaitable, Callable
from functools import wraps
from typing import Final, TypedDict, TypeVar

from pydantic import ValidationError

from agents.dialogue import Conversation, Profile
from agents.events import CardsReady, Event, ReasonReady, Replied, StepStarted, Understood, Words
from agents.world import World
from app.duels import DuelDecided, UnknownDuel, UnknownSide
from app.service import ChatService, NotYours, Welcome
from app.signals import Signal
from app.ui.asked import Allow, Edit, Forget, Hello, Key, Notice, Pick, React, Say
from app.ui.view import (
    BubbleView,
    OptionView,
    ProfileView,
    answering,
    conversation_view,
    option_view,
    profile_view,
    reply_view,
    reworded,
    shown_view,
)
from retrieval.domain_file import DomainFileError
from retrieval.index import UnusableIndexError
from retrieval.shelf import ShelfError
from storage.records import Consent
from storage.store import StoreError

STEPS: Final = {
    "understand": "Reading your message",
    "retrieve": "Looking through the {plural}",
    "score": "Weighing what fits",
    "rank": "Weighing what fits",
    "narrate": "Wording the reasons",
    "relax": "Looking for what would fit",
    "settle": "Waiting for the language model",
}
EXPECTED: Final = (
    DuelDecided,
    UnknownDuel,
    UnknownSide,
    NotYours,
    StoreError,
    ShelfError,
    DomainFileError,
    UnusableIndexError,
    ValidationError,
)
"""What a person can be told; anything else is a mistake of ours and goes to the server's log."""


class Opened(TypedDict):
    id: str
    token: str


class Named(TypedDict):
    name: str
    title: str


class Mine(TypedDict):
    id: str
    catalogue: str
    words: str
    turns: int
    at: str


class HelloView(TypedDict):
    catalogues: list[Named]
    catalogue: str
    welcome: str
    starters: list[OptionView]
    parts: list[list[str]]
    current: str
    """Id of the conversation that was resumed; empty if there was none, or it is gone."""
    bubbles: list[BubbleView]
    profile: ProfileView | None
    mine: list[Mine]
    longest: int
    plural: str
    adds: bool
    """Whether a catalogue can be added through the page."""
    consent: Consent
    """Of the conversation, or of the next one."""


class SayView(TypedDict):
    """All that is known of the running turn: each one replaces the one before."""

    request: str
    opened: Opened | None
    step: str
    bubble: BubbleView
    profile: ProfileView | None
    done: bool
    error: str
    gone: bool


class ProfileAnswer(TypedDict):
    profile: ProfileView


class Trouble(TypedDict):
    error: str
    gone: bool
    """The conversation cannot be opened with this key, now or later."""


class ChatPage:
    """`titles` names every catalogue on the shelf; `parts` says which are in use; `remote_images` is the setting."""

    def __init__(
        self,
        service: ChatService,
        default: str,
        titles: Callable[[], dict[str, str]],
        parts: Callable[[World], list[list[str]]],
        longest: int,
        remote_images: bool = False,
        adds: bool = True,
    ) -> None:
        self._service = service
        self._default = default
        self._titles = titles
        self._parts = parts
        self._longest = longest
        self._remote = remote_images
        self._adds = adds

    async def hello(self, sent: object) -> HelloView:
        """What stands on the page when it opens, or when another catalogue or conversation is chosen."""
        asked = Hello.model_validate(sent)
        conversation = await self._resumed(asked.current)
        titles = self._titles()
        chosen = conversation.catalogue if conversation else asked.catalogue
        name = next((n for n in (chosen, self._default, *titles) if n in titles), "")
        world = await self._service.world(name) if name else None
        welcome = await self._service.welcome(name) if name else Welcome("", ())
        return {
            "catalogues": [{"name": n, "title": t} for n, t in titles.items()],
            "catalogue": name,
            "welcome": welcome.text,
            "starters": [option_view(o) for o in welcome.starters],
            "parts": self._parts(world) if world else [],
            "current": conversation.id if conversation else "",
            "bubbles": conversation_view(conversation, world.catalogue, self._remote) if conversation and world else [],
            "profile": profile_view(conversation.profile, world.catalogue) if conversation and world else None,
            "mine": await self._mine(asked.mine, titles),
            "longest": self._longest,
            "plural": world.catalogue.domain.plural if world else "items",
            "adds": self._adds,
            "consent": await self._consent(asked.current if conversation else Key()),
        }

    async def _consent(self, key: Key) -> Consent:
        return await self._service.consent(key.id, key.token) if key.id else self._service.starts_with

    async def _resumed(self, key: Key) -> Conversation | None:
        if not key.id:
            return None
        try:
            return await self._service.resume(key.id, key.token)
        except NotYours:
            return None

    async def _mine(self, keys: tuple[Key, ...], titles: dict[str, str]) -> list[Mine]:
        found = await self._service.mine([(key.id, key.token) for key in keys])
        return [
            {
                "id": one.id,
                "catalogue": titles.get(one.catalogue, one.catalogue),
                "words": one.first_words,
                "turns": one.turns,
                "at": one.last_at.isoformat(),
            }
            for one in found
        ]

    async def say(self, sent: object) -> AsyncIterator[SayView]:
        """One turn, as it happens. The last view is `done`, or has an `error`."""
        view: SayView = {
            "request": "",
            "opened": None,
            "step": "",
            "bubble": answering(),
            "profile": None,
            "done": False,
            "error": "",
            "gone": False,
        }
        try:
            asked = Say.model_validate(sent)
            view = {**view, "request": asked.request}
            async for latest in self._turn(asked, view):
                view = latest
                yield view
        except EXPECTED as error:
            yield {**view, "step": "", **trouble(error)}

    async def _turn(self, asked: Say, view: SayView) -> AsyncIterator[SayView]:
        key = asked.key
        if not key.id:
            opened = await self._service.start(asked.catalogue or self._default, consent=asked.consent)
            key = Key(id=opened.conversation.id, token=opened.token)
            view = {**view, "opened": {"id": key.id, "token": key.token}}
            yield view
        conversation = await self._service.resume(key.id, key.token)
        world = await self._service.world(conversation.catalogue)
        async for event in self._service.say(key.id, key.token, asked.utterance, asked.request, duels="share"):
            view = _with(view, event, world, self._remote)
            yield view

    async def edit(self, sent: object) -> ProfileAnswer:
        asked = Edit.model_validate(sent)
        conversation = await self._service.resume(asked.key.id, asked.key.token)
        world = await self._service.world(conversation.catalogue)
        if asked.edit != "undo":
            chips = {c["index"]: c["words"] for c in profile_view(conversation.profile, world.catalogue)["chips"]}
            if chips.get(asked.index) != asked.words:
                return {"profile": profile_view(conversation.profile, world.catalogue)}
        changed = await self._service.edit(asked.key.id, asked.key.token, asked.edit, asked.index)
        return {"profile": profile_view(changed.profile, world.catalogue)}

    async def react(self, sent: object) -> ProfileAnswer:
        asked = React.model_validate(sent)
        taken = await self._service.feedback(
            asked.key.id, asked.key.token, asked.impression, asked.kind, asked.reason, asked.stars
        )
        world = await self._service.world(taken.conversation.catalogue)
        return {"profile": profile_view(taken.conversation.profile, world.catalogue)}

    async def notice(self, sent: object) -> dict[str, int]:
        """What the browser noticed by itself; nobody waits for the answer."""
        asked = Notice.model_validate(sent)
        signals = [Signal(one.impression, one.kind, "", one.seconds, one.at, one.id) for one in asked.events]
        taken = await self._service.signals(asked.key.id, asked.key.token, signals, asked.sent_at)
        return {"fresh": taken.fresh}

    async def allow(self, sent: object) -> dict[str, Consent]:
        asked = Allow.model_validate(sent)
        await self._service.set_consent(asked.key.id, asked.key.token, asked.consent)
        return {"consent": asked.consent}

    async def pick(self, sent: object) -> dict[str, bool]:
        asked = Pick.model_validate(sent)
        await self._service.pick(asked.key.id, asked.key.token, asked.duel, asked.winner)
        return {"picked": True}

    async def forget(self, sent: object) -> dict[str, bool]:
        asked = Forget.model_validate(sent)
        await self._service.forget(asked.key.id, asked.key.token)
        return {"forgotten": True}


def _with(view: SayView, event: Event, world: World, remote: bool) -> SayView:
    """The view after one more event of the turn."""
    bubble, catalogue = view["bubble"], world.catalogue
    match event:
        case StepStarted(name):
            words = STEPS.get(name, "").format(plural=catalogue.domain.plural)
            return {**view, "step": words or view["step"]}
        case Understood(_, profile):
            return {**view, "profile": profile_view(profile, catalogue)}
        case CardsReady(slate, duel):
            # Nothing new can have a mark yet: an item that was rejected or seen is not shown again.
            return {**view, "bubble": {**bubble, **shown_view(slate, duel, Profile(), catalogue, remote)}}
        case ReasonReady(impression, sentence):
            return {**view, "bubble": {**bubble, "cards": reworded(bubble["cards"], impression, sentence)}}
        case Words(text):
            return {**view, "step": "", "bubble": {**bubble, "text": bubble["text"] + text}}
        case Replied(reply, profile, reading):
            return {
                **view,
                "step": "",
                "bubble": reply_view(reply, profile, catalogue, remote, reading),
                "profile": profile_view(profile, catalogue),
                "done": True,
            }


def trouble(error: Exception) -> Trouble:
    match error:
        case ValidationError():
            sentence = "This page sent something the server does not understand. Reload the page and try again."
        case UnusableIndexError():
            sentence = "This catalogue cannot be searched yet. Whoever runs this page mends that by importing it again."
        case _:
            sentence = str(error)
    return {"error": sentence, "gone": isinstance(error, NotYours)}


Answer = TypeVar("Answer")


def told(work: Callable[[object], Awaitable[Answer]]) -> Callable[[object], Awaitable[Answer | Trouble]]:
    """The same, with what people can be told as an answer instead of an exception."""

    @wraps(work)
    async def run(sent: object) -> Answer | Trouble:
        try:
            return await work(sent)
        except EXPECTED as error:
            return trouble(error)

    return run
