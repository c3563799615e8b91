"""People who talk to a server over its streams, one conversation after another, and what they met with."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import cycle, islice
from time import perf_counter
from typing import Any

from app.client import Api, Talk
from evals.benchmarks.figures import Figures, percentile
from evals.benchmarks.staging import films
from evals.benchmarks.talks import Script, read_talks


@dataclass
class Crowd:
    """What so many people at once met with. Milliseconds from sending a message until all of it had come."""

    streams: int
    pause: float
    """Seconds between an answer and the next message."""
    cards_ms: list[float] = field(default_factory=list)
    """Until the cards, in the turns that showed some."""
    turns_ms: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def turns_per_s(self) -> float:
        return len(self.turns_ms) / self.seconds if self.seconds else 0.0

    def figures(self) -> Figures:
        return {
            "streams": self.streams,
            "pause_s": self.pause,
            "first_card_p50_ms": round(percentile(self.cards_ms, 0.5), 1),
            "first_card_p95_ms": round(percentile(self.cards_ms, 0.95), 1),
            "turn_p50_ms": round(percentile(self.turns_ms, 0.5), 1),
            "turn_p95_ms": round(percentile(self.turns_ms, 0.95), 1),
            "turns": len(self.turns_ms),
            "turns_per_s": round(self.turns_per_s, 1),
            "errors": len(self.errors),
        }


async def gather(base: str, catalogue: str, crowd: Crowd, turns: int) -> Crowd:
    """Lets the crowd talk until it has had at least so many turns."""
    each = -(-turns // crowd.streams)
    start = perf_counter()
    await asyncio.gather(*(_come(base, catalogue, crowd, number, each) for number in range(crowd.streams)))
    crowd.seconds = perf_counter() - start
    return crowd


async def _come(base: str, catalogue: str, crowd: Crowd, number: int, turns: int) -> None:
    async with Api(base) as api:
        await Person(api, catalogue, crowd, number).talk(turns)


class Person:
    """Not everybody begins at the same moment, nor with the same words."""

    def __init__(self, api: Api, catalogue: str, crowd: Crowd, number: int) -> None:
        self._api = api
        self._catalogue = catalogue
        self._crowd = crowd
        self._script = Script(films(), seed=number)
        self._late = crowd.pause * number / crowd.streams
        self._talks = islice(cycle(read_talks()), number % len(read_talks()), None)
        self._options: tuple[str, ...] = ()

    async def talk(self, turns: int) -> None:
        await asyncio.sleep(self._late)
        while turns > 0:
            opened = await self._api.open(self._catalogue, "eval")
            for template in next(self._talks)[:turns]:
                await self._say(opened, self._filled(template))
                turns -= 1
                await asyncio.sleep(self._crowd.pause)

    def _filled(self, template: str) -> str:
        if template == "{option}" and self._options:
            return self._options[0]
        return next(self._script.say(template, None))

    async def _say(self, opened: Talk, utterance: str) -> None:
        start, cards = perf_counter(), 0.0
        last: Mapping[str, Any] = {}
        async for last in opened.stream(utterance):  # the last one tells how it ended
            if last.get("name") == "recommendations":
                cards = perf_counter() - start
        self._told(utterance, perf_counter() - start, cards, last)

    def _told(self, utterance: str, seconds: float, cards: float, last: Mapping[str, Any]) -> None:
        if last.get("type") != "RUN_FINISHED":
            self._crowd.errors.append(f"“{utterance}” ended with {str(last)[:300]}")
            return
        self._crowd.turns_ms.append(seconds * 1000)
        if cards:
            self._crowd.cards_ms.append(cards * 1000)
        question = last["result"]["reply"]["question"]
        self._options = tuple(one["utterance"] for one in question["options"]) if question else ()
