"""What the model costs: tokens and money a day (UTC), counted for every question, and a cap that holds.

Before a question is asked, the most it can cost is set aside; questions at the same time can't exceed the cap together.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol

from agents.dialogue import ModelCall
from agents.models.model import Answer, Choice, LanguageModel, ModelError, Prompt

MILLION = 1_000_000
FRAME = 50
"""Tokens that a chat template puts around two messages, at most."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Spent:
    """Tokens, and money in the currency of the prices."""

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    money: float = 0.0

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(
            self.calls + other.calls,
            self.tokens_in + other.tokens_in,
            self.tokens_out + other.tokens_out,
            self.money + other.money,
        )

    def __sub__(self, other: "Spent") -> "Spent":
        return self + Spent(-other.calls, -other.tokens_in, -other.tokens_out, -other.money)

    @property
    def tokens(self) -> int:
        return self.tokens_in + self.tokens_out


@dataclass(frozen=True, slots=True)
class Budget:
    """Prices are for a million tokens. A cap of 0 is none."""

    price_in: float = 0.0
    price_out: float = 0.0
    daily_cap: float = 0.0
    daily_tokens: int = 0

    def cost(self, tokens_in: int, tokens_out: int, calls: int = 1) -> Spent:
        money = (tokens_in * self.price_in + tokens_out * self.price_out) / MILLION
        return Spent(calls, tokens_in, tokens_out, money)

    def of_turn(self, calls: Iterable[ModelCall]) -> Spent:
        """What one turn cost, by the tokens that its calls told."""
        return sum((self.cost(call.tokens_in, call.tokens_out) for call in calls), Spent())

    def refusal(self, total: Spent) -> str:
        """Why there can't be so much in a day; empty if there can."""
        if self.daily_cap and total.money > self.daily_cap:
            return f"today's budget of {self.daily_cap:.2f} is spent"
        if self.daily_tokens and total.tokens > self.daily_tokens:
            return f"today's {self.daily_tokens:,} tokens are used up"
        return ""

    @property
    def capped(self) -> bool:
        return bool(self.daily_cap or self.daily_tokens)


class LedgerUnavailable(Exception):
    """What was spent can't be read or written now."""


class Ledger(Protocol):
    """Where the totals survive a restart. Both methods may raise LedgerUnavailable."""

    async def spent_on(self, day: date) -> Spent: ...

    async def add(self, day: date, model: str, spent: Spent) -> Spent:
        """The day's total then, of all models and all processes."""
        ...


def utc_today() -> date:
    return datetime.now(UTC).date()


class Budgeted:
    """Passes questions on as long as today's budget allows; the sums are written beside the turn's path."""

    def __init__(
        self, model: LanguageModel, budget: Budget, ledger: Ledger, today: Callable[[], date] = utc_today
    ) -> None:
        self.name = model.name
        self.budget = budget
        self._model = model
        self._ledger = ledger
        self._today = today
        self._day: date | None = None
        self._known = Spent()
        """Today's total as the ledger last told it."""
        self._unwritten: dict[date, Spent] = {}
        self._reserved = Spent()
        self._reading = asyncio.Lock()
        self._writer: asyncio.Task[None] | None = None

    async def ask(self, prompt: Prompt, on_text: Callable[[str], None] | None = None) -> Answer:
        told: list[str] = []

        def tell(piece: str) -> None:
            told.append(piece)
            if on_text:
                on_text(piece)

        async with self._paid([prompt], prompt.longest, lambda: _estimate("".join(told))) as bill:
            answer = await self._model.ask(prompt, tell if on_text else None)
            bill.tokens_in = answer.tokens_in or bill.tokens_in
            bill.tokens_out = answer.tokens_out or _estimate(answer.text)
        return answer

    async def choose(self, prompts: Sequence[Prompt], options: Sequence[str]) -> tuple[Choice, ...]:
        async with self._paid(prompts, len(prompts)) as bill:
            choices = await self._model.choose(prompts, options)
            bill.tokens_in = sum(choice.tokens_in for choice in choices) or bill.tokens_in
            bill.tokens_out = sum(choice.tokens_out for choice in choices) or len(prompts)
        return choices

    def warm(self) -> None:
        self._model.warm()

    async def close(self) -> None:
        """Once what was spent is written, or can't be."""
        if self._writer:
            await asyncio.gather(self._writer, return_exceptions=True)
        await self._model.close()

    async def today(self) -> Spent:
        """Raises LedgerUnavailable."""
        await self._turn_page()
        return self._total()

    # --- one question -------------------------------------------------------------------------------------------------

    @asynccontextmanager
    async def _paid(
        self, prompts: Sequence[Prompt], longest: int, told: Callable[[], int] = lambda: 0
    ) -> "AsyncIterator[_Bill]":
        """`longest`, `told`: the tokens that can be written, and that have arrived.

        Where the server never says how many it wrote, as to whoever hangs up, it is what arrived, else all it could be.
        """
        most = self._most(prompts, longest)
        await self._allowed(most)
        self._reserved += most
        bill = _Bill(sum(_estimate(_ours(prompt) + prompt.user) for prompt in prompts), longest)
        try:
            yield bill
        except ModelError as error:
            if error.free:
                bill.tokens_in = bill.tokens_out = 0
            else:
                bill.tokens_out = told() or longest
            raise
        except BaseException:
            bill.tokens_out = told() or longest
            raise
        finally:
            self._reserved -= most
            self._count(self.budget.cost(bill.tokens_in, bill.tokens_out, len(prompts)))

    def _most(self, prompts: Sequence[Prompt], longest: int) -> Spent:
        """No tokeniser makes more tokens than there are bytes; of prose like our own, none makes half as many."""
        sent = sum(_bytes(_ours(prompt)) // 2 + _bytes(prompt.user) + FRAME for prompt in prompts)
        return self.budget.cost(sent, longest, len(prompts))

    async def _allowed(self, most: Spent) -> None:
        try:
            await self._turn_page()
        except LedgerUnavailable:
            if self.budget.capped:
                raise ModelError("what was spent today can't be read", unavailable=True, free=True) from None
        if reason := self.budget.refusal(self._total() + self._reserved + most):
            raise ModelError(reason, unavailable=True, free=True)

    # --- the day's sum ------------------------------------------------------------------------------------------------

    def _total(self) -> Spent:
        return self._known + self._unwritten.get(self._today(), Spent())

    async def _turn_page(self) -> None:
        async with self._reading:
            if self._day != (day := self._today()):
                self._known = await self._ledger.spent_on(day)
                self._day = day

    def _count(self, spent: Spent) -> None:
        if not spent.tokens:
            return
        day = self._today()
        self._unwritten[day] = self._unwritten.get(day, Spent()) + spent
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write())

    async def _write(self) -> None:
        """All that is there to write, a day at a time; what can't be is kept for the next time."""
        while self._unwritten:
            day, spent = next(iter(self._unwritten.items()))
            try:
                total = await self._ledger.add(day, self.name, spent)
            except LedgerUnavailable as error:
                log.warning("What the model cost is not written yet: %s", error)
                return
            rest = self._unwritten.pop(day) - spent
            if rest.tokens:
                self._unwritten[day] = rest
            if day == self._day:
                self._known = total


@dataclass(slots=True)
class _Bill:
    tokens_in: int
    tokens_out: int


def _ours(prompt: Prompt) -> str:
    return f"{prompt.system}{json.dumps(prompt.schema) if prompt.schema else ''}"


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _estimate(text: str) -> int:
    """Where the server doesn't count: about four bytes a token."""
    return -(-_bytes(text) // 4)
