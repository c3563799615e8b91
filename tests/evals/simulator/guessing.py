"""A small catalogue of teas, and an assistant that knows nothing: what a person does must not hang on the product."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from agents.dialogue import Explanation, Move, Profile, Question, Recommendation, Reply, Slate
from agents.events import Replied
from retrieval.catalogue import Attribute, Catalogue, Domain, Item, Kind
from retrieval.scorer import Score

KINDS, PLACES = ("green", "black", "white", "herbal"), ("Assam", "Fujian", "Kyoto", "Darjeeling", "Yunnan")
NOTES = ("smoky", "floral", "malty", "grassy", "nutty", "citrus")


def teas() -> Iterator[Item]:
    chance = Random(1)
    for number in range(120):
        yield Item(
            f"tea-{number}",
            f"Morning Cup {number}",
            {
                "kind": chance.choice(KINDS),
                "place": chance.choice(PLACES),
                "notes": tuple(sorted(chance.sample(NOTES, 2))),
                "price": float(chance.randrange(4, 60)),
                "organic": chance.random() < 0.5,
                "picked": float(chance.randrange(2010, 2025)),
                "sold": float(number),
            },
        )


ATTRIBUTES = (
    Attribute("kind", Kind.CATEGORY, label="kind", askability=0.9, synonyms={"verdant": "green"}),
    Attribute("place", Kind.CATEGORY, label="place", askability=0.5, phrase="from {}"),
    Attribute("notes", Kind.TAGS, label="note", askability=0.7, subjective=True),
    Attribute(
        "price",
        Kind.MONEY,
        label="price",
        unit="EUR",
        askability=0.7,
        low_words=("cheap",),
        lower=("cheaper",),
        low=12.0,
        better="lower",
    ),
    Attribute("organic", Kind.FLAG, label="organic", askability=0.4),
    Attribute("picked", Kind.YEAR, label="year", askability=0.4),
    Attribute("sold", Kind.NUMBER, label="sales", askability=0.0),
)


def tea_catalogue() -> Catalogue:
    domain = Domain("teas", "Teas", ATTRIBUTES, noun="tea", plural="teas", popularity="sold")
    return Catalogue(domain, "1", tuple(teas()))


@dataclass
class Guessing:
    """Asks about each attribute in turn, or shows three items drawn from `shows`, or all; closes at "bye"."""

    catalogue: Catalogue
    chance: Random
    shows: tuple[Item, ...] = ()
    asks: bool = True
    heard: list[str] = field(default_factory=list)

    async def say(self, utterance: str) -> Replied:
        self.heard.append(utterance)
        if self.asks and len(self.heard) % 2:
            attribute = self.chance.choice(self.catalogue.domain.attributes[:6])
            return Replied(
                Reply(Move.ELICIT, "", question=Question(attribute.name, "And?", ())), Profile(), turn=len(self.heard)
            )
        items = self.chance.sample(self.shows or tuple(self.catalogue.items), 3)
        return Replied(shown(items), Profile(), turn=len(self.heard))


def shown(items: list[Item]) -> Reply:
    score = Score(0.5, {}, "test", "1")
    cards = tuple(Recommendation(f"i{n}", i.id, n, score, Explanation((), "")) for n, i in enumerate(items, 1))
    return Reply(Move.RECOMMEND, "", Slate("s", "1", cards))
