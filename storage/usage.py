"""How much it is used: conversations, turns, cards and feedback by day and door, and what language models cost."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

from sqlalchemy import Column, ColumnElement, Connection, FromClause, func, select

from storage.rows import Found
from storage.sql import SqlStore
from storage.tables import conversations, feedback, impressions, slates, spending, turns


@dataclass(frozen=True, slots=True)
class Used:
    """What went on on one day (UTC) through one door."""

    day: date
    channel: str
    conversations: int = 0
    turns: int = 0
    failed: int = 0
    """Of the turns."""
    impressions: int = 0
    feedback: int = 0


@dataclass(frozen=True, slots=True)
class Spending:
    """What one language model cost on one day (UTC); money in the owner's own unit."""

    day: date
    model: str
    calls: int
    tokens_in: int
    tokens_out: int
    money: float


@dataclass(frozen=True, slots=True)
class Usage:
    used: tuple[Used, ...]
    """By day and channel, latest first."""
    spent: tuple[Spending, ...]


class SqlUsage:
    def __init__(self, store: SqlStore) -> None:
        self._store = store

    async def of(self, last: date, days: int) -> Usage:
        """The `days` up to the `last`. Raises StoreUnavailable."""
        first = last - timedelta(days=days - 1)
        return await self._store._in(lambda c: Usage(_used(c, first, last), _spent(c, first, last)))


def _used(connection: Connection, first: date, last: date) -> tuple[Used, ...]:
    shown = impressions.join(slates).join(turns).join(conversations)
    said = turns.join(conversations)
    count = partial(_count, connection, datetime.combine(first, time(), UTC))
    counted = {
        "conversations": count(conversations.c.opened_at, conversations),
        "turns": count(turns.c.begun_at, said, turns.c.utterance != ""),
        "failed": count(turns.c.begun_at, said, turns.c.status == "failed"),
        "impressions": count(slates.c.shown_at, shown),
        "feedback": count(feedback.c.at, feedback.join(shown)),
    }
    found: dict[tuple[date, str], dict[str, int]] = defaultdict(dict)
    for name, rows in counted.items():
        for row in rows:
            found[_date(row.day), row.channel][name] = row.times
    used = (Used(day, channel, **counts) for (day, channel), counts in found.items() if first <= day <= last)
    return tuple(sorted(used, key=lambda one: (-one.day.toordinal(), one.channel)))


def _count(
    connection: Connection, first: datetime, moment: Column[datetime], source: FromClause, *only: ColumnElement[bool]
) -> Sequence[Found]:
    """How many of the source's rows there are from then on, by `day` (UTC) and `channel`, as `times`."""
    utc = moment if connection.dialect.name == "sqlite" else func.timezone("UTC", moment)
    day, channel = func.date(utc).label("day"), conversations.c.channel
    query = select(day, channel, func.count().label("times")).select_from(source).where(moment >= first, *only)
    return connection.execute(query.group_by(day, channel)).all()


def _date(day: object) -> date:
    return day if isinstance(day, date) else date.fromisoformat(str(day))


def _spent(connection: Connection, first: date, last: date) -> tuple[Spending, ...]:
    query = (
        select(spending).where(spending.c.day.between(first, last)).order_by(spending.c.day.desc(), spending.c.model)
    )
    return tuple(
        Spending(row.day, row.model, row.calls, row.tokens_in, row.tokens_out, row.money)
        for row in connection.execute(query)
    )
