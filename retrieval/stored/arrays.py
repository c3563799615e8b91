"""Arrays in a folder that is there whole or not at all, read where they lie."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

SMALL = 2**16
"""Bytes up to which an array is read at once; an empty one cannot be mapped."""


def save_array(folder: Path, name: str, array: npt.NDArray[np.generic]) -> None:
    np.save(folder / f"{name}.npy", array)


def open_array(folder: Path, name: str) -> npt.NDArray[np.generic]:
    """Read-only; pages of it are read when they are used. Raises OSError or ValueError for a file that is no array."""
    path = folder / f"{name}.npy"
    if path.stat().st_size > SMALL:
        mapped: npt.NDArray[np.generic] = np.load(path, mmap_mode="r")
        return mapped.view(np.ndarray)  # a memmap's own indexing is slow
    array: npt.NDArray[np.generic] = np.load(path)
    array.flags.writeable = False
    return array


class StoredError(ValueError):
    """Files of a large catalogue that cannot be used or written; its text is for people."""


def make_folder(folder: Path, fill: Callable[[Path], None]) -> None:
    """`fill` writes into a draft beside it, which then takes the folder's place; what was there is gone.

    Raises StoredError where nothing can be written.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as draft:
            ready = Path(draft) / folder.name
            ready.mkdir()
            fill(ready)
            if folder.exists():
                os.replace(folder, Path(draft) / "old")
            _put(ready, folder)
    except OSError as error:
        raise StoredError(
            f"A catalogue this large is looked up in files of its own, which can't be written to {folder}: "
            f"{error.strerror or error}. Make room there, or make the folder writable."
        ) from error


def _put(ready: Path, folder: Path) -> None:
    try:
        os.replace(ready, folder)
    except OSError:
        if not folder.is_dir():  # else another process was quicker, and its files are the same
            raise
