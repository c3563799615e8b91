"""A cap that holds: however many ask at once, whatever fails, whoever leaves, and after a restart."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.dialogue import ModelCall
from agents.models.model import Answer, Choice, ModelError, Prompt
from agents.models.patience import Patient
from agents.models.spending import Budget, Budgeted, LedgerUnavailable, Spent
from tests.agents.models.raw_server import until
from tests.doubles.scripted_model import ScriptedModel

TODAY, TOMORROW = date(2026, 2, 3), date(2026, 2, 4)
ASK = Prompt("say.v1", "s" * 400, "u" * 400, longest=100)
PRICES = Budget(price_in=976.5625, price_out=7_812.5)
"""1/1024 a token in, 1/128 a token out: 0.20 for ASK, and 0.78 for the longest answer."""


@dataclass
class Book:
    """A double of a ledger."""

    days: dict[date, Spent] = field(default_factory=dict)
    models: set[str] = field(default_factory=set)
    closed: bool = False
    writes: int = 0

    async def spent_on(self, day: date) -> Spent:
        await asyncio.sleep(0)
        self._open()
        return self.days.get(day, Spent())

    async def add(self, day: date, model: str, spent: Spent) -> Spent:
        await asyncio.sleep(0.01)
        self._open()
        self.writes += 1
        self.models.add(model)
        self.days[day] = self.days.get(day, Spent()) + spent
        return self.days[day]

    def _open(self) -> None:
        if self.closed:
            raise LedgerUnavailable("The database is locked.")


def capped(cap: float = 0.0, tokens: int = 0) -> Budget:
    return Budget(PRICES.price_in, PRICES.price_out, cap, tokens)


def budgeted(
    model: ScriptedModel, budget: Budget = PRICES, book: Book | None = None, today: Callable[[], date] = lambda: TODAY
) -> Budgeted:
    return Budgeted(model, budget, book or Book(), today)


async def refusal(model: Budgeted) -> str:
    with pytest.raises(ModelError) as caught:
        await model.ask(ASK)
    assert caught.value.free
    return str(caught.value)


async def test_every_question_is_counted_and_written() -> None:
    book = Book()
    model = budgeted(ScriptedModel("x" * 40), book=book)
    await model.ask(ASK)
    await model.ask(ASK, lambda _: None)
    assert await model.today() == PRICES.cost(400, 20, 2)
    await model.close()
    assert book.days == {TODAY: PRICES.cost(400, 20, 2)}
    assert book.models == {"openai:scripted"}


async def test_choosing_counts_too() -> None:
    book = Book()
    model = budgeted(ScriptedModel(chooses=lambda _: (0.5, 0.5)), book=book)
    await model.choose([ASK] * 3, ["Yes", "No"])
    await model.close()
    assert book.days[TODAY] == PRICES.cost(600, 3, 3)


async def test_the_cap_is_a_sentence_and_no_question() -> None:
    scripted = ScriptedModel("x" * 40)
    model = budgeted(scripted, capped(5.0), Book({TODAY: Spent(9, 1, 1, 4.9)}))
    assert await refusal(model) == "today's budget of 5.00 is spent"
    with pytest.raises(ModelError, match="today's budget"):
        await model.choose([ASK] * 12, ["Yes", "No"])
    assert not scripted.prompts
    tokens = budgeted(scripted, capped(tokens=12_000), Book({TODAY: Spent(9, 11_000, 900)}))
    assert await refusal(tokens) == "today's 12,000 tokens are used up"
    free = budgeted(scripted, capped(), Book({TODAY: Spent(9, 10**9, 10**9, 10.0**9)}))
    assert await free.ask(ASK)


async def test_many_at_once_do_not_exceed_it_together() -> None:
    book = Book()
    scripted = ScriptedModel("x" * 400, delay=0.02)
    model = budgeted(scripted, capped(10.0), book)
    done = await asyncio.gather(*(model.ask(ASK) for _ in range(60)), return_exceptions=True)
    answered = sum(isinstance(one, Answer) for one in done)
    assert all(isinstance(one, Answer | ModelError) for one in done)
    assert 3 < answered < 10
    while isinstance((await asyncio.gather(model.ask(ASK), return_exceptions=True))[0], Answer):
        answered += 1
    await model.close()
    assert answered == len(scripted.prompts)
    assert 7.5 < book.days[TODAY].money <= 10.0


async def test_a_new_day_is_a_new_budget() -> None:
    day = [TODAY]
    book = Book({TODAY: Spent(1, 1, 1, 5.0)})
    model = budgeted(ScriptedModel("x"), capped(5.0), book, lambda: day[0])
    assert "is spent" in await refusal(model)
    day[0] = TOMORROW
    assert await model.ask(ASK)
    await model.close()
    assert set(book.days) == {TODAY, TOMORROW}


async def test_a_restart_forgets_nothing_and_other_processes_count() -> None:
    book = Book()
    first, second = (budgeted(ScriptedModel("x" * 40), capped(3.0), book) for _ in range(2))
    await first.ask(ASK)
    await first.close()
    await second.ask(ASK)
    await until(lambda: book.writes == 2)
    await book.add(TODAY, "another process", Spent(1, 100, 100, 1.1))
    await second.ask(ASK)
    await until(lambda: book.writes == 4)
    await asyncio.sleep(0)
    assert "is spent" in await refusal(second)
    assert "is spent" in await refusal(budgeted(ScriptedModel("x"), capped(3.0), book))


@pytest.mark.parametrize(
    ("error", "counted"),
    [
        (ModelError("cannot be reached", unavailable=True, free=True), None),
        (ModelError("timeout after 4 s", unavailable=True), Spent(1, 200, 100)),
        (ModelError("empty answer"), Spent(1, 200, 100)),
    ],
)
async def test_what_failed_is_counted_unless_nothing_was_written(error: ModelError, counted: Spent | None) -> None:
    book = Book()
    model = budgeted(ScriptedModel(error), Budget(), book)
    with pytest.raises(ModelError, match=str(error)):
        await model.ask(ASK)
    await model.close()
    assert book.days.get(TODAY) == counted
    assert model._reserved == Spent()


async def test_whoever_leaves_in_mid_stream_pays_for_what_came() -> None:
    book = Book()
    model = budgeted(ScriptedModel("x" * 400, between=0.01), Budget(), book)
    pieces: list[str] = []
    asking = asyncio.create_task(model.ask(ASK, pieces.append))
    await until(lambda: len(pieces) > 3)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    await model.close()
    assert 4 <= book.days[TODAY].tokens_out < 60
    assert model._reserved == Spent()


class Countless(ScriptedModel):
    """Tells no tokens."""

    async def ask(self, prompt: Prompt, on_text: Callable[[str], None] | None = None) -> Answer:
        return Answer((await super().ask(prompt, on_text)).text)

    async def choose(self, prompts: object, options: object) -> tuple[Choice, ...]:
        return (Choice((1.0, 0.0)),)


async def test_where_the_server_does_not_count_it_is_estimated() -> None:
    book = Book()
    model = budgeted(Countless("x" * 40), Budget(), book)
    await model.ask(ASK)
    await model.choose([ASK], ["Yes", "No"])
    await model.close()
    assert book.days[TODAY] == Spent(2, 400, 11)


async def test_a_ledger_that_cannot_be_read_lets_nothing_through_a_cap() -> None:
    book = Book(closed=True)
    scripted = ScriptedModel("x")
    assert await refusal(budgeted(scripted, capped(5.0), book)) == "what was spent today can't be read"
    assert not scripted.prompts
    assert await budgeted(scripted, capped(), book).ask(ASK), "without a cap there is nothing to keep to"


async def test_what_cannot_be_written_is_kept_and_counts(caplog: pytest.LogCaptureFixture) -> None:
    book = Book()
    model = budgeted(ScriptedModel("x" * 40), capped(5.0), book)
    await model.ask(ASK)
    await until(lambda: book.writes == 1)
    book.closed = True
    await model.ask(ASK)
    await until(lambda: "locked" in caplog.text)
    assert await model.today() == PRICES.cost(400, 20, 2)
    book.closed = False
    await model.ask(ASK)
    await model.close()
    assert book.days[TODAY] == PRICES.cost(600, 30, 3)


async def test_a_paused_model_costs_nothing() -> None:
    book = Book()
    model = Budgeted(Patient(ScriptedModel(ModelError("x", unavailable=True, free=True))), capped(5.0), book)
    for _ in range(6):
        with pytest.raises(ModelError):
            await model.ask(ASK)
    await model.close()
    assert not book.days


def test_a_turn_costs_what_its_calls_told() -> None:
    calls = (ModelCall("m", "read.v1", 1_000, 40), ModelCall("m", "say.v1", 100, 6, trouble="timeout"))
    assert PRICES.of_turn(calls) == PRICES.cost(1_100, 46, 2)
    assert PRICES.of_turn(()) == Spent()


@settings(max_examples=25, deadline=None)
@given(
    answers=st.lists(st.one_of(st.integers(1, 400), st.none()), min_size=1, max_size=12),
    cap=st.floats(0.5, 12.0),
    at_once=st.integers(1, 6),
)
async def test_no_order_of_questions_and_failures_exceeds_the_cap(
    answers: list[int | None], cap: float, at_once: int
) -> None:
    book = Book()
    told = [ModelError("timeout", unavailable=True) if size is None else "x" * size for size in answers]
    model = budgeted(ScriptedModel(*told), capped(cap), book)
    for _ in range(4):
        await asyncio.gather(*(model.ask(ASK) for _ in range(at_once)), return_exceptions=True)
    await model.close()
    assert book.days.get(TODAY, Spent()).money <= cap + 1e-9
