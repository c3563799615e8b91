"""`tastemaker eval judge`: one saved run or two before a judge, and our hand labels, to know what it is worth."""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from typing import TypeVar

from rich.console import Console
from rich.progress import Progress

from agents.models import ModelSpecError
from agents.models.costs import Budget
from agents.models.model import LanguageModel, Prompt
from agents.models.spending import Budgeted
from app.commands.troubles import as_sentences
from app.settings import Settings, load_settings
from app.wiring import budget, open_model
from evals import results
from evals.benchmarks.figures import publish
from evals.judging.answers import Asked, Kept
from evals.judging.comparing import Judged, Pair, both_orders, compare, rows, unreadable
from evals.judging.hand import agreed, hand_labels
from evals.judging.questions import LONGEST_ANSWER, Talk, scoring, talk_of
from evals.judging.rubric import OURS, BrokenRubric, Rubric, read_rubric
from evals.judging.scoring import Scored, means, score
from evals.judging.told import (
    CAVEAT,
    agreement_sentences,
    agreement_told,
    compared_table,
    numbers,
    plan_sentence,
    row_told,
    scored_table,
    spent_sentence,
    verdict_sentences,
)
from evals.reporting.finding import found, identity
from evals.results import BrokenRun, Run
from storage.spending import SqlLedger
from storage.sql import SqlStore

T = TypeVar("T")
PATIENCE = 60.0
"""Seconds that a question may take at least: nobody waits for its answer."""
NO_MODEL = (
    "A judge is a language model, and there is none: set TASTEMAKER_MODEL, for example to openai:NAME "
    "with TASTEMAKER_MODEL_KEY (docs/models.md)."
)


@dataclass(frozen=True, slots=True)
class Case:
    """What is put before the judge."""

    rubric: Rubric
    labels: tuple[str, ...]
    pairs: tuple[Pair, ...] = ()
    alike: int = 0
    """Conversations that went the same in both runs, word for word: nobody need be asked."""
    talks: tuple[Talk, ...] = ()

    def prompts(self, hand: Sequence[Pair]) -> list[Prompt]:
        asked = [prompt for pair in (*self.pairs, *hand) for prompt in both_orders(self.rubric, pair)]
        return asked + [scoring(self.rubric, talk) for talk in self.talks]


@dataclass(frozen=True, slots=True)
class Verdicts:
    judged: Sequence[Judged]
    scored: Sequence[Scored]
    hand: Sequence[Judged]


def run(
    labels: Sequence[str], n: int, seed: int, rubric: Path | None, agreement: bool, jobs: int, as_json: bool
) -> None:
    """Raises SystemExit with a sentence for whatever cannot be judged."""
    try:
        case = _case(labels, n, seed, read_rubric(rubric or OURS), agreement)
        with as_sentences():
            asyncio.run(_judge(load_settings(), case, jobs, as_json))
    except (BrokenRubric, BrokenRun, ModelSpecError) as error:
        raise SystemExit(str(error)) from error


def _case(labels: Sequence[str], n: int, seed: int, rubric: Rubric, agreement: bool) -> Case:
    if len(labels) > 2 or (not labels and not agreement):
        raise SystemExit("Name one saved run to score it, or two to compare; or --agreement alone.")
    runs = [found(label) for label in labels]
    if len(runs) == 2:
        both = pairs_of(*runs)
        other = [pair for pair in both if pair.first != pair.second]
        return Case(rubric, tuple(labels), _sample(other, n, seed), len(both) - len(other))
    return Case(rubric, tuple(labels), talks=_sample([talk_of(p) for r in runs for p in r.played], n, seed))


def pairs_of(first: Run, second: Run) -> list[Pair]:
    """The conversations that are in both. Raises BrokenRun where there are none."""
    others = {identity(one): one for one in second.played}
    both = [(one, others[identity(one)]) for one in first.played if identity(one) in others]
    if not both:
        raise BrokenRun(f'No conversation is in both "{first.label}" and "{second.label}": play the same ones twice.')
    return [Pair(one.name, talk_of(one), talk_of(other)) for one, other in both]


def _sample(ones: Sequence[T], n: int, seed: int) -> tuple[T, ...]:
    return tuple(ones if n == 0 or n >= len(ones) else Random(seed).sample(ones, n))


async def _judge(settings: Settings, case: Case, jobs: int, as_json: bool) -> None:
    model = open_model(settings.model_copy(update={"model_timeout": max(settings.model_timeout, PATIENCE)}))
    if model is None:
        raise ModelSpecError(NO_MODEL)
    prices = budget(settings)
    store = await SqlStore.open(settings.database_url)
    try:
        allowed = Budgeted(model, prices, SqlLedger(store))
        try:
            await judge(allowed, case, prices, results.RUNS / "judged" / "answers.jsonl", jobs, as_json)
        finally:
            await allowed.close()
    finally:
        await store.close()


async def judge(model: LanguageModel, case: Case, prices: Budget, file: Path, jobs: int, as_json: bool) -> None:
    """Tells what it will take, asks, and tells what came of it."""
    console, kept, asked = Console(stderr=True), Kept(file), Asked()
    labelled = hand_labels()
    hand = [one.pair for one in labelled]
    prompts = case.prompts(hand)
    fresh = [prompt for prompt in prompts if kept.of(model.name, prompt) is None]
    tokens = sum((len(prompt.system) + len(prompt.user)) // 4 for prompt in fresh)
    console.print(plan_sentence(len(fresh), len(prompts) - len(fresh), tokens, prices, LONGEST_ANSWER * len(fresh)))
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("judging", total=len(prompts))
        told = partial(bar.advance, task)
        verdicts = Verdicts(
            await compare(model, case.rubric, case.pairs, kept, asked, jobs, told),
            await score(model, case.rubric, case.talks, kept, asked, jobs, told),
            await compare(model, case.rubric, hand, kept, asked, jobs, told),
        )
    _tell(model.name, case, verdicts, asked, prices, as_json)


def _tell(name: str, case: Case, verdicts: Verdicts, asked: Asked, prices: Budget, as_json: bool) -> None:
    compared = list(rows(verdicts.judged, case.rubric)) if case.pairs else []
    scored = list(means(verdicts.scored, case.rubric)) if case.talks else []
    worth = agreed(hand_labels(), verdicts.hand, case.rubric)
    tables = [compared_table(compared, *case.labels)] if compared else []
    tables += [scored_table(scored, *case.labels)] if scored else []
    figures = {
        "judge": name,
        "rubric": case.rubric.name,
        "runs": list(case.labels),
        "alike": case.alike,
        "compared": {row.criterion: row_told(row) for row in compared},
        "scored": {one.criterion: numbers(one.mean) for one in scored},
        "unreadable": dict(unreadable([*verdicts.judged, *verdicts.hand])),
        "agreement": agreement_told(worth),
        "calls": asked.calls,
        "known": asked.known,
        "tokens_in": asked.tokens_in,
        "tokens_out": asked.tokens_out,
        "stopped": asked.stopped,
        "caveat": CAVEAT,
    }
    publish([] if as_json else tables, figures, as_json)
    if not as_json:
        lines = [
            *verdict_sentences(compared, case.labels, case.alike),
            *agreement_sentences(worth),
            spent_sentence(asked, prices),
            CAVEAT,
        ]
        sys.stdout.write("\n".join(lines) + "\n")
