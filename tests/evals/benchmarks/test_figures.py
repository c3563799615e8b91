import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.benchmarks.figures import Line, median, percentile, publish, table

numbers = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50)


@settings(deadline=None)
@given(numbers, st.floats(0, 1))
def test_a_percentile_is_numpys_linear_one(samples: list[float], share: float) -> None:
    assert percentile(samples, share) == pytest.approx(float(np.quantile(samples, share)), rel=1e-6, abs=1e-6)


@settings(deadline=None)
@given(numbers)
def test_the_middle_percentile_is_the_median(samples: list[float]) -> None:
    assert percentile(samples, 0.5) == pytest.approx(median(samples), rel=1e-6, abs=1e-6)


def test_without_samples_there_is_no_number() -> None:
    assert math.isnan(percentile([], 0.5))
    assert math.isnan(median([]))


@pytest.mark.parametrize(
    ("line", "met"),
    [
        (Line("turn", 35.0, "ms", 35.0), True),
        (Line("turn", 35.1, "ms", 35.0), False),
        (Line("rate", 0.85, "", 0.85, keep="above"), True),
        (Line("rate", 0.84, "", 0.85, keep="above"), False),
        (Line("memory", 1.0, "MiB"), None),
    ],
)
def test_a_line_knows_whether_its_budget_is_met(line: Line, met: bool | None) -> None:
    assert line.met is met


def test_a_nan_meets_no_budget() -> None:
    assert not Line("turn", math.nan, "ms", 35.0).met


def test_the_last_line_is_json_if_wanted(capsys: pytest.CaptureFixture[str]) -> None:
    drawn = table("Turns", [Line("turn, p50", 12.5, "ms", 35.0)])
    publish([drawn], {"p50_ms": 12.5, "rss_mb": math.nan}, as_json=True)
    *before, last = capsys.readouterr().out.splitlines()
    assert json.loads(last) == {"p50_ms": 12.5, "rss_mb": None}
    assert any("turn, p50" in line and "12.5 ms" in line and "≤ 35 ms" in line and "met" in line for line in before)


def test_without_json_there_is_only_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    publish([table("Turns", [Line("turn", 90.5, "ms", 35.0)])], {"p50_ms": 90.5}, as_json=False)
    out = capsys.readouterr().out
    assert "missed" in out
    assert "{" not in out
