"""Between values and rows: what is selected, and what one becomes of the other. Nothing here waits."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import groupby

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, not_, or_, select

from agents.dialogue import Move, Profile, Recommendation, Reply, Slate, Turn, TurnStatus
from retrieval.scorer import Score
from storage.records import Card, Feedback, Impression, Provenance, Summary
from storage.tables import conversations, feedback, impressions, slates, turns

Query = Select[*tuple[object, ...]]
Found = Row[*tuple[object, ...]]

# --- to rows ----------------------------------------------------------------------------------------------------------


def of_turn(turn: Turn) -> dict[str, object]:
    return {
        "number": turn.number,
        "status": turn.status,
        "utterance": turn.utterance,
        "edit": turn.edit,
        "acts": turn.acts,
        "move": turn.reply.move if turn.reply else None,
        "profile": turn.profile,
        "reply": turn.reply,
        "timings": turn.timings,
        "reading": turn.reading,
    }


def of_slate(slate: Slate, profile: Profile) -> dict[str, object]:
    return {"id": slate.id, "catalogue_version": slate.catalogue_version, "profile": profile}


def of_recommendation(slate_id: str, shown: Recommendation) -> dict[str, object]:
    return {
        "id": shown.impression_id,
        "slate_id": slate_id,
        "rank": shown.rank,
        "item_id": shown.item_id,
        "score": shown.score.value,
        "parts": shown.score.parts,
        "scored_by": shown.score.scored_by,
        "scorer_version": shown.score.version,
        "propensity": shown.propensity,
        "explanation": shown.explanation,
    }


def of_feedback(given: Feedback, received_at: datetime, number: int) -> dict[str, object]:
    return asdict(given) | {"received_at": received_at, "number": number}


# --- what is selected -------------------------------------------------------------------------------------------------


def _withdrawn() -> ColumnElement[bool]:
    later = feedback.alias("later")
    after = or_(later.c.at > feedback.c.at, and_(later.c.at == feedback.c.at, later.c.number > feedback.c.number))
    of_it = later.c.impression_id == feedback.c.impression_id, later.c.reason.in_(["", feedback.c.kind])
    return exists().where(later.c.kind == "withdraw", *of_it, after).correlate(feedback)


STANDS = not_(_withdrawn())
"""Feedback that was not taken back."""
ALLOWED = conversations.c.consent != "refused"
"""Conversations whose people did not refuse to be learned from."""


def turns_of(conversation_id: str) -> Query:
    return select(turns).where(turns.c.conversation_id == conversation_id).order_by(turns.c.number)


def impressions_of(conversation_id: str) -> Query:
    return (
        select(
            impressions,
            slates.c.conversation_id,
            slates.c.turn,
            slates.c.catalogue_version,
            slates.c.shown_at,
            slates.c.profile,
            slates.c.policy,
            slates.c.duel,
            conversations.c.catalogue,
        )
        .select_from(impressions.join(slates).join(turns).join(conversations))
        .where(slates.c.conversation_id == conversation_id)
        .order_by(slates.c.turn, slates.c.shown_at, slates.c.id, impressions.c.rank)
    )


def cards_of(conversation_id: str) -> Query:
    """What `impressions_of` selects, in the same order, without what is heavy."""
    return (
        select(
            impressions.c.id,
            impressions.c.item_id,
            impressions.c.slate_id,
            slates.c.turn,
            slates.c.duel,
            slates.c.shown_at,
        )
        .select_from(impressions.join(slates))
        .where(slates.c.conversation_id == conversation_id)
        .order_by(slates.c.turn, slates.c.shown_at, slates.c.id, impressions.c.rank)
    )


def unanswered(conversation_id: str) -> Query:
    """Impressions of turns that failed after their cards went out."""
    return impressions_of(conversation_id).where(turns.c.status == TurnStatus.FAILED, turns.c.reply.is_(None))


def feedback_of(conversation_id: str) -> Query:
    return (
        select(feedback)
        .select_from(feedback.join(impressions).join(slates))
        .where(slates.c.conversation_id == conversation_id)
        .order_by(feedback.c.at, feedback.c.number, feedback.c.id)
    )


def summaries() -> Query:
    """Of all conversations; to be narrowed."""
    spoken = (
        select(turns.c.utterance)
        .where(turns.c.conversation_id == conversations.c.id, turns.c.utterance != "")
        .order_by(turns.c.number)
        .limit(1)
        .correlate(conversations)
        .scalar_subquery()
    )
    return (
        select(
            conversations,
            spoken.label("first_words"),
            func.count(turns.c.number).label("turns"),
            func.max(turns.c.begun_at).label("last_begun_at"),
        )
        .select_from(conversations.outerjoin(turns))
        .group_by(conversations.c.id)
    )


# --- from rows --------------------------------------------------------------------------------------------------------


def as_turns(found: Iterable[Found], shown: Iterable[Found] = ()) -> tuple[Turn, ...]:
    """The turns, and to those that failed after showing something (`unanswered`) a reply that holds the slate."""
    left = {number: _wordless(tuple(cards)) for number, cards in groupby(shown, key=lambda row: row.turn)}
    return tuple(_as_turn(row, left.get(row.number)) for row in found)


def _as_turn(row: Found, left: Reply | None) -> Turn:
    return Turn(
        number=row.number,
        utterance=row.utterance,
        acts=row.acts,
        profile=row.profile,
        reply=row.reply or left,
        status=TurnStatus(row.status),
        edit=row.edit,
        timings=row.timings,
        reading=row.reading,
    )


def _wordless(cards: Sequence[Found]) -> Reply:
    """A failed turn's reply: the last slate that it showed."""
    last = [card for card in cards if card.slate_id == cards[-1].slate_id]
    slate = Slate(last[0].slate_id, last[0].catalogue_version, tuple(map(_as_recommendation, last)))
    return Reply(Move.RECOMMEND, "", slate, scored_by=last[0].scored_by)


def _as_recommendation(row: Found) -> Recommendation:
    score = Score(row.score, row.parts, row.scored_by, row.scorer_version)
    return Recommendation(row.id, row.item_id, row.rank, score, row.explanation, row.propensity)


def as_impression(row: Found) -> Impression:
    return Impression(
        id=row.id,
        conversation_id=row.conversation_id,
        turn=row.turn,
        slate_id=row.slate_id,
        rank=row.rank,
        item_id=row.item_id,
        catalogue=row.catalogue,
        catalogue_version=row.catalogue_version,
        score=row.score,
        parts=row.parts,
        scored_by=row.scored_by,
        scorer_version=row.scorer_version,
        propensity=row.propensity,
        explanation=row.explanation,
        shown_at=row.shown_at,
        profile=row.profile,
        policy=row.policy,
        duel=row.duel,
    )


def as_card(row: Found) -> Card:
    return Card(row.id, row.item_id, row.turn, row.slate_id, row.duel, row.shown_at)


def as_feedback(row: Found) -> Feedback:
    return Feedback(
        row.id, row.impression_id, row.kind, row.at, row.reason, row.value, row.source, row.received_at, row.number
    )


def as_summary(row: Found) -> Summary:
    last_at = row.last_begun_at or row.opened_at
    return Summary(row.id, row.catalogue, row.first_words or "", row.turns, last_at)


def as_provenance(row: Found) -> Provenance:
    return Provenance(row.channel, row.key_id, row.person)
