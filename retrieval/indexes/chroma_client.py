"""The way to Chroma: one client a place, a folder looked at before it is opened, and errors in words.

One process a folder: a second one would not see what the first adds, without any error. So each process claims the
folder it opens, and one that finds it claimed says so.
"""

import logging
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from retrieval.index import UnusableIndexError

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

ANSWER_S = 5.0
"""A server that takes longer to answer is put aside: Chroma's own client would wait for ever."""
STORE_S = 120.0
"""What storing a batch may take."""
LOCK_S = 5.0
DATABASE, CLAIM = "chroma.sqlite3", "tastemaker.claim"
_connecting = Lock()
_claims: dict[Path, int] = {}
_log = logging.getLogger(__name__)


def client(spec: str) -> "ClientAPI":
    """The one of this process. `spec` is `chroma:FOLDER` or `chroma:http://HOST:PORT`. Raises UnusableIndexError."""
    kind, _, place = spec.partition(":")
    if kind != "chroma" or not place:
        raise ValueError(f"A Chroma index is named 'chroma:FOLDER' or 'chroma:http://HOST:PORT', not {spec!r}.")
    with _connecting, worded(spec):
        return _connect(place)


@lru_cache(maxsize=8)
def _connect(place: str) -> "ClientAPI":
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False)
    if is_server(place):
        return _server(place, settings)
    folder = Path(place)
    folder.mkdir(parents=True, exist_ok=True)
    if other := claim(folder):
        _log.warning("%s", other)
    _look(folder / DATABASE)
    return chromadb.PersistentClient(place, settings=settings)


def is_server(place: str) -> bool:
    return place.removeprefix("chroma:").startswith(("http://", "https://"))


def _server(place: str, settings: object) -> "ClientAPI":
    import chromadb

    url = urlsplit(place)
    secure = url.scheme == "https"
    _knock(place)
    try:
        found = chromadb.HttpClient(
            host=url.hostname or "", port=url.port or (443 if secure else 8000), ssl=secure, settings=settings
        )
    except ValueError as error:  # what it raises for a server that doesn't answer
        raise UnusableIndexError(f"No Chroma server answers at '{place}': start one with `chroma run`.") from error
    _set_patience(found, ANSWER_S)
    return found


def _knock(place: str) -> None:
    """Chroma's client, when it is made, would wait for ever for a server that hangs."""
    import httpx

    try:
        httpx.get(f"{place.rstrip('/')}/api/v2/heartbeat", timeout=ANSWER_S)
    except httpx.TransportError as error:
        raise UnusableIndexError(f"No Chroma server answers at '{place}': start one with `chroma run`.") from error


def _set_patience(of: "ClientAPI", seconds: float) -> None:
    """Chroma has no setting for it; where its client looks different inside, the wait stays as long as Chroma's."""
    session = getattr(getattr(of, "_server", None), "_session", None)
    if session is not None:
        session.timeout = seconds


@contextmanager
def patient(of: "ClientAPI") -> Iterator[None]:
    """For storing, which takes longer than searching may."""
    _set_patience(of, STORE_S)
    try:
        yield
    finally:
        _set_patience(of, ANSWER_S)


def _look(database: Path) -> None:
    """Raises UnusableIndexError for a database that is locked or none: Chroma itself would wait for the lock for ever.

    Only before Chroma opens it: a second SQLite in one process would undo the locks of the first.
    """
    if not database.exists():
        return
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=rw", uri=True, timeout=LOCK_S)) as opened:
            opened.execute("BEGIN IMMEDIATE")
            opened.execute("SELECT count(*) FROM sqlite_master")
            opened.execute("ROLLBACK")
    except sqlite3.Error as error:
        raise UnusableIndexError(in_words(f"chroma:{database.parent}", error)) from error


def claim(folder: Path) -> str:
    """Empty if the folder is this process's until it ends, or nobody can tell; else a sentence about who has it."""
    if sys.platform == "win32" or folder.absolute() in _claims:
        return ""
    import fcntl

    try:
        file = os.open(folder / CLAIM, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError:  # a folder that can't be written to is told when Chroma opens it
        return ""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        holder = os.read(file, 32).decode(errors="replace").strip()
        os.close(file)
        return (
            f"Another process{f' ({holder})' if holder else ''} has the Chroma folder '{folder}' open: what one "
            "of them adds the other may not see. For several processes, start `chroma run` and name its address."
        )
    os.truncate(file, 0)
    os.pwrite(file, str(os.getpid()).encode(), 0)
    _claims[folder.absolute()] = file  # held open until the process ends
    return ""


def claimed(place: str) -> bool:
    """Whether what is built there is this process's alone to build, as far as can be told."""
    return sys.platform == "win32" or is_server(place) or Path(place.removeprefix("chroma:")).absolute() in _claims


@contextmanager
def worded(spec: str) -> Iterator[None]:
    """Chroma's errors, and those of the way to it, as UnusableIndexError."""
    from chromadb.errors import ChromaError
    from httpx import HTTPError

    try:
        yield
    except (ChromaError, HTTPError, OSError) as error:
        raise UnusableIndexError(in_words(spec, error)) from error


_ANEW = "move the folder away, and the next import fills it anew"
_MEANT = {
    "not a database": f"its file 'chroma.sqlite3' is no database; {_ANEW}",
    "malformed": f"its file 'chroma.sqlite3' is damaged; {_ANEW}",
    "inconsistent hash": f"it was written by another version of Chroma; {_ANEW}",
    "is locked": "another program has locked it; stop that one, then start again",
    "readonly": "it may only be read, and Chroma writes even when it reads; allow writing there",
    "permission denied": "it may not be opened; allow reading and writing there",
    "is full": "the disk is full; make room, then import again",
    "no space left": "the disk is full; make room, then import again",
    "timed out": "it did not answer in time; it is left alone for a while",
    "refused": "nobody answers there; start it with `chroma run`",
}


def in_words(spec: str, error: Exception) -> str:
    """What is wrong at a place, and what would be right."""
    said = str(error)
    meant = [words for sign, words in _MEANT.items() if sign in said.casefold()]
    return f"Chroma at '{spec}' can't be used: {meant[0]}." if meant else f"Chroma at '{spec}' can't be used: {said}"
