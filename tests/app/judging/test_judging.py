"""A run judges what nobody judged, keeps what it got, never asks twice, and keeps to its cap: over real HTTP."""

import asyncio
import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace

import pytest

from agents.models import ModelSpecError
from app.judging.plan import BadPlan, Plan, Tally
from app.judging.running import compare, judge
from app.settings import Settings
from evals.benchmarks.openai_double import Behaviour, OpenAIDouble, Request, running
from retrieval.catalogue import Catalogue
from retrieval.shelf import Shelf, ShelfError
from storage.labels.filters import Filters
from storage.labels.reading import Training
from storage.store import StoreUnavailable
from tests.app.judging.conftest import Shop, asked, by_title

GAMES = Filters(catalogue="games")
SHOWN = Plan(GAMES, retrieved=0)
AMBER = ("g0", "g1", "g2", "g3")
BRASS = ("g4", "g5")


@contextmanager
def model(settings: Settings, *behaviours: Behaviour, **more: object) -> Iterator[tuple[Settings, OpenAIDouble]]:
    with running(*(behaviours or (Behaviour(by_title),))) as double:
        yield settings.model_copy(update={"model": "openai:big", "model_url": double.url, **more}), double


async def judged(settings: Settings, plan: Plan = SHOWN, *behaviours: Behaviour) -> tuple[Tally, OpenAIDouble]:
    tally = Tally()
    with model(settings, *behaviours) as (with_model, double):
        await judge(with_model, plan, tally)
    return tally, double


# --- what is judged ---------------------------------------------------------------------------------------------------


async def test_what_was_met_with_silence_is_judged_and_becomes_a_marked_label(settings: Settings, shop: Shop) -> None:
    talk = await shop.talk(("g0", "g4"))
    tally, _ = await judged(settings)
    assert (tally.judged, tally.asked, tally.questions, tally.stopped) == (2, 2, 1, "")
    found = await shop.judgements()
    assert {one.item_id: one.relevance for one in found} == {"g0": 3.0, "g4": 0.0}
    assert {(one.conversation_id, one.turn, one.judge, one.prompt) for one in found} == {
        (talk, 1, "openai:big", "judge.v1")
    }
    (told,) = Training(shop.store.engine, GAMES).told()
    assert [(one.item_id, one.source, one.relevance, one.reason) for one in told.labels] == [
        ("g0", "synthetic", 3.0, "openai:big"),
        ("g4", "synthetic", 0.0, "openai:big"),
    ]
    assert all(one.impression_id for one in told.labels)


async def test_some_that_could_have_been_shown_are_judged_too(settings: Settings, shop: Shop) -> None:
    await shop.talk(("g2",))
    tally, _ = await judged(settings, Plan(GAMES, retrieved=3))
    found = await shop.judgements()
    assert tally.judged == len(found) == 4
    others = [one.item_id for one in found if one.item_id != "g2"]
    catalogue = _catalogue(settings)
    assert all("puzzle" in catalogue.items[catalogue.rows[item]].tags("theme") for item in others)
    (told,) = Training(shop.store.engine, GAMES).told()
    assert sorted(one.item_id for one in told.labels if not one.impression_id) == sorted(others)


def _catalogue(settings: Settings) -> Catalogue:
    return Shelf(settings.var / "catalogues").load("games")


async def test_nobody_is_asked_what_was_asked_before(settings: Settings, shop: Shop) -> None:
    await shop.talk(AMBER, BRASS)
    plan = Plan(GAMES, retrieved=2)
    first, _ = await judged(settings, replace(plan, most=5))
    second, _ = await judged(settings, plan)
    third, double = await judged(settings, plan)
    assert (first.judged, second.judged, third.judged) == (5, 5, 0)
    assert not double.requests
    assert len(await shop.judgements()) == 10


async def test_another_model_is_asked_for_its_own_opinion(settings: Settings, shop: Shop) -> None:
    await shop.talk(BRASS)
    await judged(settings)
    tally = Tally()
    with model(settings, model="openai:bigger") as (other, _):
        await judge(other, SHOWN, tally)
    assert tally.judged == 2
    assert {one.judge for one in await shop.judgements()} == {"openai:big", "openai:bigger"}


async def test_the_latest_talks_come_first_and_the_items_of_one_turn_together(settings: Settings, shop: Shop) -> None:
    for _ in range(3):
        await shop.talk(AMBER)
    tally, double = await judged(settings, replace(SHOWN, most=6))
    assert tally.judged == 6
    assert {one.conversation_id for one in await shop.judgements()} == set(shop.talks[1:])
    assert sorted(len(asked(request)) for request in double.requests) == [2, 4]


async def test_a_long_slate_is_asked_about_in_parts(settings: Settings, shop: Shop) -> None:
    await shop.talk([f"g{n}" for n in range(10)])
    tally, double = await judged(settings)
    assert tally.judged == 10
    assert [len(asked(request)) for request in double.requests] == [5, 5]


