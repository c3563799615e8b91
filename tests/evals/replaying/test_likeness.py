"""How alike two rankings are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.replaying.likeness import overlap, rank_biased_overlap

RANKINGS = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=8)


def test_the_same_is_alike_and_strangers_are_not() -> None:
    assert rank_biased_overlap("abc", "abc") == pytest.approx(1)
    assert rank_biased_overlap("abc", "def") == 0
    assert rank_biased_overlap("", "") == 1
    assert rank_biased_overlap("a", "") == 0
    assert overlap("", "", 3) == overlap("abc", "cab", 3) == 1
    assert overlap("abc", "abd", 3) == pytest.approx(2 / 3)


def test_by_hand() -> None:
    """Agreement 0, 1, 2/3 at depths 1 to 3, at p = 0.5: 0.5 * (0 + 1 / 2) + ..., extrapolated with 2/3."""
    expected = (1 - 0.5) / 0.5 * (0 * 0.5 + 1 * 0.25 + 2 / 3 * 0.125) + 2 / 3 * 0.125
    assert rank_biased_overlap("abc", "bad", 0.5) == pytest.approx(expected)


def test_what_stands_first_counts_most() -> None:
    assert rank_biased_overlap("abc", "abd") > rank_biased_overlap("abc", "adc") > rank_biased_overlap("abc", "dbc")


@given(RANKINGS, RANKINGS)
def test_it_is_a_share_and_symmetric(one: list[str], other: list[str]) -> None:
    found = rank_biased_overlap(one, other)
    assert -1e-9 <= found <= 1 + 1e-9
    assert found == pytest.approx(rank_biased_overlap(other, one))
    assert rank_biased_overlap(one, one) == pytest.approx(1)
