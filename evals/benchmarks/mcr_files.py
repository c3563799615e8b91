"""The files of the elicitation yardstick: items and their attributes, who has what, and the sessions to be played."""

import gzip
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

Ints = npt.NDArray[np.int64]
OTHER_TYPE = -1
"""The type of attributes that list none."""


class FilesError(ValueError):
    """A file of the yardstick is missing or is not what it should be; a sentence."""


@dataclass(frozen=True, slots=True)
class Lists:
    """Many lists of numbers, stored flat: list `i` is `flat[starts[i]:starts[i + 1]]`."""

    flat: Ints
    starts: Ints

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, place: int) -> Ints:
        return self.flat[self.starts[place] : self.starts[place + 1]]

    @property
    def lengths(self) -> Ints:
        return np.diff(self.starts)

    def several(self, places: Ints) -> "Lists":
        """Only the lists at these places, in their order."""
        lengths = self.lengths[places]
        starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
        within = np.arange(starts[-1]) - np.repeat(starts[:-1], lengths)
        return Lists(self.flat[np.repeat(self.starts[places], lengths) + within], starts)

    def turned(self, width: int) -> "Lists":
        """For each number below `width`, the lists that hold it."""
        owners = np.repeat(np.arange(len(self)), self.lengths)
        order = np.argsort(self.flat, kind="stable")
        return Lists(owners[order], np.searchsorted(self.flat[order], np.arange(width + 1)))


@dataclass(frozen=True, slots=True)
class Session:
    """Someone who would be glad of any of the targets."""

    user: int
    targets: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class World:
    """Items, attributes and users are numbered from 0; nothing may be read from a number but which one it is."""

    items: Lists
    """Each item's attributes."""
    types: Ints
    """Each attribute's type: the first it lists, else `OTHER_TYPE`."""
    owned: Lists
    """Each user's items, from the training interactions alone."""
    friends: Lists
    likes: Lists
    """Attributes that a user is known to like."""


def read_world(folder: Path) -> World:
    """Raises FilesError with a sentence if a file is missing or is not what it should be."""
    catalogue, users = _read(folder, "catalogue"), _read(folder, "users")
    items, types = _by_number(catalogue["items"]), catalogue["attribute_type"]
    count = 1 + max(map(int, users))
    return World(
        items=_lists(items, 1 + max(items)),
        types=np.array([next(iter(types[str(a)]), OTHER_TYPE) for a in range(len(types))], dtype=np.int64),
        owned=_lists(_by_number(_read(folder, "interactions_train")), count),
        friends=_lists({int(u): about["friends"] for u, about in users.items()}, count),
        likes=_lists({int(u): about["likes"] for u, about in users.items()}, count),
    )


def read_sessions(folder: Path, split: str) -> tuple[Session, ...]:
    """In the file's order. Raises FilesError with a sentence if the folder has no sessions of that split."""
    if not _place(folder, f"sessions_{split}").is_file():
        raise FilesError(f"“{folder}” has no sessions to play of the split “{split}”: no “sessions_{split}.json.gz”.")
    by_user = _read(folder, f"sessions_{split}")
    return tuple(Session(int(u), tuple(targets)) for u, many in by_user.items() for targets in many)


def lists(rows: Iterable[Iterable[int]]) -> Lists:
    held = [np.unique(np.fromiter(row, dtype=np.int64)) for row in rows]
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum([len(one) for one in held], dtype=np.int64)])
    return Lists(np.concatenate(held) if held else np.zeros(0, np.int64), starts)


def _lists(by_number: Mapping[int, Iterable[int]], count: int) -> Lists:
    return lists(by_number.get(number, ()) for number in range(count))


def _by_number(found: Mapping[str, list[int]]) -> dict[int, list[int]]:
    return {int(key): values for key, values in found.items()}


def _place(folder: Path, name: str) -> Path:
    inner = folder / "lastfm_star"
    return (inner if inner.is_dir() else folder) / f"{name}.json.gz"


def _read(folder: Path, name: str) -> dict[str, Any]:
    path = _place(folder, name)
    if not path.is_file():
        raise FilesError(
            f"“{folder}” has no “{path.name}”: it has to be there, or in a folder “lastfm_star”, with the other files."
        )
    try:
        found = orjson.loads(gzip.decompress(path.read_bytes()))
    except (OSError, EOFError, orjson.JSONDecodeError) as trouble:
        raise FilesError(f"“{path}” cannot be read as gzipped JSON: {trouble}") from trouble
    if not isinstance(found, dict):
        raise FilesError(f"“{path}” has to hold a JSON object, not a {type(found).__name__}.")
    return found
