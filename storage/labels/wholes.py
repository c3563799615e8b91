"""Conversations as their rows, many at a time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import Connection, select

from agents.dialogue import TurnStatus
from storage.judgements import Judgement, judgements_of
from storage.labels.scrubbed import Columns
from storage.rows import Found, Query
from storage.tables import conversations, feedback, impressions, slates, turns

CLOSED = turns.c.status != TurnStatus.OPEN
"""What is still being answered is neither said nor shown yet."""


class Whole(NamedTuple):
    """One conversation's rows."""

    row: Found
    turns: Sequence[Found]
    cards: Sequence[Found]
    """What `storage.rows.as_impression` takes."""
    feedback: Sequence[Found]
    judgements: Sequence[Judgement]


def wholes(connection: Connection, found: Sequence[Found], columns: Columns) -> Iterator[Whole]:
    """Of these rows of conversations, in their order."""
    ids = [row.id for row in found]
    queries = (_turns(ids, columns), _cards(ids, columns), _signals(ids))
    said, shown, given = (_grouped(connection.execute(query)) for query in queries)
    judged = groupby(judgements_of(connection, ids), lambda one: one.conversation_id)
    graded = {name: list(group) for name, group in judged}
    for row in found:
        own, cards, signals = (groups.get(row.id, ()) for groups in (said, shown, given))
        yield Whole(row, own, cards, signals, graded.get(row.id, ()))


def _grouped(found: Iterable[Found]) -> Mapping[str, Sequence[Found]]:
    return {name: list(group) for name, group in groupby(found, key=lambda row: str(row.conversation_id))}


def _turns(ids: Sequence[str], columns: Columns) -> Query:
    theirs = turns.c.conversation_id.in_(ids)
    return select(*columns.turns).where(theirs, CLOSED).order_by(turns.c.conversation_id, turns.c.number)


def _cards(ids: Sequence[str], columns: Columns) -> Query:
    s = slates.c
    about = (s.conversation_id, s.turn, s.catalogue_version, s.shown_at, s.policy, s.duel, conversations.c.catalogue)
    return (
        select(*columns.impressions, *about)
        .select_from(impressions.join(slates).join(turns).join(conversations))
        .where(s.conversation_id.in_(ids), CLOSED)
        .order_by(s.conversation_id, s.turn, s.shown_at, s.id, impressions.c.rank)
    )


def _signals(ids: Sequence[str]) -> Query:
    return (
        select(feedback, slates.c.conversation_id)
        .select_from(feedback.join(impressions).join(slates).join(turns))
        .where(slates.c.conversation_id.in_(ids), CLOSED)
        .order_by(slates.c.conversation_id, feedback.c.at, feedback.c.number, feedback.c.id)
    )
