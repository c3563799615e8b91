"""Weights from choices: of the items that somebody could have taken, which they took.

Conditional logit (McFadden 1974): the chance of an item is proportional to the exponential of its weighted parts. The
likelihood has one summit, which Newton's method finds in a few steps; no weight may be negative.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]

RIDGE = 1.0
"""How strongly weights are held near 0, as if so much had been seen that tells nothing."""
STEPS = 40
ENOUGH = 1e-3
"""Gain of log likelihood below which no further step is worth while."""


@dataclass(frozen=True, slots=True)
class Choice:
    """`parts` has shape (items, names), 0–1 each; `group` is the conversation, whose choices are not independent."""

    group: str
    parts: Matrix
    chosen: int
    """The row of `parts` that was taken."""


@dataclass(frozen=True, slots=True)
class Gain:
    """What one set of weights is worth beside another on choices that neither was fitted to."""

    mean: float
    """Of the log likelihood of a choice."""
    error: float
    """One standard error, with groups as the units that were drawn."""
    choices: int
    groups: int

    @property
    def sure(self) -> bool:
        """Whether it is more than chance would often give."""
        return self.mean > 2 * self.error and self.groups >= 2


def fit(choices: Sequence[Choice], names: Sequence[str], ridge: float = RIDGE) -> Matrix:
    """One weight a name, none negative; all 0 without choices. A name whose weight would be negative is left at 0."""
    open_ = list(range(len(names)))
    weights = np.zeros(len(names))
    while open_ and choices:
        found = _newton(choices, open_, ridge)
        if (found >= 0).all():
            weights[open_] = found
            break
        open_ = [name for name, weight in zip(open_, found, strict=True) if weight > 0]
    return weights


def gain(choices: Sequence[Choice], new: Matrix, old: Matrix) -> Gain:
    """Of `new` over `old`, each at the temperature that suits it best: only the order they give is judged."""
    warmer, colder = (weights * _temperature(choices, weights) for weights in (new, old))
    each = np.array([_log_chance(one, warmer) - _log_chance(one, colder) for one in choices])
    if not len(each):
        return Gain(0.0, 0.0, 0, 0)
    groups: dict[str, float] = {}
    for one, better in zip(choices, each - each.mean(), strict=True):
        groups[one.group] = groups.get(one.group, 0.0) + float(better)
    error = float(np.sqrt(sum(total**2 for total in groups.values())) / len(each))
    return Gain(float(each.mean()), error, len(each), len(groups))


def _newton(choices: Sequence[Choice], columns: Sequence[int], ridge: float) -> Matrix:
    parts = [one.parts[:, columns] for one in choices]
    chosen = [one.chosen for one in choices]
    weights = np.zeros(len(columns))
    for _ in range(STEPS):
        value, slope, bend = _summit(parts, chosen, weights, ridge)
        step = np.linalg.solve(bend, slope)
        length = 1.0
        while length > ENOUGH and _value(parts, chosen, weights + length * step, ridge) < value:
            length /= 2
        weights = weights + length * step
        if float(slope @ step) < ENOUGH:
            break
    return weights


def _summit(
    parts: Sequence[Matrix], chosen: Sequence[int], weights: Matrix, ridge: float
) -> tuple[float, Matrix, Matrix]:
    """The penalised log likelihood, its slope, and minus its second derivative."""
    value, slope = -0.5 * ridge * float(weights @ weights), -ridge * weights
    bend = ridge * np.eye(len(weights))
    for one, taken in zip(parts, chosen, strict=True):
        chances = _chances(one, weights)
        mean = chances @ one
        value += float(np.log(max(chances[taken], 1e-300)))
        slope = slope + one[taken] - mean
        bend += (one * chances[:, None]).T @ one - np.outer(mean, mean)
    return value, slope, bend


def _value(parts: Sequence[Matrix], chosen: Sequence[int], weights: Matrix, ridge: float) -> float:
    each = (np.log(max(_chances(one, weights)[taken], 1e-300)) for one, taken in zip(parts, chosen, strict=True))
    return float(sum(each)) - 0.5 * ridge * float(weights @ weights)


def _chances(parts: Matrix, weights: Matrix) -> Matrix:
    scores = parts @ weights
    grown = np.exp(scores - scores.max())
    return np.asarray(grown / grown.sum())


def _log_chance(one: Choice, weights: Matrix) -> float:
    return float(np.log(max(_chances(one.parts, weights)[one.chosen], 1e-300)))


def _temperature(choices: Sequence[Choice], weights: Matrix) -> float:
    """The factor at which the weights fit the choices best; 0 where every factor above is worse."""
    scored = [Choice(one.group, (one.parts @ weights)[:, None], one.chosen) for one in choices]
    return float(fit(scored, ("score",), ridge=1e-6)[0])
