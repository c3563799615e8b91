"""The bench of decisions decides about what it says it does."""

import json
import random

import pytest

from agents import wishes
from evals.benchmarks import deciding
from evals.benchmarks.staging import films
from evals.benchmarks.synthetic import recombined
from retrieval.columns import Columns


def test_nothing_fits_the_profiles_that_ways_out_are_sought_for() -> None:
    catalogue = recombined(films(), 200)
    columns, chance = Columns(catalogue), random.Random(1)
    for _ in range(10):
        profile = deciding._impossible(catalogue, columns, chance)
        assert not columns.mask(*wishes.tests(profile.preferences)).any()
        assert columns.mask(*wishes.tests(profile.preferences[:-1])).any()


def test_the_figures_are_of_every_size_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    deciding.run((100, 200), 3, True)
    rows = json.loads(capsys.readouterr().out.splitlines()[-1])["rows"]
    assert [row["items"] for row in rows] == [100, 200]
    assert all(row["question_p95_ms"] >= row["question_p50_ms"] > 0 for row in rows)
    assert all(row["ways_p95_ms"] >= row["ways_p50_ms"] > 0 for row in rows)
