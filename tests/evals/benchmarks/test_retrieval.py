"""The bench of retrieval finds what is there to find, and says what it left out."""

import json

import numpy as np
import pytest

from evals.benchmarks import retrieval
from evals.benchmarks.clustered import WIDTH, Clusters


def test_vectors_lie_in_clusters_and_queries_are_none_of_them() -> None:
    clusters = Clusters.drawn(1)
    vectors = clusters.draw(3_000, np.random.default_rng(1))
    queries = clusters.draw(20, np.random.default_rng(2))
    assert vectors.shape == (3_000, WIDTH)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    cosines = vectors @ queries.T
    assert cosines.max() < 0.999
    assert np.median(cosines.max(axis=0)) > 0.4
    assert abs(np.median(cosines)) < 0.2


def test_every_selectivity_is_measured_and_nothing_ruled_out_is_found() -> None:
    measured = retrieval.measure(2_000, 3, with_chroma=False)
    assert [row.share for row in measured.rows] == list(retrieval.SHARES)
    for row in measured.rows:
        figures = row.figures()
        assert figures["recall"] == 1
        assert figures["violations"] == 0
        assert figures["chroma_where_p50_ms"] is None
        assert row.ms
        assert row.numpy_ms


@pytest.mark.slow
def test_one_size_is_one_object_with_chroma_beside(capsys: pytest.CaptureFixture[str]) -> None:
    retrieval.run((1_500,), 2, True)
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told["items"] == 1_500
    assert {"selectivity", "recall", "violations", "p50_ms", "p95_ms", "numpy_p50_ms"} <= set(told["rows"][0])
    assert all(row["chroma_where_recall"] > 0.8 for row in told["rows"])
    assert told["chroma_build_s"] > 0
