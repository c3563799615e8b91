"""Who is likely to want what, before anything is asked: a conditional logit over named signals.

Only training interactions are read (and, as the published graphs do, friends and liked attributes). Signs are fitted,
never assumed: in these data what is popular in training is wanted less. Item numbers are no signal.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evals.benchmarks.mcr_files import Ints, Lists, World
from retrieval.columns import Numbers

Matrix = npt.NDArray[np.floating]

RIDGE = 300.0
"""Of EASE (Steck 2019)."""
SIGNALS = (
    "popularity",
    "never seen in training",
    "EASE",
    "EASE, log",
    "attributes like the user's items",
    "nearest of the user's items",
    "lift of the attributes",
    "number of attributes, log",
    "attributes like those of EASE's best",
    "friends who have it",
    "liked attributes",
    "liked attributes, share",
)
PENALTY = 1.0
NEWTON_STEPS = 12
BEST_OF_EASE = 200


class Signals:
    """What is known of a user and each candidate, before the session: one row a candidate, one column a signal."""

    def __init__(self, world: World, graph: bool = True) -> None:
        """Without `graph`, friends and liked attributes are not looked at."""
        self.world, self.graph = world, graph
        items, attributes = len(world.items), len(world.types)
        self._has = _dense(world.owned, items)
        self._count = self._has.sum(axis=0)
        self._ease, self._diagonal = _ease(self._has)
        in_items = np.bincount(world.items.flat, minlength=attributes)
        self._idf = np.log(items / np.maximum(1, in_items))
        weights = self._idf[world.items.flat]
        self._norm = np.sqrt(np.maximum(1e-9, np.add.reduceat(weights**2, world.items.starts[:-1])))
        self._share = in_items / items

    def of(self, user: int, candidates: Ints) -> Numbers:
        """Shape (candidates, signals); standardised nowhere: the logit has its own scale for each."""
        world, own = self.world, self.world.owned[user]
        held = world.items.several(candidates)
        scores = self._scores(user)
        ease = scores[candidates]
        count = self._count[candidates]
        tastes = self._tastes(own)
        share = np.bincount(world.items.several(own).flat, minlength=len(world.types)) / max(1, len(own))
        lift = np.log((share + 0.02) / (self._share + 0.02))
        size = held.lengths
        known = np.column_stack([
            np.log1p(count),
            count == 0,
            ease,
            np.log(np.maximum(ease, 0) + 1e-2),
            _sums(tastes * self._idf, held) / self._norm[candidates],
            self._nearest(own, candidates, held),
            _sums(lift, held) / np.sqrt(size),
            np.log(size),
            _sums(self._neighbours_tastes(scores) * self._idf, held) / self._norm[candidates],
        ])  # fmt: skip
        return np.column_stack([known, *self._of_graph(user, candidates, held)]) if self.graph else known

    def _of_graph(self, user: int, candidates: Ints, held: Lists) -> tuple[Numbers, ...]:
        liked = np.zeros(len(self.world.types))
        liked[self.world.likes[user]] = 1.0
        return (
            np.log1p(self._has[self.world.friends[user]][:, candidates].sum(axis=0)),
            np.log1p(_sums(liked, held)),
            _sums(liked * self._idf, held) / self._norm[candidates],
        )

    def _scores(self, user: int) -> Numbers:
        """x B of EASE, from the dual: x P = (x - x X' M X) / ridge, B = I - P / diag P."""
        raw = self._has[user] - self._ease[user] @ self._has
        return np.asarray(self._has[user] - raw / self._diagonal, dtype=np.float64)

    def _tastes(self, own: Ints) -> Numbers:
        held = self.world.items.several(own)
        weights = self._idf[held.flat] / np.repeat(self._norm[own], held.lengths)
        return _unit(np.bincount(held.flat, weights, minlength=len(self.world.types)))

    def _neighbours_tastes(self, scores: Numbers) -> Numbers:
        """What attributes the items have that like-minded users point to: it reaches items that nobody has yet."""
        most = min(BEST_OF_EASE, len(scores))
        best = np.argpartition(-scores, most - 1)[:most]
        held = self.world.items.several(best)
        weights = np.repeat(np.maximum(0.0, scores[best]), held.lengths) * self._idf[held.flat]
        return _unit(np.bincount(held.flat, weights, minlength=len(self.world.types)))

    def _nearest(self, own: Ints, candidates: Ints, held: Lists) -> Numbers:
        """The largest cosine of TF-IDF attributes to any of the user's items."""
        best = np.zeros(len(candidates))
        squared = self._idf**2
        for item in own:
            mine = np.zeros(len(self.world.types))
            mine[self.world.items[item]] = squared[self.world.items[item]]
            np.maximum(best, _sums(mine, held) / (self._norm[item] * self._norm[candidates]), out=best)
        return best


def _dense(owned: Lists, items: int) -> Matrix:
    has = np.zeros((len(owned), items), dtype=np.float32)
    has[np.repeat(np.arange(len(owned)), owned.lengths), owned.flat] = 1.0
    return has


def _ease(has: Matrix) -> tuple[Matrix, Matrix]:
    """(X X' M, 1 - diag(X' M X)) with M = (X X' + ridge)^-1: the dual needs the users, not the items, inverted."""
    gram = has @ has.T
    inverse = np.linalg.inv(gram.astype(np.float64) + RIDGE * np.eye(len(has))).astype(np.float32)
    diagonal = 1.0 - ((inverse @ has) * has).sum(axis=0)
    return gram @ inverse, diagonal


def _unit(vector: Matrix | Ints) -> Numbers:
    return np.asarray(vector / max(1e-9, float(np.sqrt((vector**2).sum()))), dtype=np.float64)


def _sums(weights: Numbers, held: Lists) -> Numbers:
    """The weight of each list's numbers; no list is empty."""
    return np.asarray(np.add.reduceat(weights[held.flat], held.starts[:-1]), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Choice:
    """What was wanted among candidates: `signals` (candidates, signals), `wanted` places of the targets."""

    signals: Numbers
    wanted: Ints


def fit(choices: list[Choice]) -> Numbers:
    """One coefficient a signal, by Newton steps on the ridged log-likelihood of the conditional logit (McFadden)."""
    width = choices[0].signals.shape[1]
    spread = np.maximum(1e-6, np.std(np.concatenate([c.signals for c in choices]), axis=0))
    beta = np.zeros(width)
    for _ in range(NEWTON_STEPS):
        gradient, curvature = -PENALTY * beta, PENALTY * np.eye(width)
        for choice in choices:
            x = choice.signals / spread
            chance = chances(x @ beta)
            middle = chance @ x
            gradient += x[choice.wanted].mean(axis=0) - middle
            curvature += (x * chance[:, None]).T @ x - np.outer(middle, middle)
        step = np.linalg.solve(curvature, gradient)
        beta += step
        if np.abs(step).max() < 1e-4:
            break
    return np.asarray(beta / spread, dtype=np.float64)


def chances(utility: Numbers) -> Numbers:
    weights = np.exp(utility - utility.max())
    return np.asarray(weights / weights.sum(), dtype=np.float64)
