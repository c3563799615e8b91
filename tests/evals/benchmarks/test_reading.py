"""The measurement of the reader reads what it says it reads."""

from evals.benchmarks.reading import SHOWN, measure, shown
from evals.benchmarks.staging import films
from evals.benchmarks.synthetic import recombined
from retrieval.embedders.hash import HashEmbedder


def test_every_utterance_is_timed_with_and_without_the_embedder() -> None:
    found = measure(60, 12, HashEmbedder())
    assert found.items == 60
    assert len(found.samples_ms) == len(found.without_embedder_ms) == 12
    assert all(ms > 0 for ms in found.samples_ms)
    assert set(found.figures()) == {"items", "warm_ms", "p50_ms", "p95_ms", "rules_p50_ms", "rules_p95_ms"}


def test_half_of_the_utterances_have_items_on_the_table() -> None:
    catalogue = recombined(films(), 30)
    slate = shown(catalogue).last_slate
    assert slate is not None
    assert slate.item_ids == tuple(item.id for item in catalogue.items[:SHOWN])
