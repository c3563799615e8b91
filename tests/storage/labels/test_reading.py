"""Conversations told from a real database."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, update

from agents.dialogue import Explanation, Move, Profile, Recommendation, Reply, Slate, Turn, TurnStatus
from retrieval.scorer import Score
from storage import rows
from storage.engine import open_engine
from storage.labels.filters import BadFilters, Filters
from storage.labels.reading import Training
from storage.labels.told import Told
from storage.records import Feedback, FeedbackKind
from storage.tables import conversations, feedback, impressions, slates, turns

START = datetime(2026, 3, 1, tzinfo=UTC)
SECRET = b"s" * 32


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_engine(f"sqlite:///{tmp_path}/told.db")
    yield opened
    opened.dispose()


def talk(
    engine: Engine,
    name: str,
    shown: Sequence[str] = ("a", "b", "c"),
    signals: Sequence[tuple[str, FeedbackKind]] = (),
    *,
    person: str = "",
    days: float = 0,
    consent: str = "unsaid",
    catalogue: str = "films",
    channel: str = "page",
    says: str = "something short",
    status: TurnStatus = TurnStatus.DONE,
) -> None:
    """One turn with one slate; signals are (item, kind), a second apart."""
    opened_at = START + timedelta(days=days)
    cards = tuple(
        Recommendation(f"{name}-{item}", item, rank, Score(0.5, {}, "test", "1"), Explanation((), "Short."))
        for rank, item in enumerate(shown, start=1)
    )
    slate = Slate(f"slate-{name}", "1", cards)
    reply = Reply(Move.RECOMMEND, "Here are three.", slate)
    turn = rows.of_turn(Turn(1, says, reply=reply, status=status))
    given = [
        Feedback(f"{name}-{n}", f"{name}-{item}", kind, opened_at + timedelta(seconds=n))
        for n, (item, kind) in enumerate(signals, start=1)
    ]
    with engine.begin() as connection:
        connection.execute(
            insert(conversations).values(
                id=name,
                catalogue=catalogue,
                catalogue_version="1",
                token_hash="",
                opened_at=opened_at,
                person=person,
                channel=channel,
                consent=consent,
            )
        )
        connection.execute(insert(turns).values(turn | {"conversation_id": name, "begun_at": opened_at}))
        row = rows.of_slate(slate, Profile()) | {"conversation_id": name, "turn": 1, "shown_at": opened_at}
        connection.execute(insert(slates).values(row))
        connection.execute(insert(impressions), [rows.of_recommendation(slate.id, card) for card in cards])
        if given:
            stored = [rows.of_feedback(one, one.at, number) for number, one in enumerate(given)]
            connection.execute(insert(feedback), stored)


def told(engine: Engine, filters: Filters = Filters(), **options: object) -> tuple[Told, ...]:
    return tuple(Training(engine, filters, secret=SECRET).told())


def test_a_conversation_is_told_with_its_labels_and_pairs(engine: Engine) -> None:
    talk(engine, "one", signals=[("a", "shown"), ("b", "shown"), ("b", "click"), ("c", "dislike")])
    (one,) = told(engine)
    assert [(label.item_id, label.relevance, label.rule) for label in one.labels] == [
        ("b", 1, "click"),
        ("c", 0, "dislike"),
    ]
    assert [(pair.better, pair.worse, pair.rule) for pair in one.pairs] == [("b", "c", "graded"), ("b", "a", "skipped")]
    assert one.turns[0].utterance == "something short"
