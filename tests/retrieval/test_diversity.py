"""Maximal marginal relevance over vectors and values."""

import numpy as np
import numpy.typing as npt
from hypothesis import given
from hypothesis import strategies as st

from retrieval.catalogue import Attribute, Item, Kind
from retrieval.diversity import Traits, diverse, traits_of
from retrieval.scorer import Candidate, Score


def candidates(count: int) -> list[Candidate]:
    return [Candidate(n, str(n), 0.5) for n in range(count)]


def scores(*values: float) -> list[Score]:
    return [Score(value, {}, "test", "1") for value in values]


def directions(*degrees: float) -> npt.NDArray[np.float32]:
    angles = np.radians(degrees)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def test_a_twin_gives_way_to_a_slightly_worse_one() -> None:
    assert diverse(candidates(3), scores(0.9, 0.89, 0.8), directions(0, 1, 90), 2) == (0, 2)


def test_a_much_worse_one_does_not_get_in_for_being_different() -> None:
    assert diverse(candidates(3), scores(0.9, 0.89, 0.1), directions(0, 1, 90), 2) == (0, 1)


def test_full_balance_is_the_order_of_the_scores() -> None:
    assert diverse(candidates(3), scores(0.1, 0.9, 0.5), directions(0, 0, 0), 3, balance=1.0) == (1, 2, 0)


def test_ties_go_to_the_better_fused_and_then_to_the_earlier() -> None:
    pool = [Candidate(0, "a", 0.1), Candidate(1, "b", 0.7), Candidate(2, "c", 0.7)]
    assert diverse(pool, scores(0.5, 0.5, 0.5), directions(0, 0, 0), 3) == (1, 2, 0)


def traits(genre: str, maker: str) -> Traits:
    return {"genre": frozenset({genre}), "maker": frozenset({maker})}


def test_three_of_one_maker_are_not_shown_if_another_is_as_good() -> None:
    values = [traits("war", "x"), traits("war", "x"), traits("war", "x"), traits("war", "y")]
    order = diverse(candidates(4), scores(0.8, 0.79, 0.78, 0.7), directions(0, 90, 45, 45), 3, traits=values)
    assert 3 in order


def test_traits_are_names_and_decades() -> None:
    attributes = [
        Attribute("genre", Kind.TAGS),
        Attribute("year", Kind.YEAR),
        Attribute("price", Kind.MONEY),
        Attribute("maker", Kind.CATEGORY),
    ]
    item = Item("1", "One", {"genre": ("war", "drama"), "year": 1994.0, "price": 3.0})
    assert traits_of(item, attributes) == {"genre": {"war", "drama"}, "year": {"199"}}


def test_what_all_candidates_share_is_no_lack_of_variety() -> None:
    asked_for = [{"genre": frozenset({"war", other})} for other in ("a", "b", "c")]
    order = diverse(candidates(3), scores(0.8, 0.79, 0.78), directions(0, 40, 80), 3, balance=0.99, traits=asked_for)
    assert order == (0, 1, 2)


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 360)), max_size=12), st.integers(0, 5), st.floats(0, 1))
def test_each_once_best_first_and_always_the_same(pool: list[tuple[float, float]], limit: int, balance: float) -> None:
    values, vectors = scores(*(v for v, _ in pool)), directions(*(a for _, a in pool))
    order = diverse(candidates(len(pool)), values, vectors, limit, balance)
    assert len(set(order)) == len(order) == min(limit, len(pool))
    assert order == diverse(candidates(len(pool)), values, vectors, limit, balance)
    if order and balance > 0.01:
        assert values[order[0]].value >= max(v for v, _ in pool) - 1e-9
