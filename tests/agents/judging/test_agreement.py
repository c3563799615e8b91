"""Agreement is what the literature's formulas say it is, and its intervals are those of resampled conversations."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.judging.agreement import Compared, agreement, figures, grade

grades = st.floats(0, 3, allow_nan=False)


def compared(*pairs: tuple[float, float]) -> list[Compared]:
    return [Compared(f"c{place}", person, model) for place, (person, model) in enumerate(pairs)]


def test_a_table_worked_out_by_hand() -> None:
    """Observed squared differences 1 + 9 of 5 pairs; by chance 16.4: 1 - 10 / 16.4."""
    found = agreement(compared((0, 0), (0, 1), (2, 2), (3, 3), (3, 0)))
    assert found.pairs == 5
    assert found.table == ((1, 1, 0, 0), (0, 0, 0, 0), (0, 0, 1, 0), (1, 0, 0, 1))
    assert found.exact
    assert found.exact.value == pytest.approx(3 / 5)
    assert found.near
    assert found.near.value == pytest.approx(4 / 5)
    assert found.kappa
    assert found.kappa.value == pytest.approx(1 - 10 / _by_chance([0, 0, 2, 3, 3], [0, 1, 2, 3, 0]))


def _by_chance(people: list[int], models: list[int]) -> float:
    return sum((a - b) ** 2 for a in people for b in models) / len(people)


def test_full_agreement_and_its_opposite() -> None:
    same = agreement(compared((0, 0), (1, 1), (2, 2), (3, 3)))
    assert same.kappa
    assert (same.kappa.value, same.kappa.low, same.kappa.high) == (1.0, 1.0, 1.0)
    against = agreement(compared((0, 3), (3, 0)))
    assert against.kappa
    assert against.kappa.value == -1.0


def test_without_pairs_or_with_one_grade_there_is_no_kappa() -> None:
    nothing = agreement([])
    assert (nothing.pairs, nothing.exact, nothing.kappa) == (0, None, None)
    one = agreement(compared((2, 2), (2, 2)))
    assert one.exact
    assert one.exact.value == 1.0
    assert one.kappa is None
    assert figures(nothing)["weighted_kappa"] is None


def test_a_judge_that_guesses_is_no_better_than_chance() -> None:
    random = Random(1)
    found = agreement(compared(*((random.randrange(4), random.randrange(4)) for _ in range(600))))
    assert found.kappa
    assert found.kappa.low < 0 < found.kappa.high
    assert found.kappa.high - found.kappa.low < 0.25


def test_what_one_person_said_hangs_together() -> None:
    """Ten pairs of each of twenty people tell less than those of two hundred people, where people are alike in them."""
    pairs = [(3, 3 if place // 10 % 2 else 0) for place in range(200)]
    many = agreement(compared(*pairs)).exact
    few = agreement(Compared(f"c{place // 10}", p, m) for place, (p, m) in enumerate(pairs)).exact
    assert many
    assert few
    assert many.value == few.value == 0.5
    assert few.high - few.low > 2 * (many.high - many.low)


@given(st.lists(st.tuples(grades, grades), min_size=1, max_size=20))
def test_shares_are_shares_and_intervals_hold_the_estimate_loosely(pairs: list[tuple[float, float]]) -> None:
    found = agreement(compared(*pairs))
    assert sum(map(sum, found.table)) == len(pairs)
    for one in (found.exact, found.near):
        assert one
        assert 0 <= one.low <= one.high <= 1
    assert found.exact
    assert found.near
    assert found.exact.value <= found.near.value
    if found.kappa:
        assert -1 - 1e-9 <= found.kappa.value <= 1


def test_fractions_go_to_the_nearest_grade() -> None:
    assert [grade(one) for one in (0.0, 0.49, 0.5, 1.5, 2.25, 3.0, 9.0, -1.0)] == [0, 0, 1, 2, 2, 3, 3, 0]