async def test_who_refused_other_catalogues_and_simulated_people_are_left_alone(settings: Settings, shop: Shop) -> None:
    await shop.talk(BRASS, consent="refused")
    await shop.talk(BRASS, catalogue="other")
    await shop.talk(BRASS, channel="eval")
    tally, double = await judged(settings)
    assert (tally.judged, double.requests) == (0, [])
    await shop.talk(BRASS, consent="given")
    await shop.talk(BRASS)
    tally, _ = await judged(settings, replace(SHOWN, filters=Filters("games", consent="given")))
    assert tally.judged == 2


async def test_what_the_catalogue_no_longer_has_is_not_asked_about(settings: Settings, shop: Shop) -> None:
    await shop.talk(("gone", "g4"))
    tally, _ = await judged(settings)
    assert tally.judged == tally.asked == 1


async def test_no_personal_data_reaches_the_model(settings: Settings, shop: Shop) -> None:
    await shop.talk(BRASS, said="a puzzle, write to ana.ruiz@example.com")
    _, double = await judged(settings)
    sent = json.dumps(double.requests)
    assert "a puzzle, write to" in sent
    assert "ana.ruiz" not in sent


# --- beside people ----------------------------------------------------------------------------------------------------


async def test_people_and_the_judge_are_compared_and_the_people_keep_the_last_word(
    settings: Settings, shop: Shop
) -> None:
    talk = await shop.talk(("g0", "g1", "g4", "g5"))
    await shop.react(talk, "g0", "accept")
    await shop.react(talk, "g1", "dislike")
    await shop.react(talk, "g4", "dislike")
    tally, double = await judged(settings)
    assert (tally.judged, tally.beside) == (4, 3)
    assert "dislike" not in json.dumps(double.requests)
    found = compare(settings, GAMES)
    assert (found.pairs, found.conversations) == (3, 1)
    assert found.table == ((1, 0, 0, 1), (0, 0, 0, 0), (0, 0, 0, 0), (0, 0, 0, 1))
    assert compare(settings, GAMES, "openai:other").pairs == 0
    (told,) = Training(shop.store.engine, GAMES).told()
    assert [one.item_id for one in told.labels if one.source == "synthetic"] == ["g5"]


async def test_the_sample_beside_people_is_no_larger_than_asked_for_over_all_runs(
    settings: Settings, shop: Shop
) -> None:
    for _ in range(3):
        talk = await shop.talk(BRASS)
        await shop.react(talk, "g4", "like")
        await shop.react(talk, "g5", "like")
    plan = replace(SHOWN, sample=3)
    assert (await judged(settings, plan))[0].beside == 3
    assert (await judged(settings, plan))[0].beside == 0
    assert compare(settings, GAMES).pairs == 3


async def test_what_was_looked_at_is_neither_judged_nor_compared(settings: Settings, shop: Shop) -> None:
    talk = await shop.talk(BRASS)
    await shop.react(talk, "g4", "click")
    tally, _ = await judged(settings)
    assert (tally.judged, tally.beside, compare(settings, GAMES).pairs) == (1, 0, 0)


# --- what it may cost -------------------------------------------------------------------------------------------------


async def many(shop: Shop, count: int = 12) -> None:
    for _ in range(count):
        await shop.talk(AMBER)


async def test_a_cap_on_tokens_holds_and_the_next_run_goes_on(settings: Settings, shop: Shop) -> None:
    await many(shop)
    tally, _ = await judged(settings, replace(SHOWN, tokens=6000))
    assert tally.stopped == "the cap of 6,000 tokens is reached"
    assert 2000 < tally.spent.tokens <= 6000
    assert 0 < tally.judged == len(await shop.judgements()) < 48
    rest, _ = await judged(settings)
    assert tally.judged + rest.judged == 48


async def test_a_cap_on_money_holds_and_each_judgement_knows_its_share(settings: Settings, shop: Shop) -> None:
    await many(shop)
    tally = Tally()
    with model(settings, model_price_in=100.0, model_price_out=400.0) as (priced, double):
        await judge(priced, replace(SHOWN, cap=0.5), tally)
    assert tally.stopped == "the cap of 0.5 is reached"
    assert 0.2 < tally.spent.money <= 0.5
    found = await shop.judgements()
    assert sum(one.money for one in found) == pytest.approx(tally.spent.money)
    assert sum(one.tokens for one in found) == tally.spent.tokens
    assert len(double.requests) == tally.questions == tally.spent.calls


async def test_the_owners_cap_of_the_day_holds_too(settings: Settings, shop: Shop) -> None:
    await many(shop)
    tally = Tally()
    with model(settings, model_daily_tokens=5000) as (poor, _):
        await judge(poor, SHOWN, tally)
        assert tally.stopped == "today's 5,000 tokens are used up"
        again = Tally()
        await judge(poor, SHOWN, again)
    assert 0 < tally.spent.tokens <= 5000
    assert again.spent.tokens + tally.spent.tokens <= 5000


