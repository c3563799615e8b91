"""Conversations in, a folder of files out: streamed, counted, hashed, and whole or not there at all."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic

from retrieval.embedder import Progress, silent
from storage.exports.desk import Desk
from storage.exports.files import Hashed
from storage.exports.folder import MANIFEST, drafted, unwritable
from storage.exports.format import ExportError, Format
from storage.exports.manifest import Tally, Written, doubts, manifest, refusal
from storage.exports.shelf import ItemShelf
from storage.labels.told import Told

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
    with drafted(out, force) as draft, _told_in_sentences(out):
        tally = Tally()
        told = _shown(conversations, progress, expected)
        files = _written(form, told, shelf, Desk(form, draft, shelf.domain, tally), synthetic)
        left_out = totals()
        if why := refusal(form, tally):
            raise ExportError(f"{why}.")
        warnings = doubts(form, tally)
        body = manifest(form, shelf, tally, files, {**filters, "synthetic": synthetic}, left_out, warnings)
        with Hashed(draft / MANIFEST) as file:
            file.write(body)
    return Exported(out, tally, tuple(files), len(shelf.gone), shelf.left_out, form.notes, tuple(warnings))


@contextmanager
def _told_in_sentences(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise unwritable(out, error) from error
    except sqlite3.Error as error:
        raise ExportError(
            f"What was written already cannot be kept in mind beside “{out}”: {error}. Nothing was exported; "
            "make room on the disk, or name another folder."
        ) from error


def _written(
    form: Format, conversations: Iterable[Told], shelf: ItemShelf, desk: Desk, synthetic: bool
) -> list[Written]:
    try:
        for line in form.catalogue(shelf):
            desk.take(line, None)
        for told in conversations:
            kept = told if keeps_synthetic(form, synthetic) else by_people(told, desk.tally)
            desk.saw(kept)
            for line in form.rows(kept, shelf):
                desk.take(line, kept)
        return desk.finish(form.texts(shelf))
    finally:
        desk.close()


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
