"""`tastemaker labels --judge`: what it prints, what it refuses, and what an interrupt leaves behind."""

import asyncio
import os
import signal
import subprocess
import sys
from time import monotonic

import orjson
import pytest
from typer.testing import CliRunner, Result

from app.cli import app
from app.settings import Settings
from evals.benchmarks.openai_double import Behaviour, OpenAIDouble, running
from tests.app.judging.conftest import Shop, by_title


def environment(settings: Settings, double: OpenAIDouble | None = None) -> dict[str, str]:
    given = {
        "VAR": str(settings.var),
        "DATABASE": settings.database,
        "EMBEDDER": "hash",
        "CATALOGUE": "games",
        "MODEL_RETRIES": "0",
    }
    if double:
        given |= {"MODEL": "openai:big", "MODEL_URL": double.url}
    return {f"TASTEMAKER_{name}": value for name, value in given.items()}


async def ran(settings: Settings, *words: str, double: OpenAIDouble | None = None) -> Result:
    """In a thread: the command runs a loop of its own."""
    return await asyncio.to_thread(CliRunner().invoke, app, ["labels", *words], env=environment(settings, double))


async def some(shop: Shop) -> None:
    talk = await shop.talk(("g0", "g1", "g4", "g5"))
    await shop.react(talk, "g0", "accept")
    await shop.react(talk, "g4", "dislike")
    other = await shop.talk(("g2", "g6"))
    await shop.react(other, "g6", "like")


async def test_it_judges_then_shows_labels_and_agreement(settings: Settings, shop: Shop) -> None:
    await some(shop)
    with running(Behaviour(by_title)) as double:
        done = await ran(settings, "--judge", "--retrieved", "0", double=double)
        again = await ran(settings, "--judge", "--retrieved", "0", double=double)
    assert done.exit_code == 0, done.output
    assert "openai:big judged 6 items in 2 questions; people had judged 3 of these items too." in done.output
    assert "0 unwanted: 3, 1 glanced at: 0, 2 liked: 0, 3 taken: 3" in done.output
    assert "synthetic" in done.output
    assert "Model and people on the same 3 items of 2 conversations:" in done.output
    assert "the same grade 67% [" in done.output
    assert "There is nothing of “games” that openai:big was not asked about yet." in again.output
    assert "Model and people" in again.output


async def test_as_json_the_last_line_holds_the_figures(settings: Settings, shop: Shop) -> None:
    await some(shop)
    with running(Behaviour(by_title)) as double:
        done = await ran(settings, "--judge", "--retrieved", "0", "--json", double=double)
    found = orjson.loads(done.stdout)
    assert (found["judging"]["judged"], found["judging"]["beside_people"]) == (6, 3)
    assert found["judging"]["tokens"] > 500
    assert found["agreement"]["pairs"] == 3
    assert sum(map(sum, found["agreement"]["table"])) == 3
    assert {"source": "synthetic", "rule": "judge.v1", "relevance": 3.0, "labels": 2, "weight": 0.6} in found["labels"]


async def test_without_judging_there_is_nothing_of_it(settings: Settings, shop: Shop) -> None:
    await some(shop)
    done = orjson.loads((await ran(settings, "--json")).stdout)
    assert "judging" not in done
    assert "agreement" not in done
    assert "Model and people" not in (await ran(settings)).output


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--cap", "1"), "--judge is not there"),
        (("--judge",), "set TASTEMAKER_MODEL"),
        (("--judge", "--catalogue", "elsewhere"), "set TASTEMAKER_MODEL"),
    ],
)
async def test_what_cannot_be_meant_is_a_sentence(settings: Settings, words: tuple[str, ...], sentence: str) -> None:
    done = await ran(settings, *words)
    assert done.exit_code == 1
    assert sentence in done.output


async def test_a_model_that_gives_nothing_is_told_and_fails(settings: Settings, shop: Shop) -> None:
    await some(shop)
    with running(Behaviour(status=401)) as double:
        done = await ran(settings, "--judge", double=double)
    assert done.exit_code == 1
    assert "Stopped early: the key is refused (status 401)." in done.output


async def test_a_cap_without_prices_is_a_sentence(settings: Settings, shop: Shop) -> None:
    with running(Behaviour(by_title)) as double:
        done = await ran(settings, "--judge", "--cap", "1", double=double)
    assert done.exit_code == 1
    assert "TASTEMAKER_MODEL_PRICE_IN" in done.output


@pytest.mark.slow
async def test_an_interrupt_keeps_what_was_judged_and_says_so(settings: Settings, shop: Shop) -> None:
    for _ in range(6):
        await shop.talk(("g0", "g4"))
    with running(Behaviour(by_title), Behaviour(by_title), Behaviour(by_title, first_token=60.0)) as double:
        command = [sys.executable, "-m", "app", "labels", "--judge", "--retrieved", "0"]
        whole = {**os.environ, **environment(settings, double)}
        process = await asyncio.create_subprocess_exec(*command, env=whole, stderr=subprocess.PIPE)
        deadline = monotonic() + 60
        while len(await shop.judgements()) < 4 and monotonic() < deadline:  # noqa: ASYNC110  # another process writes them
            await asyncio.sleep(0.1)
        process.send_signal(signal.SIGINT)
        _, told = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 130
    assert "Interrupted: 4 judgements are kept" in told.decode()
    assert b"Traceback" not in told
    assert len(await shop.judgements()) == 4
