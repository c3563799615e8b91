"""Samples into figures, and figures before people: a table with budgets, or one JSON object."""

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import orjson
from rich.console import Console
from rich.table import Table

Figures = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Line:
    """One figure in a table; without a budget it only informs."""

    name: str
    value: float
    unit: str
    budget: float | None = None
    keep: Literal["below", "above"] = "below"

    @property
    def met(self) -> bool | None:
        if self.budget is None:
            return None
        return self.value <= self.budget if self.keep == "below" else self.value >= self.budget


def percentile(samples: Sequence[float], share: float) -> float:
    """The value that `share` (0–1) of the samples do not exceed, linear between neighbours; nan without samples."""
    if not samples:
        return float("nan")
    ordered = sorted(samples)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def median(samples: Sequence[float]) -> float:
    """nan without samples."""
    return statistics.median(samples) if samples else float("nan")


def table(title: str, lines: Iterable[Line]) -> Table:
    drawn = Table(title=title, title_justify="left")
    for column in ("", "measured", "budget", ""):
        drawn.add_column(column, justify="left" if not column else "right")
    for line in lines:
        sign = "≤" if line.keep == "below" else "≥"
        budget = "" if line.budget is None else f"{sign} {line.budget:,g} {line.unit}"
        drawn.add_row(line.name, f"{line.value:,.4g} {line.unit}", budget, _MARKS[line.met])
    return drawn


_MARKS = {None: "", True: "[green]met[/]", False: "[red]missed[/]"}


def publish(tables: Iterable[Table], figures: Figures, as_json: bool) -> None:
    """Tables for people; with `as_json`, the last line is the figures as one JSON object."""
    console = Console()
    for one in tables:
        console.print(one)
    if as_json:
        console.file.write(orjson.dumps(figures).decode() + "\n")
        console.file.flush()
