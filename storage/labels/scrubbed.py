"""Columns of JSON whose values come out of the database without personal data."""

from collections.abc import Callable
from functools import lru_cache

from sqlalchemy import Column, ColumnElement, Dialect, Table, Text, TypeDecorator, type_coerce

from agents.dialogue import Explanation, Profile, Reading, Reply
from storage import coding
from storage.labels.masking import Scrub, masked
from storage.tables import impressions, slates, turns

KEPT = 4_096
"""Values kept in mind: profiles come with each turn and slate, reasons with each card of the same item."""

Read = Callable[[str], object]


class Scrubbed(TypeDecorator[object]):
    impl = Text
    cache_ok = False

    def __init__(self, read: Read) -> None:
        super().__init__()
        self._read = read

    def process_result_value(self, value: str | None, dialect: Dialect) -> object:
        return None if value is None else self._read(value)


class Columns:
    """What to select in the place of the tables' own columns. Equal texts are decoded and scrubbed once."""

    def __init__(self, scrub: Scrub) -> None:
        self._scrub = scrub
        profiles, acts = self._kept(Profile), self._kept(coding.Acts)
        self.turns = (
            *_others(turns, "profile", "acts", "reply", "reading"),
            _as(turns.c.profile, profiles),
            _as(turns.c.acts, acts),
            _as(turns.c.reply, self._reader(Reply)),
            _as(turns.c.reading, self._reader(Reading)),
        )
        self.impressions = (
            *_others(impressions, "explanation"),
            _as(impressions.c.explanation, self._kept(Explanation)),
            _as(slates.c.profile, profiles),
        )

    def _reader(self, shape: object) -> Read:
        return lambda text: masked(coding.decode(shape, text), self._scrub)

    def _kept(self, shape: object) -> Read:
        return lru_cache(KEPT)(self._reader(shape))


def _others(table: Table, *names: str) -> tuple[Column[object], ...]:
    return tuple(column for column in table.c if column.name not in names)


def _as(column: Column[object], read: Read) -> ColumnElement[object]:
    return type_coerce(column, Scrubbed(read)).label(column.name)
