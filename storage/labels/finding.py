"""What is asked of the database before conversations are told: which, where time is cut, what is looked at, by whom."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, case, exists, func, not_, or_, select

from storage.labels.attention import Attention, measured
from storage.labels.filters import SIMULATED, Filters
from storage.labels.splitting import places
from storage.labels.trust import BY_HAND, Conduct, Watch
from storage.rows import Found, Query
from storage.tables import conversations, feedback, impressions, slates

BATCH = 200
"""Conversations read at a time."""
ROWS = 1_000
EXAMINING = ("shown", "click", "like", "dislike", "accept", "rating", "seen", "dwell")
"""Feedback that nobody gives without having looked at the card."""

Test = ColumnElement[bool]


class Who(NamedTuple):
    """Whose conversation it is; of nobody's each has its own."""

    key_id: str
    person: str
    conversation_id: str
    """Empty where there is a person."""


def who(row: Found) -> Who:
    return Who(row.key_id, row.person, "" if row.person else row.id)


def chosen(filters: Filters) -> Test:
    """Whatever their consent says."""
    c = conversations.c
    tests: list[Test] = [c.channel.in_(filters.channels) if filters.channels else not_(c.channel.in_(SIMULATED))]
    if filters.catalogue:
        tests.append(c.catalogue == filters.catalogue)
    if filters.since:
        tests.append(c.opened_at >= filters.since)
    if filters.until:
        tests.append(c.opened_at < filters.until)
    return and_(*tests)


def consented(filters: Filters) -> Test:
    consent = conversations.c.consent
    return consent == "given" if filters.consent == "given" else consent != "refused"


def without_consent(connection: Connection, filters: Filters) -> int:
    query = select(func.count()).select_from(conversations).where(chosen(filters), not_(consented(filters)))
    return int(connection.scalar(query) or 0)


def cuts(connection: Connection, filters: Filters) -> tuple[datetime, ...]:
    """When the first conversations of the splits after the first were opened."""
    tests = chosen(filters), consented(filters)
    count = int(connection.scalar(select(func.count()).select_from(conversations).where(*tests)) or 0)
    at, name = conversations.c.opened_at, conversations.c.id
    ordered = select(at).where(*tests).order_by(at, name).limit(1)
    found = (connection.scalar(ordered.offset(place)) for place in places(filters.shares, count) if place < count)
    return tuple(moment for moment in found if moment)


def batches(connection: Connection, filters: Filters) -> Iterator[list[Found]]:
    """The conversations' rows, by the time they were opened."""
    at, name = conversations.c.opened_at, conversations.c.id
    query: Query = select(conversations).where(chosen(filters), consented(filters)).order_by(at, name).limit(BATCH)
    found = list(connection.execute(query))
    while found:
        yield found
        last = found[-1]
        later = or_(at > last.opened_at, and_(at == last.opened_at, name > last.id))
        found = list(connection.execute(query.where(later))) if len(found) == BATCH else []


def attention(connection: Connection, filters: Filters) -> Attention:
    """Measured on slates of which something was seen on screen, so that clients that do not tell are left out."""
    i, signalled = impressions.c, feedback.c.impression_id == impressions.c.id
    told = select(i.slate_id).join(feedback).where(feedback.c.kind == "shown")
    looked = exists().where(signalled, feedback.c.kind.in_(EXAMINING), feedback.c.source == "tap")
    query = (
        select(i.rank, func.count(), func.sum(case((looked, 1), else_=0)))
        .select_from(impressions.join(slates).join(conversations, conversations.c.id == slates.c.conversation_id))
        .where(chosen(filters), consented(filters), slates.c.duel == "", i.slate_id.in_(told))
        .group_by(i.rank)
    )
    found = [(int(rank), int(shown), int(seen)) for rank, shown, seen in connection.execute(query)]
    return measured({rank: shown for rank, shown, _ in found}, {rank: seen for rank, _, seen in found})


def conducts(connection: Connection, filters: Filters, only: Who | None = None) -> Iterator[tuple[Who, Conduct]]:
    """Of everybody who gave feedback by hand, or of one of them."""
    c, given = conversations.c, feedback.c
    alone = case((c.person == "", c.id), else_="").label("alone")
    query = (
        select(c.key_id, c.person, alone, given.kind, given.at, impressions.c.item_id)
        .select_from(feedback.join(impressions).join(slates).join(conversations, c.id == slates.c.conversation_id))
        .where(chosen(filters), consented(filters), given.kind.in_(BY_HAND), given.source == "tap")
        .order_by(c.key_id, c.person, alone, given.at, given.number)
    )
    if only:
        query = query.where(c.key_id == only.key_id, c.person == only.person, alone == only.conversation_id)
    found = connection.execute(query.execution_options(yield_per=ROWS))
    for key, events in groupby(found, key=lambda row: (row.key_id, row.person, row.alone)):
        watch = Watch()
        for event in events:
            watch.saw(event.kind, event.item_id, event.at)
        yield Who(*key), watch.conduct()
