"""The nearest survivors: none that is ruled out, hardly one missed, whichever way they were looked for."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.columns import Mask, Rows
from retrieval.embedder import Vectors
from retrieval.index import Hits, UnusableIndexError
from retrieval.indexes.compact import CompactScan, write_compact
from retrieval.indexes.exact import ExactIndex, top
from retrieval.nearest import Nearest, shortlist

SIZE, WIDTH, LIMIT = 20_000, 96, 100


def clustered(size: int, chance: np.random.Generator, centres: Vectors) -> Vectors:
    found = centres[chance.integers(0, len(centres), size)] + 0.8 * chance.standard_normal((size, WIDTH))
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), dtype=np.float32)


CHANCE = np.random.default_rng(11)
CENTRES = np.asarray(CHANCE.standard_normal((40, WIDTH)), dtype=np.float32)
MATRIX, QUERIES = clustered(SIZE, CHANCE, CENTRES), clustered(10, CHANCE, CENTRES)


@pytest.fixture(scope="module")
def compact(tmp_path_factory: pytest.TempPathFactory) -> CompactScan:
    folder = tmp_path_factory.mktemp("compact")
    write_compact(folder, MATRIX)
    return CompactScan(folder, SIZE)


@pytest.mark.parametrize("share", [0.001, 0.01, 0.1, 0.3, 0.5, 0.9, 1.0])
def test_nothing_ruled_out_and_hardly_any_missed(compact: CompactScan, share: float) -> None:
    nearest, recalls = Nearest(ExactIndex(MATRIX, compact)), []
    for query in QUERIES:
        mask = CHANCE.random(SIZE) < share
        survivors = np.flatnonzero(mask)
        found = nearest.rows(query, mask, survivors, LIMIT)
        best = survivors[top(MATRIX[survivors] @ query, LIMIT)]
        assert mask[found].all()
        assert len(set(found.tolist())) == len(found) == len(best)
        assert np.all(np.diff(MATRIX[found] @ query) <= 1e-6)
        recalls.append(len(set(found.tolist()) & set(best.tolist())) / len(best))
    assert np.mean(recalls) >= 0.99


def test_without_a_copy_the_result_is_exact_to_the_bit() -> None:
    mask = np.arange(SIZE) % 3 != 0
    survivors = np.flatnonzero(mask)
    exact = survivors[top((MATRIX @ QUERIES[0])[survivors], LIMIT)]
    assert Nearest(ExactIndex(MATRIX)).rows(QUERIES[0], mask, survivors, LIMIT).tolist() == exact.tolist()


def test_of_equals_the_earlier_come_first(compact: CompactScan, tmp_path: Path) -> None:
    same = np.repeat(MATRIX[:1], 5_000, axis=0)
    write_compact(tmp_path, same)
    nearest = Nearest(ExactIndex(same, CompactScan(tmp_path, len(same))))
    mask = np.arange(len(same)) % 2 == 1
    assert nearest.rows(QUERIES[0], mask, np.flatnonzero(mask), 3).tolist() == [1, 3, 5]


class Rough:
    def __init__(self, cosines: Vectors) -> None:
        self._cosines = cosines

    def cosines(self, vector: Vectors) -> Vectors:
        return self._cosines.copy()


@given(seed=st.integers(0, 1000), wanted=st.integers(1, 400), share=st.floats(0.02, 1), levels=st.integers(1, 500))
def test_a_shortlist_has_the_best_and_only_survivors(seed: int, wanted: int, share: float, levels: int) -> None:
    chance = np.random.default_rng(seed)
    cosines = np.asarray(chance.integers(0, levels, 2_000) / levels, dtype=np.float32)
    mask = chance.random(2_000) < share
    survivors = np.flatnonzero(mask)
    found = shortlist(Rough(cosines), QUERIES[0], mask, survivors, wanted)
    assert found.tolist() == sorted(set(found.tolist()))
    assert mask[found].all()
    assert set(survivors[top(cosines[survivors], wanted)].tolist()) <= set(found.tolist())


@pytest.mark.parametrize("width", [1, 32, 64, 100, 384])
def test_the_copy_of_vectors_of_any_width_is_some_thousandths_off(tmp_path: Path, width: int) -> None:
    vectors = np.asarray(CHANCE.standard_normal((70, width)), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    write_compact(tmp_path, vectors)
    off = CompactScan(tmp_path, 70).cosines(vectors[3]) - vectors @ vectors[3]
    assert np.abs(off).max() < 0.1
    assert off.std() < (0.02 if width > 32 else 0.05)


def test_vectors_of_nothing_are_no_trouble(tmp_path: Path) -> None:
    write_compact(tmp_path, np.zeros((3, 64), dtype=np.float32))
    assert CompactScan(tmp_path, 3).cosines(np.ones(64, dtype=np.float32)) == pytest.approx([0, 0, 0])


@pytest.mark.parametrize("file", ["compact.onnx", "compact.codes", "compact.scales"])
def test_a_copy_that_is_not_whole_is_refused(tmp_path: Path, file: str) -> None:
    write_compact(tmp_path, MATRIX[:100])
    with pytest.raises(ValueError, match="100 vectors, not 101"):
        CompactScan(tmp_path, 101)
    (tmp_path / file).write_bytes(b"none")
    with pytest.raises(ValueError, match="can't be read"):
        CompactScan(tmp_path, 100)
    (tmp_path / file).unlink()
    with pytest.raises(OSError, match=file):
        CompactScan(tmp_path, 100)


# --- beside an approximate index ------------------------------------------------------------------------------------


class Neighbours:
    name = "neighbours"

    def __init__(self, answer: Callable[[], Rows]) -> None:
        self._answer, self.asked = answer, 0

    def __len__(self) -> int:
        return SIZE

    def add(self, rows: object, vectors: object, documents: object = (), metadata: object = ()) -> None:
        raise AssertionError

    def vectors(self, rows: object) -> Vectors:
        raise AssertionError

    def search(self, vector: Vectors, limit: int) -> Hits:
        self.asked += 1
        rows = self._answer()[:limit]
        return Hits(rows, (MATRIX @ vector)[rows])


def most(share: float) -> tuple[Mask, Rows]:
    mask = np.arange(SIZE) < share * SIZE
    return mask, np.flatnonzero(mask)


def test_where_nearly_all_survive_the_neighbours_are_asked_and_verified() -> None:
    order = top(MATRIX @ QUERIES[0], SIZE)
    neighbours = Neighbours(lambda: order)
    mask, survivors = most(0.9)
    mask[order[1]] = False
    found = Nearest(ExactIndex(MATRIX), lambda: neighbours).rows(QUERIES[0], mask, survivors, 20)
    assert neighbours.asked == 1
    assert found.tolist() == order[mask[order]][:20].tolist()


@pytest.mark.parametrize("share", [0.5, 1])
def test_where_there_is_a_copy_it_is_looked_at_instead(compact: CompactScan, share: float) -> None:
    neighbours = Neighbours(lambda: np.arange(SIZE))
    Nearest(ExactIndex(MATRIX, compact), lambda: neighbours, exact_up_to=1).rows(QUERIES[0], *most(share), 20)
    assert neighbours.asked == 0


def test_neighbours_that_fail_or_are_too_few_are_done_without() -> None:
    def fails() -> Rows:
        raise UnusableIndexError("Gone.")

    mask, survivors = most(0.9)
    exact = survivors[top((MATRIX @ QUERIES[0])[survivors], 20)].tolist()
    for answer in (fails, lambda: np.arange(3)):
        neighbours = Neighbours(answer)
        nearest = Nearest(ExactIndex(MATRIX), lambda neighbours=neighbours: neighbours)  # type: ignore[misc]
        assert nearest.rows(QUERIES[0], mask, survivors, 20).tolist() == exact
        assert neighbours.asked == 1
