"""Simulated people talk to the service, or to anything that answers; what comes of it is a run."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from time import perf_counter
from typing import Protocol

from agents.dialogue import Move, Profile, Reply
from agents.events import Replied
from agents.phrasing import wish_phrase
from app.service import ChatService
from evals.results import Card, Played, PlayedTurn
from evals.simulator.checking import checks
from evals.simulator.drawing import Needs
from evals.simulator.person import Person
from evals.simulator.personas import PERSONAS, Persona
from retrieval.catalogue import Catalogue
from retrieval.columns import Columns


class Talk(Protocol):
    """One conversation's other side."""

    async def say(self, utterance: str) -> Replied: ...


Opens = Callable[[], Awaitable[Talk]]
Puts = Callable[[Person, str], Awaitable[str]]
"""How a person says what was said by templates."""


@dataclass(frozen=True, slots=True)
class ServiceTalk:
    service: ChatService
    id: str
    token: str

    async def say(self, utterance: str) -> Replied:
        last = [e async for e in self.service.say(self.id, self.token, utterance) if isinstance(e, Replied)]
        return last[-1]


def through(service: ChatService, catalogue: str) -> Opens:
    """Conversations with the product."""

    async def opens() -> Talk:
        opened = await service.start(catalogue)
        return ServiceTalk(service, opened.conversation.id, opened.token)

    return opens


def people(needs: Needs, numbers: Iterable[int], seed: int, personas: Sequence[Persona] = PERSONAS) -> Iterator[Person]:
    """By number, from 0: the same for the same seed and catalogue, whoever else is played; personas in turn."""
    for number in numbers:
        persona = personas[number % len(personas)]
        chance = Random(f"{seed} {number} {persona.name}")
        yield Person(needs.draw(chance, chance.randint(*persona.patience)), persona, needs, chance)


async def simulated(
    opens: Opens,
    catalogue: Catalogue,
    columns: Columns,
    numbers: Iterable[int],
    seed: int,
    personas: Sequence[Persona] = PERSONAS,
    puts: Puts | None = None,
) -> AsyncIterator[Played]:
    """One conversation after the other, such as those numbered by `range(100)`. Raises NothingToWish."""
    needs = Needs(catalogue, columns)
    for number in numbers:
        (person,) = people(needs, [number], seed, personas)
        yield await hold(await opens(), person, f"{person.persona.name}-{number + 1}", seed, puts)


async def hold(talk: Talk, person: Person, name: str, seed: int, puts: Puts | None = None) -> Played:
    """Until the person takes something or leaves; their last words are said too."""
    catalogue = person.need.catalogue
    turns: list[PlayedTurn] = []
    utterance = person.begins()
    while True:
        utterance = await puts(person, utterance) if puts else utterance
        begun = perf_counter()
        replied = await talk.say(utterance)
        turns.append(_played(len(turns) + 1, utterance, replied, (perf_counter() - begun) * 1000, catalogue))
        person.course.settle(replied.reply.move is Move.CLOSE)
        if person.done:
            break
        utterance = person.hears(replied.reply)
    figures = person.course.figures(person.need, len(turns))
    found = tuple(checks(person.course, person.need, figures))
    return Played(name, catalogue.name, "simulated", person.persona.name, seed, tuple(turns), found, figures)


def _played(number: int, utterance: str, replied: Replied, ms: float, catalogue: Catalogue) -> PlayedTurn:
    reply, reading = replied.reply, replied.reading
    calls = (*reply.calls, *(reading.calls if reading else ()))
    tokens = sum(call.tokens_in + call.tokens_out for call in calls)
    asked = reply.question.attribute if reply.question else ""
    wishes = tuple(_wishes(replied.profile, catalogue))
    cards = tuple(_cards(reply, catalogue))
    return PlayedTurn(
        number, utterance, reply.text, reply.move.value, cards, asked, wishes, round(ms, 1), len(calls), tokens
    )


def _cards(reply: Reply, catalogue: Catalogue) -> Iterator[Card]:
    for one in reply.slate.recommendations if reply.slate else ():
        item = catalogue.find(one.item_id)
        yield Card(one.item_id, item.title if item else one.item_id, one.rank, one.explanation.sentence)


def _wishes(profile: Profile, catalogue: Catalogue) -> Iterator[str]:
    for wish in profile.preferences:
        strength = wish.strength.value if not wish.negative else "must" if wish.hard else "prefer"
        yield f"{strength} {wish.attribute}: {wish_phrase(wish, catalogue.domain)}"
