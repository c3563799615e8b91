"""Whether to ask, and what, or to show a list: whichever leaves fewer turns to go, all told.

The same rule serves a chat, whose questions are about attributes and are answered by naming a value, and any other talk
in which values are put forward and accepted or turned down.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from agents.belief import Belief, Matrix, hits, turns
from retrieval.columns import Mask, Numbers, Rows

FAILURE = 20.0
"""What a talk that reaches its deadline without success costs, in turns. A chat has no deadline."""

Judged = Literal["named", "judged"]


@dataclass(frozen=True, slots=True)
class Probe:
    """A question as a belief sees it: which values it is about, and how people answer it.

    `named`: one of the values is named (or another one, or none). `judged`: each of one or two values is accepted,
    where something wanted has it, or turned down.
    """

    attribute: str
    values: tuple[int, ...]
    """Columns of the matrix that says which point has which value."""
    answered: Judged
    error: float = 0.0
    """Chance, 0–0.5, that a value is judged or named wrongly."""
    askability: float = 1.0
    """Chance that a person can answer at all; an answer that says nothing still takes its turn."""
    held: Numbers | None = None
    """For `named`: how many values each point has to choose among, if more than those asked about; 0 is none."""


@dataclass(frozen=True, slots=True)
class Ask:
    probe: int
    worth: float
    """Expected turns that it saves against a list now; may be negative on the last turns but one."""


@dataclass(frozen=True, slots=True)
class Show:
    points: Rows
    """Likeliest first."""
    hit: float
    """Chance that one of them is wanted."""


def next_step(
    belief: Belief, has: Mask, probes: Sequence[Probe], size: int, turns_left: int | None = None, price: float = 0.0
) -> Ask | Show:
    """Ask, if that is expected to take fewer turns (or, near the end, to succeed more often) than a list of `size` now.

    `has` has shape (points, values). `price`: what asking costs beyond the turn it takes, in turns.
    """
    points, hit = belief.best(size)
    show = Show(points, hit)
    if not probes or turns_left == 1:
        return show
    if turns_left == 2:
        return _last_but_one(belief, has, probes, size, show)
    costs = turns_after(belief, has, probes, size, turns_left)
    cheapest = int(np.argmin(costs))
    failed = _in_time(np.array([belief.without(points).turns(size)]), turns_left)
    worth = (1.0 - hit) * float(failed[0]) - float(costs[cheapest])
    return Ask(cheapest, worth) if worth > price else show


def turns_after(
    belief: Belief, has: Mask, probes: Sequence[Probe], size: int, turns_left: int | None = None
) -> Numbers:
    """For each question: the turns still expected once it is answered; with a deadline, also what missing it costs."""
    now = float(_in_time(np.array([belief.turns(size)]), turns_left)[0])
    told = _over_outcomes(belief, has, probes, lambda masses: _in_time(turns(masses, belief.stands, size), turns_left))
    asked = np.array([probe.askability for probe in probes])
    return np.asarray(asked * told + (1.0 - asked) * now, dtype=np.float64)


def _in_time(expected: Numbers, turns_left: int | None) -> Numbers:
    """With what a deadline is expected to cost, after this turn: as if success were equally likely at every turn."""
    if turns_left is None:
        return expected
    return np.asarray(expected + FAILURE * (1.0 - 1.0 / np.maximum(1.0, expected)) ** (turns_left - 1))


Worth = Callable[[Matrix], Numbers]
"""What each of many beliefs is worth; one a column, not normalised."""


def _last_but_one(belief: Belief, has: Mask, probes: Sequence[Probe], size: int, show: Show) -> Ask | Show:
    """Two turns are left, the last for a list: what counts is only whether one of the lists holds what is wanted."""
    stands = belief.stands
    after = _over_outcomes(belief, has, probes, lambda masses: hits(masses, stands, size))
    asked = int(np.argmax(after))
    two_lists = show.hit + (1.0 - show.hit) * belief.without(show.points).best(size)[1]
    one_list = float(hits(belief.likely[:, None], stands, size)[0])
    gained = float(after[asked]) - one_list + show.hit - two_lists
    return Ask(asked, gained) if gained > 0 else show


def _over_outcomes(belief: Belief, has: Mask, probes: Sequence[Probe], worth: Worth) -> Numbers:
    """For each question: what the belief is expected to be worth once it is answered."""
    expected = np.zeros(len(probes))
    for numbers, masses in _outcomes(belief, has, probes):
        np.add.at(expected, numbers, masses.sum(axis=0) * worth(masses))
    return expected


def _outcomes(belief: Belief, has: Mask, probes: Sequence[Probe]) -> Iterator[tuple[Rows, Matrix]]:
    """The numbers of some questions, and for each of them what is likely after one of its answers, times its chance."""
    ones = [n for n, probe in enumerate(probes) if probe.answered == "judged" and len(probe.values) == 1]
    twos = [n for n, probe in enumerate(probes) if probe.answered == "judged" and len(probe.values) == 2]
    if ones:
        yield from _judged_one(belief, has, probes, np.array(ones))
    if twos:
        yield from _judged_two(belief, has, probes, np.array(twos))
    for number, probe in enumerate(probes):
        if probe.answered == "named":
            masses = _named(belief, has, probe)
            yield np.full(masses.shape[1], number), masses


def _judged_one(belief: Belief, has: Mask, probes: Sequence[Probe], numbers: Rows) -> Iterator[tuple[Rows, Matrix]]:
    error = np.array([probes[n].error for n in numbers])
    lacks = 1.0 - has[:, [probes[n].values[0] for n in numbers]]
    no = lacks * belief.beside(lacks)
    yes = belief.likely[:, None] - no
    yield numbers, (1.0 - error) * no + error * yes
    yield numbers, error * no + (1.0 - error) * yes


def _judged_two(belief: Belief, has: Mask, probes: Sequence[Probe], numbers: Rows) -> Iterator[tuple[Rows, Matrix]]:
    """Both judged truly in four ways; each judgement may be wrong, independently of the other."""
    error = np.array([probes[n].error for n in numbers])
    columns, place = np.unique(np.array([probes[n].values for n in numbers]), return_inverse=True)
    first, second = place.reshape(-1, 2).T
    lacks = 1.0 - has[:, columns]
    no = lacks * belief.beside(lacks)
    both = lacks[:, first] * lacks[:, second]
    neither = both * belief.beside(both)
    no_first, no_second = no[:, first], no[:, second]
    all_ = belief.likely[:, None]
    only_first, only_second = no_second - neither, no_first - neither
    truth = (neither, only_first, only_second, all_ - no_first - no_second + neither)
    once = error * (1.0 - error)
    right, wrong = (1.0 - error) ** 2, error**2
    for said in range(4):  # two bits: which of the two were accepted
        chances = [(right, once, wrong)[(said ^ true).bit_count()] for true in range(4)]
        mixed = np.zeros_like(neither)
        for chance, masses in zip(chances, truth, strict=True):
            mixed += chance * masses
        yield numbers, mixed


def _named(belief: Belief, has: Mask, probe: Probe) -> Matrix:
    """One column a value, one for any other value, one for "it has none"; either item of a set may be described."""
    values = has[:, list(probe.values)].astype(np.float64)
    held = values.sum(axis=1) if probe.held is None else probe.held
    named = values / np.maximum(1.0, held)[:, None]
    rest = np.column_stack([np.maximum(0.0, (held > 0) - named.sum(axis=1)), held == 0])
    said = np.column_stack([named, rest])
    said = (1.0 - probe.error) * said + probe.error / said.shape[1]
    if not belief.pairs.size:
        return np.asarray(belief.single[:, None] * said, dtype=np.float64)
    own = belief.likely[:, None] + belief.single[:, None]
    return np.asarray(0.5 * (said * own + belief.pairs @ said.astype(belief.pairs.dtype)), dtype=np.float64)
