"""Bringing in what another system logged: which catalogue it is about, and where it goes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from agents.understanding.builtin import BuiltinReader
from agents.understanding.vocabulary import Vocabulary
from app.settings import Settings
from app.wiring import open_embedder, open_shelf
from retrieval.catalogue import Catalogue
from retrieval.embedder import Progress, silent
from retrieval.importing.rows import BadFileError
from retrieval.shelf import ShelfError
from storage.engine import open_engine
from storage.logs.brought import Source
from storage.logs.events import Reading
from storage.logs.importing import TABLES, Importer, Kind, talks
from storage.logs.listening import Listener
from storage.logs.matching import Matcher
from storage.logs.report import LogReport
from storage.logs.since import Since
from storage.logs.stars import Scale, ScaleError
from storage.logs.titles import beside, read_titles
from storage.logs.writing import LogWriter
from storage.records import Consent

TROUBLES = (BadFileError, ScaleError, ShelfError)
"""What can be wrong with a log; their text is for people."""


@dataclass(frozen=True, slots=True)
class Log:
    """A file of logs, and how it is to be read."""

    kind: Kind
    file: Path
    catalogue: str
    source: str = ""
    """What to call where it comes from; else its kind."""
    mapping: Sequence[str] = field(default=())
    """`column=role` entries, for tables."""
    titles: Path | None = None
    """A table of the log's own item ids and their titles; else one that lies beside the file, if one does."""
    scale: str = ""
    """LOW-HIGH of its ratings, where they are not 1 to 5."""
    at: datetime | None = None
    """For what tells no time of its own; else when the file was last written."""
    consent: Consent = "unsaid"


def bring_logs(log: Log, settings: Settings, progress: Progress = silent, dry: bool = False) -> LogReport:
    """`dry` says what would come of it. Raises one of TROUBLES, StoreUnavailable."""
    catalogue = open_shelf(settings).load(log.catalogue)
    since = _since(log)
    report = LogReport(str(log.file), catalogue.name, dated=f"{since.at:%Y-%m-%d %H:%M}, {since.told}", dry=dry)
    told = talks(log.kind, log.file, report.tally, _reading(log, report), since)
    source = Source(log.source or log.kind, catalogue.name, catalogue.version, since.at)
    matcher, listener = _understanding(catalogue, log.kind != "movielens", settings, progress)
    engine = open_engine(settings.database_url)
    try:
        writer = LogWriter(engine, source, log.consent)
        return Importer(source, matcher, listener, writer).bring_in(told, report, progress, dry)
    finally:
        engine.dispose()


def _since(log: Log) -> Since:
    try:
        return Since.of(log.file, log.at)
    except OSError as error:
        raise BadFileError(f"{log.file} cannot be read: {error.strerror}.") from error


def _reading(log: Log, report: LogReport) -> Reading:
    if log.kind not in TABLES:
        return Reading()
    file = log.titles or (beside(log.file) if log.kind == "movielens" else None)
    if file:
        report.notes.append(f"Its item ids were looked up in {file}.")
    return Reading(tuple(log.mapping), read_titles(file) if file else {}, Scale.read(log.scale))


def _understanding(
    catalogue: Catalogue, with_words: bool, settings: Settings, progress: Progress
) -> tuple[Matcher, Listener | None]:
    vocabulary = Vocabulary(catalogue)
    matcher = Matcher(catalogue, vocabulary)
    if not with_words:
        return matcher, None
    reader = BuiltinReader(catalogue, open_embedder(settings, progress), vocabulary)
    return matcher, Listener(catalogue, reader)
