"""A small model of what a slate earns, for the doubly robust estimate: it need not be right, only honest.

Ridge regression on the scores of the policy in force. It is linear, so that what it expects of a last card that is
drawn is what it makes of the mean of the signals. Each turn is predicted by a model that knows nobody of its own fold.
"""

from collections.abc import Mapping, Sequence
from zlib import crc32

import numpy as np
import numpy.typing as npt

from evals.replaying.ranking import Chances

Numbers = npt.NDArray[np.float64]
FOLDS = 5
RIDGE = 1.0
SIGNALS = 4
"""A constant, the mean score of the first cards, the last card's score, and its square."""


def signals(ours: Chances, last: Mapping[str, float]) -> tuple[float, ...]:
    """Their mean over what may stand last, with its chances, which sum to 1."""
    known = ours.scores.get
    first = sum(known(item, 0.0) for item in ours.first) / max(1, len(ours.first))
    score = sum(chance * known(item, 0.0) for item, chance in last.items())
    return 1.0, first, score, sum(chance * known(item, 0.0) ** 2 for item, chance in last.items())


def predictions(
    shown: Sequence[Sequence[float]],
    hoped: Sequence[Sequence[float]],
    rewards: Sequence[float],
    groups: Sequence[str],
) -> tuple[Numbers, Numbers]:
    """Of what was shown, and of what the other policy shows: from the rewards of other groups alone."""
    x, target, y = (np.asarray(one, dtype=np.float64) for one in (shown, hoped, rewards))
    folds = np.array([crc32(group.encode()) % FOLDS for group in groups])
    predicted, expected = np.zeros(len(y)), np.zeros(len(y))
    for fold in range(FOLDS):
        here = folds == fold
        beta = _fitted(x[~here], y[~here])
        predicted[here], expected[here] = x[here] @ beta, target[here] @ beta
    return predicted, expected


def _fitted(x: Numbers, y: Numbers) -> Numbers:
    penalty = RIDGE * np.eye(SIGNALS)
    penalty[0, 0] = 1e-9
    return np.asarray(np.linalg.solve(x.T @ x + penalty, x.T @ y), dtype=np.float64)
