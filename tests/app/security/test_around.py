"""What stands around the routes: which pages may read, what headers say, and how often one may ask."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from app.security.headers import Policy
from app.security.origins import OriginError
from app.security.shield import policy
from app.settings import Settings
from tests.app.security.asking import SHOP, Asked, asking

EVIL = "https://evil.example"


@pytest.fixture
async def asked(tmp_path: Path) -> AsyncIterator[Asked]:
    async with asking(tmp_path, host="0.0.0.0") as one:
        yield one


async def preflight(
    asked: Asked, origin: str, method: str = "POST", headers: str = "x-tastemaker-key"
) -> httpx.Response:
    sent = {"Origin": origin, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": headers}
    return await asked.client.options("/v1/who", headers=sent)


def allowed(answer: httpx.Response) -> str | None:
    assert "access-control-allow-credentials" not in answer.headers
    found: str | None = answer.headers.get("access-control-allow-origin")
    return found


# --- which pages may read ---------------------------------------------------------------------------------------------


async def test_pages_of_any_live_key_may_ask_and_no_others(asked: Asked) -> None:
    await asked.make("site", (SHOP, "http://localhost:3000"))
    good = await preflight(asked, SHOP, headers="x-tastemaker-key, content-type, authorization, idempotency-key")
    assert (good.status_code, allowed(good)) == (200, SHOP)
    assert allowed(await preflight(asked, "http://localhost:3000")) == "http://localhost:3000"
    for origin in (
        EVIL,
        "null",
        "https://shop.example.evil.example",
        "http://shop.example",
        "https://SHOP.example",
        "*",
    ):
        refused = await preflight(asked, origin)
        assert (refused.status_code, allowed(refused)) == (400, None)


async def test_what_no_route_takes_is_not_allowed_beforehand(asked: Asked) -> None:
    await asked.make("site", (SHOP,))
    assert (await preflight(asked, SHOP, method="PUT")).status_code == 400


async def test_headers_that_a_sites_own_programs_add_do_not_get_in_the_way(asked: Asked) -> None:
    await asked.make("site", (SHOP,))
    answer = await preflight(asked, SHOP, headers="traceparent, baggage, x-tastemaker-key")
    assert (answer.status_code, allowed(answer)) == (200, SHOP)
    assert "traceparent" in answer.headers["access-control-allow-headers"]


async def test_a_revoked_keys_pages_may_ask_no_more(asked: Asked) -> None:
    from datetime import UTC, datetime

    from storage.keys import SqlKeys

    words = await asked.make("site", (SHOP,))
    assert allowed(await preflight(asked, SHOP)) == SHOP
    await SqlKeys(asked.store).revoke(await asked.id_of(words), datetime.now(UTC))
    asked.now[0] += 60
    assert allowed(await preflight(asked, SHOP)) is None


async def test_refusals_can_be_read_by_the_page_that_is_refused(asked: Asked) -> None:
    await asked.make("site", (SHOP,))
    answer = await asked.who({"Origin": SHOP, "X-Tastemaker-Key": "tm_site_old"})
    assert (answer.status_code, allowed(answer)) == (401, SHOP)
    assert "WWW-Authenticate" in answer.headers["access-control-expose-headers"]
    assert "Origin" in answer.headers["vary"]
    foreign = await asked.who({"Origin": EVIL})
    assert (foreign.status_code, allowed(foreign)) == (401, None)


async def test_one_sites_page_with_anothers_key_is_refused(asked: Asked) -> None:
    await asked.make("site", (SHOP,))
    words = await asked.make("site", ("https://other.example",))
    answer = await asked.who({"Origin": SHOP, "X-Tastemaker-Key": words})
    assert (answer.status_code, answer.json()["reason"]) == (403, "origin-refused")


async def test_on_this_machine_any_local_page_may_ask(tmp_path: Path) -> None:
    async with asking(tmp_path) as asked:
        assert allowed(await preflight(asked, "http://localhost:5173")) == "http://localhost:5173"
        assert allowed(await asked.who({"Origin": "http://127.0.0.1:8000"})) == "http://127.0.0.1:8000"
        assert allowed(await preflight(asked, "http://localhost.evil.example")) is None
        assert allowed(await preflight(asked, "null")) is None


@pytest.mark.parametrize("path", ["/widget.js", "/v1/catalogues/films/pictures?item=1"])
async def test_files_for_any_page_are_for_any_page(asked: Asked, path: str) -> None:
    answer = await asked.who({"Origin": EVIL}, path)
    assert (answer.status_code, allowed(answer)) == (200, "*")
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"


async def test_without_a_database_the_answer_still_reaches_the_page(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    from storage.store import StoreUnavailable

    words = await asked.make("site", (SHOP,))
    assert (await asked.who({"Origin": SHOP, "X-Tastemaker-Key": words})).status_code == 200

    async def gone(_: object) -> None:
        raise StoreUnavailable("The database is gone.")

    monkeypatch.setattr(asked.store, "_in", gone)
    asked.now[0] += 60
    answer = await asked.who({"Origin": SHOP, "X-Tastemaker-Key": words})
    assert (answer.status_code, allowed(answer)) == (503, SHOP)


# --- headers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/v1/who", "/v1/broken", "/nowhere", "/v1/conversations/x"])
async def test_every_answer_of_the_api_keeps_to_itself(asked: Asked, path: str) -> None:
    headers = (await asked.who(path=path)).headers
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"


async def test_what_breaks_says_nothing_of_why(asked: Asked) -> None:
    answer = await asked.who(path="/v1/broken")
    assert answer.status_code == 500
    assert "secret" not in answer.text


def csp(place: str, **told: object) -> dict[str, str]:
    headers = dict(Policy(**told).headers()[place])  # type: ignore[arg-type, index]
    lines = headers[b"content-security-policy"].decode().split("; ")
    return {name: sources for name, _, sources in (line.partition(" ") for line in lines)}


def test_the_chat_page_may_be_framed_by_those_that_are_named() -> None:
    assert csp("page")["frame-ancestors"] == "'self'"
    assert csp("page", framed_by=(SHOP,))["frame-ancestors"] == f"'self' {SHOP}"
    assert csp("api", framed_by=(SHOP,))["frame-ancestors"] == "'none'"
    settings = Settings(frame_ancestors="https://Shop.example/, https://b.example:8443")
    assert policy(settings).framed_by == (SHOP, "https://b.example:8443")


@pytest.mark.parametrize("written", ["*", "https://a.example; script-src *", "https://*.example", "'self'"])
def test_nothing_else_gets_into_the_policy(written: str) -> None:
    with pytest.raises(OriginError, match="TASTEMAKER_FRAME_ANCESTORS"):
        policy(Settings(frame_ancestors=written))


def test_only_pictures_may_come_from_elsewhere_and_only_if_it_is_set() -> None:
    for place in ("page", "demo"):
        plain, remote = csp(place), csp(place, remote_images=True)
        assert not any("http" in sources for sources in plain.values())
        assert {name for name in remote if remote[name] != plain[name]} == {"img-src"}
        assert remote["img-src"] == f"{plain['img-src']} https:"


def test_an_address_with_https_is_kept_to_it() -> None:
    def strict(settings: Settings) -> bool:
        return any(name == b"strict-transport-security" for name, _ in policy(settings).headers()["api"])

    assert strict(Settings(public_url="https://chat.example"))
    assert not strict(Settings(public_url="http://chat.example"))
    assert not strict(Settings())


# --- how often --------------------------------------------------------------------------------------------------------


async def test_an_address_is_counted_before_anything_is_looked_at(tmp_path: Path) -> None:
    async with asking(tmp_path, rate_address="3/minute") as asked:
        answers = [await asked.who({"X-Tastemaker-Key": f"tm_server_{n}"}) for n in range(5)]
        assert [answer.status_code for answer in answers] == [401, 401, 401, 429, 429]
        last = answers[-1]
        assert last.headers["content-type"] == "application/problem+json"
        assert last.json()["type"] == "/problems/too-many-requests"
        assert 1 <= int(last.headers["retry-after"]) <= 60
        assert last.headers["x-content-type-options"] == "nosniff"
        near = await asked.who({"Origin": "http://localhost:3000"})
        assert (near.status_code, allowed(near)) == (429, "http://localhost:3000")
        assert "Retry-After" in near.headers["access-control-expose-headers"]
        assert (await asked.who(path="/widget.js")).status_code == 200


async def test_what_a_stranger_writes_into_a_header_makes_no_new_address(tmp_path: Path) -> None:
    async with asking(tmp_path, rate_address="2/minute") as asked:
        answers = [await asked.who({"X-Forwarded-For": f"10.0.0.{n}", "X-Real-IP": f"10.1.0.{n}"}) for n in range(3)]
        assert answers[-1].status_code == 429


async def test_behind_our_proxy_each_address_counts_for_itself(tmp_path: Path) -> None:
    async with asking(tmp_path, rate_address="1/minute", trusted_proxies="127.0.0.1") as asked:
        words = await asked.make("server")

        async def status(forwarded: str) -> int:
            return (await asked.who({"X-Tastemaker-Key": words, "X-Forwarded-For": forwarded})).status_code

        assert [await status("203.0.113.1"), await status("203.0.113.2")] == [200, 200]
        assert await status("198.51.100.9, 203.0.113.1") == 429
