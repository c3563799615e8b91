"""How duels went: which policy people picked, how surely, and whether the side that it stood on played a part."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Engine, Select, func, select

from storage.binomial import interval, two_sided
from storage.engine import reaching
from storage.tables import conversations, feedback, impressions, slates, turns

CURRENT = "default"
"""The policy in force, as slates name it."""


@dataclass(frozen=True, slots=True)
class Side:
    policy: str
    value: float | None
    """What was said of it: 1 won, 0 lost, 0.5 neither; None if nothing was."""


@dataclass(frozen=True, slots=True)
class Fought:
    """One duel, or one turn in which both policies chose the same items: then with one side."""

    conversation_id: str
    sides: tuple[Side, ...]
    """Left, right."""


@dataclass(frozen=True, slots=True)
class Count:
    """Of picks that name a side: how many of them, and what share that is, with its exact 95 % interval."""

    hits: int
    of: int
    low: float
    high: float
    p: float
    """How likely so uneven a count is if the share is one half."""

    @property
    def share(self) -> float:
        """One half where nothing was counted."""
        return self.hits / self.of if self.of else 0.5

    @property
    def even(self) -> bool:
        """Whether one half is in the interval."""
        return self.low <= 0.5 <= self.high


@dataclass(frozen=True, slots=True)
class Standing:
    """One challenger against the policy in force."""

    challenger: str
    held: int
    conversations: int
    """In which they were held."""
    open: int
    """Held, and nobody said anything."""
    ties: int
    wins: Count
    """Of the challenger."""
    left: Count
    """Wins of the left side, whoever stood there."""


@dataclass(frozen=True, slots=True)
class Duels:
    standings: tuple[Standing, ...]
    """By challenger, in the order of their names."""
    agreed: int
    """Turns without a duel, because both policies chose the same items."""


def fought(engine: Engine, catalogue: str) -> tuple[Fought, ...]:
    """All duels about the catalogue; raises StoreUnavailable."""
    with reaching(engine.url), engine.connect() as connection:
        rows = connection.execute(_query(catalogue)).all()
    by_duel = groupby(rows, key=lambda row: (row.conversation_id, row.duel))
    return tuple(
        Fought(conversation, tuple(Side(row.policy, row.value) for row in group))
        for (conversation, _), group in by_duel
    )


def _query(catalogue: str) -> Select[tuple[object, ...]]:
    """A row a slate, the left one of a duel first: it is recorded first."""
    said = (
        select(impressions.c.slate_id, func.max(feedback.c.value).label("value"))
        .select_from(impressions.join(feedback))
        .where(feedback.c.kind == "duel")
        .group_by(impressions.c.slate_id)
        .subquery()
    )
    return (
        select(slates.c.conversation_id, slates.c.duel, slates.c.policy, said.c.value)
        .select_from(slates.join(turns).join(conversations).outerjoin(said, said.c.slate_id == slates.c.id))
        .where(slates.c.duel != "", conversations.c.catalogue == catalogue)
        .order_by(slates.c.conversation_id, slates.c.turn, slates.c.duel, slates.c.shown_at)
    )


def counted(found: Iterable[Fought]) -> Duels:
    duels = sorted(found, key=_challenger)
    held = ((name, list(group)) for name, group in groupby(duels, key=_challenger) if name)
    return Duels(tuple(_standing(name, group) for name, group in held), sum(len(one.sides) < 2 for one in duels))


def _challenger(duel: Fought) -> str:
    """Empty where there was none to be seen."""
    return next((side.policy for side in duel.sides if side.policy != CURRENT), "") if len(duel.sides) > 1 else ""


def _standing(challenger: str, duels: Sequence[Fought]) -> Standing:
    said = [duel for duel in duels if all(side.value is not None for side in duel.sides)]
    winners = list(_winners(said))
    return Standing(
        challenger=challenger,
        held=len(duels),
        conversations=len({duel.conversation_id for duel in duels}),
        open=len(duels) - len(said),
        ties=len(said) - len(winners),
        wins=count(sum(policy == challenger for policy, _ in winners), len(winners)),
        left=count(sum(place == 0 for _, place in winners), len(winners)),
    )


def _winners(duels: Iterable[Fought]) -> Iterator[tuple[str, int]]:
    """(policy, 0 left or 1 right) of each that was decided."""
    for duel in duels:
        yield from ((side.policy, place) for place, side in enumerate(duel.sides) if side.value == 1)


def count(hits: int, of: int) -> Count:
    return Count(hits, of, *interval(hits, of), two_sided(hits, of))
