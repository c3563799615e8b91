"""Train, valid and test, and nobody in two of them."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.labels.splitting import SPLITS, Guard, Leak, by_person, by_time, places

START = datetime(2026, 5, 1, tzinfo=UTC)
SHARES = (0.8, 0.1, 0.1)


def person(number: int) -> str:
    return sha256(str(number).encode()).hexdigest()[:32]


def test_people_are_shared_out_as_asked() -> None:
    found = Counter(by_person(person(number), SHARES) for number in range(10_000))
    assert found["train"] == pytest.approx(8000, abs=150)
    assert found["valid"] == pytest.approx(1000, abs=120)


def test_a_split_without_a_share_gets_nobody() -> None:
    assert {by_person(person(number), (1.0, 0.0, 0.0)) for number in range(100)} == {"train"}
    assert {by_person(person(number), (0.5, 0.0, 0.5)) for number in range(100)} == {"train", "test"}
    assert {by_person(person(number), (0.0, 0.0, 1.0)) for number in range(100)} == {"test"}
    assert by_person("f" * 32, (0.3, 0.7, 0.0)) == "valid"


def test_time_is_cut_where_the_shares_end() -> None:
    assert places(SHARES, 10) == (8, 9)
    assert places((0.5, 0.0, 0.5), 10) == (5,)
    cuts = (START + timedelta(days=8), START + timedelta(days=9))
    found = [by_time(START + timedelta(days=day), cuts, SHARES) for day in (0, 7, 8, 9, 30)]
    assert found == ["train", "train", "valid", "test", "test"]
    assert by_time(START + timedelta(days=9), cuts[:1], (0.5, 0.0, 0.5)) == "test"


def test_nobody_is_admitted_to_a_second_split() -> None:
    with Guard() as guard:
        assert guard.admits(person(1), "train")
        assert guard.admits(person(1), "train")
        assert not guard.admits(person(1), "test")
        assert guard.admits(person(2), "test")


@pytest.mark.parametrize(
    ("first", "then"), [((0, "valid"), (1, "train")), ((5, "train"), (4, "train")), ((5, "train"), (4, "test"))]
)
def test_time_that_goes_back_is_a_leak(first: tuple[int, str], then: tuple[int, str]) -> None:
    with Guard() as guard:
        guard.in_order(START + timedelta(days=first[0]), first[1])  # type: ignore[arg-type]
        with pytest.raises(Leak, match=then[1]):
            guard.in_order(START + timedelta(days=then[0]), then[1])  # type: ignore[arg-type]


@given(
    st.lists(st.integers(0, 1000), max_size=60),
    st.integers(0, 100).flatmap(lambda a: st.tuples(st.just(a), st.integers(0, 100 - a))),
)
def test_a_later_conversation_is_never_in_an_earlier_split(days: list[int], parts: tuple[int, int]) -> None:
    shares = (parts[0] / 100, parts[1] / 100, 1 - sum(parts) / 100)
    moments = sorted(START + timedelta(days=day) for day in days)
    cuts = [moments[place] for place in places(shares, len(moments)) if place < len(moments)]
    found = [SPLITS.index(by_time(moment, cuts, shares)) for moment in moments]
    assert found == sorted(found)
