"""Recall from ranked scores: tied items take their expected place; errors by dialogue, not by turn."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evals.intervals import estimate

Scores = npt.NDArray[np.float64]
AT = (1, 10, 50)


@dataclass(frozen=True, slots=True)
class Hit:
    """One pair of turn and named item, and the place that the item was ranked at."""

    dialogue: str
    fresh: bool
    place: float


def place(scores: Scores, row: int) -> float:
    """Of one item, from 1; infinite where it is not ranked at all, its score being -inf."""
    mine = scores[row]
    if mine == -np.inf:
        return np.inf
    better, alike = int(np.count_nonzero(scores > mine)), int(np.count_nonzero(scores == mine))
    return better + (alike + 1) / 2


def recall(hits: Sequence[Hit]) -> dict[str, float]:
    return {f"r{k}": round(mean, 4) for k, mean in zip(AT, _means(hits), strict=True)}


def standard_error(hits: Sequence[Hit]) -> dict[str, float]:
    """One standard error of each recall, with dialogues as the units that were drawn."""
    if not hits:
        return {f"r{k}": 0.0 for k in AT}
    names = {name: at for at, name in enumerate(dict.fromkeys(h.dialogue for h in hits))}
    summed = np.zeros((len(names), len(AT)))
    means = np.array(_means(hits))
    for hit in hits:
        summed[names[hit.dialogue]] += _within(hit) - means
    errors = np.sqrt((summed**2).sum(axis=0)) / len(hits)
    return {f"r{k}": round(float(e), 4) for k, e in zip(AT, errors, strict=True)}


def interval(hits: Sequence[Hit]) -> dict[str, list[float]]:
    """The ends of 95 % intervals, dialogues drawn again and again; empty where there are none to draw."""
    by_dialogue: dict[str, list[Hit]] = {}
    for hit in hits:
        by_dialogue.setdefault(hit.dialogue, []).append(hit)
    found = {f"r{k}": estimate([[float(h.place <= k) for h in some] for some in by_dialogue.values()]) for k in AT}
    return {name: [round(one.low, 4), round(one.high, 4)] for name, one in found.items() if one.bounded}


def figures(hits: Sequence[Hit]) -> dict[str, object]:
    """The yardstick's keys: `all` and `fresh` with their numbers of pairs, standard errors and intervals of 95 %."""
    fresh = [hit for hit in hits if hit.fresh]
    return {
        "all": recall(hits),
        "fresh": recall(fresh),
        "n_all": len(hits),
        "n_fresh": len(fresh),
        "se": {"all": standard_error(hits), "fresh": standard_error(fresh)},
        "interval": {"all": interval(hits), "fresh": interval(fresh)},
    }


def _means(hits: Sequence[Hit]) -> tuple[float, ...]:
    if not hits:
        return (0.0,) * len(AT)
    return tuple(np.array([_within(hit) for hit in hits]).mean(axis=0).tolist())


def _within(hit: Hit) -> Scores:
    return np.array([float(hit.place <= k) for k in AT])
