"""The owner's routes: a catalogue comes in whole or not at all; what was said and shown goes out."""

import asyncio
import json
from typing import Any

import httpx2
import pytest

from app.api import owner as owners
from app.client import Api, ApiError
from app.wiring import open_shelf
from tests.app.api.conftest import MakeKey
from tests.doubles.serving import Served

Headers = dict[str, str]


def table(count: int = 12, kind: str = "red") -> bytes:
    rows = (f"w/{n} ü%,Wine {n},{n + 5} EUR,{kind if n % 2 else 'white'}" for n in range(count))
    return "\n".join(("id,title,price,colour", *rows)).encode()


async def bring(
    http: httpx2.AsyncClient, headers: Headers, content: bytes, name: str, **params: str
) -> httpx2.Response:
    return await http.post(
        f"/v1/owner/catalogues/{name}", content=content, params={"file": "wines.csv", **params}, headers=headers
    )


async def test_a_file_becomes_a_catalogue_to_talk_about(client: Api, http: httpx2.AsyncClient, owner: Headers) -> None:
    answer = await bring(http, owner, table(), "wines")
    told = answer.json()
    assert answer.status_code == 200
    assert (told["name"], told["rows"], told["kept"], told["previous"]) == ("wines", 12, 12, "")
    assert "wines" in [one.name for one in await client.catalogues()]
    talk = await client.open("wines")
    answered = await talk.say("just show me something white")
    assert answered.reply.recommendations
    assert (await client.item("wines", "w/3 ü%")).title == "Wine 3"
    picture = (await client.item("wines", "w/3 ü%")).drawing
    assert (await http.get(picture)).headers["content-type"] == "image/svg+xml"


async def test_whoever_is_talking_goes_on_with_what_is_new(
    http: httpx2.AsyncClient, client: Api, owner: Headers
) -> None:
    await bring(http, owner, table(12), "replaced")
    talk = await client.open("replaced")
    before = (await talk.say("just show me something red")).reply.recommendations
    await bring(http, owner, table(12, "green"), "replaced")
    after = (await talk.say("just show me something green")).reply.recommendations
    assert before
    assert after
    told = await talk.read()
    replies = [turn.reply for turn in told.turns if turn.reply]
    assert [card.item_id for card in replies[0].recommendations] == [card.item_id for card in before]
    first, second = await talk.slates()
    assert first.catalogue_version != second.catalogue_version


@pytest.mark.parametrize(
    ("content", "params", "says"),
    [
        (b"", {}, "Nothing was sent"),
        (b"\x89PNG\r\n\x1a\n", {}, "“wines.csv” is an image"),
        (b"id,title\n", {}, "“wines.csv” has a header and no rows"),
        (b"a,b\n1,2\n", {"column": "c=title"}, 'There is no column "c"'),
    ],
)
async def test_what_is_no_catalogue_changes_nothing(
    http: httpx2.AsyncClient, client: Api, owner: Headers, content: bytes, params: dict[str, str], says: str
) -> None:
    before = (await bring(http, owner, table(14), "kept")).json()["version"]
    answer = await bring(http, owner, content, "kept", **params)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/bad-file")
    assert says in answer.json()["detail"]
    assert (await client.catalogue("kept")).version == before


async def test_a_dry_run_changes_nothing(http: httpx2.AsyncClient, client: Api, owner: Headers) -> None:
    told = (await bring(http, owner, table(), "tried", dry_run="true")).json()
    assert (told["kept"], told["dry_run"]) == (12, True)
    with pytest.raises(ApiError, match="“tried”"):
        await client.catalogue("tried")


async def test_progress_is_told_line_by_line(http: httpx2.AsyncClient, owner: Headers) -> None:
    lines_of = {"Accept": owners.LINES}
    good = await bring(http, owner | lines_of, table(30), "told")
    *_, last = map(json.loads, good.text.splitlines())
    assert last["imported"]["kept"] == 30
    bad = await bring(http, owner | lines_of, b"id,title\n", "told")
    *_, last = map(json.loads, bad.text.splitlines())
    assert last["problem"]["type"] == "/problems/bad-file"


async def test_two_imports_of_one_catalogue_do_not_meet(http: httpx2.AsyncClient, owner: Headers, api: Served) -> None:
    with open_shelf(api.settings).lock("busy"):
        answer = await bring(http, owner, table(), "busy")
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/import-under-way")
    assert int(answer.headers["retry-after"]) > 0


