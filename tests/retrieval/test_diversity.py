"""Maximal marginal relevance over vectors and values."""

from functools import reduce
from operator import and_
from random import Random

import numpy as np
import numpy.typing as npt
from hypothesis import given
from hypothesis import strategies as st

from retrieval.catalogue import Attribute, Item, Kind
from retrieval.diversity import PRICE, Traits, diverse, traits_of
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
    asked_for = [{"genre": frozenset({"war", other})} for other in "abc"]
    order = diverse(candidates(3), scores(0.8, 0.79, 0.78), directions(0, 40, 80), 3, balance=0.99, traits=asked_for)
    assert order == (0, 1, 2)


def test_what_is_wished_may_be_on_all_and_what_is_not_may_not() -> None:
    values = [traits("war", str(n)) for n in range(3)] + [traits("love", "3")]
    pool = candidates(4), scores(0.8, 0.79, 0.78, 0.72), directions(0, 40, 80, 20), 3
    assert diverse(*pool, balance=0.99, traits=values) == (0, 1, 3)
    assert diverse(*pool, balance=0.99, traits=values, wished={("genre", "war")}) == (0, 1, 2)
    assert diverse(*pool, balance=0.99, traits=values, wished={("genre", "")}) == (0, 1, 2)


def test_a_value_that_few_have_makes_alike_more_than_one_that_most_have() -> None:
    rare = [traits("war", "a"), traits("war", "b"), traits("x", "c"), traits("y", "d"), traits("z", "e")]
    common = [traits("war", "a"), traits("war", "b"), traits("x", "c"), traits("war", "d"), traits("war", "e")]
    pool = candidates(5), scores(0.8, 0.72, 0.6, 0.1, 0.1), directions(0, 90, 90, 90, 90), 2, 0.7
    assert diverse(*pool, traits=rare) == (0, 2)
    assert diverse(*pool, traits=common) == (0, 1)


trait = st.builds(traits, st.sampled_from("abc"), st.sampled_from("xyz"))
pools = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 360), trait), min_size=2, max_size=12)


@given(pools, st.integers(2, 4))
def test_a_value_is_on_all_only_where_whoever_lacks_it_is_clearly_worse(
    pool: list[tuple[float, float, Traits]], limit: int
) -> None:
    values, vectors = scores(*(v for v, _, _ in pool)), directions(*(a for _, a, _ in pool))
    held = [{(name, v) for name, vs in one.items() for v in vs} for _, _, one in pool]
    order = diverse(candidates(len(pool)), values, vectors, limit, 0.75, [one for _, _, one in pool])
    *before, last = order
    ours = reduce(and_, (held[place] for place in before)) - reduce(and_, held)
    if len(order) == limit and ours & held[last]:
        best = max(v for v, _, _ in pool)
        free = [place for place in range(len(pool)) if place not in order and not ours & held[place]]
        assert all(pool[place][0] < pool[last][0] - PRICE * best + 1e-9 for place in free)


@given(pools, st.integers(0, 5), st.randoms(use_true_random=False))
def test_the_order_of_the_candidates_plays_no_part(
    pool: list[tuple[float, float, Traits]], limit: int, shuffled: Random
) -> None:
    def rows(places: list[int]) -> list[int]:
        values, vectors = scores(*(pool[n][0] for n in places)), directions(*(pool[n][1] for n in places))
        found = [Candidate(n, str(n), 0.5) for n in places]
        return [places[n] for n in diverse(found, values, vectors, limit, 0.75, [pool[n][2] for n in places])]

    places = list(range(len(pool)))
    mixed = places.copy()
    shuffled.shuffle(mixed)
    assert rows(places) == rows(mixed)


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 360)), max_size=12), st.integers(0, 5), st.floats(0, 1))
def test_each_once_best_first_and_always_the_same(pool: list[tuple[float, float]], limit: int, balance: float) -> None:
    values, vectors = scores(*(v for v, _ in pool)), directions(*(a for _, a in pool))
    order = diverse(candidates(len(pool)), values, vectors, limit, balance)
    assert len(set(order)) == len(order) == min(limit, len(pool))
    assert order == diverse(candidates(len(pool)), values, vectors, limit, balance)
    if order and balance > 0.01:
        assert values[order[0]].value >= max(v for v, _ in pool) - 1e-9
