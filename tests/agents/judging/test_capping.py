"""A run's cap holds, whatever the day's cap says, and is told as what it is."""

import asyncio

import pytest

from agents.judging.capping import Purse, capped
from agents.models.costs import Budget
from agents.models.model import ModelError, Prompt
from tests.doubles.scripted_model import ScriptedModel

PROMPT = Prompt("judge.v1", "x" * 400, "y" * 400, longest=100)
PRICES = Budget(price_in=1000.0, price_out=2000.0)


async def asked(times: int, cap: float = 0.0, tokens: int = 0) -> tuple[Purse, list[str]]:
    purse, refused = Purse(), []
    model = capped(ScriptedModel("z" * 400), PRICES, cap, tokens, purse)
    for _ in range(times):
        try:
            await model.ask(PROMPT)
        except ModelError as error:
            refused.append(str(error) if error.free else "paid for")
    await model.close()
    return purse, refused


async def test_without_a_cap_all_is_counted_and_nothing_refused() -> None:
    purse, refused = await asked(3)
    assert not refused
    assert (purse.spent.calls, purse.spent.tokens_in, purse.spent.tokens_out) == (3, 600, 300)
    assert purse.spent.money == pytest.approx(3 * 0.4)


async def test_money_is_never_above_the_cap() -> None:
    purse, refused = await asked(9, cap=2.0)
    assert 0 < purse.spent.money <= 2.0
    assert set(refused) == {"the cap of 2 is reached"}


async def test_nor_are_tokens() -> None:
    purse, refused = await asked(9, tokens=1500)
    assert 0 < purse.spent.tokens <= 1500
    assert set(refused) == {"the cap of 1,500 tokens is reached"}


async def test_questions_at_once_keep_to_it_together() -> None:
    purse = Purse()
    model = capped(ScriptedModel("z" * 400, delay=0.01), PRICES, 2.0, 0, purse)
    done = await asyncio.gather(*(model.ask(PROMPT) for _ in range(20)), return_exceptions=True)
    await model.close()
    assert purse.spent.money <= 2.0
    assert any(isinstance(one, ModelError) for one in done)
