"""How far a judge's grades agree with people's, on items that both judged."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import floor

import numpy as np
import numpy.typing as npt

GRADES = 4
RESAMPLES = 2000
SEED = 20260
INTERVAL = 2.5, 97.5
NEAR = (("exact", 0), ("near", 1))
"""Grades that a share may be apart."""

Counts = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Compared:
    """One item in one turn of a conversation. Relevance is 0–3."""

    conversation: str
    person: float
    model: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """With a 95 % interval, from resampling conversations: what one person said hangs together."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Agreement:
    pairs: int
    conversations: int
    table: tuple[tuple[int, ...], ...]
    """A row a grade of the person, 0 to 3, a column a grade of the model; fractions go to the nearest grade."""
    exact: Estimate | None
    """Share of the same grade; None without pairs."""
    near: Estimate | None
    """Share of grades at most one apart."""
    kappa: Estimate | None
    """Cohen's kappa with quadratic weights: 0 is chance, 1 is full agreement; None where one side has one grade."""


def agreement(compared: Iterable[Compared]) -> Agreement:
    by_conversation: dict[str, Counts] = defaultdict(lambda: np.zeros((GRADES, GRADES)))
    for one in compared:
        by_conversation[one.conversation][grade(one.person), grade(one.model)] += 1
    counts = np.array(list(by_conversation.values())).reshape(-1, GRADES, GRADES)
    table = counts.sum(axis=0)
    drawn = _resampled(counts)
    shares = {name: _estimate(_share(table, _apart() <= most), _share(drawn, _apart() <= most)) for name, most in NEAR}
    return Agreement(
        pairs=int(table.sum()),
        conversations=len(counts),
        table=tuple(tuple(int(count) for count in row) for row in table),
        exact=shares["exact"],
        near=shares["near"],
        kappa=_estimate(_kappa(table), _kappa(drawn)),
    )


def grade(relevance: float) -> int:
    """The nearest; of two equally near ones the higher."""
    return min(GRADES - 1, max(0, floor(relevance + 0.5)))


def figures(found: Agreement) -> Mapping[str, object]:
    """As JSON holds them."""

    def plain(one: Estimate | None) -> list[float] | None:
        return [round(one.value, 4), round(one.low, 4), round(one.high, 4)] if one else None

    return {
        "pairs": found.pairs,
        "conversations": found.conversations,
        "exact": plain(found.exact),
        "within_one": plain(found.near),
        "weighted_kappa": plain(found.kappa),
        "table": found.table,
    }


def _resampled(counts: Counts) -> Counts:
    """Shape (RESAMPLES, 4, 4): as many conversations as there are, drawn with replacement, summed."""
    size = len(counts)
    if not size:
        return np.zeros((RESAMPLES, GRADES, GRADES))
    times = np.random.default_rng(SEED).multinomial(size, np.full(size, 1 / size), RESAMPLES)
    return (times @ counts.reshape(size, -1)).reshape(-1, GRADES, GRADES)


def _apart() -> Counts:
    places = np.arange(GRADES, dtype=np.float64)
    return np.asarray(np.abs(places[:, None] - places))


def _share(tables: Counts, mask: npt.NDArray[np.bool_]) -> Counts:
    totals = tables.sum(axis=(-2, -1))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((tables * mask).sum(axis=(-2, -1)) / totals)


def _kappa(tables: Counts) -> Counts:
    weights = _apart() ** 2 / (GRADES - 1) ** 2
    totals = tables.sum(axis=(-2, -1))
    chance = tables.sum(axis=-1)[..., :, None] * tables.sum(axis=-2)[..., None, :]
    with np.errstate(invalid="ignore", divide="ignore"):
        by_chance = (chance * weights).sum(axis=(-2, -1)) / totals
        return np.asarray(1 - (tables * weights).sum(axis=(-2, -1)) / by_chance)


def _estimate(value: Counts, drawn: Counts) -> Estimate | None:
    """Draws in which it is not defined say nothing."""
    if not np.isfinite(value):
        return None
    low, high = np.percentile(drawn[np.isfinite(drawn)], INTERVAL)
    return Estimate(float(value), float(low), float(high))
