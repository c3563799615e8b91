"""People who talk to a server over its streams, one conversation after another, and what they met with."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, cycle, islice
from time import perf_counter
from typing import TYPE_CHECKING

from evals.benchmarks.figures import Figures, percentile
from evals.benchmarks.staging import films
from evals.benchmarks.talks import Script, read_talks

if TYPE_CHECKING:
    import httpx2

Answered = Mapping[str, Mapping[str, object]]
OPENS = None
"""In what a person says: here a new conversation begins."""


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


async def gather(client: "httpx2.AsyncClient", catalogue: str, crowd: Crowd, turns: int) -> Crowd:
    """Lets the crowd talk until it has had at least so many turns."""
    each = -(-turns // crowd.streams)
    people = [Person(client, catalogue, crowd, number) for number in range(crowd.streams)]
    start = perf_counter()
    await asyncio.gather(*(person.talk(each) for person in people))
    crowd.seconds = perf_counter() - start
    return crowd


class Person:
    def __init__(self, client: "httpx2.AsyncClient", catalogue: str, crowd: Crowd, number: int) -> None:
        self._client = client
        self._catalogue = catalogue
        self._crowd = crowd
        self._number = number
        self._script = Script(films(), seed=number)
        self._at: Mapping[str, str] = {}
        self._options: tuple[str, ...] = ()

    async def talk(self, turns: int) -> None:
        """Not everybody begins at the same moment, nor with the same words."""
        await asyncio.sleep(self._crowd.pause * self._number / self._crowd.streams)
        said = 0
        for template in self._templates():
            if said == turns:
                return
            if template is OPENS:
                await self._open()
                continue
            await self._say(self._filled(template))
            said += 1
            await asyncio.sleep(self._crowd.pause)

    def _templates(self) -> Iterator[str | None]:
        talks = read_talks()
        talks_from_here = islice(cycle(talks), self._number % len(talks), None)
        return chain.from_iterable((OPENS, *talk) for talk in talks_from_here)

    def _filled(self, template: str) -> str:
        if template == "{option}" and self._options:
            return self._options[0]
        return next(self._script.say(template, None))

    async def _open(self) -> None:
        opened = (await self._client.post("/v1/conversations", json={"catalogue": self._catalogue})).json()
        self._at = {"id": opened["id"], "token": opened["token"]}
        self._options = ()

    async def _say(self, utterance: str) -> None:
        headers = {"Accept": "text/event-stream", "Authorization": f"Bearer {self._at['token']}"}
        url, said = f"/v1/conversations/{self._at['id']}/messages", {"text": utterance}
        start, cards, last = perf_counter(), 0.0, ""
        async with self._client.stream("POST", url, headers=headers, json=said) as answer:
            async for line in answer.aiter_lines():
                if not cards and line.startswith('data: {"type":"CUSTOM","name":"recommendations"'):
                    cards = perf_counter() - start
                last = line if line.startswith("data: ") else last
        self._told(utterance, perf_counter() - start, cards, last.removeprefix("data: "))

    def _told(self, utterance: str, seconds: float, cards: float, last: str) -> None:
        event = json.loads(last) if last else {}
        if event.get("type") != "RUN_FINISHED":
            self._crowd.errors.append(f"“{utterance}” ended with {last[:300] or 'nothing'}")
            return
        self._crowd.turns_ms.append(seconds * 1000)
        if cards:
            self._crowd.cards_ms.append(cards * 1000)
        question = event["result"]["reply"]["question"]
        self._options = tuple(one["utterance"] for one in question["options"]) if question else ()
