"""The same conversations on SQLite and on PostgreSQL are replayed from the same turns."""

from sqlalchemy import Engine

from evals.replaying.stored import Reading, Shown
from storage.labels.filters import Filters


def read(engine: Engine) -> list[tuple[Shown, ...]]:
    return list(Reading(engine, Filters("lamps"), b"secret", latest=12).shown())


def test_both_databases_tell_the_same_turns(engines: tuple[Engine, Engine]) -> None:
    lite, great = map(read, engines)
    assert lite == great
    assert len(lite) == 12
    assert all(len(one.cards) == 5 for talk in lite for one in talk)
    assert any(card.did for talk in lite for one in talk for card in one.cards)
