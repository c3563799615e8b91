"""Arrays in a folder that is there whole or not at all, read where they lie."""

import os
import shutil
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


def make_folder(folder: Path, fill: Callable[[Path], None]) -> None:
    """`fill` writes into a draft beside it, which then takes the folder's place; what was there is gone."""
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        draft.chmod(0o755)
        ready = draft / "ready"
        ready.mkdir()
        fill(ready)
        if folder.exists():
            os.replace(folder, draft / "old")
        os.replace(ready, folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
