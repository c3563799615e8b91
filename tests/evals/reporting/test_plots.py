"""Where things are drawn is where they are."""

from hypothesis import given
from hypothesis import strategies as st

from evals.intervals import UNKNOWN, Estimate, estimate
from evals.reporting.plots import around_zero, curve, histogram, within


def test_a_share_lies_at_its_percent_and_an_unknown_one_nowhere() -> None:
    bar = within(Estimate(0.5, 0.25, 0.75, 8), Estimate(0.4, 0.1, 0.9, 8))
    assert bar is not None
    assert (bar.at, bar.low, bar.high, bar.mark) == (50, 25, 75, 40)
    assert within(UNKNOWN) is None


@given(st.floats(-1e6, 1e6), st.floats(0, 1e6), st.floats(0, 1e6))
def test_a_difference_crosses_the_middle_just_when_it_crosses_zero(value: float, below: float, above: float) -> None:
    bar = around_zero(Estimate(value, value - below, value + above, 9))
    assert bar is not None
    assert 0 <= bar.low <= bar.at <= bar.high <= 100
    if value - below > 0:
        assert bar.low >= 50
    if value - below < 0 < value + above:
        assert bar.low <= 50 <= bar.high


def test_a_curve_rises_upwards_from_left_to_right() -> None:
    points = curve("a", [("1", estimate([(0.0,)] * 9, "share")), ("2", estimate([(1.0,)] * 9, "share"))]).points
    assert points[0].x < points[1].x
    assert (points[0].y, points[1].y) == (100, 0)
    assert points[1].low > points[1].high == 0


@given(st.lists(st.floats(0, 1e5), min_size=1, max_size=50))
def test_no_turn_is_left_out_of_the_histogram(samples: list[float]) -> None:
    drawn = histogram(samples)
    assert drawn is not None
    assert max(one.height for one in drawn.columns) == 100
    assert all(0 <= at <= 100 for at, _ in drawn.marks)
    assert drawn.marks[0][0] <= drawn.marks[1][0]


def test_without_turns_there_is_no_histogram() -> None:
    assert histogram([]) is None
