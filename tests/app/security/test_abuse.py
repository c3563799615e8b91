"""The real server, and what people will try: over real HTTP, where a key is needed."""

import asyncio
import json
import re
import socket
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from typing import TypeVar

import httpx
import pytest

from app.security.known import SOON
from app.security.making import new_key
from app.security.tokens import Claims, Tokens
from app.settings import Settings
from storage.keys import KeyKind, SqlKeys
from storage.sql import SqlStore
from tests.doubles.serving import Served, free_port, serving

SHOP = "https://shop.example"
PUBLIC = {
    ("get", "/healthz"),
    ("get", "/v1/catalogues/{catalogue}/pictures"),
}
"""Routes of the documentation that need nothing."""

T = TypeVar("T")


def with_store(served: Served, work: Callable[[SqlStore], Coroutine[None, None, T]]) -> T:
    async def run() -> T:
        store = await SqlStore.open(served.settings.database_url)
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(run())


def make(served: Served, kind: KeyKind, *origins: str, catalogues: tuple[str, ...] = ()) -> str:
    words, key = new_key(kind, f"{kind} {time.monotonic_ns()}", origins, catalogues)
    with_store(served, lambda store: SqlKeys(store).add(key))
    time.sleep(SOON)
    return words


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    settings = Settings(
        var=tmp_path_factory.mktemp("var"),
        embedder="hash",
        catalogue="games",
        port=free_port(),
        anonymous="never",
        rate_address="100000/minute",
        rate_conversation="20/minute",
    )
    with serving(settings) as one:
        yield one


@pytest.fixture(scope="module")
def site(served: Served) -> str:
    return make(served, "site", SHOP)


@pytest.fixture
def client(served: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served.base, timeout=20) as one:
        yield one


def key(words: str, **headers: str) -> dict[str, str]:
    return {"X-Tastemaker-Key": words, **headers}


