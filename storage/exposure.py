"""What people were shown of a catalogue: how much of it, how evenly, and how much of its long tail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from sqlalchemy import Engine, case, func, select

from retrieval.columns import Numbers
from retrieval.quality import Standing
from storage.choices import ELSEWHERE
from storage.engine import reaching
from storage.tables import conversations, impressions, slates, turns

MOST = 10
MERIT = 0.5
"""The propensity from which on a last card stands there by its own merit: at most half of the slates are explored."""
TENTHS = 10


@dataclass(frozen=True, slots=True)
class Exposure:
    """Shares are 0–1; those of impressions are 0 where nothing was shown."""

    items: int
    shown: int
    """Items of the catalogue that were ever on a card."""
    impressions: int
    """Cards of items that the catalogue still has."""
    gone: int
    """Cards of items that it no longer has."""
    gini: float
    """0 where every item was shown equally often, towards 1 where one item took it all (Gini coefficient)."""
    tail: float
    """The share of cards with an item of the long tail (`retrieval.quality.HEAD`)."""
    tail_items: float
    """The share of the catalogue that the long tail is: what `tail` would be if cards were drawn blindly."""
    cold: float
    """The share of cards with an item that nobody rated and no popularity is known of."""
    cold_items: float
    spread: tuple[float, ...]
    """The share of cards that each tenth of the catalogue got, the best known tenth first; the most shown tenth first
    where the catalogue does not tell how well known its items are."""
    by_fame: bool
    """Which of the two."""
    most: tuple[tuple[str, int], ...]
    """The ids shown most often, and how often."""

    @property
    def share(self) -> float:
        """Of the catalogue that was ever shown."""
        return self.shown / self.items if self.items else 0.0


@dataclass(frozen=True, slots=True)
class Exploration:
    """Slates whose last card might have been another one (`agents.ranking.choose_slate`)."""

    slates: int
    drawn: int
    """Of those, how many ended in a card that was drawn."""
    least: float
    """The smallest propensity that was recorded; 1 where there was no exploration."""
    weight: float
    """The mean of 1/propensity over all of them, a drawn card counting 0: 1, but for chance, if the recorded
    propensities are those that the cards were drawn with. 1 where there was no exploration."""
    error: float
    """The standard error of that mean."""


def explored(engine: Engine, catalogue: str) -> Exploration:
    """Of all conversations about the catalogue; raises StoreUnavailable."""
    chance = impressions.c.propensity
    merit = case((chance >= MERIT, 1.0 / chance), else_=0.0)
    query = (
        select(
            func.count().label("slates"),
            func.sum(case((chance < MERIT, 1), else_=0)).label("drawn"),
            func.min(chance).label("least"),
            func.sum(merit).label("sum"),
            func.sum(merit * merit).label("squares"),
        )
        .select_from(impressions.join(slates).join(turns).join(conversations))
        .where(conversations.c.catalogue == catalogue, chance < 1)
    )
    with reaching(engine.url), engine.connect() as connection:
        row = connection.execute(query).one()
    if not row.slates:
        return Exploration(0, 0, 1.0, 1.0, 0.0)
    mean = row.sum / row.slates
    spread = max(0.0, row.squares / row.slates - mean * mean)
    return Exploration(row.slates, row.drawn, row.least, mean, sqrt(spread / row.slates))


def times_shown(engine: Engine, catalogue: str) -> Mapping[str, int]:
    """Item id to the number of its impressions in conversations held here about the catalogue.

    Raises StoreUnavailable.
    """
    query = (
        select(impressions.c.item_id, func.count().label("times"))
        .select_from(impressions.join(slates).join(turns).join(conversations))
        .where(conversations.c.catalogue == catalogue, conversations.c.channel != ELSEWHERE)
        .group_by(impressions.c.item_id)
    )
    with reaching(engine.url), engine.connect() as connection:
        return {row.item_id: row.times for row in connection.execute(query)}


def exposure(times: Mapping[str, int], item_ids: Sequence[str], standing: Standing) -> Exposure:
    """`item_ids` and `standing` are of the whole catalogue, in its order."""
    counts = np.array([times.get(item, 0) for item in item_ids], dtype=np.float64)
    total = counts.sum()
    parts = counts / total if total else counts
    by_fame = bool(standing.attribute)
    order = np.argsort(-standing.fame if by_fame else -counts, kind="stable")
    most = sorted(range(len(counts)), key=lambda row: (-counts[row], row))[:MOST]
    return Exposure(
        items=len(item_ids),
        shown=int(np.count_nonzero(counts)),
        impressions=int(total),
        gone=sum(times.values()) - int(total),
        gini=gini(counts),
        tail=float(parts[standing.tail].sum()),
        tail_items=_mean(standing.tail),
        cold=float(parts[standing.cold].sum()),
        cold_items=_mean(standing.cold),
        spread=tuple(float(parts[rows].sum()) for rows in np.array_split(order, TENTHS)),
        by_fame=by_fame,
        most=tuple((item_ids[row], int(counts[row])) for row in most if counts[row]),
    )


def gini(counts: Numbers) -> float:
    """0–1: half the mean difference between two items' counts, relative to the mean; 0 if there are none."""
    total, size = counts.sum(), len(counts)
    if not total:
        return 0.0
    places = np.arange(1, size + 1)
    return float(2 * (places * np.sort(counts)).sum() / (size * total) - (size + 1) / size)


def _mean(flags: np.ndarray) -> float:
    return float(flags.mean()) if len(flags) else 0.0
