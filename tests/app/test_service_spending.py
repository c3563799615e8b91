"""The day's budget through the whole product: what a turn cost is kept, and a cap holds across a restart."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from agents.events import Replied
from agents.models.spending import Spent
from app.service import ChatService
from app.settings import Settings
from app.wiring import open_service
from evals.benchmarks.openai_double import Behaviour, OpenAIDouble, running
from storage.spending import SqlLedger
from storage.sql import SqlStore

RIGHT = Behaviour(lambda _: '{"acts":"right"}')


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    from app.commands.preparing import prepare

    settings = Settings(var=tmp_path_factory.mktemp("var"), embedder="hash", catalogue="outdoor")
    prepare(("outdoor",), settings)
    return settings


def beside(settings: Settings, double: OpenAIDouble, database: Path, tokens: int = 0) -> Settings:
    """Only the reading is asked for, so that a turn is one question."""
    return settings.model_copy(
        update={
            "model": "openai:tiny",
            "model_url": double.url,
            "model_timeout": 5.0,
            "phrasing": "templates",
            "database": f"sqlite:///{database}",
            "model_price_in": 1.0,
            "model_price_out": 10.0,
            "model_daily_tokens": tokens,
        }
    )


async def said(service: ChatService, utterance: str) -> Replied:
    opened = await service.start("outdoor")
    last = [event async for event in service.say(opened.conversation.id, opened.token, utterance)][-1]
    assert isinstance(last, Replied)
    return last


async def spent(database: Path) -> Spent:
    store = await SqlStore.open(f"sqlite:///{database}")
    try:
        return await SqlLedger(store).spent_on(datetime.now(UTC).date())
    finally:
        await store.close()


async def test_what_a_turn_cost_is_kept(settings: Settings, tmp_path: Path) -> None:
    with running(RIGHT) as double:
        service = await open_service(beside(settings, double, tmp_path / "a.db"))
        done = await said(service, "a tent for two under 300 euros")
        await service.close()
    assert done.reading is not None
    (call,) = done.reading.calls
    kept = await spent(tmp_path / "a.db")
    assert (kept.calls, kept.tokens_in, kept.tokens_out) == (1, call.tokens_in, call.tokens_out)
    assert kept.money == pytest.approx((call.tokens_in + 10 * call.tokens_out) / 1_000_000)


async def test_beyond_the_cap_turns_are_answered_without_the_model(settings: Settings, tmp_path: Path) -> None:
    with running(RIGHT) as double:
        capped = beside(settings, double, tmp_path / "b.db", tokens=9_000)
        service = await open_service(capped)
        first = await said(service, "a tent for two under 300 euros")
        assert first.reply.understood_by == "builtin (openai:tiny agrees)"
        for _ in range(12):
            last = await said(service, "a tent for two under 300 euros")
        asked = len(double.requests)
        assert 1 < asked < 13
        assert last.reply.understood_by == "builtin (model: today's 9,000 tokens are used up)"
        assert last.reply.text
        assert last.profile.preferences == first.profile.preferences
        await service.close()
        assert 4_000 < (await spent(tmp_path / "b.db")).tokens <= 9_000

        again = await open_service(capped)
        after = await said(again, "a tent for two under 300 euros")
        await again.close()
        assert len(double.requests) == asked, "a restart is no new day"
        assert "used up" in after.reply.understood_by
