"""All turns in short, and the few that differ most; constant memory."""

import heapq
from collections import Counter
from dataclasses import dataclass, field

from evals.replaying.differing import Difference


@dataclass(slots=True)
class Summary:
    keep: int = 5
    """Turns that are kept in full."""
    turns: int = 0
    same: int = 0
    overlaps: float = 0.0
    rbos: float = 0.0
    violations: int = 0
    """Cards of the other policy that must not be shown."""
    broken: list[Difference] = field(default_factory=list)
    """The first turns with such cards."""
    accepted: int = 0
    """Cards that were accepted."""
    stays: int = 0
    """Of those, how many would be shown."""
    ranks_then: int = 0
    ranks_now: int = 0
    """Sums of the ranks of those that stay."""
    counts: Counter[str] = field(default_factory=Counter)
    """What was left out, or is different from then."""
    _most: list[tuple[tuple[float, float, int], Difference]] = field(default_factory=list)

    def add(self, one: Difference) -> None:
        self.turns += 1
        self.same += one.same
        self.overlaps += one.overlap
        self.rbos += one.rbo
        self.accepted += len(one.accepted)
        self.stays += len(one.accepted_now)
        stayed = [line for line in one.lines if line.then in one.accepted and line.now]
        self.ranks_then += sum(line.then for line in stayed)
        self.ranks_now += sum(line.now for line in stayed)
        if one.violations:
            self.violations += len(one.violations)
            self.broken = [*self.broken, one][: self.keep]
        if not one.same and self.keep:
            push = heapq.heappushpop if len(self._most) >= self.keep else heapq.heappush
            push(self._most, ((*one.changed, -self.turns), one))

    @property
    def largest(self) -> tuple[Difference, ...]:
        """The turns that differ most, the most first."""
        return tuple(one for _, one in sorted(self._most, key=lambda pair: pair[0], reverse=True))

    def figures(self) -> dict[str, object]:
        """Stable keys; null where there is nothing to tell from."""
        return {
            "turns": self.turns,
            "same_share": self._share(self.same),
            "overlap": self._share(self.overlaps),
            "rbo": self._share(self.rbos),
            "violations": self.violations,
            "accepted": self.accepted,
            "accepted_stays": self.stays / self.accepted if self.accepted else None,
            "accepted_rank_then": self.ranks_then / self.stays if self.stays else None,
            "accepted_rank_now": self.ranks_now / self.stays if self.stays else None,
            "counts": {what: count for what, count in self.counts.items() if count},
        }

    def _share(self, total: float) -> float | None:
        return total / self.turns if self.turns else None
