"""The same conversation over the HTTP API, where another process answers."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from time import perf_counter
from typing import Literal, TypeVar

import httpx2

from agents.dialogue import Preference, Profile, Scope, Strength
from app import client
from app.client import Api, ApiError
from app.reacting import Reaction
from app.wire import shapes
from evals.scripting.doors import Talk, place_of
from evals.scripting.heard import Heard, Shown
from evals.scripting.recorded import Stored
from retrieval.catalogue import Constraint, Operator

TOO_MANY = 429
PAUSE = 2.0
"""Seconds to wait where a server says that we ask too often."""
PATIENCE = 40
"""How often that is done for one request: a limit is counted by the minute."""

T = TypeVar("T")


class OverHttp:
    def __init__(self, api: Api) -> None:
        self._api = api

    async def open(self, domain: str) -> Talk:
        return _Outside(await _patiently(lambda: self._api.open(domain, "eval")))


class _Outside:
    def __init__(self, talk: client.Talk) -> None:
        self._talk = talk
        self._profile = shapes.Profile()

    async def say(self, text: str, about: Sequence[str]) -> Heard:
        begun = perf_counter()

        async def said() -> shapes.Answered:
            nonlocal begun
            begun = perf_counter()
            return await self._talk.say(text, about)

        answered = await _patiently(said)
        self._profile = answered.profile
        return heard_of(answered, text, (perf_counter() - begun) * 1000)

    async def edit(self, edit: Literal["remove", "toggle", "undo"], attribute: str = "") -> Heard:
        if edit == "undo":
            return self._changed(await _patiently(self._talk.undo), "(undo)")
        wish = self._profile.preferences[place_of(attribute, preferences(self._profile))]
        changed = await _patiently(lambda: self._talk.change(wish, edit))
        return self._changed(changed, f"({edit} {attribute})")

    async def react(self, impression: str, kind: Reaction, reason: str) -> Heard:
        given = await _patiently(lambda: self._talk.feedback(impression, kind, reason))
        return self._changed(given.profile, f"({kind}{': ' if reason else ''}{reason})")

    def _changed(self, after: shapes.Profile, what: str) -> Heard:
        self._profile = after
        return Heard(0, what, profile(after))

    async def stored(self) -> Stored:
        slates = await _patiently(self._talk.slates)
        told = await _patiently(self._talk.read)
        cards = [(slate.turn, one.rank, one.item_id) for slate in slates for one in slate.recommendations]
        return Stored(cards, {turn.number: turn.reply.text for turn in told.turns if turn.reply})

    async def close(self) -> None:
        """Erases what was said there."""
        await _patiently(self._talk.forget)


def heard_of(answered: shapes.Answered, text: str, ms: float) -> Heard:
    reply = answered.reply
    known = {one.words: one.attribute for one in answered.profile.preferences}
    asked = reply.question.options if reply.question else ()
    ways = (way.option for way in reply.relaxations if way.option)
    return Heard(
        0,
        text,
        profile(answered.profile),
        text=reply.text,
        move=reply.move,
        cards=tuple(Shown(c.item_id, c.title, c.rank, c.why, c.mark, c.impression_id) for c in reply.recommendations),
        question=reply.question.attribute if reply.question else "",
        options=tuple(dict.fromkeys(one.label for one in (*asked, *ways, *reply.suggestions))),
        relaxed=tuple(dict.fromkeys(known.get(words, words) for way in reply.relaxations for words in way.dropped)),
        compared=reply.comparison.titles if reply.comparison else (),
        compared_ids=reply.comparison.item_ids if reply.comparison else (),
        table=tuple((row.label, row.values) for row in reply.comparison.rows) if reply.comparison else (),
        notices=reply.notices,
        ms=ms,
        turn=reply.turn,
    )


def profile(told: shapes.Profile) -> Profile:
    """As far as the API tells: not which items are left out."""
    return Profile(
        preferences(told),
        waived=frozenset(one.attribute for one in told.waived),
        liked=tuple(one.item_id for one in told.liked),
    )


def preferences(told: shapes.Profile) -> tuple[Preference, ...]:
    return tuple(
        Preference(
            Constraint(one.attribute, Operator(one.operator), one.value),
            Strength(one.strength),
            Scope(one.scope),
            words=one.words,
            source="implied" if one.guess else "said",
        )
        for one in told.preferences
    )


async def _patiently(ask: Callable[[], Awaitable[T]]) -> T:
    """Raises ApiError, and httpx2.TransportError where nobody answers."""
    for _ in range(PATIENCE):
        try:
            return await ask()
        except ApiError as error:
            if error.problem.status != TOO_MANY:
                raise
        await asyncio.sleep(PAUSE)
    return await ask()


async def versions(url: str, key: str) -> dict[str, str]:
    """The catalogues of a server, each with its version. Raises ConnectionError with a sentence."""
    try:
        async with Api(url, key) as api:
            return {one.name: one.version for one in await api.catalogues()}
    except ApiError as error:
        raise ConnectionError(str(error)) from error
    except httpx2.TransportError as error:
        raise ConnectionError(f"Nobody answers at {url} ({error}). Start one with: tastemaker serve") from error
