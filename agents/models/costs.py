"""What questions to a model cost, in tokens and money, and what they may cost a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from agents.dialogue import ModelCall

MILLION = 1_000_000


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
