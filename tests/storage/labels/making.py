"""Cards and feedback for tests of labels."""

from datetime import UTC, datetime, timedelta

from agents.dialogue import Explanation, Profile
from storage.records import Feedback, FeedbackKind, FeedbackSource, Impression

START = datetime(2026, 5, 1, tzinfo=UTC)


def card(
    item: str, rank: int = 1, *, slate: str = "s1", turn: int = 1, duel: str = "", propensity: float = 1.0
) -> Impression:
    """Its id is "slate-item"."""
    return Impression(
        id=f"{slate}-{item}",
        conversation_id="talk",
        turn=turn,
        slate_id=slate,
        rank=rank,
        item_id=item,
        catalogue="films",
        catalogue_version="1",
        score=0.5,
        parts={},
        scored_by="test",
        scorer_version="1",
        propensity=propensity,
        explanation=Explanation((), ""),
        shown_at=START,
        profile=Profile(),
        duel=duel,
    )


def said(
    item: str,
    kind: FeedbackKind,
    value: float | None = None,
    *,
    slate: str = "s1",
    second: float = 1,
    source: FeedbackSource = "tap",
    reason: str = "",
) -> Feedback:
    at = START + timedelta(seconds=second)
    return Feedback(f"{slate}-{item}-{kind}-{second}", f"{slate}-{item}", kind, at, reason, value, source)
