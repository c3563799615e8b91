"""What a simulated person is after, which nobody is told: wishes, how much each matters, what they know already."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Literal

import numpy as np

from agents.dialogue import Strength
from retrieval.catalogue import Attribute, Catalogue, Constraint, Item
from retrieval.columns import Columns, Mask, Numbers

Sign = Literal["wanted", "unwanted"]
TASTE = 0.3
"""Share of an item's worth that no wish explains and no question could have brought out."""

SEEN, OWNED = 0.7, 0.04
"""Share of what would do that somebody has seen, or owns, at most; the famous ones twice as often."""


@dataclass(frozen=True, slots=True, eq=False)
class Want:
    """A wish, the same as no other; as `agents.dialogue.Preference`, with what is taken though it misses a bound."""

    attribute: Attribute
    constraint: Constraint
    strength: Strength
    weight: float = 1.0
    tolerance: float = 0.0
    """How far beyond a bound is still taken, as a share of it."""

    @property
    def hard(self) -> bool:
        return self.strength in (Strength.MUST, Strength.NEVER)

    @property
    def negative(self) -> bool:
        return self.strength in (Strength.AVOID, Strength.NEVER)

    def met_by(self, item: Item) -> bool:
        """To the letter."""
        return self.constraint.accepts(item) != self.negative

    def tolerated_in(self, item: Item) -> bool:
        """Met, or missed by no more than the tolerance."""
        if self.met_by(item):
            return True
        value = item.number(self.attribute.name)
        if value is None or not self.attribute.numeric or not self.tolerance or self.negative:
            return False
        low, high = self.constraint.bounds
        return low - abs(low) * self.tolerance <= value <= high + abs(high) * self.tolerance


@dataclass(frozen=True)
class Need:
    """Holds no item that it was made from: there is no target, only items that would do, some better than others."""

    catalogue: Catalogue
    columns: Columns
    wants: tuple[Want, ...]
    """The most important first."""
    known: frozenset[str]
    """Ids of items that they have seen, or own: never taken again."""
    patience: int
    """Turns that they give it, before they are annoyed."""
    taste: int
    """Seed of what they happen to like."""

    @cached_property
    def fits(self) -> Mask:
        """Rows that break no hard wish, and are not known yet."""
        hard = [w for w in self.wants if w.hard]
        mask = self.columns.mask([w.constraint for w in hard if not w.negative], _tests(hard, negative=True)).copy()
        mask[[self.catalogue.rows[item_id] for item_id in self.known]] = False
        return mask

    @cached_property
    def worth(self) -> Numbers:
        """0–1 of every row, as if it broke no hard wish."""
        soft = [w for w in self.wants if not w.hard]
        met = np.zeros(len(self.catalogue.items))
        for want in soft:
            met += want.weight * (self.columns.accepts(want.constraint) != want.negative)
        share = met / sum(w.weight for w in soft) if soft else np.ones(len(met))
        liked = np.random.default_rng(self.taste).random(len(met))
        return (1 - TASTE) * share + TASTE * liked

    @cached_property
    def best(self) -> float:
        """Worth of the best item that would do; 0 if none would."""
        return float(self.worth[self.fits].max()) if self.fits.any() else 0.0

    def worth_of(self, item: Item) -> float:
        """0 for what is known or breaks a hard wish beyond tolerance."""
        if item.id in self.known or not all(w.tolerated_in(item) for w in self.wants if w.hard):
            return 0.0
        return float(self.worth[self.catalogue.rows[item.id]])

    def unmet(self, item: Item) -> tuple[Want, ...]:
        """Hard ones first."""
        missed = [w for w in self.wants if not (w.tolerated_in(item) if w.hard else w.met_by(item))]
        return tuple(sorted(missed, key=lambda w: not w.hard))

    def on(self, attribute: str) -> tuple[Want, ...]:
        return tuple(w for w in self.wants if w.attribute.name == attribute)


def _tests(wants: Sequence[Want], *, negative: bool) -> list[Constraint]:
    return [w.constraint for w in wants if w.negative == negative]


def some_known(need: Need, chance: Random, least_left: int = 2) -> frozenset[str]:
    """Some of what would do, that they have seen or own; what is popular sooner. Enough is left that would do."""
    domain = need.catalogue.domain
    rows = np.flatnonzero(need.fits)
    share = chance.uniform(0, OWNED if domain.price else SEEN)
    place = _places(need.columns.numbers(domain.popularity)[rows]) if domain.popularity else np.full(len(rows), 0.5)
    known = [int(row) for row, high in zip(rows, place, strict=True) if chance.random() < share * 2 * high]
    chance.shuffle(known)
    return frozenset(need.catalogue.items[row].id for row in known[: max(0, len(rows) - least_left)])


def _places(numbers: Numbers) -> Numbers:
    """0 for the least of them, 1 for the most; those without a number count as the least."""
    filled = np.nan_to_num(numbers, nan=-np.inf)
    return np.searchsorted(np.sort(filled), filled) / max(1, len(filled) - 1)
