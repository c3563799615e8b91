"""The files of the elicitation yardstick: items and their attributes, who has what, and the sessions to be played."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from evals.benchmarks.yardstick_files import FilesError, find, json_file, with_keys

Ints = npt.NDArray[np.int64]
OTHER_TYPE = -1
"""The type of attributes that list none."""


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
    catalogue = with_keys(_read(folder, "catalogue"), ("items", "attribute_type"), f"“{_place(folder, 'catalogue')}”")
    items = _numbered(folder, "catalogue", catalogue["items"])
    types = _numbered(folder, "catalogue", catalogue["attribute_type"])
    users = {int(u): with_keys(about, ("friends", "likes"), _user(folder, u)) for u, about in _users(folder)}
    count = 1 + max(users, default=-1)
    return World(
        items=_lists(items, 1 + max(items, default=-1)),
        types=np.array([next(iter(types.get(a, ())), OTHER_TYPE) for a in range(len(types))], dtype=np.int64),
        owned=_lists(_numbered(folder, "interactions_train", _read(folder, "interactions_train")), count),
        friends=_lists({u: _ints(about["friends"], _user(folder, u)) for u, about in users.items()}, count),
        likes=_lists({u: _ints(about["likes"], _user(folder, u)) for u, about in users.items()}, count),
    )


def read_sessions(folder: Path, split: str) -> tuple[Session, ...]:
    """In the file's order. Raises FilesError with a sentence if the folder has no sessions of that split."""
    name = f"sessions_{split}"
    place = _place(folder, name, f"sessions to play of the split “{split}”")
    found = []
    for user, many in _read(folder, name).items():
        where = f"“{place}”, user “{user}”"
        if not isinstance(many, list) or not user.isdecimal():
            raise FilesError(f"{where}: a number and a list of sessions are wanted, each a list of item ids.")
        found += [Session(int(user), tuple(_ints(targets, where))) for targets in many]
    return tuple(found)


def checked(world: World, sessions: Iterable[Session], split: str) -> None:
    """Raises FilesError for a session of somebody, or about an item, that the other files do not have."""
    for one in sessions:
        if one.user >= len(world.owned) or not one.targets or max(one.targets) >= len(world.items):
            raise FilesError(
                f"A session of the split “{split}”, of user {one.user} for the items {list(one.targets)}, does not go "
                f"with {len(world.items):,} items and {len(world.owned):,} users: they have to be of one data set."
            )


def lists(rows: Iterable[Iterable[int]]) -> Lists:
    held = [np.unique(np.fromiter(row, dtype=np.int64)) for row in rows]
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum([len(one) for one in held], dtype=np.int64)])
    return Lists(np.concatenate(held) if held else np.zeros(0, np.int64), starts)


def _lists(by_number: Mapping[int, Iterable[int]], count: int) -> Lists:
    return lists(by_number.get(number, ()) for number in range(count))


def _users(folder: Path) -> Iterable[tuple[str, object]]:
    found = _read(folder, "users")
    wrong = next((user for user in found if not user.isdecimal()), None)
    if wrong is not None:
        raise FilesError(f"“{_place(folder, 'users')}”: “{wrong}” is no user's number.")
    return found.items()


def _user(folder: Path, user: object) -> str:
    return f"“{_place(folder, 'users')}”, user “{user}”"


def _numbered(folder: Path, name: str, found: object) -> dict[int, list[int]]:
    where = f"“{_place(folder, name)}”"
    if not isinstance(found, dict) or not all(key.isdecimal() for key in found):
        raise FilesError(f"{where}: an object is wanted, from numbers to lists of numbers.")
    return {int(key): _ints(values, f"{where}, “{key}”") for key, values in found.items()}


def _ints(found: object, where: str) -> list[int]:
    if not isinstance(found, list) or not all(isinstance(one, int) for one in found):
        raise FilesError(f"{where}: a list of numbers is wanted.")
    return found


def _place(folder: Path, name: str, what: str = "") -> Path:
    inner = folder / "lastfm_star"
    return find(inner if inner.is_dir() else folder, f"{name}.json", what or f"{name} of LastFM*", "mcr")


def _read(folder: Path, name: str) -> dict[str, object]:
    place = _place(folder, name)
    return with_keys(json_file(place), (), f"“{place}”")
