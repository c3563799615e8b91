"""What one run may cost, beside what the owner allows a day: a cap that holds, counted by the same code."""

from dataclasses import dataclass
from datetime import date

from agents.models.costs import Budget, Spent
from agents.models.model import LanguageModel
from agents.models.spending import Budgeted


@dataclass(frozen=True, slots=True)
class Allowance(Budget):
    """`daily_cap` and `daily_tokens` are those of the run."""

    def refusal(self, total: Spent) -> str:
        if self.daily_cap and total.money > self.daily_cap:
            return f"the cap of {self.daily_cap:g} is reached"
        if self.daily_tokens and total.tokens > self.daily_tokens:
            return f"the cap of {self.daily_tokens:,} tokens is reached"
        return ""


class Purse:
    """Implements `agents.models.costs.Ledger` for one run."""

    def __init__(self) -> None:
        self.spent = Spent()

    async def spent_on(self, day: date) -> Spent:
        return self.spent

    async def add(self, day: date, model: str, spent: Spent) -> Spent:
        self.spent += spent
        return self.spent


def capped(model: LanguageModel, budget: Budget, cap: float, tokens: int, purse: Purse) -> Budgeted:
    """The model within `cap` money and `tokens` for all that it is asked; 0 is no cap. Prices are those of `budget`.

    What it refuses is a ModelError that is `free`.
    """
    allowance = Allowance(budget.price_in, budget.price_out, cap, tokens)
    return Budgeted(model, allowance, purse, today=lambda: date.min)
