"""The cells of one row of events, understood, or refused with the column and the value."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import get_args

from retrieval.importing.report import listed, shorten
from retrieval.importing.rows import RawRow
from retrieval.importing.times import epoch
from storage.logs.columns import Role
from storage.logs.stars import Scale
from storage.records import FeedbackKind

KINDS: tuple[FeedbackKind, ...] = get_args(FeedbackKind)
CALLED: Mapping[str, FeedbackKind] = {
    "purchase": "accept",
    "buy": "accept",
    "bought": "accept",
    "order": "accept",
    "favourite": "like",
    "favorite": "like",
    "upvote": "like",
    "downvote": "dislike",
    "impression": "shown",
    "rate": "rating",
}
"""What other systems call a kind of feedback."""
VALUED: Mapping[FeedbackKind, str] = {"rating": "the rating", "dwell": "the seconds", "duel": "1 (won) or 0 (lost)"}
"""Kinds that mean nothing without their value."""
MILLISECONDS = 1e11


@dataclass(frozen=True, slots=True)
class Event:
    line: int
    person: str = ""
    conversation: str = ""
    item: str = ""
    title: str = ""
    at: datetime | None = None
    kind: FeedbackKind | None = None
    """None for an item that was shown, of which nothing more is told."""
    value: float | None = None
    half: bool = False
    """Half a star was raised to one."""
    reason: str = ""
    said: str = ""
    reply: str = ""
    rank: int | None = None
    propensity: float = 1.0


class Mistake(ValueError):
    """Why a row cannot be used."""

    def __init__(self, column: str, reason: str, value: object = "") -> None:
        super().__init__(reason)
        self.column, self.reason, self.value = column, reason, shorten(value)


class Cells:
    def __init__(self, row: RawRow, roles: Mapping[Role, str]) -> None:
        self._row, self._roles = row, roles

    def column(self, role: Role) -> str:
        return self._roles.get(role, "")

    def cell(self, role: Role) -> object:
        value = self._row.cells.get(self._roles[role]) if role in self._roles else None
        return value.strip() if isinstance(value, str) else value

    def text(self, role: Role) -> str:
        value = self.cell(role)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return "" if value is None else str(value)

    def number(self, role: Role) -> float | None:
        text = self.text(role)
        if not text:
            return None
        try:
            found = float(text)
        except ValueError:
            found = math.nan
        if not math.isfinite(found):
            raise Mistake(self.column(role), "not a number:", text)
        return found

    def moment(self) -> datetime | None:
        """Seconds or milliseconds since 1970, or any usual form of a date; without a zone it is UTC."""
        from dateutil import parser

        text = self.text("at")
        if not text:
            return None
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if epoch(number):
            return datetime.fromtimestamp(number / 1000 if number >= MILLISECONDS else number, UTC)
        try:
            found = parser.parse(text, default=datetime(1, 1, 1, tzinfo=UTC))
        except (ValueError, OverflowError) as error:
            raise Mistake(self.column("at"), "not a time:", text) from error
        if found.year < 1900:
            raise Mistake(self.column("at"), "not a time with its day and year:", text)
        return found if found.tzinfo else found.replace(tzinfo=UTC)


def event_of(row: RawRow, roles: Mapping[Role, str], scale: Scale) -> Event:
    """Raises Mistake."""
    cells = Cells(row, roles)
    person, conversation = cells.text("person"), cells.text("conversation")
    if not (person or conversation):
        raise Mistake(cells.column("person") or cells.column("conversation"), "empty, so it is nobody's")
    if not (cells.text("item") or cells.text("title")):
        raise Mistake(cells.column("item") or cells.column("title"), "empty, so it is about no item")
    kind, value, half = _signal(cells, scale)
    return Event(
        row.line,
        person,
        conversation,
        cells.text("item"),
        cells.text("title"),
        cells.moment(),
        kind,
        value,
        half,
        cells.text("reason"),
        cells.text("said"),
        cells.text("reply"),
        _rank(cells),
        _propensity(cells),
    )


def _signal(cells: Cells, scale: Scale) -> tuple[FeedbackKind | None, float | None, bool]:
    word = cells.text("kind")
    kind = _kind(word, cells) if word else None
    if kind is None and cells.text("rating"):
        kind = "rating"
    if kind == "rating":
        return kind, *_stars(cells, scale)
    if kind is None and not cells.text("rank"):
        raise Mistake(cells.column("kind") or cells.column("rating"), "empty, so nothing happened")
    value = cells.number("value")
    if kind is not None and kind in VALUED and value is None:
        raise Mistake(cells.column("value"), f"no value; “{kind}” needs {VALUED[kind]}")
    if kind == "duel" and value not in (0.0, 1.0):
        raise Mistake(cells.column("value"), "a duel is 1 (won) or 0 (lost), not", value)
    if kind == "dwell" and value is not None and value < 0:
        raise Mistake(cells.column("value"), "nobody looks for less than no time:", value)
    return kind, value if kind in VALUED else None, False


def _kind(word: str, cells: Cells) -> FeedbackKind:
    lower = word.casefold()
    found = next((kind for kind in KINDS if kind == lower), None) or CALLED.get(lower)
    if found is None:
        raise Mistake(cells.column("kind"), f"no kind of feedback (they are {listed(KINDS)}):", word)
    return found


def _stars(cells: Cells, scale: Scale) -> tuple[float, bool]:
    role: Role = "rating" if cells.text("rating") else "value"
    rating = cells.number(role)
    if rating is None:
        raise Mistake(cells.column(role), "no rating")
    stars = scale.stars(rating)
    if stars is None:
        raise Mistake(cells.column(role), f"off the scale of {scale}, say --scale LOW-HIGH:", rating)
    return stars, scale.plain and stars != rating


def _rank(cells: Cells) -> int | None:
    number = cells.number("rank")
    if number is not None and (number < 0 or number != int(number)):
        raise Mistake(cells.column("rank"), "no rank, which is a whole number:", number)
    return None if number is None else int(number)


def _propensity(cells: Cells) -> float:
    number = cells.number("propensity")
    if number is not None and not 0 < number <= 1:
        raise Mistake(cells.column("propensity"), "no probability, which is above 0 and at most 1:", number)
    return 1.0 if number is None else number
