"""A belief is a probability, answers multiply it, and a sample of many items believes what all of them would."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.belief import Answer, Belief, believe, hits, turns
from retrieval.columns import Mask, Numbers

weights_of_six = st.lists(st.floats(0.01, 1.0), min_size=6, max_size=6).map(np.array)
six_flags = st.lists(st.booleans(), min_size=6, max_size=6).map(np.array)


def whole(belief: Belief) -> float:
    return float(belief.single.sum() + belief.pairs.sum())


def by_hand(weights: Numbers, answers: list[Answer], two: float) -> Numbers:
    """Every set of one and of two in turn: the chance that each item is the one asked about."""
    share = weights / weights.sum()
    apart = 1 - (share**2).sum()
    sets: dict[tuple[int, ...], float] = {(i,): (1 - two) * share[i] for i in range(len(share))}
    sets |= {(i, j): 2 * two * share[i] * share[j] / apart for i, j in combinations(range(len(share)), 2)}
    for answer in answers:
        for one in sets:
            true = any(answer.has[i] for i in one) == answer.yes
            sets[one] *= 1 - answer.error if true else answer.error
    found = np.zeros(len(share))
    for one, chance in sets.items():
        found[list(one)] += chance / len(one)
    return np.asarray(found / found.sum(), dtype=np.float64)


def in_order(belief: Belief) -> Numbers:
    likely = np.zeros(len(belief.places))
    likely[belief.places] = belief.likely
    return likely


@given(weights_of_six, st.lists(st.tuples(six_flags, st.booleans()), max_size=4), st.floats(0.01, 0.4), st.floats(0, 1))
def test_answers_multiply_as_they_would_set_by_set(
    weights: Numbers, said: list[tuple[Mask, bool]], error: float, two: float
) -> None:
    answers = [Answer(has, yes, error) for has, yes in said]
    belief = believe(weights, answers, two=two)
    assert whole(belief) == pytest.approx(1, abs=1e-5)
    assert in_order(belief) == pytest.approx(by_hand(weights, answers, two), abs=1e-5)


def test_an_answer_deletes_nothing_unless_nobody_errs() -> None:
    has = np.array([True, False, False])
    softened = in_order(believe(np.ones(3), [Answer(has, True, 0.1)]))
    assert (softened > 0).all()
    assert softened[0] / softened[1] == pytest.approx(9)
    assert in_order(believe(np.ones(3), [Answer(has, True)])).tolist() == [1, 0, 0]


def test_two_wanted_items_may_share_out_what_was_accepted() -> None:
    red, round_ = np.array([True, False, False]), np.array([False, True, False])
    both = [Answer(red, True), Answer(round_, True)]
    assert in_order(believe(np.ones(3), both, two=0.5)) == pytest.approx([0.5, 0.5, 0], abs=1e-6)


def test_answers_that_contradict_each_other_leave_everything_possible() -> None:
    has = np.array([True, True])
    assert in_order(believe(np.ones(2), [Answer(has, False)])).tolist() == [0.5, 0.5]


def test_a_failed_list_is_out() -> None:
    belief = believe(np.array([4.0, 3.0, 2.0, 1.0]), two=0.5)
    after = belief.without(np.array([0, 1]))
    assert after.likely[:2].tolist() == [0, 0]
    assert whole(after) == pytest.approx(1, abs=1e-6)


def test_a_list_is_best_first_and_its_chance_is_that_of_any_on_it() -> None:
    one = believe(np.array([1.0, 4.0, 3.0, 2.0]))
    points, hit = one.best(2)
    assert one.places[points].tolist() == [1, 2]
    assert hit == pytest.approx(0.7)
    pair = believe(np.ones(2), two=1.0)
    assert pair.best(1)[1] == pytest.approx(1)
    assert pair.best(2)[1] == pytest.approx(1)


def test_less_doubt_is_fewer_turns() -> None:
    flat, sharp, sure = np.ones(64), np.array([32.0, *[0.5] * 63]), np.array([1.0, *[0.0] * 63])
    expected = turns(np.column_stack([flat, sharp, sure]), np.ones(64), 3)
    assert expected[0] > expected[1] > expected[2]
    assert expected[2] == pytest.approx(1)
    assert hits(flat[:, None], np.ones(64), 3)[0] == pytest.approx(3 / 64)


def test_nothing_jumps_where_items_begin_to_be_sampled() -> None:
    sizes = [300, 390, 400, 410, 800, 5_000, 100_000]
    expected = [believe(np.random.default_rng(1).random(size) + 0.1).turns(10) for size in sizes]
    bits = np.log2(sizes)
    steps = np.diff(expected) / np.diff(bits)
    assert all(0.4 < step < 0.9 for step in steps)


def test_points_stand_for_all_items_and_for_all_their_weight() -> None:
    weights = np.random.default_rng(2).random(10_000) ** 4
    belief = believe(weights, most=400)
    assert len(belief.places) == 400
    assert belief.stands.sum() == pytest.approx(10_000)
    assert belief.likely[:300] == pytest.approx(np.sort(weights)[::-1][:300] / weights.sum())


def test_a_sample_that_stands_for_more_expects_what_all_would() -> None:
    everything = believe(np.ones(4_000), most=4_000)
    sample = believe(np.full(400, 10.0), stands=np.full(400, 10.0))
    assert sample.turns(5) == pytest.approx(everything.turns(5), rel=1e-3)
