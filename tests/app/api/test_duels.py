"""Duels over HTTP: asked for, told as events, picked."""

import asyncio
import json
import re
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from app.client import Api, ApiError, Talk
from app.commands.preparing import prepare
from app.settings import Settings
from tests.doubles.serving import Served, free_port, serving

GUIDE = (Path(__file__).parents[3] / "docs" / "duels.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def duelling(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    settings = Settings(
        var=tmp_path_factory.mktemp("var"),
        embedder="hash",
        catalogue="outdoor",
        port=free_port(),
        chroma="none",
        duels=1.0,
        challenger="tail=1",
        rate_conversation="10000/minute",
    )
    prepare(("outdoor",), settings)
    with serving(settings) as served:
        yield served


@pytest.fixture
async def duellist(duelling: Served) -> AsyncIterator[Talk]:
    async with Api(duelling.base) as client:
        yield await client.open("outdoor")


def kind(caught: pytest.ExceptionInfo[ApiError]) -> tuple[int, str]:
    return caught.value.problem.status, caught.value.problem.type.removeprefix("/problems/")


async def test_a_duel_is_asked_for_and_picked_and_stays_so(duellist: Talk) -> None:
    reply = (await duellist.duel("a tent under 400 euros, just show me")).reply
    assert reply.duel
    left, right = reply.duel.sides
    assert (reply.slate_id, reply.recommendations) == (left.slate_id, left.recommendations)
    assert [one.rank for one in right.recommendations] == [1, 2, 3]
    assert reply.duel.picked is None
    assert {slate.id for slate in await duellist.slates()} == {left.slate_id, right.slate_id}
    picked = await duellist.pick(reply.duel.id, right.slate_id)
    assert (picked.fresh, picked.winner) == (True, right.slate_id)
    assert not (await duellist.pick(reply.duel.id, right.slate_id)).fresh
    told = (await duellist.read()).turns[0].reply
    assert told
    assert told.duel
    assert told.duel.picked == right.slate_id
    with pytest.raises(ApiError, match="decided already") as caught:
        await duellist.pick(reply.duel.id, "tie")
    assert kind(caught) == (409, "duel-decided")


async def test_a_tie_is_told_as_one(duellist: Talk) -> None:
    reply = (await duellist.duel("a tent, just show me")).reply
    assert reply.duel
    await duellist.pick(reply.duel.id, "tie")
    told = (await duellist.read()).turns[0].reply
    assert told
    assert told.duel
    assert told.duel.picked == "tie"


async def test_a_message_is_a_duel_only_if_it_says_that_two_slates_can_be_shown(duellist: Talk) -> None:
    assert (await duellist.say("a tent, just show me")).reply.duel is None
    events = [one async for one in duellist.stream("show me others", duel=True)]
    names = [one.get("name") for one in events if one["type"] == "CUSTOM"]
    assert names.index("duel") == names.index("recommendations") + 1
    held = next(one["value"] for one in events if one.get("name") == "duel")
    assert isinstance(held, dict)
    finished = events[-1]["result"]
    assert isinstance(finished, dict)
    assert isinstance(finished["reply"], dict)
    assert finished["reply"]["duel"] == held


async def test_the_guide_is_run_as_it_stands(duelling: Served) -> None:
    (shown,) = re.findall(r"```sh\n(BASE=.*?)```", GUIDE, re.DOTALL)
    script = shown.replace("http://127.0.0.1:7860", duelling.base).replace("films", "outdoor")
    script = script.replace("something funny", "a tent")
    bash = await asyncio.create_subprocess_exec("bash", "-euc", script, stdout=PIPE, stderr=PIPE)
    said, complaints = await bash.communicate()
    assert bash.returncode == 0, complaints.decode()
    assert json.loads(said)["winner"] == "tie"


async def test_of_picks_sent_at_once_one_counts(duellist: Talk) -> None:
    reply = (await duellist.duel("a tent, just show me")).reply
    assert reply.duel
    wanted = [*(side.slate_id for side in reply.duel.sides), "tie"] * 3
    answers = await asyncio.gather(*(duellist.pick(reply.duel.id, one) for one in wanted), return_exceptions=True)
    fresh = [one for one in answers if not isinstance(one, BaseException) and one.fresh]
    assert len(fresh) == 1
    assert all(isinstance(one, ApiError) and one.problem.status == 409 for one in answers if isinstance(one, Exception))
    told = (await duellist.read()).turns[0].reply
    assert told
    assert told.duel
    assert told.duel.picked == fresh[0].winner


async def test_what_there_is_not_is_refused_with_a_sentence(duellist: Talk, talk: Talk) -> None:
    reply = (await duellist.duel("a tent, just show me")).reply
    assert reply.duel
    with pytest.raises(ApiError, match="no duel “other”") as caught:
        await duellist.pick("other", "tie")
    assert kind(caught) == (404, "not-found")
    with pytest.raises(ApiError, match="no side of this duel") as caught:
        await duellist.pick(reply.duel.id, "left")
    assert kind(caught) == (422, "invalid")
    with pytest.raises(ApiError, match="holds no duels") as caught:
        await talk.duel("just show me a puzzle")
    assert kind(caught) == (409, "no-duels")
