"""Figures of people's ratings with 95 % intervals; people are what is drawn, and a difference draws them in pairs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evals.benchmarks.ratings_gains import Figures
from evals.intervals import TAILS, Estimate

DRAWS = 2_000
AT_ONCE = 100

Sums = npt.NDArray[np.float64]
"""People × (squared error, error without sign, ratings), or people × (nDCG, recall)."""
Measure = Callable[[Sums], Sums]
"""From means over people, a row a resample, to the figure of each."""

MEASURES: Mapping[str, Mapping[str, Measure]] = {
    "rating": {"rmse": lambda m: np.sqrt(m[:, 0] / m[:, 2]), "mae": lambda m: m[:, 1] / m[:, 2]},
    "ranking": {"ndcg@10": lambda m: m[:, 0], "recall@10": lambda m: m[:, 1]},
}
LOWER = frozenset(("rmse", "mae"))
"""Measures of which less is better."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Ours less the best baseline's."""

    measure: str
    baseline: str
    difference: Estimate

    @property
    def verdict(self) -> str:
        if not self.difference.apart:
            return "level"
        return "better" if (self.difference.value < 0) == (self.measure in LOWER) else "worse"


def estimates(found: Figures, measures: Mapping[str, Measure], seed: int) -> dict[str, Estimate]:
    numbers = _numbers(found, sorted(found))
    return {name: _estimate(numbers, measure, seed) for name, measure in measures.items()}


def best(rows: Mapping[str, Figures], measure: str, task: str) -> str:
    """The name of the row that does best."""
    worth = {name: _figure(_numbers(found, sorted(found)), MEASURES[task][measure]) for name, found in rows.items()}
    return min(worth, key=lambda name: worth[name] if measure in LOWER else -worth[name])


def standing(ours: Figures, baseline: str, theirs: Figures, task: str, measure: str, seed: int) -> Standing:
    people = sorted(ours.keys() & theirs.keys())
    one, other = _numbers(ours, people), _numbers(theirs, people)
    both, width = np.hstack([one, other]), one.shape[1]
    figure = MEASURES[task][measure]
    return Standing(measure, baseline, _estimate(both, lambda m: figure(m[:, :width]) - figure(m[:, width:]), seed))


def _numbers(found: Figures, people: Sequence[str]) -> Sums:
    return np.array([found[one] for one in people], dtype=np.float64)


def _figure(numbers: Sums, measure: Measure) -> float:
    return float(measure(numbers.mean(axis=0, keepdims=True))[0])


def _estimate(numbers: Sums, measure: Measure, seed: int) -> Estimate:
    chance, size = np.random.default_rng(seed), len(numbers)
    even = np.full(size, 1 / size)
    drawn = [measure(chance.multinomial(size, even, AT_ONCE) @ numbers / size) for _ in range(DRAWS // AT_ONCE)]
    low, high = np.percentile(np.concatenate(drawn), TAILS)
    return Estimate(_figure(numbers, measure), float(low), float(high), size)