async def test_a_name_that_is_none(http: httpx2.AsyncClient, owner: Headers) -> None:
    answer = await bring(http, owner, table(), "..%2f..%2fetc")
    assert answer.status_code in (404, 422)
    answer = await bring(http, owner, table(), "UPPER")
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid")


async def test_no_upload_is_left_behind(api: Served, http: httpx2.AsyncClient, owner: Headers) -> None:
    await bring(http, owner, table(), "wines")
    await bring(http, owner, b"", "wines")
    assert list((api.settings.var / "uploads").iterdir()) == []


@pytest.mark.parametrize("path", ["usage", "evals", "export"])
async def test_only_the_owner(http: httpx2.AsyncClient, make_key: MakeKey, path: str) -> None:
    server = {"X-Tastemaker-Key": make_key("server")[0]} if path == "usage" else {}
    answer = await http.get(f"/v1/owner/{path}", headers=server)
    assert (answer.status_code, answer.json()["reason"]) == (403, "owner-only")
    assert (await bring(http, server, table(), "wines")).status_code == 403


async def test_a_file_beyond_the_limit_is_refused_while_it_comes(
    http: httpx2.AsyncClient, owner: Headers, api: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.api.uploads.MEGABYTE", 1)
    answer = await bring(http, owner, table(80), "wines")
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/too-large")
    assert "512" in answer.json()["detail"]
    assert list((api.settings.var / "uploads").iterdir()) == []


async def test_everything_goes_out_page_by_page(client: Api, http: httpx2.AsyncClient, owner: Headers) -> None:
    talk = await client.open("games", "eval")
    answered = await talk.say("just show me a puzzle")
    await talk.feedback(answered.reply.recommendations[0].impression_id, "like")
    found: dict[str, Any] = {}
    address = "/v1/owner/export?limit=3"
    while address:
        page = await http.get(address, headers=owner)
        rows = [json.loads(line) for line in page.text.splitlines()]
        assert 0 < len(rows) <= 3
        assert not found.keys() & {row["id"] for row in rows}
        found |= {row["id"]: row for row in rows}
        address = page.links["next"]["url"] if "next" in page.links else ""
    mine = found[talk.opened.id]
    assert mine["provenance"]["channel"] == "eval"
    assert [turn["utterance"] for turn in mine["turns"]] == ["just show me a puzzle", ""]
    assert len(mine["impressions"]) == len(answered.reply.recommendations)
    assert [one["kind"] for one in mine["feedback"]] == ["like"]


async def test_what_was_opened_before_is_left_out(http: httpx2.AsyncClient, client: Api, owner: Headers) -> None:
    await client.open("games")
    for since, some in (("2000-01-01", True), ("2000-01-01T00:00:00Z", True), ("2100-01-01", False)):
        answer = await http.get("/v1/owner/export", params={"from": since, "limit": 1}, headers=owner)
        assert bool(answer.text) is some
    assert (await http.get("/v1/owner/export", params={"from": "soon"}, headers=owner)).status_code == 422
    assert (await http.get("/v1/owner/export", params={"cursor": "nonsense"}, headers=owner)).status_code == 422


async def test_usage_counts_by_day_and_door(http: httpx2.AsyncClient, client: Api, owner: Headers) -> None:
    async def counted() -> dict[str, int]:
        used = (await http.get("/v1/owner/usage", headers=owner)).json()["used"]
        return next((one for one in used if one["channel"] == "widget"), {})

    before = await counted()
    talk = await client.open("games", "widget")
    answered = await talk.say("just show me a puzzle")
    await talk.feedback(answered.reply.recommendations[0].impression_id, "click")
    after = await counted()
    more = {name: after[name] - before.get(name, 0) for name in ("conversations", "turns", "impressions", "feedback")}
    assert more == {
        "conversations": 1,
        "turns": 1,
        "impressions": len(answered.reply.recommendations),
        "feedback": 1,
    }
    assert (await http.get("/v1/owner/usage", params={"days": 0}, headers=owner)).status_code == 422


async def test_the_last_results_of_evals(http: httpx2.AsyncClient, owner: Headers, api: Served) -> None:
    folder = api.settings.var / "evals"
    await asyncio.to_thread(folder.mkdir, exist_ok=True)
    await asyncio.to_thread((folder / "talk.json").write_text, '{"p50_ms": 12.5}')
    await asyncio.to_thread((folder / "cut.json").write_text, '{"p50')
    told = {one["name"]: one["result"] for one in (await http.get("/v1/owner/evals", headers=owner)).json()["evals"]}
    assert told["talk"] == {"p50_ms": 12.5}
    assert "cut.json is no JSON" in told["cut"]
