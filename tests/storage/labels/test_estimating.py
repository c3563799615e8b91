"""What another policy would have earned."""

from collections.abc import Callable
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from storage.labels.estimating import Estimate, Log, doubly_robust, ips, snips

EARNED = {"a": 0.1, "b": 0.6}


def log(count: int, chance: Random) -> Log:
    """`a` was shown four times in five; the policy in question shows `b` four times in five."""
    shown = ["a" if chance.random() < 0.8 else "b" for _ in range(count)]
    rewards = [float(chance.random() < EARNED[item]) for item in shown]
    return Log(rewards, [{"a": 0.8, "b": 0.2}[one] for one in shown], [{"a": 0.2, "b": 0.8}[one] for one in shown])


TRUTH = 0.2 * EARNED["a"] + 0.8 * EARNED["b"]


@pytest.mark.parametrize("estimate", [ips, snips])
def test_intervals_cover_the_truth_as_often_as_they_say(estimate: Callable[[Log], Estimate]) -> None:
    found = [estimate(log(500, Random(seed))) for seed in range(200)]
    assert sum(one.covers(TRUTH) for one in found) >= 186
    assert sum(one.value for one in found) / 200 == pytest.approx(TRUTH, abs=0.01)


def test_intervals_cover_rare_rewards_too() -> None:
    """Five of them, each of great weight: a plain normal interval covers 86 % of the time."""
    found = []
    for seed in range(300):
        chance = Random(f"rare {seed}")
        shown = [chance.random() < 0.1 for _ in range(1000)]
        rewards = [float(one and chance.random() < 0.05) for one in shown]
        found.append(ips(Log(rewards, [0.1 if one else 0.9 for one in shown], [float(one) for one in shown])))
    assert sum(one.covers(0.05) for one in found) >= 279


def test_self_normalising_varies_less() -> None:
    one = log(2000, Random(1))
    assert snips(one).high - snips(one).low < ips(one).high - ips(one).low


def test_the_policy_itself_earns_what_it_earned() -> None:
    one = Log([1.0, 0.0, 3.0, 0.0], [0.5, 0.9, 0.1, 1.0], [0.5, 0.9, 0.1, 1.0])
    assert ips(one).value == snips(one).value == 1.0
    assert ips(one).effective == pytest.approx(4)


def test_clipping_is_told() -> None:
    found = ips(Log([1.0, 1.0], [0.01, 1.0], [1.0, 1.0]), most=10)
    assert found.clipped == 0.5
    assert found.value == 5.5


def test_what_hangs_together_makes_the_interval_wider() -> None:
    chance = Random(5)
    people = [float(chance.random() < 0.5) for _ in range(50)]
    rewards = [one for one in people for _ in range(20)]
    alone = Log(rewards, [1.0] * 1000, [1.0] * 1000)
    together = Log(rewards, [1.0] * 1000, [1.0] * 1000, [str(n // 20) for n in range(1000)])
    assert ips(together).value == ips(alone).value
    assert ips(together).high - ips(together).low == pytest.approx(
        20**0.5 * (ips(alone).high - ips(alone).low), rel=0.05
    )


@pytest.mark.parametrize("one", [Log([], [], []), Log([1.0], [0.5], [0.5]), Log([1.0, 2.0], [0.5, 0.5], [0.0, 0.0])])
def test_too_little_to_tell_is_told(one: Log) -> None:
    found = snips(one)
    assert (found.low, found.high) == (float("-inf"), float("inf"))


@pytest.mark.parametrize(
    "one",
    [
        Log([1.0], [0.5, 0.5], [0.5]),
        Log([1.0], [0.0], [0.5]),
        Log([float("nan")], [0.5], [0.5]),
        Log([1.0], [0.5], [-1]),
    ],
)
def test_what_is_no_log_is_refused(one: Log) -> None:
    with pytest.raises(ValueError):
        ips(one)


@example([(1e-120, 0.5, 1.0), (0.0, 0.5, 1.0), (0.0, 0.5, 1.0)])
@given(st.lists(st.tuples(st.floats(0, 3), st.floats(0.01, 1), st.floats(0, 1)), min_size=2, max_size=50))
def test_an_estimate_lies_in_its_interval_and_snips_within_the_rewards(rows: list[tuple[float, float, float]]) -> None:
    rewards, propensities, targets = zip(*rows, strict=True)
    one = Log(rewards, propensities, targets)
    for found in (ips(one), snips(one)):
        assert found.low <= found.value <= found.high or found.low == float("-inf")
    found = snips(one)
    if sum(targets):
        assert min(rewards) - 1e-6 <= found.value <= max(rewards) + 1e-6
    assert isinstance(found, Estimate)


def test_a_model_of_the_rewards_need_not_be_right_and_the_better_the_narrower() -> None:
    found, wrong = [], []
    for seed in range(200):
        one = log(500, Random(seed))
        told = [EARNED["a"] if chance == 0.8 else EARNED["b"] for chance in one.propensities]
        found.append(doubly_robust(one, told, [TRUTH] * 500))
        wrong.append(doubly_robust(one, [0.9] * 500, [0.9] * 500))
    for estimates in (found, wrong):
        assert sum(each.covers(TRUTH) for each in estimates) >= 186
        assert sum(each.value for each in estimates) / 200 == pytest.approx(TRUTH, abs=0.01)
    one = log(500, Random(1))
    assert found[1].high - found[1].low < ips(one).high - ips(one).low


def test_a_model_that_knows_nothing_is_ips() -> None:
    one = log(100, Random(4))
    assert doubly_robust(one, [0.0] * 100, [0.0] * 100) == ips(one)


@pytest.mark.parametrize(("predicted", "expected"), [([0.0], [0.0, 0.0]), ([0.0, float("nan")], [0.0, 0.0])])
def test_a_model_says_something_finite_of_each(predicted: list[float], expected: list[float]) -> None:
    with pytest.raises(ValueError, match="one finite prediction"):
        doubly_robust(Log([1.0, 0.0], [0.5, 0.5], [0.5, 0.5]), predicted, expected)
