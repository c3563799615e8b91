from collections.abc import Sequence

import numpy as np
import pytest

from agents.dialogue import Move
from agents.events import Replied
from evals.baselines.listing import Listing, Order, by_chance, by_fame, by_meaning
from retrieval.catalogue import Catalogue
from retrieval.embedder import Vectors
from tests.evals.simulator.guessing import tea_catalogue


@pytest.fixture(scope="module")
def teas() -> Catalogue:
    return tea_catalogue()


def shown(replied: Replied) -> tuple[str, ...]:
    return replied.reply.slate.item_ids if replied.reply.slate else ()


def names(catalogue: Catalogue, rows: Sequence[int]) -> tuple[str, ...]:
    return tuple(catalogue.items[row].id for row in rows)


async def talk(catalogue: Catalogue, order: Order, *said: str) -> list[Replied]:
    listing = Listing("test", catalogue, order, 3)
    return [await listing.say(one) for one in said]


async def test_the_best_known_come_first_and_none_comes_back(teas: Catalogue) -> None:
    fame = np.linspace(1, 0, len(teas.items))
    fame[[0, 4]] = fame[[4, 0]]
    first, second = await talk(teas, by_fame(fame), "green tea, please", "no, not those")
    assert shown(first) == names(teas, (4, 1, 2))
    assert shown(second) == names(teas, (3, 0, 5))
    assert first.reply.move is Move.RECOMMEND
    assert first.reply.question is None


async def test_a_list_that_is_used_up_says_so_and_shows_nothing(teas: Catalogue) -> None:
    replies = await talk(teas, by_fame(np.zeros(len(teas.items))), *["more"] * (len(teas.items) // 3 + 2))
    assert shown(replies[-1]) == ()
    everything = [item_id for one in replies for item_id in shown(one)]
    assert sorted(everything) == sorted(item.id for item in teas.items)


class Told:
    """Looks at which words it is given."""

    name, dimension = "told", 2

    def __init__(self) -> None:
        self.texts: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.texts += texts
        return np.array([[0.0, 1.0] if "mint" in text else [1.0, 0.0] for text in texts], dtype=np.float32)


async def test_everything_said_so_far_is_embedded_and_the_nearest_are_shown(teas: Catalogue) -> None:
    vectors = np.array([[1.0, 0.0] if row % 2 else [0.0, 1.0] for row in range(len(teas.items))], dtype=np.float32)
    embedder = Told()
    first, second = await talk(teas, by_meaning(vectors, embedder), "something black", "with mint")
    assert shown(first) == names(teas, (1, 3, 5))
    assert shown(second) == names(teas, (0, 2, 4))
    assert embedder.texts == ["something black", "something black. with mint"]


async def test_chance_is_the_same_for_the_same_opening_and_seed(teas: Catalogue) -> None:
    def order(seed: int) -> Order:
        return by_chance(len(teas.items), seed)

    first, again = await talk(teas, order(7), "tea"), await talk(teas, order(7), "tea")
    assert shown(first[0]) == shown(again[0])
    others = [shown((await talk(teas, order(seed), "tea"))[0]) for seed in range(8, 12)]
    assert set(others) != {shown(first[0])}
