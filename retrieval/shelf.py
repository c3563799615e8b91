"""Where built catalogues stand: versions side by side, exactly one of them in force.

    <root>/<name>/domain.toml      what the owner edits
    <root>/<name>/.inferred.toml   what the last import inferred, to tell the owner's edits from it
    <root>/<name>/current          versions published so far, newest (the one in force) first
    <root>/<name>/<version>/       items.jsonl, domain.toml, report.json; never changed once there
    <root>/<name>/<version>/columns/, words/   of a large catalogue, what was worked out of it; made again if missing

A version becomes the catalogue by one rename of `current`; a crash before it leaves the old one in force.
"""

import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import orjson

from retrieval.catalogue import Catalogue, Item
from retrieval.domain_file import read_domain, write_domain
from retrieval.importing.report import Report
from retrieval.lines import item_lines, version_of
from retrieval.stored.arrays import StoredError
from retrieval.stored.catalogue import open_stored
from retrieval.stored.items import read_item

__all__ = ["HELD", "KEPT", "Shelf", "ShelfBusy", "ShelfError", "item_lines", "read_items", "version_of"]

KEPT = 2
"""Versions that stay on disk: the one in force, and the one before it for conversations that were shown it."""

HELD = 48 * 2**20
"""Bytes of `items.jsonl` (some 50,000 items) up to which all items are held; of more, each is read when asked for."""

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


class ShelfError(ValueError):
    """A catalogue that is not there or cannot be used; its text is for people."""


class ShelfBusy(ShelfError):
    def __init__(self, name: str) -> None:
        super().__init__(f'Another import of "{name}" is going on. Wait for it to end.')


class Shelf:
    def __init__(self, root: Path) -> None:
        self.root = root

    def names(self) -> tuple[str, ...]:
        """Catalogues with a version in force, sorted."""
        return tuple(
            sorted(entry.parent.name for entry in self.root.glob("*/current") if self.versions(entry.parent.name))
        )

    def home(self, name: str) -> Path:
        """The catalogue's own folder, there or not. Raises ShelfError for a name that could not be one."""
        if not _NAME.fullmatch(name):
            raise ShelfError(f'"{name}" cannot name a catalogue: use small letters, digits, "-" and "_", 64 at most.')
        return self.root / name

    def folder(self, name: str, version: str) -> Path:
        if not _NAME.fullmatch(version):
            raise ShelfError(f'"{version}" is not a version of a catalogue.')
        return self.home(name) / version

    def versions(self, name: str) -> tuple[str, ...]:
        """Published versions, the one in force first; empty if there is none."""
        try:
            lines = (self.home(name) / "current").read_text(encoding="ascii").split()
        except FileNotFoundError:
            return ()
        return tuple(line for line in lines if _NAME.fullmatch(line))

    def current(self, name: str) -> str:
        """The version in force; empty if there is none."""
        return next(iter(self.versions(name)), "")

    def load(self, name: str, version: str = "") -> Catalogue:
        """A version of a catalogue, by default the one in force. Raises ShelfError if it is not there."""
        chosen = version or self.current(name)
        if not chosen:
            have = ", ".join(self.names()) or "none yet"
            raise ShelfError(f'There is no catalogue "{name}". There are: {have}.')
        folder = self.folder(name, chosen)
        if not (folder / "items.jsonl").exists():
            raise ShelfError(f'Version {chosen} of "{name}" is no longer kept. Import its file again.')
        domain, _ = read_domain(folder / "domain.toml")
        path = folder / "items.jsonl"
        try:
            if path.stat().st_size > HELD:
                return open_stored(domain, chosen, path)
            return Catalogue(domain, chosen, read_items(path))
        except StoredError as error:
            raise ShelfError(str(error)) from error

    def stage(self, catalogue: Catalogue, report: Report) -> Path:
        """Write a version beside the others without putting it in force; its folder. Twice is once."""
        folder = self.folder(catalogue.name, catalogue.version)
        home = folder.parent
        home.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=home))
        try:
            draft.chmod(0o755)
            _write(draft / "items.jsonl", item_lines(catalogue.items))
            write_domain(draft / "domain.toml", catalogue.domain, {})
            _write(draft / "report.json", [orjson.dumps(report.as_json(), option=orjson.OPT_INDENT_2)])
            if not folder.exists():
                if (draft / "items.jsonl").stat().st_size > HELD:
                    open_stored(catalogue.domain, catalogue.version, draft / "items.jsonl")
                draft.replace(folder)
                _sync(home)
        except StoredError as error:
            raise ShelfError(str(error)) from error
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        return folder

    def publish(self, name: str, version: str) -> None:
        """Put a staged version in force, at once and for good."""
        folder = self.folder(name, version)
        if not folder.is_dir():
            raise ShelfError(f'Version {version} of "{name}" has not been staged.')
        history = [version, *(v for v in self.versions(name) if v != version)]
        current = folder.parent / "current"
        draft = current.with_name("current.new")
        _write(draft, [("\n".join(history[:KEPT]) + "\n").encode()])
        draft.replace(current)
        _sync(folder.parent)

    def remove_old(self, name: str) -> tuple[str, ...]:
        """Remove every version but the last `KEPT`, and drafts of imports that broke off; what was removed."""
        keep = self.versions(name)
        home = self.home(name)
        old = [entry for entry in home.iterdir() if entry.is_dir() and entry.name not in keep] if keep else []
        for folder in old:
            shutil.rmtree(folder)
        return tuple(sorted(folder.name for folder in old if not folder.name.startswith(".")))

    @contextmanager
    def lock(self, name: str) -> Iterator[None]:
        """Keeps a second import of the same catalogue out. Raises ShelfBusy if one is going on."""
        home = self.home(name)
        home.mkdir(parents=True, exist_ok=True)
        with (home / ".lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise ShelfBusy(name) from error
            yield


def read_items(path: Path) -> tuple[Item, ...]:
    """The items of a file written by `item_lines`. Raises BrokenItemsError for one that was cut short or changed."""
    lines = path.read_bytes().splitlines()
    return tuple(read_item(line, path, number) for number, line in enumerate(lines, 1) if line)


def _write(path: Path, chunks: Iterable[bytes]) -> None:
    with path.open("wb") as file:
        file.writelines(chunks)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
