"""What was shown of a catalogue, counted in a real database."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.dialogue import Explanation, Profile, Recommendation, Slate
from retrieval.quality import Standing
from retrieval.scorer import Score
from storage.engine import open_engine
from storage.exposure import exposure, gini, times_shown
from storage.sql import SqlStore

IDS = [f"i{n}" for n in range(20)]
STANDING = Standing(np.linspace(1, 0, 20), "fame", np.array([n >= 18 for n in range(20)]))


async def show(store: SqlStore, catalogue: str, *slates: tuple[str, ...]) -> None:
    conversation = (await store.open_conversation(catalogue, "1")).conversation.id
    for number, shown in enumerate(slates, start=1):
        cards = tuple(
            Recommendation(f"{conversation}-{number}-{rank}", i, rank, Score(1, {}, "test", "1"), Explanation((), ""))
            for rank, i in enumerate(shown, start=1)
        )
        await store.begin_turn(conversation, number, "more")
        await store.commit_slate(conversation, number, Slate(f"{conversation}-{number}", "1", cards), Profile())
        await store.fail_turn(conversation, number, "shown is shown")


async def test_impressions_are_counted_by_catalogue(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/shown.db"
    store = await SqlStore.open(address)
    await show(store, "films", ("i0", "i1"), ("i0",))
    await show(store, "films", ("i0", "old"))
    await show(store, "gear", ("i0",))
    await store.close()
    engine = open_engine(address)
    films, wines = (times_shown(engine, name) for name in ("films", "wines"))
    engine.dispose()
    assert films == {"i0": 3, "i1": 1, "old": 1}
    assert not wines


def test_the_figures_of_a_catalogue() -> None:
    """`i0` to `i3` are the head, `i18` and `i19` are cold."""
    found = exposure({"i0": 6, "i5": 2, "i19": 2, "old": 3}, IDS, STANDING)
    assert (found.items, found.shown, found.impressions, found.gone) == (20, 3, 10, 3)
    assert found.share == 0.15
    assert (found.tail, found.tail_items) == (0.4, 0.8)
    assert (found.cold, found.cold_items) == (0.2, 0.1)
    assert list(found.spread) == [0.6, 0, 0.2, 0, 0, 0, 0, 0, 0, 0.2]
    assert found.most == (("i0", 6), ("i5", 2), ("i19", 2))


def test_without_fame_the_tenths_are_those_shown_most() -> None:
    plain = Standing(np.full(20, 0.5), "", np.ones(20, dtype=np.bool_))
    found = exposure({"i7": 3, "i9": 1}, IDS, plain)
    assert found.spread[:2] == (1.0, 0)
    assert found.by_fame is False
    assert found.tail == 0


def test_nothing_shown_and_nothing_to_show() -> None:
    for ids in (IDS, []):
        standing = Standing(STANDING.fame[: len(ids)], "fame", STANDING.cold[: len(ids)])
        found = exposure({}, ids, standing)
        assert (found.impressions, found.gini, found.share, found.most) == (0, 0, 0, ())


def test_gini_is_0_for_equals_and_nearly_1_for_one_that_takes_all() -> None:
    assert gini(np.full(8, 3.0)) == pytest.approx(0)
    assert gini(np.array([0.0] * 99 + [7.0])) == pytest.approx(0.99)
    assert gini(np.array([1.0, 3.0])) == pytest.approx(0.25)


@settings(deadline=None)
@given(st.lists(st.integers(0, 1000), min_size=1, max_size=30))
def test_gini_is_a_share_and_cares_for_no_order(counts: list[int]) -> None:
    found = gini(np.array(counts, dtype=np.float64))
    assert -1e-9 <= found < 1
    assert found == pytest.approx(gini(np.array(counts[::-1], dtype=np.float64)))
