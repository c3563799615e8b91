"""Ways to the product: a conversation in this process, through the service that every door uses."""

from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Literal, Protocol

from agents.dialogue import Preference, Profile, Reading, Reply
from agents.events import Replied
from app.reacting import Reaction
from app.service import ChatService
from app.wire.views import mark
from evals.scripting.heard import Heard, Shown
from evals.scripting.recorded import Stored
from retrieval.catalogue import Catalogue
from storage.records import Opened
from storage.sql import SqlStore


class Unplayable(ValueError):
    """A script that can't go on as it is written, after what was answered."""


class Talk(Protocol):
    """One conversation, whatever door it goes through. What is heard is numbered by whoever plays."""

    async def say(self, text: str, about: Sequence[str]) -> Heard: ...

    async def edit(self, edit: Literal["remove", "toggle", "undo"], attribute: str = "") -> Heard:
        """Changes the first wish on the attribute by hand. Raises Unplayable where there is none."""
        ...

    async def react(self, impression: str, kind: Reaction, reason: str) -> Heard: ...

    async def stored(self) -> Stored: ...

    async def close(self) -> None: ...


class Door(Protocol):
    async def open(self, domain: str) -> Talk: ...


class InProcess:
    """`service` gives that of a catalogue, for one conversation; `store` is the one that they all remember in."""

    def __init__(self, service: Callable[[str], ChatService], store: SqlStore) -> None:
        self._service = service
        self._store = store

    async def open(self, domain: str) -> Talk:
        service = self._service(domain)
        catalogue = (await service.world(domain)).catalogue
        return _Inside(service, self._store, await service.start(domain), catalogue)


class _Inside:
    def __init__(self, service: ChatService, store: SqlStore, opened: Opened, catalogue: Catalogue) -> None:
        self._service = service
        self._store = store
        self._key = (opened.conversation.id, opened.token)
        self._catalogue = catalogue
        self._profile = Profile()

    async def say(self, text: str, about: Sequence[str]) -> Heard:
        begun, replied = perf_counter(), None
        async for event in self._service.say(*self._key, text, about=about):
            replied = event if isinstance(event, Replied) else replied
        if replied is None:
            raise ValueError("no reply came")
        self._profile = replied.profile
        return heard_of(replied, text, (perf_counter() - begun) * 1000, self._catalogue)

    async def edit(self, edit: Literal["remove", "toggle", "undo"], attribute: str = "") -> Heard:
        index = 0 if edit == "undo" else place_of(attribute, self._profile.preferences)
        conversation = await self._service.edit(*self._key, edit, index)
        self._profile = conversation.profile
        return Heard(0, f"({edit} {attribute})".replace(" )", ")"), self._profile)

    async def react(self, impression: str, kind: Reaction, reason: str) -> Heard:
        self._profile = (await self._service.react(*self._key, impression, kind, reason)).profile
        return Heard(0, f"({kind}{': ' if reason else ''}{reason})", self._profile)

    async def stored(self) -> Stored:
        shown = await self._store.impressions_of(self._key[0])
        turns = (await self._service.resume(*self._key)).turns
        words = {turn.number: turn.reply.text for turn in turns if turn.reply}
        items = {one.id: one.item_id for one in shown}
        given = await self._store.feedback_of(self._key[0])
        return Stored(
            [(one.turn, one.rank, one.item_id) for one in shown],
            words,
            [(one.turn, one.item_id, one.propensity) for one in shown if one.propensity != 1.0],
            [(one.kind, items.get(one.impression_id, "what was never shown")) for one in given],
        )

    async def close(self) -> None:
        """What was said stays in the store, which belongs to whoever opened it."""


def place_of(attribute: str, preferences: Sequence[Preference]) -> int:
    """Raises Unplayable where no wish is on the attribute."""
    found = next((at for at, one in enumerate(preferences) if one.attribute == attribute), None)
    if found is None:
        raise Unplayable(f"there is no wish on {attribute} to change")
    return found


def heard_of(replied: Replied, text: str, ms: float, catalogue: Catalogue) -> Heard:
    reply, profile = replied.reply, replied.profile
    calls = (*reply.calls, *(replied.reading.calls if isinstance(replied.reading, Reading) else ()))
    return Heard(
        0,
        text,
        profile,
        text=reply.text,
        move=reply.move.value,
        cards=_cards(reply, profile, catalogue),
        question=reply.question.attribute if reply.question else "",
        options=_options(reply),
        relaxed=tuple(dict.fromkeys(one.attribute for way in reply.relaxations for one in way.dropped)),
        compared=tuple(_title(i, catalogue) for i in reply.comparison.item_ids) if reply.comparison else (),
        compared_ids=reply.comparison.item_ids if reply.comparison else (),
        table=reply.comparison.rows if reply.comparison else (),
        notices=reply.notices,
        ms=ms,
        calls=len(calls),
        tokens=sum(one.tokens_in + one.tokens_out for one in calls),
        turn=replied.turn,
    )


def _cards(reply: Reply, profile: Profile, catalogue: Catalogue) -> tuple[Shown, ...]:
    return tuple(
        Shown(
            one.item_id,
            _title(one.item_id, catalogue),
            one.rank,
            one.explanation.sentence,
            mark(one.item_id, profile),
            one.impression_id,
        )
        for one in (reply.slate.recommendations if reply.slate else ())
    )


def _options(reply: Reply) -> tuple[str, ...]:
    ways = (way.option for way in reply.relaxations if way.option)
    asked = reply.question.options if reply.question else ()
    return tuple(dict.fromkeys(one.label for one in (*asked, *ways, *reply.suggestions)))


def _title(item_id: str, catalogue: Catalogue) -> str:
    item = catalogue.find(item_id)
    return item.title if item else item_id
