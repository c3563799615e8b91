"""Conversations as a judge goes through them: the latest first, with what people and models said of items already."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, exists, select

from agents.dialogue import Turn
from agents.judging.agreement import Compared
from storage import rows
from storage.judgements import Judgement, judgements_of
from storage.labels.filters import Filters
from storage.labels.finding import chosen, consented
from storage.labels.label import Label
from storage.labels.labelling import labels_of
from storage.labels.snapshot import snapshot
from storage.paging import after, cursor
from storage.records import Impression
from storage.rows import Query
from storage.tables import conversations, impressions, judgements, slates

PAGE = 50


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation in which something was shown. Ids and words are as they are stored."""

    id: str
    catalogue: str
    turns: tuple[Turn, ...]
    impressions: tuple[Impression, ...]
    labels: tuple[Label, ...]
    """Those that people gave."""
    judgements: tuple[Judgement, ...]
    """Of all judges."""


@dataclass(frozen=True, slots=True)
class Page:
    talks: tuple[Talk, ...]
    more: str
    """The cursor of the next page; empty on the last."""


def page(engine: Engine, filters: Filters, before: str = "", limit: int = PAGE) -> Page:
    """The latest opened first, from behind the cursor; raises StoreUnavailable. Reads on a connection of its own."""
    with snapshot(engine) as connection:
        found = connection.execute(after(_showing(filters), before).limit(limit + 1)).all()
        talks = tuple(_talk(connection, row) for row in found[:limit])
    last = found[limit - 1] if len(found) > limit else None
    return Page(talks, cursor(last.opened_at, last.id) if last else "")


def _showing(filters: Filters) -> Query:
    shown = exists().where(slates.c.conversation_id == conversations.c.id, impressions.c.slate_id == slates.c.id)
    return select(conversations).where(chosen(filters), consented(filters), shown)


def _talk(connection: Connection, row: rows.Found) -> Talk:
    said = connection.execute(rows.turns_of(row.id))
    shown = tuple(map(rows.as_impression, connection.execute(rows.impressions_of(row.id))))
    given = map(rows.as_feedback, connection.execute(rows.feedback_of(row.id)))
    judged = judgements_of(connection, [row.id])
    return Talk(row.id, row.catalogue, rows.as_turns(said), shown, labels_of(shown, given), judged)


# --- what people and a judge both judged ------------------------------------------------------------------------------


def compared(engine: Engine, filters: Filters, judge: str = "") -> Iterator[Compared]:
    """Every item that somebody judged explicitly, and the judge (empty: any of them) in the same turn.

    Of several judgements the latest counts. Constant memory; raises StoreUnavailable.
    """
    with snapshot(engine) as connection:
        for found in _batches(connection, filters):
            for row in found:
                yield from _both(_talk(connection, row), judge)


def _batches(connection: Connection, filters: Filters) -> Iterator[Sequence[rows.Found]]:
    judged = exists().where(judgements.c.conversation_id == conversations.c.id)
    query, before = select(conversations).where(chosen(filters), consented(filters), judged), ""
    while found := connection.execute(after(query, before).limit(PAGE)).all():
        yield found
        before = cursor(found[-1].opened_at, found[-1].id)


def _both(talk: Talk, judge: str) -> Iterator[Compared]:
    graded = {
        (one.turn, one.item_id): one.relevance
        for one in sorted(talk.judgements, key=lambda one: (one.at, one.id))
        if judge in ("", one.judge)
    }
    for label in talk.labels:
        if label.source == "explicit" and (label.turn, label.item_id) in graded:
            yield Compared(talk.id, label.relevance, graded[label.turn, label.item_id])
