"""Imported logs on SQLite and on a real PostgreSQL: stored alike, once, whole or not at all."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, func, select

from agents.understanding.vocabulary import Vocabulary
from retrieval.catalogue import Catalogue, Domain, Item
from storage.engine import open_engine
from storage.labels.reading import Training
from storage.logs.brought import Source
from storage.logs.importing import Importer
from storage.logs.log import Card, Judged, Named, Step, Talk
from storage.logs.matching import Matcher
from storage.logs.report import LogReport
from storage.logs.writing import LogWriter
from storage.tables import conversations, feedback, impressions, turns
from tests.contracts.test_store import NOW

CATALOGUE = Catalogue(Domain("films", "Films", ()), "v1", (Item("f1", "Night Ferry", {}), Item("f2", "Sandglass", {})))
TALK = Talk(
    "t1",
    1,
    (Step("Hello\0 there", "Try Night Ferry", (), (Card(Named("f1")),)), Step("Bye")),
    (Judged(Named("f1"), "like"), Judged(Named("f2"), "rating", 4.0)),
    "ann",
)
HISTORY = Talk("h1", 1, (Step(named=(Named("f1"),)),), (Judged(Named("f1"), "rating", 2.0),), "bob", grows=True)
MORE = Talk(
    "h1",
    1,
    (Step(named=(Named("f1"), Named("f2"))),),
    (*HISTORY.judged, Judged(Named("f2"), "like")),
    "bob",
    grows=True,
)


@pytest.fixture
def engine(address: str) -> Iterator[Engine]:
    opened = open_engine(address)
    yield opened
    opened.dispose()


@pytest.fixture
def importer(engine: Engine) -> Importer:
    source = Source("test", "films", "v1", NOW)
    return Importer(source, Matcher(CATALOGUE, Vocabulary(CATALOGUE)), None, LogWriter(engine, source))


def bring(importer: Importer, *talks: Talk) -> LogReport:
    report = LogReport("file", "films")
    return importer.bring_in(iter(talks), report)


def counts(engine: Engine) -> tuple[int, ...]:
    with engine.connect() as connection:
        tables = (conversations, turns, impressions, feedback)
        return tuple(int(connection.scalar(select(func.count()).select_from(table)) or 0) for table in tables)


def test_logs_are_stored_once_and_told_as_they_were(importer: Importer, engine: Engine) -> None:
    assert bring(importer, TALK, HISTORY).brought == 2
    assert counts(engine) == (2, 3, 3, 3)
    again = bring(importer, TALK, HISTORY)
    assert (again.brought, again.grown, again.there) == (0, 0, 2)
    talk = next(one for one in Training(engine).told() if len(one.turns) == 2)
    assert [turn.utterance for turn in talk.turns] == ["Hello\ufffd there", "Bye"]
    assert {(one.item_id, one.policy) for one in talk.impressions} == {("f1", "import"), ("f2", "history")}
    assert {(one.item_id, one.relevance) for one in talk.labels} == {("f1", 2.0), ("f2", 2.25)}


def test_a_history_grows_by_what_is_new(importer: Importer, engine: Engine) -> None:
    bring(importer, HISTORY)
    assert bring(importer, MORE).grown == 1
    assert counts(engine) == (1, 1, 2, 2)


def test_a_conversation_that_cannot_be_written_whole_leaves_nothing(
    importer: Importer, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> int:
        raise RuntimeError("pulled the plug")

    monkeypatch.setattr("storage.signals.write", fails)
    with pytest.raises(RuntimeError):
        bring(importer, TALK)
    assert counts(engine) == (0, 0, 0, 0)
    monkeypatch.undo()
    assert bring(importer, TALK).brought == 1
