"""INSPIRED's own table (Hayati et al. 2020): a message a row, the films it names, and how the talk ended."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from retrieval.importing.reading import read_rows
from retrieval.importing.report import Problem, Tally
from retrieval.importing.rows import BadFileError, RawRow
from storage.logs.log import Judged, Named, Step, Talk
from storage.logs.said import Role, Said, steps_of
from storage.records import FeedbackKind

NEEDED = ("dialog_id", "speaker", "text")
ROLES: Mapping[str, Role] = {"SEEKER": "seeker", "RECOMMENDER": "recommender"}
ENDED: Mapping[str, FeedbackKind] = {
    "accept_rating_good": "accept",
    "accept_rating_mod": "accept",
    "accept_others": "accept",
    "reject": "dislike",
}
"""How a talk ended, to what is noted of the film that the recommender brought up last: the table does not say which it
was. `accept_uninterested` says neither yes nor no."""
_MARKS = re.compile("QUOTATION_MARK")


def talks(path: Path, tally: Tally) -> Iterator[Talk]:
    """Raises BadFileError."""
    for dialogue, rows in groupby(_rows(path, tally), key=lambda row: str(row.cells["dialog_id"])):
        yield _talk(dialogue, list(rows))


def _rows(path: Path, tally: Tally) -> Iterator[RawRow]:
    for number, row in enumerate(read_rows(path, tally)):
        missing = [column for column in NEEDED if column not in row.cells]
        if missing and not number:
            raise BadFileError(f"{path} has no column “{missing[0]}”; INSPIRED's tables have {', '.join(NEEDED)}.")
        speaker = str(row.cells.get("speaker"))
        if missing or speaker not in ROLES:
            tally.reject(Problem(row.line, "speaker", "neither SEEKER nor RECOMMENDER, but", speaker))
        else:
            yield row


def _talk(dialogue: str, rows: Sequence[RawRow]) -> Talk:
    said = [
        Said(ROLES[str(row.cells["speaker"])], _MARKS.sub('"', str(row.cells["text"] or "")), _films(row))
        for row in rows
    ]
    steps = steps_of(said)
    ended = str(rows[-1].cells.get("fine_label") or "")
    return Talk(dialogue, rows[0].line, steps, tuple(_ending(steps, ended)))


def _films(row: RawRow) -> tuple[Named, ...]:
    titles = str(row.cells.get("movies") or "").split(";")
    return tuple(Named("", title.strip(), row.line) for title in titles if title.strip())


def _ending(steps: Sequence[Step], ended: str) -> Iterator[Judged]:
    kind = ENDED.get(ended)
    last = next((step.shown[-1].item for step in reversed(steps) if step.shown), None)
    if kind and last:
        yield Judged(last, kind, reason=ended.replace("_", " "))
