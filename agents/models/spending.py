"""What the model costs: tokens and money a day (UTC), counted for every question, and a cap that holds.

Before a question is asked, the most it can cost is set aside; questions at the same time can't exceed the cap together.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime

from agents.models.costs import Budget, Ledger, LedgerUnavailable, Spent
from agents.models.model import Answer, Choice, LanguageModel, ModelError, Prompt

__all__ = ["Budget", "Budgeted", "Ledger", "LedgerUnavailable", "Spent"]

FRAME = 50
"""Tokens that a chat template puts around two messages, at most."""

log = logging.getLogger(__name__)


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
