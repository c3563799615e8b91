"""What another policy would have earned, from what this one logged: inverse propensity estimates with intervals.

IPS (Horvitz and Thompson 1952) is unbiased and varies more; SNIPS (Swaminathan and Joachims 2015) divides by the
weights' own sum, varies less, and is off by a little that shrinks with the log. The doubly robust estimate (Dudík,
Langford and Li 2011) adds a model of the rewards: unbiased as IPS is, and the better the model, the less it varies.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean reward; nan, from minus to plus infinity, where there is too little to tell."""

    value: float
    low: float
    high: float
    effective: float
    """Cards shown by the other policy itself that would say as much (Kish's effective sample size)."""
    clipped: float = 0.0
    """Share of the cards whose weight was cut off; each one pulls the estimate towards 0."""

    def covers(self, truth: float) -> bool:
        return self.low <= truth <= self.high


@dataclass(frozen=True, slots=True)
class Log:
    """What was shown, a card a place: three sequences of one length."""

    rewards: Sequence[float]
    propensities: Sequence[float]
    """Of each card, under the policy that showed it; above 0."""
    targets: Sequence[float]
    """Of the same card, under the policy that is asked about."""
    groups: Sequence[str] = ()
    """What hangs together, such as conversations; empty: every card stands alone."""


def ips(log: Log, most: float = float("inf"), level: float = 0.95) -> Estimate:
    """Mean reward under the target policy; weights above `most` are cut off. Raises ValueError."""
    rewards, weights, clipped = _weighted(log, most)
    if len(rewards) < 2:
        return _unknown(clipped)
    value = float((weights * rewards).mean())
    return _interval(value, weights * rewards - value, len(rewards), log, weights, clipped, level)


def snips(log: Log, most: float = float("inf"), level: float = 0.95) -> Estimate:
    """As `ips`, self-normalised; its interval is that of the linear part (delta method)."""
    rewards, weights, clipped = _weighted(log, most)
    total = float(weights.sum())
    if len(rewards) < 2 or not total:
        return _unknown(clipped)
    value = float((weights * rewards).sum() / total)
    return _interval(value, weights * (rewards - value), total, log, weights, clipped, level)


def doubly_robust(
    log: Log, predicted: Sequence[float], expected: Sequence[float], most: float = float("inf"), level: float = 0.95
) -> Estimate:
    """As `ips`, of what a model of the rewards leaves unexplained, added to what it expects. Raises ValueError.

    `predicted`: of what was shown. `expected`: of what the target policy shows, its mean where that is drawn. The
    model must not have seen the reward that it predicts.
    """
    rewards, weights, clipped = _weighted(log, most)
    model, hoped = (np.asarray(one, dtype=np.float64) for one in (predicted, expected))
    if not len(model) == len(hoped) == len(rewards) or not (np.isfinite(model).all() and np.isfinite(hoped).all()):
        raise ValueError(f"{len(rewards)} rewards: one finite prediction and one expectation for each")
    if len(rewards) < 2:
        return _unknown(clipped)
    values = hoped + weights * (rewards - model)
    value = float(values.mean())
    return _interval(value, values - value, len(rewards), log, weights, clipped, level)


def _weighted(log: Log, most: float) -> tuple[Numbers, Numbers, float]:
    rewards, logged, targets = (
        np.asarray(one, dtype=np.float64) for one in (log.rewards, log.propensities, log.targets)
    )
    if not len(rewards) == len(logged) == len(targets) or len(log.groups) not in (0, len(rewards)):
        raise ValueError(
            f"{len(rewards)} rewards, {len(logged)} propensities, {len(targets)} targets: one of each a card"
        )
    if not (np.isfinite(rewards).all() and (logged > 0).all() and (targets >= 0).all()):
        raise ValueError("rewards must be finite, propensities above 0, targets 0 or more")
    weights = targets / logged
    return rewards, np.minimum(weights, most), float((weights > most).mean()) if len(weights) else 0.0


def _interval(
    value: float, residuals: Numbers, scale: float, log: Log, weights: Numbers, clipped: float, level: float
) -> Estimate:
    """`residuals` sum to 0; those of a group are added up, so that what hangs together is not held for independent."""
    sums = residuals
    if log.groups:
        _, places = np.unique(np.asarray(log.groups), return_inverse=True)
        sums = np.asarray(np.bincount(places, weights=residuals), dtype=np.float64)
    count, squares = len(sums), float((weights**2).sum())
    effective = float(weights.sum()) ** 2 / squares if squares else 0.0
    if count < 2:
        return Estimate(value, float("-inf"), float("inf"), effective, clipped)
    deviation = float(np.sqrt((sums**2).sum() / (count - 1)))
    skew = float(((sums / deviation) ** 3).mean()) / count**0.5 if deviation else 0.0
    error, z = deviation * count**0.5 / scale, NormalDist().inv_cdf(0.5 + level / 2)
    return Estimate(value, value - error * _reach(z, skew), value - error * _reach(-z, skew), effective, clipped)


def _reach(z: float, skew: float) -> float:
    """The normal quantile, bent to the skew of the mean: Hall's transformation (1992), turned around.

    Weighted rewards are mostly 0 and now and then large; plain normal intervals then end too low.
    """
    if abs(skew) < 1e-6:
        return z
    return float(3 / skew * (np.cbrt(1 + skew * (z - skew / 6)) - 1))


def _unknown(clipped: float) -> Estimate:
    return Estimate(float("nan"), float("-inf"), float("inf"), 0.0, clipped)
