"""A world whose preferences are known, and people in it who look at slates, click and judge: what labels are tried on.

Each slate has a pool of its own, as if by wishes. The policy orders it by a habit that has little to do with what
people like, and draws the last card, now and then, from the rest: `agents.ranking` does the same, with the same
propensities. People look at rank r with probability 1 / r, and judge only what they looked at.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from storage.records import FeedbackKind

ITEMS, POOL, SIZE = 30, 10, 5
ETA = 1.0
"""Of the true examination, 1 / rank^eta; the product does not know it."""
START = datetime(2026, 1, 1, tzinfo=UTC)
WANTS = (("accept", 0.1, 3.0), ("like", 0.3, 2.0), ("click", 0.5, 1.0))
SPURNS = (("click", 0.05, 1.0), ("dislike", 0.15, 0.0))
"""What comes of a card that was looked at, by whether it is wanted: kind, probability, relevance. Else nothing does."""


@dataclass(frozen=True, slots=True)
class World:
    appeal: tuple[float, ...]
    """Of each item: how likely somebody wants it, 0–1. What is to be found out."""
    habit: tuple[float, ...]
    """What the policy orders by."""
    explore: float

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(f"item-{place}" for place in range(len(self.appeal)))


@dataclass(frozen=True, slots=True)
class Card:
    item: int
    rank: int
    propensity: float
    signals: tuple[FeedbackKind, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """One slate, and the rest of the pool that it was chosen from."""

    cards: tuple[Card, ...]
    others: tuple[int, ...]
    merit: int
    """The item whose place the last one is, unless another is drawn for it."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One person's conversation."""

    person: str
    begun_at: datetime
    scenes: tuple[Scene, ...]
    gap: timedelta = field(default=timedelta(seconds=20))
    """Between two slates; bots take none."""


def world(seed: int, explore: float = 0.2) -> World:
    """Appeals are spread evenly; the habit is partly the opposite of them."""
    chance = Random(seed)
    appeal = [0.05 + 0.9 * place / (ITEMS - 1) for place in range(ITEMS)]
    chance.shuffle(appeal)
    habit = [chance.random() - 0.5 * one for one in appeal]
    return World(tuple(appeal), tuple(habit), explore)


def relevance(appeal: float) -> float:
    """Expected of a card that was looked at."""
    wanted, spurned = (sum(share * grade for _, share, grade in outcomes) for outcomes in (WANTS, SPURNS))
    return appeal * wanted + (1 - appeal) * spurned


def examination(rank: int) -> float:
    return float(rank**-ETA)


def pool(of: World, chance: Random) -> list[int]:
    """Best by habit first."""
    drawn = chance.sample(range(len(of.appeal)), POOL)
    return sorted(drawn, key=lambda item: -of.habit[item])


def scene(of: World, chance: Random) -> Scene:
    ordered = pool(of, chance)
    merit, others = ordered[SIZE - 1], tuple(ordered[SIZE:])
    drawn = chance.choice(others) if chance.random() < of.explore else None
    last, propensity = (merit, 1 - of.explore) if drawn is None else (drawn, of.explore / len(others))
    shown = [(item, 1.0) for item in ordered[: SIZE - 1]] + [(last, propensity)]
    cards = (Card(item, rank, p, signals(of, item, rank, chance)) for rank, (item, p) in enumerate(shown, start=1))
    return Scene(tuple(cards), others, merit)


def signals(of: World, item: int, rank: int, chance: Random) -> tuple[FeedbackKind, ...]:
    if chance.random() >= examination(rank):
        return ()
    outcomes = WANTS if chance.random() < of.appeal[item] else SPURNS
    left = chance.random()
    for kind, share, _ in outcomes:
        left -= share
        if left < 0:
            return ("shown", _kind(kind))
    return ("shown",)


def _kind(name: str) -> FeedbackKind:
    kinds: dict[str, FeedbackKind] = {"accept": "accept", "like": "like", "click": "click", "dislike": "dislike"}
    return kinds[name]


def visits(of: World, people: int, slates: int, seed: int) -> Iterator[Visit]:
    chance = Random(f"visits {seed}")
    for number in range(people):
        at = START + timedelta(minutes=7 * number)
        gap = timedelta(seconds=10 + 50 * chance.random())
        yield Visit(f"person-{number}", at, tuple(scene(of, chance) for _ in range(slates)), gap)


def bots(of: World, count: int, slates: int, pushed: Sequence[int], seed: int) -> Iterator[Visit]:
    """They like what they are paid for wherever it is shown, and nothing else, a slate a second."""
    chance = Random(f"bots {seed}")
    for number in range(count):
        scenes = (_pushing(scene(of, chance), pushed) for _ in range(slates))
        yield Visit(f"bot-{number}", START + timedelta(hours=number), tuple(scenes), timedelta(seconds=1))


def _pushing(one: Scene, pushed: Sequence[int]) -> Scene:
    cards = (
        Card(card.item, card.rank, card.propensity, ("like",) if card.item in pushed else ()) for card in one.cards
    )
    return Scene(tuple(cards), one.others, one.merit)
