"""How much a person's feedback looks generated: how fast it comes, how uniform it is, how regular. Pure.

Only what one does by hand is looked at: cards that come on screen and words in messages have their own pace.
"""

from collections import Counter, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

BY_HAND = ("click", "like", "dislike", "accept", "rating", "seen", "withdraw")
WINDOW = timedelta(minutes=1)
PACE = 30
"""Events a minute that a person may well reach; at twice as many trust is a quarter."""
SOME, MANY = 15, 30
"""Events from which regularity, and from which uniformity, is judged."""
STEADY, LIVELY = 0.1, 0.4
"""Coefficient of variation of the gaps between events: below the first a clock made them, from the second on people
may have; theirs is usually around 1."""
PAUSE = timedelta(minutes=10)
"""Longer gaps are between two visits and say nothing of either."""
ONE_ITEM = 0.5
"""Share of one item in all events from which trust falls, to 0 where it is the only one."""
ONE_KIND = 0.5
"""Trust in somebody who did the same thing every single time."""
SUSPECT = 0.5
"""Trust below which a person counts as a bot in reports."""
NONE = 0.1
"""Trust below which there is none: not every trainer reads weights, so nothing of such a person is told to any."""


@dataclass(frozen=True, slots=True)
class Conduct:
    """What somebody's feedback looks like."""

    events: int
    pace: int
    """Most events in any minute."""
    one_kind: float
    """Share of the commonest kind of event."""
    one_item: float
    """Share of the commonest item."""
    variation: float
    """Coefficient of variation of the gaps; infinite where too few were seen."""

    @property
    def trust(self) -> float:
        """0–1: the product of what pace, uniformity and regularity leave."""
        left = self._by_pace * self._by_items * self._by_kinds * self._by_gaps
        return left if left >= NONE else 0.0

    @property
    def _by_pace(self) -> float:
        return min(1.0, PACE / self.pace) ** 2 if self.pace else 1.0

    @property
    def _by_items(self) -> float:
        return 1.0 if self.events < MANY else min(1.0, (1 - self.one_item) / (1 - ONE_ITEM))

    @property
    def _by_kinds(self) -> float:
        return ONE_KIND if self.events >= MANY and self.one_kind == 1 else 1.0

    @property
    def _by_gaps(self) -> float:
        return min(1.0, max(0.0, (self.variation - STEADY) / (LIVELY - STEADY)))


@dataclass(slots=True)
class Watch:
    """One person's events, oldest first; keeps counts, not events."""

    events: int = 0
    pace: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    items: Counter[str] = field(default_factory=Counter)
    _recent: deque[datetime] = field(default_factory=deque)
    _last: datetime | None = None
    _gaps: int = 0
    _mean: float = 0.0
    _squares: float = 0.0

    def saw(self, kind: str, item_id: str, at: datetime) -> None:
        self.events += 1
        self.kinds[kind] += 1
        self.items[item_id] += 1
        self._hurry(at)
        if self._last is not None and at - self._last <= PAUSE:
            self._gap((at - self._last).total_seconds())
        self._last = at

    def conduct(self) -> Conduct:
        most = self.events or 1
        kind, item = (max(counts.values(), default=0) / most for counts in (self.kinds, self.items))
        return Conduct(self.events, self.pace, kind, item, self._variation())

    def _hurry(self, at: datetime) -> None:
        self._recent.append(at)
        while at - self._recent[0] >= WINDOW:
            self._recent.popleft()
        self.pace = max(self.pace, len(self._recent))

    def _gap(self, seconds: float) -> None:
        """Welford's running variance."""
        self._gaps += 1
        before = seconds - self._mean
        self._mean += before / self._gaps
        self._squares += before * (seconds - self._mean)

    def _variation(self) -> float:
        if self._gaps + 1 < SOME:
            return float("inf")
        deviation: float = (self._squares / self._gaps) ** 0.5
        return deviation / self._mean if self._mean else 0.0
