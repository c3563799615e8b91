"""Feedback as it comes in: written once, numbered in the order of arrival. Each function works within a transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from agents.dialogue import Turn
from storage import opening, rows, words
from storage.records import Feedback
from storage.store import UnknownImpression
from storage.tables import feedback, impressions, slates

AT_ONCE = 500
"""Ids in one query; SQLite takes some thousands."""


def write(
    connection: Connection, given: Sequence[Feedback], received_at: datetime, conversation_id: str | None = None
) -> int:
    """How many of them were new; what is there already (by its id) stays as it is.

    Raises UnknownImpression, before anything is written, if one of the impressions is unknown or, with
    `conversation_id`, was shown elsewhere.
    """
    fresh = _fresh(connection, given)
    shown_in = _shown_in(connection, [one.impression_id for one in given])
    for one in given:
        if one.impression_id not in shown_in or conversation_id not in (None, shown_in[one.impression_id]):
            raise UnknownImpression(one.impression_id)
    if fresh:
        first = 1 + (connection.scalar(select(func.max(feedback.c.number))) or 0)
        connection.execute(
            insert(feedback), [rows.of_feedback(one, received_at, first + place) for place, one in enumerate(fresh)]
        )
    return len(fresh)


def write_said(connection: Connection, conversation_id: str, turn: Turn, now: datetime) -> None:
    """What the turn, just written, says of what was shown before it."""
    if not words.says_something(turn):
        return
    cards = {row.id: rows.as_card(row) for row in connection.execute(rows.cards_of(conversation_id))}
    if not cards:
        return
    told = opening.load(connection, conversation_id)
    before = replace(told, turns=tuple(one for one in told.turns if one.number < turn.number))
    given = [rows.as_feedback(row) for row in connection.execute(rows.feedback_of(conversation_id))]
    write(connection, words.said(before, turn, cards, given, after(given, now)), now, conversation_id)


def after(given: Iterable[Feedback], now: datetime) -> datetime:
    """The time of what is given now: a clock that was put back does not put it before what was given already."""
    return max((now, *(one.at for one in given)))


def _fresh(connection: Connection, given: Sequence[Feedback]) -> list[Feedback]:
    """Of several with one id, the first."""
    unique = {one.id: one for one in reversed(given)}
    known: set[str] = set()
    for part in _parts(list(unique)):
        known.update(connection.scalars(select(feedback.c.id).where(feedback.c.id.in_(part))))
    return [one for one in given if unique[one.id] is one and one.id not in known]


def _shown_in(connection: Connection, impression_ids: Sequence[str]) -> dict[str, str]:
    """Impression id to conversation id, of those that exist."""
    found: dict[str, str] = {}
    for part in _parts(list(dict.fromkeys(impression_ids))):
        query = select(impressions.c.id, slates.c.conversation_id).join(slates).where(impressions.c.id.in_(part))
        found.update((row.id, row.conversation_id) for row in connection.execute(query))
    return found


def _parts(ids: Sequence[str]) -> list[Sequence[str]]:
    return [ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE)]
