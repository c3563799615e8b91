"""One run of a judge over the stored conversations of a catalogue, from the settings to what came of it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from agents.judging.agreement import Agreement, agreement
from agents.judging.capping import Purse, capped
from agents.judging.judge import Judge
from agents.models import BUILTIN, ModelSpecError
from agents.models.costs import Budget
from agents.models.model import LanguageModel
from agents.models.spending import Budgeted
from agents.scorers import first_scorer
from agents.world import World
from app.judging.asking import Asking
from app.judging.picking import Picker, Question
from app.judging.plan import BadPlan, Plan, Tally
from app.settings import Settings
from app.wiring import budget, open_embedder, open_model, open_shelf, world_builder
from retrieval.embedder import Progress, silent
from storage.engine import Engine
from storage.judgements import Judgements
from storage.labels.filters import Filters
from storage.scrubbing import scrub
from storage.spending import SqlLedger
from storage.sql import SqlStore
from storage.unjudged import compared, page

PATIENCE = 60.0
"""Seconds that a question may take at least: nobody waits for its answer."""
STEP = "judging"


async def judge(settings: Settings, plan: Plan, tally: Tally, progress: Progress = silent) -> None:
    """Judges, and counts in `tally`. What was judged is stored at once, whatever ends the run.

    Raises BadPlan and ModelSpecError before anything is asked, ShelfError for a catalogue that there is not,
    StoreUnavailable. Where the model, or a budget, allows no more, it returns, and the tally says why.
    """
    _check(settings, plan)
    model = _model(settings)
    store = await SqlStore.open(settings.database_url)
    purse = Purse()
    try:
        world = await asyncio.to_thread(_world, settings, plan.filters.catalogue, store)
        prices = budget(settings)
        allowed = capped(Budgeted(model, prices, SqlLedger(store)), prices, plan.cap, plan.tokens, purse)
        try:
            await _judge(allowed, world, store, plan, tally, prices, progress)
        finally:
            await allowed.close()
            tally.spent = purse.spent
    finally:
        await store.close()


async def _judge(
    model: Budgeted, world: World, store: SqlStore, plan: Plan, tally: Tally, prices: Budget, progress: Progress
) -> None:
    def told(asked: int) -> None:
        progress(STEP, asked, plan.most)

    told(0)
    one = Judge(model, world.catalogue, scrub)
    asking = Asking(one, Judgements(store), prices, tally, plan.at_once, told)
    picker = Picker(world, plan, one.name)
    async with aclosing(_questions(store.engine, plan.filters, picker)) as questions:
        await asking.all(questions)


async def _questions(engine: Engine, filters: Filters, picker: Picker) -> AsyncGenerator[Question, None]:
    before, more = "", True
    while more and picker.left > 0:
        found = await asyncio.to_thread(page, engine, filters, before)
        for talk in found.talks:
            for question in await picker.questions(talk):
                yield question
            if picker.left < 1:
                break
        before, more = found.more, bool(found.more)


def compare(settings: Settings, filters: Filters, judge: str = "") -> Agreement:
    """How far what this judge (empty: any) said, in all its runs, agrees with people; raises StoreUnavailable."""
    from storage.engine import open_engine

    engine = open_engine(settings.database_url)
    try:
        return agreement(compared(engine, filters, judge))
    finally:
        engine.dispose()


# --- what it takes ----------------------------------------------------------------------------------------------------


def _model(settings: Settings) -> LanguageModel:
    model = open_model(settings.model_copy(update={"model_timeout": max(settings.model_timeout, PATIENCE)}))
    if model is None:
        raise ModelSpecError("Judging asks a language model, and there is none: set TASTEMAKER_MODEL (docs/models.md).")
    return model


def _check(settings: Settings, plan: Plan) -> None:
    if not plan.filters.catalogue:
        raise BadPlan("A run judges the items of one catalogue; name it.")
    if plan.cap and not (settings.model_price_in or settings.model_price_out):
        raise BadPlan(
            f'A cap of "{plan.cap:g}" needs prices to count with: set TASTEMAKER_MODEL_PRICE_IN and '
            "TASTEMAKER_MODEL_PRICE_OUT, what a million tokens cost; or cap the tokens."
        )


def _world(settings: Settings, catalogue: str, store: SqlStore) -> World:
    """With the search and the first scorer alone."""
    plain = settings.model_copy(update={"scorer": first_scorer(settings.scorer), "model": BUILTIN})
    shelf = open_shelf(settings)
    return world_builder(plain, shelf, open_embedder(settings), store)(catalogue)
