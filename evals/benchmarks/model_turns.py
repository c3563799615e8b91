"""Turns beside a language model, as whoever waits for them sees them, and as the model's server does."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from itertools import count
from time import perf_counter, process_time

import httpx2

from agents.dialogue import ModelCall
from agents.events import CardsReady, ReasonReady, Replied, Words
from app.service import ChatService
from app.settings import Settings
from app.wiring import open_service
from evals.benchmarks.model_ways import Setup, Way, said
from evals.benchmarks.staging import SYNTHETIC
from retrieval.embedder import Progress

WARMING = 2.0
"""Seconds in which a catalogue does in the background what is no turn's."""
SETTLING = 0.03
"""Seconds in which a server notices that somebody hung up."""


@dataclass(frozen=True, slots=True)
class Trip:
    """One request to the model, as its server saw it; in seconds of one clock."""

    began: float
    ended: float
    tokens_in: int = 0
    tokens_out: int = 0
    hung_up: bool = False


@dataclass(frozen=True, slots=True)
class Sample:
    """One turn, in milliseconds from when it was said. `words_ms`: the first of the reply's text; `reason_ms`: the
    first reason in the model's words; nan where there was none."""

    cards_ms: float
    reply_ms: float
    cpu_ms: float
    understood_by: str
    calls: tuple[ModelCall, ...] = ()
    """As recorded."""
    words_ms: float = float("nan")
    reason_ms: float = float("nan")
    scored_by: str = ""
    phrased_by: str = ""
    trips: tuple[Trip, ...] = ()


@dataclass(frozen=True, slots=True)
class Crowd:
    """Conversations at once: the turns of each, what went wrong, and the first turns when all begin at one instant."""

    at_once: int
    cpu_s: float
    talks: tuple[tuple[Sample, ...], ...]
    errors: tuple[str, ...] = ()
    burst: tuple[Sample, ...] = ()

    @property
    def samples(self) -> tuple[Sample, ...]:
        return tuple(sample for talk in self.talks for sample in talk)

    @property
    def rate(self) -> float:
        """Turns a second, of all together."""
        return sum(1000 * len(talk) / sum(sample.reply_ms for sample in talk) for talk in self.talks if talk)

    def of_ideal(self, alone: "Crowd") -> float:
        """Share of the turns a second that so many would make if none held up another."""
        return self.rate / (alone.rate * self.at_once)


def serial(trips: Sequence[Trip]) -> int:
    """Round trips one after the other: the longest chain of requests that each began when the one before was over."""
    chain, free = 0, float("-inf")
    for trip in sorted(trips, key=lambda one: one.ended):
        if trip.began >= free:
            chain, free = chain + 1, trip.ended
    return chain


# --- one after the other ----------------------------------------------------------------------------------------------


async def played(settings: Settings, setup: Setup, turns: int, progress: Progress) -> dict[str, list[Sample]]:
    samples: dict[str, list[Sample]] = {}
    number = count()
    async with opened(settings) as service:
        for done in range(-1, turns):  # one round that is not counted: the client is made, caches fill
            for way in setup.ways:
                for name, sample in await conversation(service, setup, way, next(number), settings.model_url):
                    if done >= 0:
                        samples.setdefault(name, []).append(sample)
            progress(f"turns: {setup.name or 'paths'}", done + 1, turns)
    return samples


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[ChatService]:
    service = await open_service(settings)
    try:
        await service.world(SYNTHETIC)
        await asyncio.sleep(WARMING)
        yield service
    finally:
        await service.close()


async def conversation(
    service: ChatService, setup: Setup, way: Way, number: int, url: str
) -> Sequence[tuple[str, Sample]]:
    """One conversation, with what the server saw of each turn."""
    before = f"{setup.name}: " if setup.name else ""
    told = {f"{before}{way.name}": said(way, number), f"{before}follow-up": way.then}
    begun = await service.start(SYNTHETIC)
    key = begun.conversation.id, begun.token
    found: list[tuple[str, Sample]] = []
    await seen(url)
    for name, utterance in told.items():
        if utterance:
            sample = await turn(service, key, utterance)
            found.append((name, replace(sample, trips=await seen(url))))
    return found


async def turn(service: ChatService, key: tuple[str, str], utterance: str) -> Sample:
    at: dict[type, float] = {}
    last: Replied | None = None
    cpu, start = process_time(), perf_counter()
    async for event in service.say(*key, utterance):
        at.setdefault(type(event), (perf_counter() - start) * 1000)
        last = event if isinstance(event, Replied) else last
    cpu_ms = (process_time() - cpu) * 1000
    if last is None or last.reading is None or CardsReady not in at:
        raise RuntimeError(f"The turn {utterance!r} ended without cards.")
    reply, nothing = last.reply, float("nan")
    return Sample(
        at[CardsReady], at[Replied], cpu_ms, reply.understood_by, (*last.reading.calls, *reply.calls),
        at.get(Words, nothing), at.get(ReasonReady, nothing), reply.scored_by, reply.phrased_by,
    )  # fmt: skip


async def seen(url: str) -> tuple[Trip, ...]:
    """What the double saw since this was asked last."""
    await asyncio.sleep(SETTLING)
    async with httpx2.AsyncClient() as client:
        told = (await client.get(url)).json()
    names = ("began", "ended", "tokens_in", "tokens_out", "hung_up")
    return tuple(Trip(*(one[name] for name in names)) for one in told)


# --- at once ----------------------------------------------------------------------------------------------------------


async def crowded(
    settings: Settings, setup: Setup, crowds: Sequence[tuple[int, int]], latency: float, progress: Progress
) -> list[Crowd]:
    found: list[Crowd] = []
    number = count()
    async with opened(settings) as service:
        await one_of_many(service, setup.ways[0], number, 1)
        for at_once, each in crowds:
            found.append(await _crowd(service, setup.ways[0], number, (at_once, each), latency))
            progress(f"at once: {setup.name}", len(found), len(crowds))
    return found


async def _crowd(
    service: ChatService, way: Way, number: Iterator[int], crowd: tuple[int, int], latency: float
) -> Crowd:
    """They begin one after the other within one latency, as people do; then all at one instant."""
    at_once, each = crowd
    cpu = process_time()
    apart = latency / at_once
    told = await gathered([one_of_many(service, way, number, each, n * apart) for n in range(at_once)])
    cpu_s = process_time() - cpu
    burst = await gathered([one_of_many(service, way, number, 1) for _ in range(at_once)])
    talks = tuple(tuple(one) for one in told if not isinstance(one, BaseException))
    first = tuple(one[0] for one in burst if not isinstance(one, BaseException))
    errors = tuple(repr(one) for one in (*told, *burst) if isinstance(one, BaseException))
    return Crowd(at_once, cpu_s, talks, errors, first)


async def gathered(talks: Sequence[Awaitable[list[Sample]]]) -> list[list[Sample] | BaseException]:
    return list(await asyncio.gather(*talks, return_exceptions=True))


async def one_of_many(
    service: ChatService, way: Way, number: Iterator[int], conversations: int, after: float = 0.0
) -> list[Sample]:
    await asyncio.sleep(after)
    samples: list[Sample] = []
    for _ in range(conversations):
        begun = await service.start(SYNTHETIC)
        key = begun.conversation.id, begun.token
        samples += [await turn(service, key, utterance) for utterance in (said(way, next(number)), way.then)]
    return samples
