"""The talks of the 15-turn protocol of multi-round elicitation (MMCR), as its released code plays them.

Turn 1 is the opening: the person names one attribute that all targets share. Then there are 14 actions: ask about one
or two attributes of one type, or show at most ten items. Which, is decided by the rule that decides in the chat.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from math import log2
from time import perf_counter, thread_time
from typing import Protocol

import numpy as np

from agents.belief import Answer, Belief, believe
from agents.weighing import Ask, Probe, next_step
from evals.benchmarks.mcr_files import Ints, Lists, Session, World
from retrieval.columns import Mask, Numbers

ACTIONS, LIST = 14, 10
FAILED = 15
"""Turns that a failure counts."""
TWO = 0.5
"""Chance, as far as the asking side knows, that two items are wanted."""
ERROR = 0.1
"""What the asking side takes to be the share of wrong answers, whatever it is."""
POINTS = 400
ATTRIBUTES, OF_A_TYPE, PAIRS = 80, 8, 32
"""Attributes weighed, the surest to be in doubt; of each type those paired; and pairs weighed."""


@dataclass(frozen=True, slots=True)
class Asked:
    attributes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    items: tuple[int, ...]


class Asker(Protocol):
    """The side that does not know the targets."""

    def act(self, turns_left: int) -> Asked | Listed: ...

    def hear(self, attribute: int, yes: bool) -> None: ...

    def fail(self, items: tuple[int, ...]) -> None: ...


@dataclass(frozen=True, slots=True)
class Person:
    """Glad of any target. Each attribute is judged wrongly with probability `wrong`; lists are judged truly."""

    targets: tuple[int, ...]
    has: frozenset[int]
    """Attributes of any target."""
    wrong: float
    chance: np.random.Generator

    def accepts(self, attribute: int) -> bool:
        return (attribute in self.has) != bool(self.chance.random() < self.wrong)


@dataclass(frozen=True, slots=True)
class Played:
    success: bool
    turns: int
    hdcg: float
    wall_ms: tuple[float, ...]
    """One an action; what has to be reckoned once a talk is in the first."""
    cpu_ms: tuple[float, ...]


def play(person: Person, asker: Asker) -> Played:
    wall: list[float] = []
    cpu: list[float] = []
    for action in range(1, ACTIONS + 1):
        started, cpu_started = perf_counter(), thread_time()
        done = asker.act(ACTIONS + 1 - action)
        cpu.append((thread_time() - cpu_started) * 1000)
        wall.append((perf_counter() - started) * 1000)
        if isinstance(done, Asked):
            for attribute in done.attributes:
                asker.hear(attribute, person.accepts(attribute))
        elif found := [done.items.index(target) for target in person.targets if target in done.items]:
            return Played(True, action, hierarchical_dcg(action, found[0] + 1), tuple(wall), tuple(cpu))
        else:
            asker.fail(done.items)
    return Played(False, FAILED, 0.0, tuple(wall), tuple(cpu))


def hierarchical_dcg(action: int, place: int) -> float:
    """Of a success at an action and a place in the list, both from 1; the place is that of the first target named."""
    later = 1 / log2(action + 2)
    return later + (1 / log2(action + 1) - later) / log2(place + 1)


def opening(world: World, session: Session, chance: np.random.Generator) -> int:
    """One of the attributes that all targets share; raises ValueError if there is none."""
    shared = world.items[session.targets[0]]
    for target in session.targets[1:]:
        shared = np.intersect1d(shared, world.items[target])
    if not len(shared):
        raise ValueError(f"The items {session.targets} of user {session.user} share no attribute to open with.")
    return int(chance.choice(shared))


def candidates(world: World, holders: Lists, session: Session, opened: int, chance: np.random.Generator) -> Ints:
    """Items with the opening attribute that the user does not have; shuffled, as numbers betray whose they are."""
    found = np.setdiff1d(holders[opened], world.owned[session.user])
    chance.shuffle(found)
    return found


@dataclass
class ByValue:
    """Hands the belief, the questions it could ask and the size of a list to the product's own rule."""

    world: World
    items: Ints
    """The candidates."""
    reckoned: Callable[[], Numbers]
    """The prior weight of each candidate: part of the first action, as it is of its cost."""
    opened: int
    answers: list[tuple[int, bool]] = field(default_factory=list)
    left: Mask = field(init=False)
    held: Lists = field(init=False)

    def __post_init__(self) -> None:
        self.left = np.ones(len(self.items), dtype=np.bool_)
        self.held = self.world.items.several(self.items)

    @cached_property
    def prior(self) -> Numbers:
        return self.reckoned()

    def act(self, turns_left: int) -> Asked | Listed:
        places = np.flatnonzero(self.left)
        answers = [Answer(self._have(a)[places], yes, ERROR) for a, yes in self.answers]
        belief = believe(self.prior[places], answers, two=TWO, most=POINTS)
        attributes, doubt, has = self._attributes(places[belief.places], belief)
        types = self.world.types[attributes]
        probes = [Probe(str(types[v[0]]), v, "judged", ERROR) for v in _asked_together(types, doubt)]
        step = next_step(belief, has, probes, LIST, turns_left)
        if isinstance(step, Ask):
            return Asked(tuple(int(attributes[value]) for value in probes[step.probe].values))
        return Listed(tuple(int(self.items[place]) for place in places[belief.places[step.points]]))

    def hear(self, attribute: int, yes: bool) -> None:
        self.answers.append((attribute, yes))

    def fail(self, items: tuple[int, ...]) -> None:
        self.left &= ~np.isin(self.items, items)

    def _have(self, attribute: int) -> Mask:
        found = np.zeros(len(self.items), dtype=np.bool_)
        found[np.repeat(np.arange(len(self.items)), self.held.lengths)[self.held.flat == attribute]] = True
        return found

    def _attributes(self, points: Ints, belief: Belief) -> tuple[Ints, Numbers, Mask]:
        """The attributes whose answers are most in doubt, those first; how much, in bits; and which point has which."""
        held = self.held.several(points)
        owners = np.repeat(np.arange(len(points)), held.lengths)
        share = np.bincount(held.flat, belief.likely[owners], minlength=len(self.world.types))
        share[[self.opened, *(attribute for attribute, _ in self.answers)]] = 0.0
        no = np.clip((1 - TWO) * (1 - share) + TWO * (1 - share) ** 2, 1e-12, 1.0)
        doubt = -no * np.log2(no) - (1 - no) * np.log2(np.maximum(1e-12, 1 - no))
        best = np.argsort(-doubt)[:ATTRIBUTES]
        best = best[doubt[best] > 1e-6]
        rank = np.full(len(self.world.types), -1)
        rank[best] = np.arange(len(best))
        kept = rank[held.flat] >= 0
        has = np.zeros((len(points), len(best)), dtype=np.bool_)
        has[owners[kept], rank[held.flat[kept]]] = True
        return best, doubt[best], has


def _asked_together(types: Ints, doubt: Numbers) -> Iterator[tuple[int, ...]]:
    """Each attribute alone, and those of one type two by two; most doubtful first."""
    yield from ((place,) for place in range(len(types)))
    groups = [np.flatnonzero(types == one)[:OF_A_TYPE] for one in np.unique(types)]
    pairs = [(int(a), int(b)) for group in groups for at, a in enumerate(group) for b in group[at + 1 :]]
    yield from sorted(pairs, key=lambda pair: -float(doubt[list(pair)].sum()))[:PAIRS]