async def test_a_cap_in_money_without_prices_is_refused(settings: Settings, shop: Shop) -> None:
    with model(settings) as (free, double), pytest.raises(BadPlan, match="needs prices"):
        await judge(free, replace(SHOWN, cap=1.0), Tally())
    assert not double.requests


# --- troubles ---------------------------------------------------------------------------------------------------------


async def test_an_answer_that_holds_no_grades_is_counted_and_asked_for_again_the_next_time(
    settings: Settings, shop: Shop
) -> None:
    await many(shop, 3)
    tally, _ = await judged(settings, SHOWN, Behaviour(lambda _: "I would rather not."), Behaviour(by_title))
    assert (tally.asked, tally.judged) == (12, 8)
    assert tally.troubles == {"an answer without grades": 1}
    assert (await judged(settings))[0].judged == 4


async def test_a_model_that_cannot_write_grades_is_asked_how_likely_they_are(settings: Settings, shop: Shop) -> None:
    await shop.talk(BRASS)
    tally, _ = await judged(settings, SHOWN, Behaviour(lambda _: "Hm.", likelihoods))
    assert tally.judged == 2
    assert {(one.prompt, one.relevance) for one in await shop.judgements()} == {("judge.v1 (likelihoods)", 2.25)}
    assert sum(one.tokens for one in await shop.judgements()) == tally.spent.tokens


def likelihoods(request: Request) -> Mapping[str, float]:
    return {"3": 0.5, "2": 0.25, "1": 0.25}


async def test_a_model_that_is_down_ends_the_run_with_a_reason(settings: Settings, shop: Shop) -> None:
    await many(shop)
    tally, double = await judged(settings, SHOWN, Behaviour(status=500))
    assert tally.stopped == "status 500"
    assert (tally.judged, len(await shop.judgements())) == (0, 0)
    assert len(double.requests) < 8


async def test_a_passing_fault_loses_nothing(settings: Settings, shop: Shop) -> None:
    await many(shop, 6)
    tally, _ = await judged(settings, SHOWN, Behaviour(by_title), Behaviour(status=503), Behaviour(by_title))
    assert (tally.judged, tally.stopped) == (24, "")


async def test_an_interrupted_run_keeps_what_it_has(settings: Settings, shop: Shop) -> None:
    await many(shop)
    slow = (Behaviour(by_title),) * 3 + (Behaviour(by_title, first_token=30.0),)
    tally = Tally()
    with model(settings, *slow) as (with_model, double):
        run = asyncio.create_task(judge(with_model, SHOWN, tally))
        while tally.judged < 12:  # noqa: ASYNC110  # it is counted by what is tested
            await asyncio.sleep(0.02)
        run.cancel()
        with pytest.raises(asyncio.CancelledError):
            await run
        assert double.url
    assert len(await shop.judgements()) == 12
    assert tally.spent.tokens > 0
    assert (await judged(settings))[0].judged == 36


@pytest.mark.slow
async def test_a_busy_database_is_a_sentence_and_what_was_kept_before_stays(settings: Settings, shop: Shop) -> None:
    await many(shop, 3)
    tally = Tally()
    with model(settings, Behaviour(by_title), Behaviour(by_title, first_token=1.0)) as (with_model, _):
        run = asyncio.create_task(judge(with_model, replace(SHOWN, at_once=1), tally))
        while tally.judged < 4:  # noqa: ASYNC110  # it is counted by what is tested
            await asyncio.sleep(0.02)
        with closing(sqlite3.connect(settings.database.removeprefix("sqlite:///"))) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreUnavailable, match="locked"):
                await run
    assert len(await shop.judgements()) == 4
    assert (await judged(settings))[0].judged == 8


async def test_questions_are_put_at_the_same_time_but_no_more_than_wanted(settings: Settings, shop: Shop) -> None:
    await many(shop)
    _, double = await judged(settings, replace(SHOWN, at_once=3), Behaviour(by_title, first_token=0.05))
    at_once = max(sum(one.began <= other.began < one.ended for one in double.seen) for other in double.seen)
    assert 2 <= at_once <= 3


async def test_without_a_model_nothing_is_opened(settings: Settings) -> None:
    with pytest.raises(ModelSpecError, match="set TASTEMAKER_MODEL"):
        await judge(settings, SHOWN, Tally())


async def test_a_catalogue_or_database_that_is_not_there_is_a_sentence(settings: Settings) -> None:
    with model(settings) as (with_model, _), pytest.raises(ShelfError, match="elsewhere"):
        await judge(with_model, Plan(Filters("elsewhere")), Tally())
    with model(settings, database="sqlite:////proc/none/x.db") as (lost, _), pytest.raises(StoreUnavailable):
        await judge(lost, SHOWN, Tally())


@pytest.mark.parametrize("wrong", [{"most": -1}, {"cap": -0.5}, {"tokens": -1}, {"cap": float("nan")}])
def test_a_plan_below_nothing_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(BadPlan, match="from 0 on"):
        replace(SHOWN, **wrong)  # type: ignore[arg-type]  # what a command might be given
