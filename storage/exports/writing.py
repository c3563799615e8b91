"""Conversations in, a folder of files out: streamed, counted, hashed, and whole or not there at all."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from time import monotonic

import orjson

from retrieval.catalogue import Domain
from retrieval.embedder import Progress, silent
from storage.exports.files import Hashed, Writer, dumped, open_writer
from storage.exports.folder import MANIFEST, drafted, unwritable
from storage.exports.format import ExportError, Format, Line, Origin, Row, Table, columns_of
from storage.exports.manifest import Tally, Written, doubts, manifest, marks, refusal
from storage.exports.seen import Seen
from storage.exports.shelf import ItemShelf
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
EVERY = 0.1
"""Seconds between two signs of progress."""


@dataclass(frozen=True, slots=True)
class Exported:
    out: Path
    tally: Tally
    files: tuple[Written, ...]
    gone: int
    """Items that the catalogue no longer has."""
    left_out: Mapping[str, int]
    """What the format made no row of, by the reason."""
    notes: tuple[str, ...]
    warnings: tuple[str, ...]


def export(
    form: Format,
    conversations: Iterable[Told],
    shelf: ItemShelf,
    out: Path,
    *,
    filters: Mapping[str, object],
    totals: Callable[[], Mapping[str, object]] = dict,
    synthetic: bool = False,
    force: bool = False,
    progress: Progress = silent,
    expected: int = 0,
) -> Exported:
    """Writes the conversations to the folder `out`. Raises ExportError, and then there is nothing new.

    `filters` say which conversations these are; `totals` what the reader left out, asked for when all are read.
    `synthetic` keeps the labels that a model gave.
    """
    with drafted(out, force) as draft:
        try:
            return _export(form, conversations, shelf, out, draft, filters, totals, synthetic, progress, expected)
        except OSError as error:
            raise unwritable(out, error) from error
        except sqlite3.Error as error:
            raise ExportError(
                f"What was written already cannot be kept in mind beside “{out}”: {error}. Nothing was exported; "
                "make room on the disk, or name another folder."
            ) from error


def _export(
    form: Format,
    conversations: Iterable[Told],
    shelf: ItemShelf,
    out: Path,
    draft: Path,
    filters: Mapping[str, object],
    totals: Callable[[], Mapping[str, object]],
    synthetic: bool,
    progress: Progress,
    expected: int,
) -> Exported:
    tally = Tally()
    desk = Desk(form, draft, shelf.domain, tally)
    try:
        for line in form.catalogue(shelf):
            desk.take(line, None)
        for told in _shown(conversations, progress, expected):
            kept = told if keeps_synthetic(form, synthetic) else by_people(told, tally)
            tally.saw(kept)
            for line in form.rows(kept, shelf):
                desk.take(line, kept)
        files = desk.finish(form.texts(shelf))
    finally:
        desk.close()
    told_of = totals()
    if why := refusal(form, tally):
        raise ExportError(f"{why}.")
    warnings = doubts(form, tally)
    body = manifest(form, shelf, tally, files, {**filters, "synthetic": synthetic}, told_of, warnings)
    (draft / MANIFEST).write_bytes(body)
    return Exported(out, tally, tuple(files), len(shelf.gone), shelf.left_out, form.notes, tuple(warnings))


def keeps_synthetic(form: Format, wanted: bool) -> bool:
    return form.synthetic == "always" or (wanted and form.synthetic == "asked")


def by_people(told: Told, tally: Tally) -> Told:
    """The conversation without what a model judged."""
    labels = tuple(one for one in told.labels if one.source != "synthetic")
    pairs = tuple(one for one in told.pairs if one.source != "synthetic")
    tally.synthetic += len(told.labels) - len(labels) + len(told.pairs) - len(pairs)
    return replace(told, labels=labels, pairs=pairs)


def _shown(conversations: Iterable[Told], progress: Progress, expected: int) -> Iterator[Told]:
    last, done = 0.0, 0
    for done, told in enumerate(conversations, 1):
        yield told
        if monotonic() - last >= EVERY:
            last = monotonic()
            progress("Exporting conversations", done, expected)
    progress("Exporting conversations", done, done)


class Desk:
    """The open files of one export, and what was written to them."""

    def __init__(self, form: Format, folder: Path, domain: Domain, tally: Tally) -> None:
        self._form = form
        self._folder = folder
        self._name = domain.name
        self._columns = {name: columns_of(table, domain) for name, table in form.tables.items()}
        self._columns[ORIGINS.path] = columns_of(ORIGINS, domain)
        self._tally = tally
        self._seen = Seen(folder / WORK)
        self._open: dict[str, tuple[Hashed, Writer]] = {}
        self._rows: dict[str, int] = {}
        self._kept = 0

    def take(self, line: Line, told: Told | None) -> None:
        """`told`: the conversation that it comes from; None for lines of the catalogue."""
        table = self._form.tables[line.table]
        row = self._numbered(line.row, table)
        found = marks(line, told, self._form) if told and not table.whole else {}
        text = dumped(row)
        if table.once and not table.latest and not self._first(line.table, table, text):
            self._tally.duplicates += 0 if table.whole else 1
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
            self._tally.duplicates += 0 if table.whole else 1

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
            self._tally.wrote(found, row[self._form.classes] if self._form.classes else None)

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
