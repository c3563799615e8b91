"""From likelihoods to ranks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.scorers._picking import ranked


@pytest.mark.parametrize(
    ("likelihoods", "ranks"),
    [
        ((0.1, 0.6, 0.3), (2, 0, 1)),
        ((0.4, 0.4, 0.2), (0.5, 0.5, 2)),
        ((0.7, 0.3, 0.0, 0.0), (0, 1, 2.5, 2.5)),
        ((0.9, 0.1, 0.0, 0.0, 0.0), ()),
        ((0.5, 0.5), ()),
        ((1.2, 0.5), ()),
        ((float("nan"), 0.5), ()),
    ],
)
def test_the_likelier_is_the_better_and_level_ones_share(
    likelihoods: tuple[float, ...], ranks: tuple[float, ...]
) -> None:
    assert ranked(likelihoods) == ranks


@given(st.lists(st.floats(0.001, 1), min_size=2, max_size=12))
def test_ranks_add_up_whatever_is_level(likelihoods: list[float]) -> None:
    found = ranked(likelihoods)
    if found:
        assert sum(found) == len(found) * (len(found) - 1) / 2
