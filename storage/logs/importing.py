"""Logs of any kind, brought in one conversation after the other."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from retrieval.embedder import Progress, silent
from retrieval.importing.report import Tally
from storage.logs import dialogues, events, inspired, redial
from storage.logs.bringing import bring
from storage.logs.brought import Found, Source
from storage.logs.events import Reading
from storage.logs.listening import Listener
from storage.logs.log import Talk
from storage.logs.matching import Matcher
from storage.logs.report import LogReport
from storage.logs.since import Since
from storage.logs.writing import LogWriter, Written

Kind = Literal["movielens", "csv", "dialogues", "redial", "inspired"]
KINDS: tuple[Kind, ...] = get_args(Kind)
TABLES: frozenset[Kind] = frozenset({"movielens", "csv"})
"""Kinds whose rows are events of one item each."""
TOLD_EVERY = 20
"""Conversations between two reports of progress."""


def talks(kind: Kind, path: Path, tally: Tally, reading: Reading, since: Since) -> Iterator[Talk]:
    """Raises BadFileError."""
    match kind:
        case "movielens" | "csv":
            return events.talks(path, tally, reading)
        case "dialogues":
            return dialogues.talks(path, tally)
        case "redial":
            return redial.talks(path, tally, since)
        case "inspired":
            return inspired.talks(path, tally)


@dataclass(frozen=True, slots=True)
class Importer:
    """Reads talks, and writes those that are new."""

    source: Source
    matcher: Matcher
    listener: Listener | None
    writer: LogWriter

    def bring_in(
        self, told: Iterator[Talk], report: LogReport, progress: Progress = silent, dry: bool = False
    ) -> LogReport:
        """Broken off, it leaves the conversations written so far; the next run goes on after them.

        Raises BadFileError, StoreUnavailable.
        """
        for talk in told:
            report.talks += 1
            report.undated += talk.at is None
            if report.talks % TOLD_EVERY == 1:
                progress("Conversations", report.talks - 1, 0)
            self._one(talk, report, dry)
        progress("Conversations", report.talks, report.talks)
        return report

    def _one(self, talk: Talk, report: LogReport, dry: bool) -> None:
        if not talk.grows and self.writer.has(self.source.conversation_id(talk)):
            report.there += 1
            return
        found = Found(self.matcher)
        brought = bring(talk, self.source, found, self.listener)
        _count(report, self.writer.missing(brought) if dry else self.writer.write(brought), found)


def _count(report: LogReport, written: Written, found: Found) -> None:
    report.brought += written.new
    grown = not written.new and bool(written.impressions or written.signals)
    report.grown += grown
    report.there += not written.new and not grown
    report.turns += written.turns
    report.impressions += written.impressions
    report.signals.update(written.signals)
    report.found += len(found.known) - len(found.lost)
    for lost in found.lost:
        report.lose(lost)