def bearer(token: str, **headers: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", **headers}


def opened(client: httpx.Client, words: str) -> dict[str, str]:
    answer = client.post("/v1/conversations", json={"catalogue": "games"}, headers=key(words, Origin=SHOP))
    assert answer.status_code == 201, answer.text
    told: dict[str, str] = answer.json()
    return told


def routes(client: httpx.Client) -> list[tuple[str, str]]:
    document = client.get("/openapi.json").json()
    methods = ("get", "post", "patch", "delete", "put")
    return [(method, path) for path, told in document["paths"].items() for method in methods if method in told]


def filled(path: str, conversation: str = "c1") -> str:
    path = path.replace("{conversation_id}", conversation).replace("{catalogue}", "games")
    return re.sub(r"\{[^}]+\}", "x", path)


# --- who --------------------------------------------------------------------------------------------------------------


def test_no_route_answers_without_a_key(client: httpx.Client) -> None:
    found = routes(client)
    assert len(found) > 20
    for method, path in found:
        for headers in ({}, {"Authorization": "Bearer sk-x"}, {"X-Tastemaker-Key": "tm_owner_" + "a" * 43}):
            answer = client.request(method, filled(path), headers=headers, json={})
            if (method, path) in PUBLIC:
                assert answer.status_code < 500
            else:
                assert answer.status_code in (401, 422), (method, path, answer.status_code)
                assert answer.status_code != 422 or "errors" in answer.json(), (method, path)


def test_a_site_key_and_a_server_key_open_no_route_of_the_owner(
    served: Served, client: httpx.Client, site: str
) -> None:
    server, owner = make(served, "server"), make(served, "owner")
    paths = [(method, path) for method, path in routes(client) if path.startswith("/v1/owner/")]
    assert len(paths) >= 4
    for method, path in paths:
        for words in (site, server):
            assert client.request(method, filled(path), headers=key(words), content=b"x").status_code == 403
        assert client.request(method, filled(path), headers=bearer(site)).status_code == 403
    assert client.get("/v1/owner/usage", headers=key(owner)).status_code == 200


def test_anothers_conversation_by_its_id(client: httpx.Client, site: str) -> None:
    mine, yours = opened(client, site), opened(client, site)
    said = client.post(
        f"/v1/conversations/{yours['id']}/messages", json={"text": "a puzzle"}, headers=bearer(yours["token"])
    )
    assert said.status_code == 200
    for method, path in routes(client):
        if "{conversation_id}" not in path:
            continue
        for told in (mine["token"], mine["refresh_token"], yours["refresh_token"], "x", site):
            headers = key(site, Authorization=f"Bearer {told}")
            theirs = client.request(
                method, filled(path, yours["id"]), headers=headers, json={"refresh_token": mine["refresh_token"]}
            )
            unknown = client.request(
                method, filled(path, "nowhere"), headers=headers, json={"refresh_token": mine["refresh_token"]}
            )
            assert theirs.status_code in (401, 404, 422), (method, path, told[:9], theirs.status_code)
            # Nothing tells whether there is such a conversation.
            assert (theirs.status_code, theirs.text.replace(yours["id"], "?")) == (
                unknown.status_code,
                unknown.text.replace("nowhere", "?"),
            )
    assert client.get(f"/v1/conversations/{yours['id']}", headers=bearer(yours["token"])).status_code == 200


def test_a_deleted_conversation_is_gone_for_its_own_tokens_too(client: httpx.Client, site: str) -> None:
    mine = opened(client, site)
    place = f"/v1/conversations/{mine['id']}"
    assert client.delete(place, headers=bearer(mine["token"])).status_code == 204
    assert client.get(place, headers=bearer(mine["token"])).status_code == 404
    renewed = client.post(f"{place}/token", json={"refresh_token": mine["refresh_token"]}, headers=key(site))
    assert renewed.status_code == 404


def test_forged_and_expired_tokens(served: Served, client: httpx.Client, site: str) -> None:
    from datetime import UTC, datetime, timedelta

    from app.security.secret import open_secret

    mine = opened(client, site)
    secret = open_secret(served.settings.var / "secret")
    claims = Claims(mine["id"], "", "")
    old = Tokens(secret, clock=lambda: datetime.now(UTC) - timedelta(hours=3)).mint(claims).token
    place = f"/v1/conversations/{mine['id']}"
    expired = client.get(place, headers=bearer(old))
    assert (expired.status_code, expired.json()["reason"]) == (401, "token-expired")
    guessed = Tokens(b"0" * 32).mint(claims).token
    of_nobody = Tokens(secret).mint(claims).token
    of_no_key = Tokens(secret).mint(Claims(mine["id"], "x", "")).token
    for token in (guessed, of_nobody, of_no_key, mine["token"][:-5], mine["token"] + "x", "null", "undefined"):
        assert client.get(place, headers=bearer(token)).status_code == 401


def test_only_the_sites_own_pages(client: httpx.Client, site: str) -> None:
    mine = opened(client, site)
    for origin in ("https://evil.example", "null", "https://shop.example.evil.example", "http://shop.example"):
        answer = client.post("/v1/conversations", json={"catalogue": "games"}, headers=key(site, Origin=origin))
        assert (answer.status_code, answer.json()["reason"]) == (403, "origin-refused")
        assert "access-control-allow-origin" not in answer.headers
        answer = client.get(f"/v1/conversations/{mine['id']}", headers=bearer(mine["token"], Origin=origin))
        assert answer.status_code == 403
        asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        assert "access-control-allow-origin" not in client.options("/v1/conversations", headers=asked).headers


def test_a_key_for_one_catalogue_opens_no_other(served: Served, client: httpx.Client) -> None:
    words = make(served, "server", catalogues=("elsewhere",))
    assert client.get("/v1/catalogues", headers=key(words)).json()["catalogues"] == []
    for path in ("/v1/catalogues/games", "/v1/catalogues/games/items", "/v1/models/games"):
        assert client.get(path, headers=key(words)).status_code == 404
    assert client.post("/v1/conversations", json={"catalogue": "games"}, headers=key(words)).status_code == 404
    asked = {"model": "games", "messages": [{"role": "user", "content": "a puzzle"}]}
    assert client.post("/v1/chat/completions", json=asked, headers=key(words)).status_code == 404


def test_a_replayed_idempotency_key_with_another_body(client: httpx.Client, site: str) -> None:
    mine = opened(client, site)
    place = f"/v1/conversations/{mine['id']}/messages"
    headers = bearer(mine["token"], **{"Idempotency-Key": "message-0001"})
    first = client.post(place, json={"text": "a puzzle"}, headers=headers)
    again = client.post(place, json={"text": "a puzzle"}, headers=headers)
    assert first.json() == again.json()
    other = client.post(place, json={"text": "a shooter"}, headers=headers)
    assert (other.status_code, other.json()["type"]) == (422, "/problems/idempotency-key-reused")
    # The same key of another visitor is another key.
    yours = opened(client, site)
    headers = bearer(yours["token"], **{"Idempotency-Key": "message-0001"})
    assert (
        client.post(f"/v1/conversations/{yours['id']}/messages", json={"text": "x"}, headers=headers).status_code == 200
    )


# --- how much ---------------------------------------------------------------------------------------------------------


def test_a_megabyte_is_too_large_however_it_is_sent(client: httpx.Client, site: str) -> None:
    mine = opened(client, site)
    place, body = f"/v1/conversations/{mine['id']}/messages", json.dumps({"text": "x" * 2**20}).encode()
    headers = bearer(mine["token"], **{"Content-Type": "application/json"})
    began = time.perf_counter()
    declared = client.post(place, content=body, headers=headers)
    assert (declared.status_code, declared.json()["type"]) == (413, "/problems/too-large")
    pieces = (body[at : at + 4096] for at in range(0, len(body), 4096))
    assert client.post(place, content=pieces, headers=headers).status_code == 413
    assert time.perf_counter() - began < 5
    assert client.get(f"/v1/conversations/{mine['id']}", headers=headers).json()["turns"] == []


def test_messages_of_a_conversation_come_at_a_persons_pace(client: httpx.Client, site: str) -> None:
    mine = opened(client, site)
    place = f"/v1/conversations/{mine['id']}/messages"
    sent = [client.post(place, json={"text": "hello"}, headers=bearer(mine["token"])) for _ in range(22)]
    assert Counter(answer.status_code for answer in sent) == {200: 20, 429: 2}
    assert int(sent[-1].headers["retry-after"]) >= 1
    assert client.get(f"/v1/conversations/{mine['id']}", headers=bearer(mine["token"])).status_code == 200


async def flood(port: int, requests: int, connections: int) -> Counter[int]:
    """As fast as they can be written, many on a connection."""
    each = requests // connections
    asked = b"GET /v1/catalogues HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Tastemaker-Key: tm_server_x\r\n\r\n"

    async def one() -> Counter[int]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        found: Counter[int] = Counter()
        for _ in range(each // 10):
            writer.write(asked * 10)
            for _ in range(10):
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                found[int(head.split(" ")[1])] += 1
                length = re.search(r"content-length: (\d+)", head)
                await reader.readexactly(int(length[1]) if length else 0)
        writer.close()
        return found

    return sum(await asyncio.gather(*(one() for _ in range(connections))), Counter())


@pytest.mark.slow
def test_ten_thousand_requests_a_minute_from_one_address(
    served: Served, tmp_path_factory: pytest.TempPathFactory, record_property: Callable[[str, object], None]
) -> None:
    settings = served.settings.model_copy(
        update={"var": tmp_path_factory.mktemp("var"), "port": free_port(), "rate_address": "600/minute"}
    )
    with serving(settings) as flooded:
        began = time.perf_counter()
        found = asyncio.run(flood(settings.port, 10_000, 20))
        took = time.perf_counter() - began
        with httpx.Client(base_url=flooded.base) as client:
            began = time.perf_counter()
            assert client.get("/v1/catalogues").status_code == 429
            assert client.get("/healthz").status_code == 200
            answered = time.perf_counter() - began
    record_property("seconds_for_10000", round(took, 2))
    assert found == {401: 600, 429: 9400}
    assert took < 40
    assert answered < 1


# --- tricks -----------------------------------------------------------------------------------------------------------


def raw(served: Served, sent: bytes) -> bytes:
    """What comes back until the server closes, or says nothing for a while."""
    with socket.create_connection(("127.0.0.1", served.settings.port), timeout=3) as line:
        try:
            line.sendall(sent)
            return b"".join(iter(lambda: line.recv(65536), b""))
        except (TimeoutError, ConnectionError):
            return b""


def status(answer: bytes) -> int:
    return int(answer.split(b" ")[1]) if answer else 0


@pytest.mark.parametrize(
    "path",
    [
        "/v1/owner/../owner/usage",
        "//v1/owner/usage",
        "/v1//owner/usage",
        "/v1/owner/usage/",
        "/v1/owner/usage%2f",
        "/V1/OWNER/USAGE",
        "/v1/owner/usage;x=y",
        "/v1/owner/usage%00",
        "/widget/../v1/owner/usage",
        "/widget/%2e%2e/v1/owner/usage",
        "/v1/catalogues/..%2fowner/pictures",
        "/v1/catalogues/%2e%2e/owner/usage",
        "/v1/catalogues/games/pictures/../../../owner/usage",
        "/demo/static/..%2f..%2fsettings.py",
        "/demo/../../../etc/passwd",
        "/demo/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/widget/texts/..%2f..%2f..%2fetc%2fpasswd.json",
        "/problems/..%2f..%2fetc",
        "http://127.0.0.1/v1/owner/usage",
        "http://evil.example/v1/owner/usage",
        "/v1/owner/usage?key=tm_owner_x",
        "*",
    ],
)
def test_paths_that_mean_something_else(served: Served, path: str) -> None:
    answer = raw(served, f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
    assert status(answer) in (307, 400, 401, 404, 405), answer[:200]
    assert b"root:" not in answer
    assert b"class Settings" not in answer


@pytest.mark.parametrize(
    "headers",
    [
        "X-HTTP-Method-Override: DELETE",
        "X-Original-URL: /v1/owner/usage",
        "X-Rewrite-URL: /v1/owner/usage",
        "X-Forwarded-For: 127.0.0.1",
        "X-Forwarded-Host: localhost",
        "X-Forwarded-Proto: https",
        "X-Forwarded-User: owner",
        "Cookie: session=owner; X-Tastemaker-Key=tm_owner_x",
        "Authorization: Bearer",
        "Authorization: bearer  ",
        "Authorization: Basic dG1fb3duZXI6",
        "X-Tastemaker-Key: ",
        "X-Tastemaker-Key: null",
        "X-Tastemaker-Key: tm_owner_\xff\xfe",
        "X-Tastemaker-Key: tm_owner_a\r\nX-Tastemaker-Key: tm_owner_b",
        "Origin: http://localhost\r\nOrigin: http://127.0.0.1",
        "Host: evil.example",
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: -1",
        "Transfer-Encoding: gzip, chunked",
        "X: " + "y" * 300_000,
        "X-A: b\r\n" * 2000 + "X-B: c",
        "Bad Header",
        " X-Folded: yes",
    ],
)
def test_headers_that_mean_something_else(served: Served, headers: str) -> None:
    request = f"GET /v1/owner/usage HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}\r\nConnection: close\r\n\r\n"
    answer = raw(served, request.encode("latin-1"))
    # Where it was cut off while it was still sending, it may not see the answer.
    assert status(answer) in (0, 400, 401, 403, 431), answer[:200]
    assert status(raw(served, b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")) == 200


BODIES = (
    b"[" * 30_000,
    b'{"a":' * 10_000,
    b'{"text":' + b"9" * 60_000 + b"}",
    b'{"text":1e999,"catalogue":NaN,"value":-Infinity,"index":1e308}',
    b'{"text":"\\ud800","catalogue":"\\ud800","refresh_token":"\\ud800.\\ud800.\\ud800","item_id":"\\ud800"}',
    b'{"text":"\\u0000","catalogue":"\\u0000","item_ids":["\\u0000","a"],"item_id":"\\u0000","impression_id":"\\u0000"}',
    b'{"text":"a","text":["b"]}',
    b'{"__proto__":{"owner":true},"constructor":1}',
    b"\xff\xfe\x00",
    b"null",
    b'"text"',
    b"",
)


@pytest.mark.parametrize("which", range(len(BODIES)))
def test_bodies_that_mean_something_else(served: Served, client: httpx.Client, site: str, which: int) -> None:
    mine = opened(client, site)
    paths = [(method, path) for method, path in routes(client) if method in ("post", "patch")]
    for method, path in [*paths, ("post", "/mcp")]:
        if path.startswith("/v1/owner/"):
            continue
        for content_type in ("application/json", "text/plain"):
            sent = key(site, Authorization=f"Bearer {mine['token']}", **{"Content-Type": content_type})
            answer = client.request(method, filled(path, mine["id"]), content=BODIES[which], headers=sent)
            assert 400 <= answer.status_code < 500 or path.endswith("/undo"), (method, path, answer.status_code)


def test_an_address_that_breaks_lines_breaks_no_header(client: httpx.Client, site: str) -> None:
    answer = client.post(
        "/v1/conversations",
        json={"catalogue": "games\r\nSet-Cookie: a=b"},
        headers=key(site, **{"Idempotency-Key": "x" * 8}),
    )
    assert answer.status_code == 404
    assert "set-cookie" not in answer.headers
    told = client.get("/v1/catalogues/%0d%0aSet-Cookie:%20a=b", headers=key(site))
    assert (told.status_code, "set-cookie" in told.headers) == (404, False)


def test_script_comes_back_as_data(client: httpx.Client, site: str) -> None:
    mine = opened(client, site)
    script = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    answer = client.post(
        f"/v1/conversations/{mine['id']}/messages", json={"text": script}, headers=bearer(mine["token"])
    )
    for told in (answer, client.get(f"/v1/conversations/{mine['id']}", headers=bearer(mine["token"]))):
        assert told.headers["content-type"].startswith("application/json")
        assert told.headers["x-content-type-options"] == "nosniff"
        assert told.headers["content-security-policy"].startswith("default-src 'none'")
    unknown = client.get("/v1/catalogues/<script>alert(1)", headers=key(site))
    assert unknown.headers["content-type"] == "application/problem+json"


def test_no_answer_sets_a_cookie_or_names_the_program(client: httpx.Client, site: str) -> None:
    for path in ("/healthz", "/v1/catalogues", "/widget.js", "/nowhere"):
        headers = client.get(path, headers=key(site)).headers
        assert "set-cookie" not in headers
        assert "server" not in headers
        assert "x-powered-by" not in headers
