"""What every vector index must do; the exact one is the oracle of the other."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from retrieval.embedder import Vectors
from retrieval.index import VectorIndex
from retrieval.indexes.chroma_client import client
from retrieval.indexes.exact import ExactIndex, top
from tests.doubles.chroma_server import chroma_server

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

SIZE, WIDTH = 400, 32


def unit(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


MATRIX = unit(np.random.default_rng(7).normal(size=(SIZE, WIDTH)).astype(np.float32))
ROWS = list(range(SIZE))


@pytest.fixture(scope="module", params=["exact", "chroma", pytest.param("chroma server", marks=pytest.mark.slow)])
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[VectorIndex]:
    folder = tmp_path_factory.mktemp("index")
    if request.param == "chroma server":
        with chroma_server(folder) as server:
            yield filled(open_collection(client(server.spec)))
    else:
        yield filled(open_empty(request.param, folder))


def filled(empty: VectorIndex) -> VectorIndex:
    empty.add(ROWS, MATRIX, [f"document {row}" for row in ROWS], [{"row": row} for row in ROWS])
    return empty


def open_empty(kind: str, folder: Path) -> VectorIndex:
    if kind == "exact":
        return ExactIndex(np.zeros((0, WIDTH), dtype=np.float32))
    return open_collection(client(f"chroma:{folder}"))


def open_collection(there: "ClientAPI") -> VectorIndex:
    from retrieval.indexes.chroma import ChromaIndex

    collection = there.create_collection("things", embedding_function=None, configuration={"hnsw": {"space": "cosine"}})
    return ChromaIndex(collection, [f"item {row}" for row in ROWS], batch=150)


def test_holds_what_was_added(index: VectorIndex) -> None:
    assert len(index) == SIZE
    np.testing.assert_allclose(index.vectors([5, 3, 5]), MATRIX[[5, 3, 5]], atol=1e-6)
    assert len(index.vectors([])) == 0


@pytest.mark.parametrize("row", [SIZE, -1])
def test_a_row_it_does_not_hold_is_an_error(index: VectorIndex, row: int) -> None:
    with pytest.raises(KeyError, match=str(row)):
        index.vectors([row, 1])


def test_finds_the_nearest_with_their_cosines(index: VectorIndex) -> None:
    found: list[float] = []
    for query in unit(MATRIX[:20] + 0.3 * MATRIX[20:40]):
        hits = index.search(query, 20)
        assert hits.cosines.tolist() == sorted(hits.cosines.tolist(), reverse=True)
        np.testing.assert_allclose(hits.cosines, MATRIX[hits.rows] @ query, atol=1e-4)
        nearest = set(top(MATRIX @ query, 20).tolist())
        found.append(len(nearest & set(hits.rows.tolist())) / 20)
    assert float(np.mean(found)) >= 0.97


def test_asked_for_more_than_it_holds_it_gives_all(index: VectorIndex) -> None:
    assert sorted(index.search(MATRIX[0], SIZE + 50).rows.tolist()) == ROWS


@pytest.mark.parametrize("kind", ["exact", "chroma"])
def test_adding_again_takes_the_place_of_what_was_there(kind: str, tmp_path: Path) -> None:
    index = open_empty(kind, tmp_path)
    index.add([0, 1], MATRIX[:2])
    index.add([1, 2], MATRIX[7:9])
    assert len(index) == 3
    np.testing.assert_allclose(index.vectors([0, 1, 2]), MATRIX[[0, 7, 8]], atol=1e-6)
    assert index.search(MATRIX[7], 1).rows.tolist() == [1]


def test_exact_search_gives_equals_in_order_of_rows() -> None:
    index = ExactIndex(np.repeat(MATRIX[:2], 3, axis=0))
    assert index.search(MATRIX[0], 2).rows.tolist() == [0, 1]


@pytest.mark.parametrize("share", [0.05, 0.9])
def test_cosines_of_some_rows_are_those_of_all(share: float) -> None:
    rows = np.arange(0, SIZE, int(1 / share) if share < 0.5 else 1)
    np.testing.assert_allclose(ExactIndex(MATRIX).cosines(MATRIX[9], rows), (MATRIX @ MATRIX[9])[rows], atol=1e-6)
