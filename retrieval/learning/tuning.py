"""From slates of which something was taken to weights, and whether they do better on conversations held out."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from retrieval.learning.choice import Choice, Gain, Matrix, fit, gain
from retrieval.learning.weighing import as_weights
from retrieval.scorers.utility import shared_out
from retrieval.weights import UTILITY

FOLDS = 5
"""Parts that the conversations are put in; each is judged by weights learned from the others."""
FEWEST = 20
"""Conversations from which on anything is learned."""
PLACE = "place"
"""A part that stands for being further up: fitted, so that no other part is praised for it, and then forgotten."""
NAMES = (*UTILITY, PLACE)


@dataclass(frozen=True, slots=True)
class Learned:
    weights: Mapping[str, float]
    gain: Gain
    """On held-out conversations, over the weights in force."""


def choice(
    group: str, contributions: Sequence[Mapping[str, float]], taken: int, weights: Mapping[str, float]
) -> Choice:
    """From what each card's parts contributed under `weights`, in the order shown: back to parts of 0–1."""
    parts = np.zeros((len(contributions), len(NAMES)))
    for rank, one in enumerate(contributions):
        shares = shared_out(weights, [name for name in one if name in UTILITY])
        for name, share in shares.items():
            parts[rank, NAMES.index(name)] = one[name] / share if share else 0.0
        parts[rank, NAMES.index(PLACE)] = 1 / (rank + 1)
    return Choice(group, parts, taken)


def learn(choices: Sequence[Choice], now: Mapping[str, float]) -> Learned | None:
    """None with fewer than `FEWEST` conversations."""
    if len({one.group for one in choices}) < FEWEST:
        return None
    folds = [[one for one in choices if _fold(one.group) == fold] for fold in range(FOLDS)]
    gains = [gain(fold, _vector(_fitted(_others(folds, at))), _vector(now)) for at, fold in enumerate(folds) if fold]
    return Learned(_fitted(choices), _together(gains))


def _others(folds: Sequence[Sequence[Choice]], at: int) -> list[Choice]:
    return [one for fold, some in enumerate(folds) if fold != at for one in some]


def _fold(group: str) -> int:
    return int(sha256(group.encode()).hexdigest(), 16) % FOLDS


def _fitted(choices: Sequence[Choice]) -> Mapping[str, float]:
    found = fit(choices, NAMES)
    told = frozenset(_told(choices))
    return as_weights(found[:-1], NAMES[:-1], told)


def _told(choices: Iterable[Choice]) -> Iterator[str]:
    """The parts in which the items of some choice differ."""
    differs = np.zeros(len(NAMES), dtype=np.bool_)
    for one in choices:
        differs |= np.ptp(one.parts, axis=0) > 0
    return (name for name, known in zip(NAMES[:-1], differs, strict=False) if known)


def _vector(weights: Mapping[str, float]) -> Matrix:
    return np.array([weights.get(name, 0.0) for name in NAMES])


def _together(gains: Collection[Gain]) -> Gain:
    count = sum(one.choices for one in gains) or 1
    mean = sum(one.mean * one.choices for one in gains) / count
    error = sum((one.error * one.choices) ** 2 for one in gains) ** 0.5 / count
    return Gain(mean, error, sum(one.choices for one in gains), sum(one.groups for one in gains))
