"""Conversations over HTTP: who may open, read, list and erase them."""

from collections.abc import AsyncIterator

import httpx2
import pytest

from app.client import Api, ApiError, Talk
from tests.app.api.conftest import MakeKey, vouched
from tests.doubles.serving import Served


async def test_a_conversation_is_read_back_as_it_went(talk: Talk) -> None:
    answered = await talk.say("just show me a calm puzzle")
    told = await talk.read()
    (turn,) = told.turns
    assert (turn.number, turn.utterance, turn.status) == (1, "just show me a calm puzzle", "done")
    assert turn.reply == answered.reply
    assert told.profile == answered.profile
    assert answered.reply.recommendations


async def test_it_is_opened_with_what_stands_before_the_first_word(http: httpx2.AsyncClient) -> None:
    answer = await http.post("/v1/conversations", json={"catalogue": "games"})
    told = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"].endswith(f"/v1/conversations/{told['id']}")
    assert answer.headers["cache-control"] == "no-store"
    assert "games" in told["welcome"]
    assert [s["label"] for s in told["starters"]] == ["A calm puzzle", "Something silly for a party"]


async def test_an_id_alone_opens_nothing(http: httpx2.AsyncClient, client: Api, talk: Talk) -> None:
    other = await client.open("games")
    path = f"/v1/conversations/{talk.opened.id}"
    for headers, status in (
        ({}, 401),
        ({"Authorization": "Bearer nonsense"}, 401),
        ({"Authorization": f"Bearer {talk.opened.refresh_token}"}, 401),
        ({"Authorization": f"Bearer {other.opened.token}"}, 404),
    ):
        for method, where in (("GET", ""), ("DELETE", ""), ("GET", "/profile"), ("GET", "/slates")):
            answer = await http.request(method, path + where, headers=headers)
            assert answer.status_code == status, (method, where, headers)
            assert talk.opened.token not in answer.text


async def test_an_erased_conversation_is_gone(client: Api, talk: Talk) -> None:
    await talk.say("a calm puzzle")
    await talk.forget()
    with pytest.raises(ApiError) as caught:
        await talk.read()
    assert caught.value.problem.status == 404


async def test_a_refresh_token_gives_a_new_token_for_this_conversation_alone(client: Api, talk: Talk) -> None:
    await talk.renew()
    assert (await talk.read()).id == talk.opened.id
    other = await client.open("games")
    path = f"/v1/conversations/{other.opened.id}/token"
    for token in (talk.opened.refresh_token, other.opened.token, "nonsense"):
        with pytest.raises(ApiError) as caught:
            await client.ask("POST", path, type(other.opened), {"refresh_token": token})
        assert caught.value.problem.status in (401, 404)


async def test_opening_twice_under_one_key_opens_once(http: httpx2.AsyncClient) -> None:
    headers = {"Idempotency-Key": "opening-once-0001"}
    one, two = [await http.post("/v1/conversations", json={"catalogue": "games"}, headers=headers) for _ in range(2)]
    assert one.json()["id"] == two.json()["id"]
    other = await http.post("/v1/conversations", json={"catalogue": "games", "channel": "widget"}, headers=headers)
    assert other.status_code == 422
    assert other.json()["type"] == "/problems/idempotency-key-reused"
    read = await http.get(
        f"/v1/conversations/{two.json()['id']}", headers={"Authorization": f"Bearer {two.json()['token']}"}
    )
    assert read.status_code == 200


async def test_one_visitors_key_is_not_anothers(api: Served, make_key: MakeKey, http: httpx2.AsyncClient) -> None:
    key, key_id = make_key("server")
    same = {"X-Tastemaker-Key": key, "Idempotency-Key": "everybody-takes-this"}
    ids = set()
    for person in ("ann", "bob"):
        headers = same | {"X-Tastemaker-Person": vouched(api, key_id, person)}
        ids.add((await http.post("/v1/conversations", json={"catalogue": "games"}, headers=headers)).json()["id"])
    assert len(ids) == 2


async def test_a_person_finds_their_own_conversations_again(
    api: Served, make_key: MakeKey, http: httpx2.AsyncClient
) -> None:
    key, key_id = make_key("server")
    ann, bob = ({"X-Tastemaker-Key": key, "X-Tastemaker-Person": vouched(api, key_id, name)} for name in ("ann", "bob"))
    ids = [
        (await http.post("/v1/conversations", json={"catalogue": "games"}, headers=ann)).json()["id"] for _ in range(3)
    ]
    found, cursor = [], ""
    while True:
        page = (await http.get("/v1/conversations", params={"limit": 2, "cursor": cursor}, headers=ann)).json()
        found += [one["id"] for one in page["conversations"]]
        if not (cursor := page["next"]):
            break
    assert found == ids[::-1]
    assert (await http.get("/v1/conversations", headers=bob)).json()["conversations"] == []
    renewed = await http.post(f"/v1/conversations/{ids[0]}/token", json={}, headers=ann)
    read = await http.get(f"/v1/conversations/{ids[0]}", headers={"Authorization": f"Bearer {renewed.json()['token']}"})
    assert read.json()["id"] == ids[0]
    assert (await http.post(f"/v1/conversations/{ids[0]}/token", json={}, headers=bob)).status_code == 404


async def test_nobodys_conversations_are_not_listed(http: httpx2.AsyncClient) -> None:
    answer = await http.get("/v1/conversations")
    assert answer.status_code == 401
    assert answer.json()["reason"] == "person-refused"


@pytest.mark.parametrize(
    ("sent", "where"),
    [
        ({}, "body.catalogue"),
        ({"catalogue": 7}, "body.catalogue"),
        ({"catalogue": "games", "surprise": True}, "body.surprise"),
        ({"catalogue": "games", "channel": "openai"}, "body.channel"),
    ],
)
async def test_what_is_wrong_is_said(http: httpx2.AsyncClient, sent: dict[str, object], where: str) -> None:
    answer = await http.post("/v1/conversations", json=sent)
    assert answer.status_code == 422
    assert [one["where"] for one in answer.json()["errors"]] == [where]


async def test_a_body_that_is_too_large_is_not_read(http: httpx2.AsyncClient, talk: Talk) -> None:
    headers = {"Authorization": f"Bearer {talk.opened.token}"}
    path = f"/v1/conversations/{talk.opened.id}/messages"
    whole = await http.post(path, json={"text": "a" * 1_000_000}, headers=headers)

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * 5000

    chunked = await http.post(path, content=pieces(), headers=headers | {"Content-Type": "application/json"})
    for answer in (whole, chunked):
        assert answer.status_code == 413
        assert answer.json()["type"] == "/problems/too-large"
    assert (await talk.read()).turns == ()
