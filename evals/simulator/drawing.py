"""Draws hidden needs from a catalogue: each can be met by several items, and no two of its wishes share a word."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from math import floor, log10
from random import Random

import numpy as np

from agents.dialogue import Strength
from evals.simulator.leaks import looked_for
from evals.simulator.need import Need, Want, some_known
from evals.simulator.wording import forms
from retrieval.catalogue import NAMED, Attribute, Catalogue, Constraint, Item, Kind, Operator
from retrieval.columns import Columns

LEAST_FITTING = 3
LEAST_HELD = 4
"""Items that hold a name before anybody wishes for it."""
MUST, OR, NEGATIVE, NEVER, UNCOMMON_FLAG = 0.5, 0.12, 0.18, 0.65, 0.15
"""Shares: hard among positive wishes, "a or b", wishes against something, hard among those, flags wished not to be."""
SURE = 0.95
"""Askability from which everyone knows what they want."""


class NothingToWish(Exception):
    """A catalogue about which nobody can wish for anything; its text says why."""


@dataclass(frozen=True)
class Needs:
    """Wishes from `least` to `most`, fewer where the catalogue knows no more of an item."""

    catalogue: Catalogue
    columns: Columns
    least: int = 3
    most: int = 6

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """Of every row, as leaks are looked for."""
        return looked_for(item.title for item in self.catalogue.items)

    @cached_property
    def shared(self) -> frozenset[str]:
        """Words that stand for values of several attributes: "family" is a genre and a theme."""
        named = [a for a in self.catalogue.domain.informable if a.kind in NAMED]
        said = Counter(
            word for a in named for word in {*(v.casefold() for v in self.columns.values(a.name)), *a.synonyms}
        )
        return frozenset(word for word, times in said.items() if times > 1)

    def draw(self, chance: Random, patience: int) -> Need:
        """Raises NothingToWish."""
        for _ in range(200):
            item = chance.choice(self.catalogue.items)
            wants = tuple(self._wants(item, chance))
            need = Need(self.catalogue, self.columns, wants, frozenset(), patience, chance.randrange(2**32))
            if wants and np.count_nonzero(need.fits) >= LEAST_FITTING:
                return replace(need, known=some_known(need, chance))
        raise NothingToWish(
            f'"{self.catalogue.name}" has no wishes that {LEAST_FITTING} of its items meet; '
            "people need attributes to ask about (askability above 0 in domain.toml)."
        )

    def another(self, need: Need, want: Want, chance: Random) -> Want | None:
        """The same wish about something else, which items that would do meet; None if there is nothing else."""
        others = replace(need, wants=tuple(w for w in need.wants if w is not want))
        rows = [int(row) for row in np.flatnonzero(others.fits)]
        for row in chance.sample(rows, min(12, len(rows))):
            constraint = self._test(want.attribute, self.catalogue.items[row], chance)
            if constraint is None or constraint == want.constraint:
                continue
            fresh = replace(want, constraint=constraint, strength=want.strength)
            changed = replace(need, wants=tuple(fresh if w is want else w for w in need.wants))
            if np.count_nonzero(changed.fits) >= 2 and not _clash(fresh, (*others.wants, want)):
                return fresh
        return None

    def _wants(self, item: Item, chance: Random) -> Iterator[Want]:
        wants: list[Want] = []
        for attribute in self._chosen(item, chance):
            want = self._want(attribute, item, chance, first=not wants)
            if want and not _clash(want, wants):
                wants.append(want)
                yield want

    def _chosen(self, item: Item, chance: Random) -> list[Attribute]:
        """What they care about: what people can readily say more often, the readiest first."""
        open_ = [a for a in self.catalogue.domain.informable if a.askability > 0 and a.kind is not Kind.TEXT]
        held = [a for a in open_ if a.name in item.values]
        order = sorted(held, key=lambda a: -(chance.random() ** (1 / a.askability**1.5)))
        sure = [a for a in order if a.askability >= SURE]
        return [*sure, *(a for a in order if a not in sure)][: chance.randint(self.least, self.most)]

    def _want(self, attribute: Attribute, item: Item, chance: Random, first: bool) -> Want | None:
        weight = round(chance.uniform(0.5, 1.5), 2)
        if attribute.kind in NAMED and not first and chance.random() < NEGATIVE:
            unwanted = self._absent(attribute, item, chance)
            strength = Strength.NEVER if chance.random() < NEVER else Strength.AVOID
            return Want(attribute, unwanted, strength, weight) if unwanted else None
        constraint = self._test(attribute, item, chance)
        strength = Strength.MUST if first or chance.random() < MUST else Strength.PREFER
        tolerance = round(chance.choice((0.0, 0.0, 0.05, 0.1)), 2) if attribute.numeric else 0.0
        tolerance = 0.0 if attribute.kind is Kind.YEAR else tolerance
        return Want(attribute, constraint, strength, weight, tolerance) if constraint else None

    def _test(self, attribute: Attribute, item: Item, chance: Random) -> Constraint | None:
        """True of the item."""
        if attribute.kind is Kind.FLAG:
            flag = item.values.get(attribute.name)
            usual = flag is True or (flag is False and chance.random() < UNCOMMON_FLAG)
            return Constraint(attribute.name, Operator.EQ, bool(flag)) if usual else None
        if attribute.numeric:
            number = item.number(attribute.name)
            return None if number is None else self._range(attribute, number, chance)
        return self._named(attribute, item, chance)

    def _named(self, attribute: Attribute, item: Item, chance: Random) -> Constraint | None:
        common = self._common(attribute)
        held = [value for value in item.tags(attribute.name) if value in common]
        if not held:
            return None
        value = chance.choice(held)
        if chance.random() < OR and len(common) > 2:
            other = chance.choice([v for v in common if v != value])
            return Constraint(attribute.name, Operator.IN, (value, other))
        return Constraint(attribute.name, Operator.EQ, value)

    def _absent(self, attribute: Attribute, item: Item, chance: Random) -> Constraint | None:
        absent = [value for value in self._common(attribute)[:12] if value not in item.tags(attribute.name)]
        return Constraint(attribute.name, Operator.EQ, chance.choice(absent)) if absent else None

    def _common(self, attribute: Attribute) -> list[str]:
        """Values that enough items hold, the commonest first."""
        if attribute.name not in self._commons:
            self._commons[attribute.name] = self._counted(attribute)
        return self._commons[attribute.name]

    @cached_property
    def _commons(self) -> dict[str, list[str]]:
        return {}

    def _counted(self, attribute: Attribute) -> list[str]:
        counts = self.columns.count_by_value(attribute.name)
        return [str(v) for v, n in sorted(counts.items(), key=lambda one: (-one[1], str(one[0]))) if n >= LEAST_HELD]

    def _range(self, attribute: Attribute, number: float, chance: Random) -> Constraint:
        slack = chance.uniform(0.02, 0.3)
        upward = attribute.better == "higher" or (attribute.better != "lower" and chance.random() < 0.4)
        if attribute.kind is Kind.YEAR:
            return _years(attribute.name, number, chance)
        if upward:
            return Constraint(attribute.name, Operator.GE, _rounded(number - abs(number) * slack, down=True))
        return Constraint(attribute.name, Operator.LE, _rounded(number + abs(number) * slack, down=False))


def _years(name: str, year: float, chance: Random) -> Constraint:
    decade = year // 10 * 10
    match chance.choice(("decade", "since", "until")):
        case "decade":
            return Constraint(name, Operator.BETWEEN, (decade, decade + 9))
        case "since":
            return Constraint(name, Operator.GE, decade - 10 * chance.randint(0, 1))
        case _:
            return Constraint(name, Operator.LE, decade + 10 * chance.randint(1, 2))


def _rounded(number: float, *, down: bool) -> float:
    """As people say numbers: 87 as 90, 1,234 as 1,250, 3.72 as 3.8; away from the inside."""
    if number == 0:
        return 0.0
    step = 10.0 ** floor(log10(abs(number))) / 2
    if abs(number) >= 100:
        step /= 5
    found: float = floor(number / step) * step if down else -floor(-number / step) * step
    return round(found, 2)


def _clash(want: Want, others: tuple[Want, ...] | list[Want]) -> bool:
    """Whether saying one would give the other away."""
    mine = forms(want)
    return any(mine & forms(other) for other in others)
