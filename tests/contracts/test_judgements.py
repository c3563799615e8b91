"""What a model judged is kept once, a row a judgement, on SQLite and PostgreSQL, as long as its conversation is."""

from dataclasses import replace
from datetime import timedelta

from storage.judgements import Judgement, judgement_id, judgements_of, write
from storage.sql import SqlStore
from tests.contracts.test_store import NOW


def judged(conversation_id: str, item_id: str = "f1", relevance: float = 2.0, judge: str = "openai:big") -> Judgement:
    name = judgement_id(conversation_id, 1, item_id, judge, "judge.v1")
    return Judgement(name, conversation_id, 1, item_id, relevance, judge, "judge.v1", NOW, 61, 0.000125)


async def conversation(sql: SqlStore) -> str:
    return (await sql.open_conversation("films", "v7")).conversation.id


async def test_judgements_are_read_back_as_they_were_written(sql: SqlStore) -> None:
    mine, yours = sorted([await conversation(sql), await conversation(sql)])
    given = (judged(mine, "f1"), judged(mine, "f2", 0.25), judged(yours, "f1", judge="openai:π\0"))
    assert await sql._in(lambda c: write(c, given[::-1])) == 3
    found = await sql._in(lambda c: judgements_of(c, [mine, yours]))
    assert found == (*given[:2], replace(given[2], judge="openai:π\ufffd"))
    assert await sql._in(lambda c: judgements_of(c, [yours])) == found[2:]
    assert await sql._in(lambda c: judgements_of(c, [])) == ()


async def test_what_is_there_already_stays_as_it_is(sql: SqlStore) -> None:
    mine = await conversation(sql)
    first = judged(mine)
    assert await sql._in(lambda c: write(c, [first])) == 1
    assert await sql._in(lambda c: write(c, [judged(mine, relevance=0.0), judged(mine, "f2")])) == 1
    assert first in await sql._in(lambda c: judgements_of(c, [mine]))


async def test_those_of_an_erased_conversation_are_gone_and_none_come_after(sql: SqlStore) -> None:
    mine, yours = await conversation(sql), await conversation(sql)
    await sql._in(lambda c: write(c, [judged(mine), judged(yours)]))
    await sql.delete_conversation(mine)
    assert await sql._in(lambda c: judgements_of(c, [mine])) == ()
    assert await sql._in(lambda c: write(c, [judged(mine), judged(yours, "f2")])) == 1
    assert len(await sql._in(lambda c: judgements_of(c, [mine, yours]))) == 2


async def test_of_several_judgements_of_one_item_the_oldest_comes_first(sql: SqlStore) -> None:
    mine = await conversation(sql)
    new = replace(judged(mine, judge="openai:new"), at=NOW + timedelta(days=1))
    await sql._in(lambda c: write(c, [new, judged(mine)]))
    assert [one.judge for one in await sql._in(lambda c: judgements_of(c, [mine]))] == ["openai:big", "openai:new"]


def test_each_part_of_the_context_makes_another_judgement() -> None:
    ids = {
        judgement_id("a", 1, "f1", "m", "p"),
        judgement_id("b", 1, "f1", "m", "p"),
        judgement_id("a", 11, "f1", "m", "p"),
        judgement_id("a", 1, "1f1", "m", "p"),
        judgement_id("a", 1, "f1", "m2", "p"),
        judgement_id("a", 1, "f1", "m", "p2"),
    }
    assert len(ids) == 6
    assert judgement_id("a", 1, "f1", "m", "p") in ids
