"""A small catalogue, and an importer over a real database."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from agents.understanding.builtin import BuiltinReader
from agents.understanding.vocabulary import Vocabulary
from retrieval.catalogue import Attribute, Catalogue, Domain, Item, Kind
from storage.engine import open_engine
from storage.logs.brought import Source
from storage.logs.importing import Importer
from storage.logs.listening import Listener
from storage.logs.matching import Matcher
from storage.logs.writing import LogWriter

DOMAIN = Domain(
    "films",
    "Films",
    (Attribute("genre", Kind.TAGS), Attribute("year", Kind.YEAR), Attribute("votes", Kind.NUMBER)),
    noun="film",
    plural="films",
    rating_count="votes",
)
FILMS = (
    Item("f1", "The Quiet Harbour", {"genre": ("drama",), "year": 1995.0, "votes": 10.0}),
    Item("f2", "Night Ferry", {"genre": ("thriller",), "year": 2001.0, "votes": 90.0}),
    Item("f3", "Night Ferry", {"genre": ("comedy",), "year": 1974.0, "votes": 5.0}),
    Item("f4", "Sandglass", {"genre": ("comedy",), "year": 2010.0, "votes": 7.0}),
    Item("f5", "Sandglass", {"genre": ("comedy",), "year": 2010.0, "votes": 70.0}),
    Item("f6", "Lantern Street", {"genre": ("comedy", "drama"), "year": 2015.0, "votes": 3.0}),
    Item("f7", "Twelve Winters", {"genre": ("horror",), "votes": 1.0}),
)
WHEN = datetime(2020, 5, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return Catalogue(DOMAIN, "v1", FILMS)


@pytest.fixture(scope="session")
def matcher(catalogue: Catalogue) -> Matcher:
    return Matcher(catalogue, Vocabulary(catalogue))


@pytest.fixture(scope="session")
def listener(catalogue: Catalogue) -> Listener:
    return Listener(catalogue, BuiltinReader(catalogue))


@pytest.fixture
def source() -> Source:
    return Source("talks", "films", "v1", WHEN)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_engine(f"sqlite:///{tmp_path}/logs.db")
    yield opened
    opened.dispose()


@pytest.fixture
def importer(source: Source, matcher: Matcher, listener: Listener, engine: Engine) -> Importer:
    return Importer(source, matcher, listener, LogWriter(engine, source))
