"""What people of imported logs went on to want, and what was known before: choices that ranking can be learned from."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy import Connection, Engine, func, select

from agents.dialogue import Profile
from agents.wishes import query, query_text
from retrieval.scorer import Query
from storage import opening, rows
from storage.choices import LIKED_STARS, TOOK
from storage.engine import reaching
from storage.logs.brought import HISTORY, SHOWN
from storage.records import Feedback, Impression
from storage.tables import conversations, turns

LIMIT = 500
"""Candidates that each query asks for: more than a turn's, so that what was wanted is among them."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """At one moment of a log: what the product would have looked for, and the items that were then liked."""

    conversation: str
    query: Query
    items: tuple[str, ...]


def wanted_in_logs(engine: Engine, catalogue: str, most: int) -> Iterator[Wanted]:
    """Of the `most` imported conversations opened last whose people did not refuse. Raises StoreUnavailable."""
    c = conversations.c
    chosen = select(c.id).where(c.catalogue == catalogue, c.channel == "import", c.consent != "refused")
    with reaching(engine.url), engine.connect() as connection:
        for found in connection.scalars(chosen.order_by(c.opened_at.desc(), c.id).limit(most)).all():
            yield from _wanted(connection, found)


def logged(engine: Engine, catalogue: str) -> int:
    """How many imported conversations there are about the catalogue. Raises StoreUnavailable."""
    c = conversations.c
    counted = select(func.count()).where(c.catalogue == catalogue, c.channel == "import")
    with reaching(engine.url), engine.connect() as connection:
        return int(connection.scalar(counted) or 0)


def _wanted(connection: Connection, conversation_id: str) -> Iterator[Wanted]:
    shown = [rows.as_impression(row) for row in connection.execute(rows.impressions_of(conversation_id))]
    given = [rows.as_feedback(row) for row in connection.execute(rows.feedback_of(conversation_id))]
    liked = _liked(given)
    if all(one.policy == HISTORY for one in shown) and not _has_words(connection, conversation_id):
        yield from _last_of(conversation_id, [one for one in shown if one.id in liked])
        return
    told = opening.load(connection, conversation_id)
    for turn in told.turns:
        here = (one for one in shown if one.turn == turn.number and one.policy == SHOWN)
        items = tuple(one.item_id for one in here if one.id in liked)
        if items:
            before = replace(told, turns=tuple(one for one in told.turns if one.number < turn.number))
            profile = replace(turn.profile, shown=before.profile.shown)
            text = query_text(before, turn.utterance, profile)
            named = frozenset((*before.profile.shown, *turn.profile.liked, *turn.profile.rejected))
            yield Wanted(told.id, query(profile, text, named - frozenset(items), LIMIT), items)


def _has_words(connection: Connection, conversation_id: str) -> bool:
    t = turns.c
    return (
        connection.scalar(select(t.number).where(t.conversation_id == conversation_id, t.utterance != "").limit(1))
        is not None
    )


def _last_of(conversation_id: str, liked: list[Impression]) -> Iterator[Wanted]:
    """Of a history the item liked last, given those before it."""
    items = [one.item_id for one in sorted(liked, key=lambda one: (one.shown_at, one.item_id))]
    if len(items) > 1:
        known = tuple(items[:-1])
        yield Wanted(conversation_id, query(Profile(liked=known), "", frozenset(known), LIMIT), (items[-1],))


def _liked(given: list[Feedback]) -> frozenset[str]:
    return frozenset(
        one.impression_id
        for one in given
        if one.kind in TOOK or (one.kind == "rating" and (one.value or 0) >= LIKED_STARS)
    )
