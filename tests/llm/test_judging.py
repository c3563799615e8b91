"""A real model as a judge. It is far too small to judge well: what it says must be kept as what it is, or told."""

from collections.abc import AsyncIterator

import pytest

from app.judging.plan import Plan, Tally
from app.judging.running import compare, judge
from app.settings import Settings
from storage.labels.filters import Filters
from storage.labels.reading import Training
from storage.sql import SqlStore
from tests.app.judging.conftest import Shop
from tests.browser.games import shelve
from tests.llm.conftest import MODEL

pytestmark = pytest.mark.llm

GAMES = Filters(catalogue="games")


@pytest.fixture(scope="module")
def games(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    var = tmp_path_factory.mktemp("var")
    settings = Settings(var=var, embedder="hash", catalogue="games", model_timeout=120, model_retries=0)
    shelve(settings)
    return settings


@pytest.fixture
async def shop(games: Settings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Shop]:
    store = await SqlStore.open(f"sqlite:///{tmp_path_factory.mktemp('database')}/tastemaker.db")
    yield Shop(store)
    await store.close()


async def judged(shop: Shop, settings: Settings) -> Tally:
    talk = await shop.talk(("g2", "g0"), ("g6",), said="a calm puzzle for one person")
    await shop.react(talk, "g2", "accept")
    tally = Tally()
    database = str(shop.store.engine.url)
    asked = settings.model_copy(update={"database": database})
    await judge(asked, Plan(GAMES, most=4, retrieved=1, at_once=1), tally)
    print(f"\n{tally}; {[(one.item_id, one.relevance) for one in await shop.judgements()]}")  # noqa: T201
    _honest(tally, await _labels(shop))
    assert compare(asked, GAMES).pairs == tally.beside
    return tally


async def _labels(shop: Shop) -> list[tuple[str, float]]:
    (told,) = Training(shop.store.engine, GAMES).told()
    return [(one.item_id, one.relevance) for one in told.labels if one.source == "synthetic"]


def _honest(tally: Tally, labels: list[tuple[str, float]]) -> None:
    assert tally.asked == 4 or tally.stopped
    assert tally.judged == tally.asked or tally.troubles or tally.stopped
    assert len(labels) == tally.judged - tally.beside
    assert all(0 <= relevance <= 3 for _, relevance in labels)
    assert "g2" not in dict(labels)
    assert tally.spent.tokens > 500


async def test_in_process_every_item_gets_a_grade(games: Settings, shop: Shop) -> None:
    """This kind tells likelihoods, so that a model that writes no grades still has an opinion."""
    tally = await judged(shop, games.model_copy(update={"model": f"transformers:{MODEL}"}))
    assert not tally.stopped
    assert tally.judged == 4


async def test_over_http_what_it_writes_is_grades_or_trouble(games: Settings, shop: Shop, small_model: str) -> None:
    await judged(shop, games.model_copy(update={"model": f"openai:{MODEL}", "model_url": small_model}))
