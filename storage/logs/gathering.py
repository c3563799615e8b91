"""Rows of a file by whose they are, in any order in the file and in constant memory."""

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

AT_ONCE = 1_000


def gathered(rows: Iterable[tuple[str, str]]) -> Iterator[tuple[str, list[str]]]:
    """Owner and what is theirs, in the order of the file; owners by their first row. Kept on disk meanwhile."""
    with tempfile.TemporaryDirectory(prefix="tastemaker-logs-") as folder:
        held = sqlite3.connect(Path(folder) / "rows.db", isolation_level=None)
        try:
            held.execute("PRAGMA journal_mode=OFF")
            held.execute("PRAGMA synchronous=OFF")
            held.execute("CREATE TABLE rows (owner TEXT NOT NULL, row TEXT NOT NULL)")
            held.execute("BEGIN")
            held.executemany("INSERT INTO rows VALUES (?, ?)", rows)
            held.execute("CREATE TABLE owners AS SELECT owner, min(rowid) AS first FROM rows GROUP BY owner")
            held.execute("CREATE INDEX by_owner ON rows (owner)")
            held.execute("COMMIT")
            yield from _groups(held)
        finally:
            held.close()


def _groups(held: sqlite3.Connection) -> Iterator[tuple[str, list[str]]]:
    query = "SELECT owner, row FROM owners CROSS JOIN rows USING (owner) ORDER BY owners.first, rows.rowid"
    found = held.execute(query)
    found.arraysize = AT_ONCE
    for owner, group in groupby(found, key=lambda pair: str(pair[0])):
        yield owner, [str(row) for _, row in group]
