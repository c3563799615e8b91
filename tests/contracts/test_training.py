"""Training is told the same of the same conversations by every database."""

from pathlib import Path

from sqlalchemy import Engine

from storage.engine import open_engine
from storage.labels.filters import Filters
from storage.labels.reading import Training
from storage.labels.told import Told
from storage.records import FeedbackKind
from tests.storage.labels.test_reading import talk

SIGNALS: tuple[tuple[str, FeedbackKind], ...] = (
    ("a", "shown"),
    ("b", "shown"),
    ("b", "click"),
    ("c", "like"),
    ("c", "withdraw"),
)
PEOPLE = ("", "ana", "Zoë", "a", "Ω", "")


def fill(engine: Engine) -> None:
    """Among it, people whose names databases sort differently, and one who ticks like a clock."""
    for number in range(12):
        name, person = f"talk-{number}", PEOPLE[number % 6]
        talk(engine, name, signals=SIGNALS[: number % 6], person=person, days=number // 3, says=f"say {number}")
    items = [f"i{number}" for number in range(40)]
    talk(engine, "bot", items, [(item, "like") for item in items], days=9, pace=2)


def read(engine: Engine, by: str) -> tuple[tuple[Told, ...], dict[str, object]]:
    training = Training(engine, Filters(split_by=by), secret=b"secret")  # type: ignore[arg-type]
    return tuple(training.told()), {**training.totals.figures(), "suspects": training.totals.suspects}


def test_every_database_tells_what_sqlite_tells(address: str, tmp_path: Path) -> None:
    engines = [open_engine(one) for one in (address, f"sqlite:///{tmp_path}/beside.db")]
    for engine in engines:
        fill(engine)
    for by in ("person", "time"):
        here, there = (read(engine, by) for engine in engines)
        assert here == there
        assert len(here[0]) > 6
    for engine in engines:
        engine.dispose()
