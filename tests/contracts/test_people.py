"""What is stored of people: shown, handed over, erased; on SQLite and PostgreSQL."""

from datetime import UTC, datetime

from sqlalchemy import func, insert, select

from storage.keys import ApiKey, SqlKeys
from storage.people import SqlPeople
from storage.records import Provenance
from storage.requests import SqlRequests
from storage.sql import SqlStore
from storage.tables import conversations, feedback, impressions, judgements, requests, slates, turns
from tests.contracts.test_store import impression_ids, one_turn, signal

NOW = datetime(2026, 2, 3, 4, 5, 6, 789, tzinfo=UTC)


async def a_talk(sql: SqlStore, person: str, key: str = "k1", catalogue: str = "films") -> str:
    """With a turn, three cards, a signal and a judgement."""
    opened = await sql.open_conversation(catalogue, "v7", Provenance("widget", key, person))
    name = opened.conversation.id
    shown = impression_ids(await one_turn(sql, name))
    await sql.add_feedback(signal(f"on-{shown[0]}", shown[0]))
    judged = {"id": f"of-{name}", "conversation_id": name, "turn": 1, "item_id": "f1", "relevance": 2.0}
    how = {"judge": "openai:tiny", "prompt": "judge.v1", "at": NOW, "tokens": 5, "money": 0.0}
    with sql.engine.begin() as connection:
        connection.execute(insert(judgements).values(judged | how))
    return name


async def test_what_is_stored_of_a_person_is_counted(sql: SqlStore) -> None:
    people = SqlPeople(sql)
    await SqlKeys(sql).add(ApiKey("k1", "site", "shop", "hash", "tm_site_abc", (), (), NOW))
    first, _ = await a_talk(sql, "ann"), await a_talk(sql, "ann", catalogue="games")
    await a_talk(sql, "bob")
    await sql.set_consent(first, "given")
    (ann,) = await people.known("ann")
    assert (ann.key_id, ann.key_name, ann.catalogues) == ("k1", "shop", ("films", "games"))
    assert (ann.conversations, ann.consents) == (2, {"given": 1, "unsaid": 1})
    assert (ann.turns, ann.cards, ann.feedback, ann.judgements) == (2, 6, 2, 2)
    assert ann.first_at <= ann.last_at
    assert await people.known("ann", "shop") == await people.known("ann", "k1") == (ann,)
    assert await people.known("ann", "another") == ()
    for nobody in ("", "carl", "An", "ann "):
        assert await people.known(nobody) == ()


async def test_the_same_id_under_two_keys_may_be_two_people(sql: SqlStore) -> None:
    people = SqlPeople(sql)
    await a_talk(sql, "ann", "k1")
    kept = await a_talk(sql, "ann", "k2")
    assert [one.key_id for one in await people.known("ann")] == ["k1", "k2"]
    assert await people.erase("ann", "k1") == 1
    (left,) = await people.known("ann")
    assert (left.key_id, left.key_name) == ("k2", "")
    assert (await sql.load(kept)).turns


async def test_everything_is_handed_over(sql: SqlStore) -> None:
    names = [await a_talk(sql, "ann") for _ in range(2)]
    await a_talk(sql, "bob")
    given = [one async for one in SqlPeople(sql).everything("ann", "k1")]
    assert [one.id for one in given] == names
    assert [(len(one.turns), len(one.impressions), len(one.feedback)) for one in given] == [(1, 3, 1)] * 2


async def test_an_erased_person_is_nowhere(sql: SqlStore) -> None:
    people, once = SqlPeople(sql), SqlRequests(sql)
    name = await a_talk(sql, "a%n_n")
    kept = await a_talk(sql, "axnyn")
    for person, path, result in (
        ("a%n_n", "/v1/conversations", name),
        ("axnyn", "/v1/conversations", kept),
        ("a%n_n", f"/v1/conversations/{name}/feedback", "fresh"),
    ):
        scope = f"POST {path} k1 127.0.0.1 {person}"
        await once.begin(scope, "key", "hash")
        await once.finish(scope, "key", result)
    assert await people.erase("a%n_n", "k1") == 1
    assert await people.erase("a%n_n", "k1") == 0
    assert await people.erase("", "k1") == 0
    assert await people.known("a%n_n") == ()
    with sql.engine.connect() as connection:
        left = {
            table.name: connection.scalar(select(func.count()).select_from(table))
            for table in (conversations, turns, slates, impressions, feedback, judgements, requests)
        }
    assert left == {
        "conversations": 1,
        "turns": 1,
        "slates": 1,
        "impressions": 3,
        "feedback": 1,
        "judgements": 1,
        "requests": 1,
    }
    assert (await sql.load(kept)).turns
