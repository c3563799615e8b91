"""What judging came to, for people and for programs; with what it is worth beside it."""

from collections.abc import Iterator, Sequence

from rich.table import Table

from agents.judging.agreement import figures as agreement_figures
from agents.models.costs import Budget
from evals.intervals import Estimate
from evals.judging.answers import Asked
from evals.judging.comparing import OUTCOMES, Row
from evals.judging.hand import Agreed
from evals.judging.scoring import Mean

CAVEAT = (
    "A judge is a language model with an opinion, and never the only evidence: nothing here enters the gate. "
    "Look at scripts, simulated people and yardsticks first."
)
POOR = 0.4
"""Kappa below which a judge says little (Landis and Koch 1977: up to .4 is fair at best)."""


def compared_table(rows: Sequence[Row], first: str, second: str) -> Table:
    drawn = Table(title=f"“{first}” and “{second}”, compared in both orders", title_justify="left")
    drawn.add_column("")
    headings = (f"{first} better", f"{second} better", "alike", "orders disagree", "no answer", "leans, −1 to 1")
    for heading in headings:
        drawn.add_column(heading, justify="right")
    for row in rows:
        counts = [str(row.counts[outcome]) for outcome in OUTCOMES]
        drawn.add_row(row.criterion, *counts, interval(row.lean))
    return drawn


def scored_table(means: Sequence[Mean], label: str) -> Table:
    drawn = Table(title=f"“{label}”, by the levels of the rubric", title_justify="left")
    for heading in ("", "mean", "of", "conversations"):
        drawn.add_column(heading, justify="right" if heading else "left")
    for one in means:
        drawn.add_row(one.criterion, interval(one.mean), str(one.best), str(one.mean.n))
    return drawn


def verdict_sentences(rows: Sequence[Row], labels: Sequence[str], alike: int) -> Iterator[str]:
    """Nothing where nothing was compared."""
    if alike:
        yield f"{alike:,} of the conversations went the same in both, word for word; nobody was asked about them."
    if not rows:
        return
    told = [f"{_better(row.lean, *labels)} by {row.criterion}" for row in rows if row.lean.known and row.lean.apart]
    yield f"It finds {' and '.join(told)}." if told else "It tells no difference between them beyond chance."
    yield place_sentence(rows)


def place_sentence(rows: Sequence[Row]) -> str:
    told = ", ".join(f"{row.criterion} {interval(row.first_place)}" for row in rows if row.first_place.known)
    if not told:
        return "It never chose one of the two."
    biased = [row.criterion for row in rows if row.first_place.bounded and _biased(row.first_place)]
    warning = f" It minds the place in {', '.join(biased)}: see the ties." if biased else ""
    return f"What stood first won this share of its choices (.5 is fair): {told}.{warning}"


def agreement_sentences(found: Agreed | None) -> Iterator[str]:
    if found is None:
        yield "None of the rubric's criteria was labelled by hand: nobody knows how far it agrees with people."
        return
    if not found.whole.kappa or not found.whole.exact:
        reason = f"{found.unread} pairs without a readable answer" if found.unread else "it always said the same"
        yield f"On our hand labels nothing can be told of its agreement ({reason}): trust none of this."
        return
    share, kappa = found.whole.exact, found.whole.kappa
    yield (
        f"On our hand labels it agrees in {share.value:.0%} ({share.low:.0%}–{share.high:.0%}) of "
        f"{found.whole.pairs} verdicts; kappa {kappa.value:.2f} ({kappa.low:.2f}–{kappa.high:.2f}, 0 is chance)"
        + (f"; {found.unread} pairs had no readable answer." if found.unread else ".")
    )
    by = (f"{name} {one.kappa.value:.2f}" if one.kappa else f"{name} unknown" for name, one in found.by.items())
    yield f"Kappa by criterion: {', '.join(by)}."
    if kappa.low < POOR:
        yield "That is too little to rely on."


def plan_sentence(calls: int, known: int, tokens: int, prices: Budget, answer: int) -> str:
    """Before anything is asked. `answer`: tokens of answers at most."""
    cost = prices.cost(tokens, answer, calls).money
    money = f", at most {cost:,.4g} in your currency" if prices.price_in or prices.price_out else ""
    return f"{calls + known:,} questions, {known:,} answered before; {calls:,} calls, about {tokens:,} tokens{money}."


def spent_sentence(asked: Asked, prices: Budget) -> str:
    cost = prices.cost(asked.tokens_in, asked.tokens_out, asked.calls).money
    money = f", {cost:,.4g} in your currency" if prices.price_in or prices.price_out else ""
    troubles = "".join(f"; {times} without an answer: {why}" for why, times in asked.troubles.most_common(3))
    stopped = f" Stopped: {asked.stopped}. What was answered is kept; run it again to go on." if asked.stopped else ""
    return (
        f"{asked.calls:,} calls, {asked.tokens_in:,} tokens in and {asked.tokens_out:,} out{money}; "
        f"{asked.known:,} answers were kept from before{troubles}.{stopped}"
    )


def agreement_told(found: Agreed | None) -> dict[str, object] | None:
    if found is None:
        return None
    by = {name: agreement_figures(one) for name, one in found.by.items()}
    return {**agreement_figures(found.whole), "unread": found.unread, "by": by}


def row_told(row: Row) -> dict[str, object]:
    return {
        **{outcome: row.counts[outcome] for outcome in OUTCOMES},
        "lean": numbers(row.lean),
        "first_place": numbers(row.first_place),
    }


def numbers(one: Estimate) -> list[float] | None:
    """Value, low, high; None where nothing is known."""
    return [round(n, 4) for n in (one.value, one.low, one.high)] if one.bounded else None


def interval(one: Estimate) -> str:
    if not one.known:
        return "–"
    return f"{one.value:.2f}" + (f" ({one.low:.2f} to {one.high:.2f})" if one.bounded else "")


def _better(lean: Estimate, first: str, second: str) -> str:
    return f"“{second if lean.value > 0 else first}” better"


def _biased(share: Estimate) -> bool:
    return share.low > 0.5 or share.high < 0.5
