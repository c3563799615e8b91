"""Train, valid and test: by person or by time, and nobody in two of them."""

import sqlite3
from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate
from types import TracebackType
from typing import Self

from storage.labels.told import Split

SPLITS: tuple[Split, ...] = ("train", "valid", "test")


class Leak(Exception):
    """A mistake of ours: somebody would be in two splits, or a later time in an earlier one."""


def by_person(person: str, shares: Sequence[float]) -> Split:
    """`person` is a pseudonym, whose digits are as good as random."""
    place = int(person[:13], 16) / 16**13
    return _at(bisect_right(list(accumulate(shares)), place), shares)


def by_time(opened_at: datetime, cuts: Sequence[datetime], shares: Sequence[float]) -> Split:
    """`cuts`: when the first conversation of each further split that has a share was opened."""
    used = [split for split, share in zip(SPLITS, shares, strict=True) if share > 0]
    return used[min(bisect_right(cuts, opened_at), len(used) - 1)]


def places(shares: Sequence[float], count: int) -> tuple[int, ...]:
    """Which of `count` conversations in order are the first of the further splits; see `by_time`."""
    used = [share for share in shares if share > 0]
    return tuple(min(round(share * count), count) for share in accumulate(used[:-1]))


def _at(place: int, shares: Sequence[float]) -> Split:
    used = [at for at, share in enumerate(shares) if share > 0]
    return SPLITS[place if place in used else used[-1]]


class Guard:
    """Who is in which split already; kept in a temporary file, for there may be more people than memory holds."""

    def __init__(self) -> None:
        self._seen = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._seen.execute("PRAGMA synchronous=OFF")
        self._seen.execute("PRAGMA journal_mode=OFF")
        self._seen.execute("CREATE TABLE seen (person BLOB PRIMARY KEY, split TEXT NOT NULL) WITHOUT ROWID")
        self._seen.execute("BEGIN")
        self._latest: datetime | None = None
        self._split: Split = "train"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._seen.close()

    def admits(self, person: str, split: Split) -> bool:
        """False if the person is in another split already; otherwise they are in this one from now on."""
        key = bytes.fromhex(person)
        self._seen.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (key, split))
        found: str = self._seen.execute("SELECT split FROM seen WHERE person = ?", (key,)).fetchone()[0]
        return found == split

    def in_order(self, opened_at: datetime, split: Split) -> None:
        """Raises Leak if a split comes back, or time goes back, once a later one has begun; for splits by time."""
        earlier = SPLITS.index(split) < SPLITS.index(self._split)
        if earlier or (self._latest and opened_at < self._latest):
            raise Leak(f"A conversation of {opened_at.isoformat()} in {split!r} came after one in {self._split!r}.")
        self._latest, self._split = opened_at, split
