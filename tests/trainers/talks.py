"""Conversations to train on: people with a favourite kind of tea talk to the real product, and say what they like."""

import csv
import random
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from agents.dialogue import Recommendation
from agents.events import Replied
from app.reacting import Reaction
from app.service import ChatService
from app.settings import Settings
from app.wiring import index_builder, open_service, open_shelf
from storage.records import Provenance

CATALOGUE = "teas"
KINDS = ("green", "black", "white", "oolong", "herbal")
ORIGINS = ("China", "Japan", "India", "Kenya")
TASTES = ("grassy", "smoky", "flowery")
PEOPLE, SEED = 48, 6
BEGINNINGS = ("I'd like a {kind} tea", "a {taste} tea under 20 dollars", "a tea from {origin}")
LATER = ("show me more", "rather a {kind} one", "something cheaper than the first", "it should be {taste}")


def teas() -> list[Mapping[str, object]]:
    rng = random.Random(SEED)
    return [
        {
            "id": f"t{number:02}",
            "title": f"{origin} {taste} {kind} {number}".title(),
            "kind": kind,
            "origin": origin,
            "taste": taste,
            "price": f"{rng.uniform(4, 30):.2f} USD",
            "text": f"A {taste} {kind} tea, grown in {origin} and picked by hand.",
        }
        for number, (kind, origin, taste) in enumerate(product(KINDS, ORIGINS, TASTES), 1)
    ]


def shelve(settings: Settings, folder: Path) -> None:
    from app.catalogues import import_catalogue

    file = folder / f"{CATALOGUE}.csv"
    rows = teas()
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    import_catalogue(file, shelf=open_shelf(settings), index_builder=index_builder(settings))


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    kind: str
    taste: str
    origin: str

    def says(self, sentence: str) -> str:
        return sentence.format(kind=self.kind, taste=self.taste, origin=self.origin)


async def talk(settings: Settings) -> None:
    """Everybody has a conversation, of which some end with a tea that is taken."""
    rng = random.Random(SEED)
    service = await open_service(settings)
    try:
        for number in range(PEOPLE):
            person = Person(f"p{number}", rng.choice(KINDS), rng.choice(TASTES), rng.choice(ORIGINS))
            await _converse(service, person, rng)
    finally:
        await service.close()


async def _converse(service: ChatService, person: Person, rng: random.Random) -> None:
    opened = await service.start(CATALOGUE, Provenance("api", "shop", person.name))
    about = opened.conversation.id, opened.token
    for sentence in (rng.choice(BEGINNINGS), *rng.sample(LATER, 2)):
        async for event in service.say(*about, person.says(sentence)):
            if isinstance(event, Replied) and (slate := event.reply.slate):
                for one in slate.recommendations:
                    await _react(service, about, person, one, rng)


async def _react(
    service: ChatService, about: tuple[str, str], person: Person, one: Recommendation, rng: random.Random
) -> None:
    """Their kind is mostly liked, sometimes taken; another is passed over or turned down."""
    told: list[tuple[Reaction, str, float | None]] = [("shown", "", None)]
    if person.kind == KINDS[(int(one.item_id[1:]) - 1) // (len(ORIGINS) * len(TASTES))]:
        told.append(rng.choice((("like", "", None), ("like", "", None), ("accept", "", None), ("dwell", "", 20.0))))
    elif rng.random() < 0.6:
        told.append(rng.choice((("dislike", "", None), ("dislike", "too expensive", None), ("click", "", None))))
    for kind, reason, value in told:
        await service.feedback(*about, one.impression_id, kind, reason, value)
