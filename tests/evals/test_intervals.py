"""Intervals cover what they should, and pairs say more than two crowds."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.intervals import difference, estimate

FLOATS = st.lists(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=4), min_size=2, max_size=12)


def test_a_share_has_an_interval_that_does_not_close_at_one() -> None:
    sure = estimate([(1.0,)] * 20, "share")
    assert (sure.value, sure.high, sure.n) == (1.0, 1.0, 20)
    half = estimate([(1.0,), (0.0,)] * 50, "share")
    assert half.low == pytest.approx(0.4038, abs=1e-4)
    assert half.high == pytest.approx(0.5962, abs=1e-4)
    assert sure.low == pytest.approx(0.8389, abs=1e-4)


def test_what_was_not_measured_is_unknown_and_one_conversation_has_no_interval() -> None:
    assert not estimate([(), ()]).known
    lonely = estimate([(3.0, 5.0)])
    assert lonely.value == 4.0
    assert not lonely.bounded
    assert not difference([()], [(1.0,)]).known


@given(FLOATS)
@settings(max_examples=25, deadline=None)
def test_a_mean_lies_within_its_interval_and_the_interval_within_the_values(values: list[list[float]]) -> None:
    told = estimate(values)
    every = [number for one in values for number in one]
    slack = 1e-6 * (1 + max(abs(number) for number in every))
    assert min(every) - slack <= told.low <= told.high <= max(every) + slack


def test_nine_in_ten_or_more_of_the_intervals_cover_the_truth() -> None:
    random = np.random.default_rng(3)
    covered = [
        told.low <= 2.0 <= told.high for told in (estimate(random.normal(2, 1, (40, 3)).tolist()) for _ in range(100))
    ]
    assert sum(covered) >= 88


def test_turns_of_one_conversation_are_drawn_together() -> None:
    random = np.random.default_rng(4)
    base = random.normal(0, 1, 30)
    alike = estimate([[one] * 10 for one in base])
    as_if_alone = estimate([[one] for one in np.repeat(base, 10)])
    assert alike.high - alike.low > 2 * (as_if_alone.high - as_if_alone.low)


def test_a_small_difference_in_every_pair_is_told_from_chance() -> None:
    random = np.random.default_rng(5)
    before = random.normal(0, 10, 50)
    after = before + random.normal(0.5, 0.1, 50)
    told = difference([(one,) for one in before], [(one,) for one in after])
    assert told.apart
    assert told.value == pytest.approx(0.5, abs=0.05)
    as_two_crowds = difference([(one,) for one in before], [(one,) for one in random.permutation(after)])
    assert as_two_crowds.value == pytest.approx(told.value)
    assert not as_two_crowds.apart


def test_the_same_values_differ_by_nothing() -> None:
    told = difference([(1.0,), (0.0,)], [(1.0,), (0.0,)])
    assert (told.value, told.low, told.high) == (0.0, 0.0, 0.0)
    assert not told.apart


def test_quantiles_are_of_all_turns() -> None:
    told = estimate([[1.0, 2.0, 3.0], [4.0], [100.0]], "p50")
    assert told.value == 3.0
    assert told.low >= 1.0
    assert estimate([[float(n)] for n in range(1, 101)], "p95").value == 95.0


def test_one_seed_gives_one_answer() -> None:
    values = [[math.sin(n), 1.0] for n in range(30)]
    assert estimate(values, "p95", seed=1) == estimate(values, "p95", seed=1)
    assert estimate(values, seed=1) != estimate(values, seed=2)
