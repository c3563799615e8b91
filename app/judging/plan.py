"""What one run is to do, and what came of it."""

from collections import Counter
from dataclasses import dataclass, field
from math import inf

from agents.models.costs import Spent
from storage.labels.filters import Filters
from storage.store import StoreError

MOST = 500
SAMPLE = 100
RETRIEVED = 3
AT_ONCE = 4


class BadPlan(StoreError):
    """Its text is a sentence for people."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Pairs are an item and a turn in which it was, or could have been, shown."""

    filters: Filters
    """With the catalogue's name: one run is about one."""
    most: int = MOST
    """Pairs that are asked about."""
    retrieved: int = RETRIEVED
    """Items a turn that were found for it and not shown."""
    sample: int = SAMPLE
    """Pairs that people judged and the model judges too, blindly, to compare."""
    cap: float = 0.0
    tokens: int = 0
    """What the run may cost, in money and in tokens; 0: no cap of its own. The owner's caps a day hold besides."""
    at_once: int = AT_ONCE
    """Questions under way at the same time."""

    def __post_init__(self) -> None:
        for name in ("most", "retrieved", "sample", "cap", "tokens"):
            if not 0 <= getattr(self, name) < inf:
                raise BadPlan(f'"{getattr(self, name):g}" will not do for "{name}"; give a number from 0 on.')


@dataclass(slots=True)
class Tally:
    """Counted while it runs, so that an interrupted run can tell too."""

    asked: int = 0
    """Pairs that the model was asked about."""
    judged: int = 0
    """Those of them that it graded: they are stored."""
    beside: int = 0
    """Those of them that people had judged."""
    questions: int = 0
    grades: Counter[int] = field(default_factory=Counter)
    """By the nearest grade."""
    prompts: Counter[str] = field(default_factory=Counter)
    troubles: Counter[str] = field(default_factory=Counter)
    """Why pairs were not graded, by question."""
    spent: Spent = field(default_factory=Spent)
    stopped: str = ""
    """Why it ended before its time; empty if it did not."""
