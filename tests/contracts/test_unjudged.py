"""Conversations are gone through from the latest on, with all that was said of items: on SQLite and PostgreSQL."""

from agents.judging.agreement import Compared
from storage.judgements import Judgement, Judgements, judgement_id
from storage.labels.filters import Filters
from storage.records import Feedback
from storage.sql import SqlStore
from storage.unjudged import compared, page
from tests.contracts.test_store import NOW, impression_ids, one_turn, opened_with_turn

FILMS = Filters(catalogue="films")


def judged(conversation_id: str, item_id: str, relevance: float, judge: str = "openai:big") -> Judgement:
    name = judgement_id(conversation_id, 1, item_id, judge, "judge.v1")
    return Judgement(name, conversation_id, 1, item_id, relevance, judge, "judge.v1", NOW, 61, 0.0)


async def test_page_by_page_the_latest_first_and_none_twice(sql: SqlStore) -> None:
    ids = [(await opened_with_turn(sql))[0].conversation.id for _ in range(5)]
    await sql.open_conversation("films", "v7")
    found, before = [], ""
    for _ in range(3):
        part = page(sql.engine, FILMS, before, limit=2)
        found += [talk.id for talk in part.talks]
        before = part.more
    assert found == ids[::-1]
    assert before == ""


async def test_a_talk_holds_what_was_said_shown_labelled_and_judged(sql: SqlStore) -> None:
    opened, turn = await opened_with_turn(sql)
    name = opened.conversation.id
    await sql.add_feedback(Feedback("one", impression_ids(turn)[0], "like", NOW))
    assert await Judgements(sql).keep([judged(name, "f3", 1.0)]) == 1
    (talk,) = page(sql.engine, FILMS).talks
    assert (talk.id, talk.catalogue, talk.turns) == (name, "films", (turn,))
    assert [one.item_id for one in talk.impressions] == ["f1", "f2", "f3"]
    assert [(one.item_id, one.relevance, one.source) for one in talk.labels] == [("f1", 2.0, "explicit")]
    assert talk.judgements == (judged(name, "f3", 1.0),)


async def test_who_refused_and_other_catalogues_are_left_out(sql: SqlStore) -> None:
    opened, _ = await opened_with_turn(sql)
    await sql.set_consent(opened.conversation.id, "refused")
    other = await sql.open_conversation("outdoor", "v1")
    await one_turn(sql, other.conversation.id)
    assert page(sql.engine, FILMS).talks == ()
    assert [talk.id for talk in page(sql.engine, Filters()).talks] == [other.conversation.id]


async def test_what_both_judged_is_compared_by_the_latest_judgement_of_that_judge(sql: SqlStore) -> None:
    opened, turn = await opened_with_turn(sql)
    name, (first, second, _) = opened.conversation.id, impression_ids(turn)
    await sql.add_feedback(Feedback("one", first, "accept", NOW))
    await sql.add_feedback(Feedback("two", second, "click", NOW))
    given = [judged(name, item, 2.0) for item in ("f1", "f2", "f3")]
    await Judgements(sql).keep([*given, judged(name, "f1", 0.5, "openai:small")])
    assert list(compared(sql.engine, FILMS, "openai:big")) == [Compared(name, 3.0, 2.0)]
    assert list(compared(sql.engine, FILMS, "openai:small")) == [Compared(name, 3.0, 0.5)]
    assert list(compared(sql.engine, FILMS, "openai:none")) == []
    assert len(list(compared(sql.engine, FILMS))) == 1
