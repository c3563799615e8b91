import csv
import json
from pathlib import Path

import pytest

from evals.benchmarks import importing
from evals.benchmarks.films_file import write
from evals.benchmarks.importing import Cost, Counting, Peak, Rate, figures
from retrieval.catalogue import Item
from retrieval.embedders.hash import HashEmbedder

KEYS = ["rows", "items_per_s", "bare_items_per_s", "share", "reimport_s", "peak_mb"]


def test_figures_are_rates_and_the_larger_peak() -> None:
    rate = Rate(100, Cost(5.0, 4.0), Cost(4.0, 3.6), Cost(0.5, 0.4), embedded=98, embedded_again=1)
    drawn = figures(rate, Peak(100, 80.0, 120.0), Peak(1_000, 81.0, 190.0))
    assert [drawn[key] for key in KEYS] == [100, 20.0, 25.0, 0.8, 0.5, 190.0]
    assert drawn["cpu_share"] == 0.9


def test_a_file_is_imported_and_only_its_changes_are_embedded_again(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "LARGER", 2)
    importing.run(100, as_json=True, embedder="hash")
    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert list(found)[:6] == KEYS
    assert found["rows"] == 100
    assert found["items_per_s"] > 0 < found["bare_items_per_s"]
    assert (found["embedded"], found["embedded_again"]) == (100, 1)
    assert [peak["rows"] for peak in found["peaks"]] == [100, 200]


def test_the_file_says_what_the_items_say(tmp_path: Path) -> None:
    items = [
        Item("a", "Fog, again", {"genres": ("comedy", "drama"), "year": 1999.0, "dubbed": True}, text='She said "no".'),
        Item("b", "Owls", {"year": 2001.5}),
    ]
    write(tmp_path / "films.csv", items)
    with (tmp_path / "films.csv").open(encoding="utf-8", newline="") as file:
        first, second = csv.DictReader(file)
    assert (first["title"], first["genres"], first["year"], first["dubbed"]) == (
        "Fog, again",
        "comedy|drama",
        "1999",
        "True",
    )
    assert first["description"] == 'She said "no".'
    assert (second["genres"], second["year"]) == ("", "2001.5")


def test_texts_given_to_an_embedder_are_counted() -> None:
    real = HashEmbedder(16)
    counting = Counting(real)
    vectors = counting.embed(["a", "b"])
    counting.embed(["c"])
    assert counting.texts == 3
    assert (counting.embed(["a", "b"]) == vectors).all()
    assert (counting.name, counting.dimension) == (real.name, real.dimension)
