"""What was written already, on disk and not in memory: a small SQLite file that lives as long as one export."""

import sqlite3
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

TABLES = """
CREATE TABLE seen (digest BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE numbers (name TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE latest (number INTEGER PRIMARY KEY, place TEXT NOT NULL, digest BLOB NOT NULL, line BLOB NOT NULL,
    at INTEGER NOT NULL,     UNIQUE (place, digest));
"""
# A crash takes the whole file with it, so nothing has to be safe on disk.
PRAGMAS = ("journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE", "cache_size=-32768", "temp_store=FILE")
DIGEST = 16
"""Bytes: two of a billion rows collide with a chance of 10⁻²¹."""

_PUT = """
INSERT INTO latest (place, digest, line, at) VALUES (?, ?, ?, ?)
ON CONFLICT (place, digest) DO UPDATE SET line = excluded.line, at = excluded.at
RETURNING number
"""


class Seen:
    def __init__(self, file: Path) -> None:
        """The file must not exist yet. Every method may raise sqlite3.Error, where the disk is full."""
        self._connection = sqlite3.connect(file, isolation_level=None)
        for pragma in PRAGMAS:
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.executescript(TABLES)
        self._connection.execute("BEGIN")
        self._last = 0
        self._numbers: dict[str, int] = {}

    def first(self, place: str, content: bytes) -> bool:
        """Whether this is new in this place; the next time it is not."""
        row = (_digest(place, content),)
        return self._connection.execute("INSERT OR IGNORE INTO seen VALUES (?)", row).rowcount == 1

    def number(self, place: str, value: str) -> int:
        """From 1, in order of first appearance in this place."""
        name = f"{place}\n{value}"
        found = self._connection.execute("SELECT number FROM numbers WHERE name = ?", (name,)).fetchone()
        if found:
            return int(found[0])
        self._numbers[place] = self._numbers.get(place, 0) + 1
        self._connection.execute("INSERT INTO numbers VALUES (?, ?)", (name, self._numbers[place]))
        return self._numbers[place]

    def put(self, place: str, key: bytes, line: bytes, at: int = 0) -> bool:
        """Keeps the line, in the stead of one with the same key; whether there was none."""
        row = (place, _digest(place, key), line, at)
        number = int(self._connection.execute(_PUT, row).fetchone()[0])
        new = number > self._last
        self._last = max(self._last, number)
        return new

    def kept(self, place: str) -> Iterator[bytes]:
        """The lines of a place by their `at`, then in the order in which their keys appeared."""
        query = "SELECT line FROM latest WHERE place = ? ORDER BY at, number"
        return (bytes(line) for (line,) in self._connection.execute(query, (place,)))

    def close(self) -> None:
        self._connection.close()


def _digest(place: str, content: bytes) -> bytes:
    return blake2b(content, digest_size=DIGEST, key=place.encode()[:64]).digest()
