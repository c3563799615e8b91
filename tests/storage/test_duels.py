"""How duels went, counted in a real database, and the exact interval around a share."""

from math import comb
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.dialogue import Duel, Explanation, Profile, Recommendation, Slate
from retrieval.scorer import Score
from storage.binomial import at_least, interval, two_sided
from storage.duels import Fought, Side, counted, fought
from storage.engine import open_engine
from storage.records import Feedback
from storage.sql import SqlStore


def a_slate(name: str) -> Slate:
    cards = tuple(
        Recommendation(f"{name}-{rank}", f"i{rank}", rank, Score(1, {}, "test", "1"), Explanation((), ""))
        for rank in (1, 2)
    )
    return Slate(name, "1", cards)


async def held(store: SqlStore, catalogue: str, name: str, policies: tuple[str, str], values: tuple[float, ...]) -> str:
    """A duel in a conversation of its own, with what was said of its sides."""
    conversation = (await store.open_conversation(catalogue, "1")).conversation.id
    left, right = a_slate(f"{name}-a"), a_slate(f"{name}-b")
    await store.begin_turn(conversation, 1, "more")
    await store.commit_duel(conversation, 1, left, Duel(name, right, policies), Profile())
    shown = await store.impressions_of(conversation)
    assert [one.slate_id for one in shown] == [left.id, left.id, right.id, right.id]
    assert [one.policy for one in shown] == [policies[0]] * 2 + [policies[1]] * 2
    for slate, value in zip((left, right), values, strict=False):
        for one in slate.recommendations:
            given_one = Feedback(one.impression_id, one.impression_id, "duel", shown[0].shown_at, value=value)
            await store.add_feedback(given_one, conversation)
    await store.fail_turn(conversation, 1, "enough")
    return conversation


async def test_wins_ties_and_sides_are_read_from_what_is_stored(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/duels.db"
    store = await SqlStore.open(address)
    await held(store, "films", "d1", ("default", "tail=1"), (0.0, 1.0))
    await held(store, "films", "d2", ("tail=1", "default"), (1.0, 0.0))
    await held(store, "films", "d3", ("tail=1", "default"), (0.0, 1.0))
    await held(store, "films", "d4", ("default", "tail=1"), (0.5, 0.5))
    await held(store, "films", "d5", ("default", "tail=1"), ())
    await held(store, "films", "d6", ("default", "explore=0.2"), (1.0, 0.0))
    await held(store, "gear", "d7", ("default", "tail=1"), (0.0, 1.0))
    gone = await held(store, "films", "d8", ("default", "tail=1"), (0.0, 1.0))
    await store.delete_conversation(gone)
    same = (await store.open_conversation("films", "1")).conversation.id
    await store.begin_turn(same, 1, "more")
    await store.commit_slate(same, 1, a_slate("same"), Profile(), duel="d9")
    await store.close()
    engine = open_engine(address)
    duels = counted(fought(engine, "films"))
    engine.dispose()
    explore, tail = duels.standings
    assert (explore.challenger, explore.held, explore.wins.hits, explore.wins.of) == ("explore=0.2", 1, 0, 1)
    assert (tail.challenger, tail.held, tail.conversations, tail.open, tail.ties) == ("tail=1", 5, 5, 1, 1)
    assert (tail.wins.hits, tail.wins.of) == (2, 3)
    assert (tail.left.hits, tail.left.of) == (1, 3)
    assert tail.wins.even
    assert duels.agreed == 1


def test_nothing_is_a_difference_only_where_chance_cannot_make_it() -> None:
    won = [Fought("c", (Side("default", 0.0), Side("tail=1", 1.0)))] * 6
    (few,) = counted(won[:5]).standings
    (six,) = counted(won).standings
    assert few.wins.even  # five of five: p = 0.0625
    assert not six.wins.even
    assert six.wins.p == pytest.approx(2 / 64)
    (none,) = counted([Fought("c", (Side("default", None), Side("tail=1", None)))]).standings
    assert (none.wins.low, none.wins.high, none.wins.share) == (0.0, 1.0, 0.5)


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(0, 10, 0.0, 0.30850), (5, 10, 0.18709, 0.81291), (8, 10, 0.44390, 0.97479), (60, 100, 0.49721, 0.69671)],
)
def test_the_interval_is_that_of_clopper_and_pearson(hits: int, of: int, low: float, high: float) -> None:
    assert interval(hits, of) == pytest.approx((low, high), abs=2e-5)


@settings(deadline=None)
@given(st.integers(0, 60), st.integers(1, 60), st.floats(0.01, 0.99))
def test_tails_are_those_that_whole_numbers_give(hits: int, of: int, share: float) -> None:
    hits = min(hits, of)
    exact = sum(comb(of, k) * share**k * (1 - share) ** (of - k) for k in range(hits, of + 1))
    assert at_least(hits, of, share) == pytest.approx(exact, abs=1e-9)
    low, high = interval(hits, of)
    assert 0 <= low <= hits / of <= high <= 1
    assert two_sided(hits, of) == pytest.approx(two_sided(of - hits, of))


@pytest.mark.parametrize("share", [0.2, 0.5])
def test_the_interval_holds_the_truth_at_least_as_often_as_it_says(share: float) -> None:
    of = 40
    covered = 0.0
    for hits in range(of + 1):
        low, high = interval(hits, of)
        covered += comb(of, hits) * share**hits * (1 - share) ** (of - hits) * (low <= share <= high)
    assert covered >= 0.95
