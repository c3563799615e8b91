"""What came of a log: what was brought in, what was there already, what could not be understood, and where."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from retrieval.importing.report import Tally, shorten
from storage.logs.log import Named

LISTED = 20
"""Left-out rows and unknown items that are listed for people; all are counted."""


@dataclass(frozen=True, slots=True)
class Lost:
    """An item that the catalogue does not have, or cannot tell from others."""

    item: Named
    reason: str


@dataclass(slots=True)
class LogReport:
    """Counts up while talks are brought in."""

    file: str
    catalogue: str
    tally: Tally = field(default_factory=Tally)
    """Rows of the file, and those that could not be read."""
    talks: int = 0
    brought: int = 0
    """Talks that are new."""
    there: int = 0
    """Talks of which everything was there already."""
    grown: int = 0
    """Talks that were there, and of which the file tells more."""
    turns: int = 0
    impressions: int = 0
    signals: Counter[str] = field(default_factory=Counter)
    """New feedback by kind."""
    found: int = 0
    """Items of the talks that the catalogue has, each counted once a talk."""
    lost: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """Title, id and reason to the number of talks."""
    lines: dict[tuple[str, str, str], int] = field(default_factory=dict)
    """Where each was first met."""
    undated: int = 0
    """Talks that do not say when they were."""
    dated: str = ""
    """When they are taken to have been, in words."""
    notes: list[str] = field(default_factory=list)
    dry: bool = False

    def lose(self, lost: Lost) -> None:
        known = lost.item.title, lost.item.id, lost.reason
        self.lost[known] += 1
        self.lines.setdefault(known, lost.item.line)

    @property
    def missed(self) -> int:
        return self.lost.total()

    def figures(self) -> dict[str, object]:
        return {
            "file": self.file,
            "catalogue": self.catalogue,
            "rows": self.tally.rows,
            "left_out": self.tally.left_out,
            "talks": self.talks,
            "brought": self.brought,
            "grown": self.grown,
            "there": self.there,
            "turns": self.turns,
            "impressions": self.impressions,
            "signals": dict(sorted(self.signals.items())),
            "found": self.found,
            "missed": self.missed,
        }

    def sentences(self) -> Iterator[str]:
        """For people, one a line."""
        yield f"{self.tally.rows:,} rows of {self.file}: {self.talks:,} conversations."
        told = "would be new" if self.dry else "are new"
        more = f", {self.grown:,} were there and got more" if self.grown else ""
        yield f"{self.brought:,} {told}{more}, {self.there:,} were there already."
        signals = ", ".join(f"{kind} {count:,}" for kind, count in sorted(self.signals.items()))
        yield f"{self.turns:,} turns, {self.impressions:,} impressions; feedback: {signals or 'none'}."
        yield from self._items()
        yield from self._left_out()
        yield from (f"{count:,} × {sentence}" for sentence, count in self.tally.warnings.items())
        if self.undated:
            yield f"{self.undated:,} conversations do not say when they were; they are dated {self.dated}."
        yield from self.notes

    def _items(self) -> Iterator[str]:
        total = self.found + self.missed
        if not total:
            if self.talks > self.there:
                yield "No row names an item."
            return
        yield f"{self.found:,} of {total:,} items named were found in “{self.catalogue}”."
        for (title, item_id, reason), count in self.lost.most_common(LISTED):
            place = f"{self.file}, line {self.lines[title, item_id, reason]}"
            yield f"  {place}: “{shorten(title or item_id)}” {reason}{f' ({count:,} times)' if count > 1 else ''}"
        if len(self.lost) > LISTED:
            yield f"  and {len(self.lost) - LISTED:,} more like these"

    def _left_out(self) -> Iterator[str]:
        if self.tally.left_out:
            yield f"{self.tally.left_out:,} rows were left out:"
            yield from (f"  {self.file}, {problem}" for problem in self.tally.problems[:LISTED])
            if self.tally.left_out > LISTED:
                yield f"  and {self.tally.left_out - LISTED:,} more like these"
