"""Who rated what, from MovieLens or X-Wines as published; what is known, what is chosen by, what is to be foretold."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Literal

from evals.benchmarks.yardstick_files import FilesError, find, folder_of, held, number, table

Part = Literal["train", "valid", "test"]

TENTH = 10
FEWEST = 3
"""Ratings from which on a person has any to foretell."""


@dataclass(frozen=True, slots=True)
class Rated:
    person: str
    item: str
    stars: float
    """0.5 to 5."""
    at: float
    """Seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Published:
    """How one data set calls its files and columns."""

    name: str
    items: str
    item_id: str
    ratings: str
    columns: tuple[str, str, str, str]
    """Person, item, stars, time."""


SETS = (
    Published("movielens", "movies.csv", "movieId", "ratings.csv", ("userId", "movieId", "rating", "timestamp")),
    Published("xwines", "wines.csv", "WineID", "ratings.csv", ("UserID", "WineID", "Rating", "Date")),
)


@dataclass(frozen=True, slots=True)
class Ratings:
    """One data set. Of a person and an item the latest rating alone counts."""

    name: str
    columns: tuple[str, ...]
    items: tuple[Mapping[str, str], ...]
    """The catalogue's rows as published, by column."""
    item_id: str
    parts: Mapping[Part, tuple[Rated, ...]]

    @property
    def known(self) -> tuple[Rated, ...]:
        """All that may be looked at once everything is chosen."""
        return (*self.parts["train"], *self.parts["valid"])


def read_ratings(data: Path) -> Ratings:
    """Raises FilesError with a sentence if a file is missing or is not what it should be."""
    folder = folder_of(data, "ratings", "ratings.csv*")
    published = next((one for one in SETS if any(folder.glob(f"{one.items}*"))), None)
    if published is None:
        raise FilesError(
            f"“{folder}” has no items to rate: no “movies.csv” (MovieLens) and no “wines.csv” (X-Wines), "
            f"plain or with .gz ({held(folder)}). See docs/benchmarks/ratings.md."
        )
    items = [row for _, row in table(find(folder, published.items, "items", "ratings"), (published.item_id,))]
    rated = list(_rated(find(folder, published.ratings, "ratings", "ratings"), published))
    known = {row[published.item_id] for row in items}
    return Ratings(
        published.name,
        tuple(items[0]) if items else (),
        tuple(items),
        published.item_id,
        divided(one for one in rated if one.item in known),
    )


def divided(rated: Iterator[Rated] | Sequence[Rated]) -> dict[Part, tuple[Rated, ...]]:
    """By time, person by person: the last tenth is test, the tenth before it valid; each one rating at least.

    Ratings of one moment stay in their order. Whoever rated fewer than `FEWEST` items is only learned from.
    """
    parts: dict[Part, list[Rated]] = {"train": [], "valid": [], "test": []}
    for _, theirs in groupby(sorted(rated, key=lambda one: one.person), key=lambda one: one.person):
        latest = {one.item: one for one in sorted(theirs, key=lambda one: one.at)}
        ordered = sorted(latest.values(), key=lambda one: one.at)
        tenth = max(1, round(len(ordered) / TENTH)) if len(ordered) >= FEWEST else 0
        cuts = len(ordered) - 2 * tenth, len(ordered) - tenth
        parts["train"] += ordered[: cuts[0]]
        parts["valid"] += ordered[cuts[0] : cuts[1]]
        parts["test"] += ordered[cuts[1] :]
    return {part: tuple(some) for part, some in parts.items()}


def _rated(file: Path, published: Published) -> Iterator[Rated]:
    person, item, stars, at = published.columns
    for line, row in table(file, published.columns):
        where = f"“{file}”, line {line}"
        given = number(row[stars], stars, where)
        if not 0.5 <= given <= 5:
            raise FilesError(f"{where}: “{row[stars]}” in the column “{stars}” is no rating from 0.5 to 5.")
        yield Rated(row[person], row[item], given, _seconds(row[at], at, where))


def _seconds(cell: str, column: str, where: str) -> float:
    if cell.isdecimal():
        return float(cell)
    try:
        return datetime.fromisoformat(cell).replace(tzinfo=UTC).timestamp()
    except ValueError:
        raise FilesError(
            f"{where}: “{cell}” in the column “{column}” is no time: seconds since 1970, or as 2021-11-02 20:52:59."
        ) from None
