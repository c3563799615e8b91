"""Slates of which people took something: what `tastemaker tune` learns from. Numbers only, nobody's words.

What was taken back does not count, nor do conversations whose people refused to be learned from.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Engine, and_, or_, select

from storage.engine import reaching
from storage.rows import ALLOWED, STANDS
from storage.tables import conversations, feedback, impressions, slates, turns

TOOK = ("like", "accept")
"""Feedback that says yes to an item."""
LIKED_STARS = 4.0
"""So does a rating of as many stars."""
YES = and_(STANDS, or_(feedback.c.kind.in_(TOOK), and_(feedback.c.kind == "rating", feedback.c.value >= LIKED_STARS)))
ELSEWHERE = "import"
"""The channel of conversations that were held elsewhere: nothing here chose their slates."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One card of a slate, with what each part of its score contributed."""

    item_id: str
    rank: int
    parts: Mapping[str, float]
    scored_by: str
    scorer_version: str
    taken: bool


@dataclass(frozen=True, slots=True)
class ShownSlate:
    conversation: str
    cards: tuple[Shown, ...]


def slates_with_feedback(engine: Engine, catalogue: str) -> tuple[ShownSlate, ...]:
    """Of conversations held here about the catalogue, those of which something was taken; raises StoreUnavailable."""
    took = select(feedback.c.impression_id).where(YES)
    of_these = select(impressions.c.slate_id).where(impressions.c.id.in_(took))
    query = (
        select(impressions, turns.c.conversation_id, impressions.c.id.in_(took).label("taken"))
        .select_from(impressions.join(slates).join(turns).join(conversations))
        .where(
            conversations.c.catalogue == catalogue,
            ALLOWED,
            conversations.c.channel != ELSEWHERE,
            impressions.c.slate_id.in_(of_these),
        )
        .order_by(impressions.c.slate_id, impressions.c.rank)
    )
    with reaching(engine.url), engine.connect() as connection:
        rows = connection.execute(query).all()
    found = []
    for _, group in groupby(rows, key=lambda row: str(row.slate_id)):
        cards = list(group)
        shown = tuple(
            Shown(c.item_id, c.rank, dict(c.parts), c.scored_by, c.scorer_version, bool(c.taken)) for c in cards
        )
        found.append(ShownSlate(str(cards[0].conversation_id), shown))
    return tuple(found)


def likes(engine: Engine, catalogue: str) -> Mapping[str, tuple[str, ...]]:
    """Item ids that were taken, in each conversation about the catalogue; raises StoreUnavailable."""
    query = (
        select(turns.c.conversation_id, impressions.c.item_id)
        .select_from(feedback.join(impressions).join(slates).join(turns).join(conversations))
        .where(conversations.c.catalogue == catalogue, ALLOWED, YES)
        .order_by(feedback.c.at, feedback.c.number)
    )
    found: dict[str, dict[str, None]] = {}
    with reaching(engine.url), engine.connect() as connection:
        for conversation, item in connection.execute(query):
            found.setdefault(str(conversation), {})[str(item)] = None
    return {conversation: tuple(items) for conversation, items in found.items()}
