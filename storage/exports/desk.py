"""Where the lines of one export go: numbered, told apart, held back or written, and counted."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import orjson

from retrieval.catalogue import Domain
from storage.exports.files import Hashed, Writer, dumped, open_writer
from storage.exports.format import Format, Line, Origin, Row, Table, columns_of
from storage.exports.manifest import Tally, Written, marks
from storage.exports.seen import Seen
from storage.labels.told import Told

ORIGINS = Table(
    "origins.jsonl",
    {
        "file": "text",
        "row": "whole",
        "conversation": "text",
        "turn": "whole",
        "items": "texts",
        "source": "text",
        "rule": "text",
        "weight": "number",
    },
    once="",
)
"""For each row, in their order, where it comes from."""
WORK = ".work.sqlite"


class Desk:
    """The open files of one export, and what was written to them."""

    def __init__(self, form: Format, folder: Path, domain: Domain, tally: Tally) -> None:
        self._form = form
        self._folder = folder
        self._name = domain.name
        self._columns = {name: columns_of(table, domain) for name, table in form.tables.items()}
        self._columns[ORIGINS.path] = columns_of(ORIGINS, domain)
        self.tally = tally
        self._seen = Seen(folder / WORK)
        self._open: dict[str, tuple[Hashed, Writer]] = {}
        self._rows: dict[str, int] = {}
        self._kept = 0

    def saw(self, told: Told) -> None:
        self.tally.saw(told)
        self.tally.read["people"] += self._seen.first("people", told.person.encode())

    def take(self, line: Line, told: Told | None) -> None:
        """`told`: the conversation that it comes from; None for lines of the catalogue."""
        table = self._form.tables[line.table]
        row = self._numbered(line.row, table)
        found = marks(line, told, self._form) if told and not table.whole else {}
        text = dumped(row)
        if table.once and not table.latest and not self._first(line.table, table, text):
            self.tally.duplicates += 0 if table.whole else 1
        elif table.latest or table.ordered:
            self._keep(line.table, table, row, text, found)
        else:
            self._write(line.table, row, text, found)
            if line.origin and self._form.origins:
                self._trace(line, line.origin)

    def finish(self, texts: Mapping[str, str]) -> list[Written]:
        """Writes what was held back, and closes all; what was written, table by table."""
        for name, table in self._form.tables.items():
            for line in self._seen.kept(name) if table.latest or table.ordered else ():
                row, found = orjson.loads(line)
                self._write(name, row, dumped(row), found)
        self._seen.close()
        (self._folder / WORK).unlink()
        return [*(self._written(name) for name in self._open), *(self._text(*one) for one in texts.items())]

    def close(self) -> None:
        """Lets go of everything, finished or not."""
        self._seen.close()
        for out, writer in self._open.values():
            out.abandon()
            writer.close()

    def _first(self, name: str, table: Table, text: bytes) -> bool:
        return self._seen.first("" if table.once == "in all" else name, text)

    def _keep(self, name: str, table: Table, row: Row, text: bytes, found: Mapping[str, str]) -> None:
        """For the end, when it is known which is the latest, or in which order they come."""
        self._kept += 1
        key = dumped([row[column] for column in table.latest] if table.latest else self._kept)
        at = row[table.ordered] if table.ordered else 0
        if not self._seen.put(name, key, dumped([row, found]), at if isinstance(at, int) else int(str(at))):
            self.tally.duplicates += 0 if table.whole else 1

    def _write(self, name: str, row: Row, text: bytes, found: Mapping[str, str]) -> None:
        columns = self._columns[name]
        if columns and list(row) != list(columns):
            raise TypeError(f"a row of {name!r} has {list(row)}, its table {list(columns)}")
        if name not in self._open:
            table = self._form.tables.get(name, ORIGINS)
            out = Hashed(self._folder / self._path(table))
            self._open[name] = out, open_writer(out, table, columns)
        self._open[name][1].write(row, text)
        self._rows[name] = self._rows.get(name, 0) + 1
        if found:
            self.tally.wrote(found, row[self._form.classes] if self._form.classes else None)

    def _trace(self, line: Line, origin: Origin) -> None:
        row: dict[str, object] = {"file": self._path(self._form.tables[line.table]), "row": self._rows[line.table]}
        row |= asdict(origin)
        self._write(ORIGINS.path, row, dumped(row), {})

    def _numbered(self, row: Row, table: Table) -> Row:
        if not table.numbered:
            return row
        return {
            name: self._seen.number(name, str(value)) if name in table.numbered else value
            for name, value in row.items()
        }

    def _path(self, table: Table) -> str:
        return table.path.replace("{name}", self._name)

    def _written(self, name: str) -> Written:
        out, writer = self._open[name]
        writer.close()
        table = self._form.tables.get(name, ORIGINS)
        return Written(self._path(table), self._rows[name], out.size, out.sha256, self._columns[name])

    def _text(self, path: str, text: str) -> Written:
        with Hashed(self._folder / path) as out:
            out.write(text.encode())
        return Written(path, 0, out.size, out.sha256)
