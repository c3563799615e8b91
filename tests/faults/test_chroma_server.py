"""Chroma as a server: it serves as the folder does, and its absence costs no turn."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from retrieval.embedder import Vectors
from retrieval.index import UnusableIndexError
from retrieval.indexes.chroma_client import client
from retrieval.indexes.chroma_collections import collection_name
from retrieval.indexing import OpenIndex, build_index, open_index
from retrieval.nearest import Nearest
from tests.doubles.chroma_server import ChromaServer, chroma_server
from tests.faults.shops import EMBEDDER, TITLES, shop


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ChromaServer]:
    with chroma_server(tmp_path / "served") as running:
        yield running


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retrieval.indexes.chroma_client.ANSWER_S", 1.0)
    monkeypatch.setattr("retrieval.indexes.beside.PAUSE_S", 0.0)
    monkeypatch.setattr("retrieval.nearest.FEW", 10)


def found(opened: OpenIndex, query: Vectors) -> list[int]:
    every = np.arange(len(TITLES))
    rows = Nearest(opened.vectors, opened.nearest).rows(query, np.ones(len(every), np.bool_), every, 5)
    return [int(row) for row in rows]


@pytest.mark.slow
def test_a_server_serves_and_a_turn_survives_its_hanging_and_its_end(server: ChromaServer, tmp_path: Path) -> None:
    build_index(shop(), EMBEDDER, tmp_path / "indexes")
    server.hang()
    with pytest.raises(UnusableIndexError, match="No Chroma server answers"):
        open_index(shop(), EMBEDDER, tmp_path / "indexes", server.spec).wait(30)
    server.go_on()

    build_index(shop(), EMBEDDER, tmp_path / "indexes", chroma=server.spec)
    opened = open_index(shop(), EMBEDDER, tmp_path / "indexes", server.spec)
    opened.wait(30)
    stored = client(server.spec).get_collection(collection_name(shop(), EMBEDDER), embedding_function=None)
    assert stored.count() == len(TITLES)
    assert stored.get(ids=["i3"])["metadatas"] == [{"title": "thing number 3", "price": 3.0}]

    query = EMBEDDER.embed(["thing number 3"])[0]
    exact = found(open_index(shop(), EMBEDDER, tmp_path / "indexes"), query)
    assert opened.nearest() is not None
    assert found(opened, query) == exact
    assert not opened.trouble

    server.hang()
    assert found(opened, query) == exact
    assert "did not answer in time" in opened.trouble
    server.go_on()
    assert found(opened, query) == exact
    assert not opened.trouble

    server.stop()
    assert found(opened, query) == exact
    assert "nobody answers there; start it with `chroma run`" in opened.trouble


def test_a_server_that_is_not_there_is_said_so_and_done_without(tmp_path: Path) -> None:
    nobody = "chroma:http://127.0.0.1:9"
    with pytest.raises(UnusableIndexError, match=r"No Chroma server answers at 'http://127\.0\.0\.1:9'"):
        build_index(shop(), EMBEDDER, tmp_path, chroma=nobody)
    opened = open_index(shop(), EMBEDDER, tmp_path, nobody)
    with pytest.raises(UnusableIndexError):
        opened.wait(30)
    assert opened.nearest() is None
    assert "start one with `chroma run`" in opened.trouble
    assert len(found(opened, EMBEDDER.embed(["thing"])[0])) == 5


def test_a_failed_index_rests_for_a_while(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("retrieval.indexes.beside.PAUSE_S", 60.0)
    spec = f"chroma:{tmp_path / 'chroma'}"
    build_index(shop(), EMBEDDER, tmp_path, chroma=spec)
    opened = open_index(shop(), EMBEDDER, tmp_path, spec)
    opened.wait(30)
    client(spec).delete_collection(collection_name(shop(), EMBEDDER))  # as another program would
    assert opened.nearest() is not None
    assert len(found(opened, EMBEDDER.embed(["thing"])[0])) == 5
    assert "does not exist" in opened.trouble
    assert opened.nearest() is None
