"""A folder that appears whole, or not at all: written beside its place, and renamed when it is done."""

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path
from secrets import token_hex

import orjson

from storage.exports.format import ExportError

MANIFEST = "manifest.json"
OURS = "tastemaker"
"""A key of every manifest: how a folder is known to be an export."""


@contextmanager
def drafted(out: Path, force: bool) -> Iterator[Path]:
    """An empty folder that takes the place of `out` at the end. After any error there is only what was there before.

    What a killed export left beside `out` is removed. Raises ExportError if `out` is taken: another export may be
    replaced with `force`, anything else never.
    """
    out = out.resolve()
    _check_free(out, force)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with _locked(out.parent):
            _clear(out)
            draft = out.parent / f".{out.name}.draft-{token_hex(4)}"
            draft.mkdir()
            # Held until this process ends, however it ends: nobody takes the draft for a leftover.
            held = _hold(draft)
    except OSError as error:
        raise unwritable(out, error) from error
    try:
        yield draft
        _publish(draft, out, force)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        os.close(held)


def unwritable(out: Path, error: OSError) -> ExportError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return ExportError(f"The disk of “{out}” is full. Nothing was exported; make room, or name another folder.")
    return ExportError(f"“{out}” cannot be written: {error.strerror or error}. Nothing was exported.")


def _check_free(out: Path, force: bool) -> None:
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    if not _ours(out):
        raise ExportError(f"“{out}” is there and is no export of ours, so it stays. Name another folder with --out.")
    if not force:
        raise ExportError(f"“{out}” is there already. Replace it with --force, or name another folder with --out.")


def _ours(out: Path) -> bool:
    try:
        found = orjson.loads((out / MANIFEST).read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return False
    return isinstance(found, dict) and OURS in found


def _publish(draft: Path, out: Path, force: bool) -> None:
    try:
        _sync(draft)
        with _locked(out.parent):
            _check_free(out, force)
            old = out.parent / f".{out.name}.old-{token_hex(4)}"
            if out.exists():
                out.rename(old)
            draft.rename(out)
            _sync(out.parent)
            shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        raise unwritable(out, error) from error


def _clear(out: Path) -> None:
    """Removes what killed exports left, and puts back what one was about to replace."""
    for old in sorted(out.parent.glob(f".{escape(out.name)}.old-*")):
        if out.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            old.rename(out)
    for draft in sorted(out.parent.glob(f".{escape(out.name)}.draft-*")):
        with suppress(BlockingIOError):
            held = _hold(draft)
            shutil.rmtree(draft, ignore_errors=True)
            os.close(held)


def _hold(folder: Path) -> int:
    """A lock on the folder. Raises BlockingIOError if a living process holds it."""
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(held)
        raise
    return held


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def _sync(folder: Path) -> None:
    held = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(held)
    finally:
        os.close(held)
