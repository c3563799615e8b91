"""Reciprocal rank fusion."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.fusion import Ranking, fuse

orders = st.lists(st.integers(0, 30), unique=True, max_size=15)


def ranking(rows: list[int], weight: float = 1.0) -> Ranking:
    return Ranking(np.array(rows, dtype=np.int64), weight)


def test_what_two_rankings_agree_on_wins() -> None:
    rows, scores = fuse([ranking([7, 1, 2]), ranking([1, 7, 3])])
    assert rows.tolist() == [1, 7, 2, 3]
    assert scores[0] == scores[1] > scores[2] == scores[3]


def test_first_everywhere_is_one() -> None:
    assert fuse([ranking([4, 2]), ranking([4, 5], 0.2)])[1][0] == pytest.approx(1)


def test_formula_of_the_paper() -> None:
    rows, scores = fuse([ranking([5, 6]), ranking([6], 2.0)], k=60)
    wanted = {5: 1 / 61, 6: 1 / 62 + 2 / 61}
    best = 3 / 61
    assert dict(zip(rows.tolist(), scores.tolist(), strict=True)) == pytest.approx(
        {r: s / best for r, s in wanted.items()}
    )


def test_a_weight_of_nothing_is_no_ranking() -> None:
    assert fuse([ranking([1]), ranking([2], 0.0)])[0].tolist() == [1]
    assert fuse([])[0].tolist() == []


@given(st.lists(orders, min_size=1, max_size=4))
def test_each_row_once_and_never_above_one(all_orders: list[list[int]]) -> None:
    rows, scores = fuse([ranking(order) for order in all_orders])
    assert sorted(rows.tolist()) == sorted(set().union(*all_orders))
    assert all(0 < s <= 1 + 1e-12 for s in scores)
    assert scores.tolist() == sorted(scores.tolist(), reverse=True)
