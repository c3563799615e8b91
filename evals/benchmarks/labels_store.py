"""Visits of a simulated world as conversations of a real store."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, Table, insert

from agents.dialogue import Explanation, Move, Profile, Recommendation, Reply, Slate, Turn
from evals.benchmarks.labels_world import Scene, Visit, World
from retrieval.scorer import Score
from storage import rows
from storage.records import Feedback
from storage.tables import conversations, feedback, impressions, slates, turns

CATALOGUE = "simulated"
TABLES = (conversations, turns, slates, impressions, feedback)

Row = dict[str, object]


def write(engine: Engine, of: World, visits: Iterable[Visit]) -> None:
    """In one transaction, in constant memory. The store must be empty."""
    number = 0
    with engine.begin() as connection:
        for visit in visits:
            made: dict[str, list[Row]] = {table.name: [] for table in TABLES}
            for table, row in _rows(of, visit):
                if table is feedback:
                    number += 1
                    row["number"] = number
                made[table.name].append(row)
            _insert(connection, made)


def _insert(connection: Connection, made: dict[str, list[Row]]) -> None:
    for table in TABLES:
        if made[table.name]:
            connection.execute(insert(table), made[table.name])


def _rows(of: World, visit: Visit) -> Iterator[tuple[Table, Row]]:
    yield (
        conversations,
        {
            "id": visit.person,
            "catalogue": CATALOGUE,
            "catalogue_version": "1",
            "token_hash": "",
            "opened_at": visit.begun_at,
            "person": visit.person,
            "channel": "widget",
        },
    )
    at = visit.begun_at
    for number, scene in enumerate(visit.scenes, start=1):
        yield from _turn(of, visit.person, number, scene, at)
        at += visit.gap


def _turn(of: World, person: str, number: int, scene: Scene, at: datetime) -> Iterator[tuple[Table, Row]]:
    slate = Slate(f"{person}-{number}", "1", _recommendations(of, f"{person}-{number}", scene))
    turn = rows.of_turn(Turn(number, "something for tonight", reply=Reply(Move.RECOMMEND, "", slate)))
    yield turns, turn | {"conversation_id": person, "begun_at": at}
    yield slates, rows.of_slate(slate, Profile()) | {"conversation_id": person, "turn": number, "shown_at": at}
    for shown in slate.recommendations:
        yield impressions, rows.of_recommendation(slate.id, shown)
    for signal in _signals(slate, scene, at):
        yield feedback, rows.of_feedback(signal, signal.at, 0)


def _recommendations(of: World, name: str, scene: Scene) -> tuple[Recommendation, ...]:
    return tuple(
        Recommendation(
            f"{name}-{card.rank}",
            of.names[card.item],
            card.rank,
            Score(0.5, {}, "habit", "1"),
            Explanation((), ""),
            card.propensity,
        )
        for card in scene.cards
    )


def _signals(slate: Slate, scene: Scene, at: datetime) -> Sequence[Feedback]:
    return [
        Feedback(f"{one.impression_id}-{kind}", one.impression_id, kind, at + timedelta(seconds=one.rank + place / 10))
        for one, card in zip(slate.recommendations, scene.cards, strict=True)
        for place, kind in enumerate(card.signals)
    ]
