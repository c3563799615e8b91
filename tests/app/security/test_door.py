"""Who is let in, with what, and from where."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.requests import Request

from app.security import asked as asking_headers
from app.security.known import FRESH
from app.security.refused import KeyRefused, OriginRefused
from storage.keys import SqlKeys
from tests.app.security.asking import SHOP, Asked, asking


@pytest.fixture
async def asked(tmp_path: Path) -> AsyncIterator[Asked]:
    """On loopback, where no key is needed."""
    async with asking(tmp_path) as one:
        yield one


@pytest.fixture
async def far(tmp_path: Path) -> AsyncIterator[Asked]:
    """Where everybody needs a key."""
    async with asking(tmp_path, host="0.0.0.0") as one:
        yield one


# --- nobody in particular ---------------------------------------------------------------------------------------------


async def test_on_this_machine_no_key_is_needed_and_nobody_is_the_owner(asked: Asked) -> None:
    answer = await asked.who()
    assert (answer.status_code, answer.json()["kind"], answer.json()["key"]) == (200, "server", "")
    refused = await asked.who(path="/v1/owner/who")
    assert (refused.status_code, refused.json()["reason"]) == (403, "owner-only")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://localhost:8000"},
        {"Origin": "http://127.0.0.1"},
        {"Origin": "http://[::1]:5000"},
        {"Host": "localhost:7860"},
        {"Host": "[::1]:7860"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Authorization": "Bearer sk-anything"},
        {"Authorization": "Basic YTpi"},
    ],
)
async def test_from_this_machine_come(asked: Asked, headers: dict[str, str]) -> None:
    assert (await asked.who(headers)).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://127.0.0.1.evil.example"},
        {"Origin": "http://localhost@evil.example"},
        {"Origin": "http://LOCALHOST"},
        {"Origin": "http://localhost:8000/"},
        {"Host": "evil.example"},
        {"Host": "evil.example:7860"},
        {"Host": "127.0.0.1.evil.example"},
        {"Host": "localhost.evil.example:7860"},
        {"Host": "[::1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"X-Forwarded-For": "127.0.0.1"},
        {"Forwarded": "for=127.0.0.1"},
        {"X-Forwarded-Host": "localhost"},
        {"X-Real-IP": "127.0.0.1"},
        {"Via": "1.1 proxy"},
        {"X-Tastemaker-Key": "tm_server_madeup"},
        {"X-Tastemaker-Key": "anything"},
        {"Authorization": "Bearer tm_owner_madeup"},
    ],
)
async def test_not_from_this_machine_come(asked: Asked, headers: dict[str, str]) -> None:
    answer = await asked.who(headers)
    assert answer.status_code in (401, 403)
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "settings",
    [{"host": "0.0.0.0"}, {"anonymous": "never"}, {"public_url": "https://chat.example"}, {"host": "192.168.0.2"}],
)
async def test_elsewhere_everybody_needs_a_key(tmp_path: Path, settings: dict[str, str]) -> None:
    async with asking(tmp_path, **settings) as asked:
        answer = await asked.who()
        assert (answer.status_code, answer.json()["reason"]) == (401, "key-refused")
        assert answer.headers["www-authenticate"].startswith("Bearer")
        assert "tastemaker keys create" in answer.json()["detail"]
        # A token from when none was needed opens nothing now.
        conversation, access = await asked.opened()
        assert (await asked.talk(conversation, access.token)).status_code == 401
        assert not asked.door.opens(conversation, access.token)


# --- keys -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("header", ["X-Tastemaker-Key", "Authorization"])
async def test_a_key_is_sent_in_either_header(far: Asked, header: str) -> None:
    words = await far.make("server")
    answer = await far.who({header: words if header == "X-Tastemaker-Key" else f"Bearer {words}"})
    assert (answer.status_code, answer.json()["key"]) == (200, await far.id_of(words))


async def test_the_owners_key_opens_the_owners_routes_and_the_others_do_not(far: Asked) -> None:
    for kind, status in (("owner", 200), ("server", 403), ("site", 403)):
        words = await far.make(kind, (SHOP,) if kind == "site" else ())  # type: ignore[arg-type]
        assert (await far.who({"X-Tastemaker-Key": words}, "/v1/owner/who")).status_code == status


async def test_a_part_of_a_key_is_no_key(far: Asked) -> None:
    words = await far.make("server")
    for wrong in (words[:-1], words + "a", words.upper(), words.replace("server", "owner"), "tm_server_", "a" * 5000):
        assert (await far.who({"X-Tastemaker-Key": wrong})).status_code == 401


async def test_a_revoked_key_ends_within_seconds_with_its_tokens(far: Asked) -> None:
    words = await far.make("server")
    key_id = await far.id_of(words)
    conversation, access = await far.opened(key_id)
    assert (await far.talk(conversation, access.token)).status_code == 200
    from datetime import UTC, datetime

    assert await SqlKeys(far.store).revoke(key_id, datetime.now(UTC))
    far.now[0] += FRESH
    assert (await far.who({"X-Tastemaker-Key": words})).status_code == 401
    assert (await far.talk(conversation, access.token)).json()["reason"] == "token-refused"
    assert (await far.renew(conversation, access.refresh_token)).status_code == 401
    assert not far.door.opens(conversation, access.token)


async def test_two_keys_at_once_are_none(far: Asked) -> None:
    one, other = await far.make("server"), await far.make("owner")
    answer = await far.who({"X-Tastemaker-Key": one, "Authorization": f"Bearer {other}"})
    assert (answer.status_code, answer.json()["reason"]) == (401, "key-refused")
    assert (await far.who({"X-Tastemaker-Key": one, "Authorization": f"Bearer {one}"})).status_code == 200


@pytest.mark.parametrize("name", ["X-Tastemaker-Key", "Authorization", "Origin", "Host", "X-Tastemaker-Person"])
async def test_a_header_with_two_values_is_refused(asked: Asked, name: str) -> None:
    headers = [(name, "one"), (name, "two")]
    answer = await asked.client.get("/v1/who", headers=headers)
    assert (answer.status_code, answer.json()["reason"]) == (400, "headers-refused")


async def test_a_key_may_be_for_some_catalogues_only(far: Asked) -> None:
    words = await far.make("server", catalogues=("films", "books"))
    key = await far.door.keys.shown(words)
    assert key
    from app.security.caller import Caller

    caller = Caller(key, "", "", "")
    assert [caller.may_open(name) for name in ("films", "books", "outdoor", "")] == [True, True, False, False]


# --- origins ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (SHOP, 200),
        ("", 200),
        ("https://shop.example:8443", 403),
        ("http://shop.example", 403),
        ("https://shop.example.evil.example", 403),
        ("https://evilshop.example", 403),
        ("https://sub.shop.example", 403),
        ("https://SHOP.example", 403),
        ("https://shop.example.", 403),
        ("https://shop.example/", 403),
        ("https://other.example", 403),
        ("http://localhost", 403),
        ("null", 403),
    ],
)
async def test_a_site_key_is_for_its_pages(asked: Asked, origin: str, status: int) -> None:
    await asked.make("site", ("https://other.example",))
    words = await asked.make("site", (SHOP,))
    headers = {"X-Tastemaker-Key": words, **({"Origin": origin} if origin else {})}
    answer = await asked.who(headers)
    assert answer.status_code == status
    if status == 403:
        assert answer.json()["reason"] == "origin-refused"
    conversation, access = await asked.opened(await asked.id_of(words))
    talk = await asked.talk(conversation, access.token, {"Origin": origin} if origin else {})
    assert talk.status_code == status


async def test_secret_keys_are_not_for_pages(far: Asked) -> None:
    words = await far.make("server")
    answer = await far.who({"X-Tastemaker-Key": words, "Origin": SHOP})
    assert answer.status_code == 403
    assert "needs a site key" in answer.json()["detail"]
    bound = await far.make("server", (SHOP,))
    assert (await far.who({"X-Tastemaker-Key": bound, "Origin": SHOP})).status_code == 200


# --- conversations ----------------------------------------------------------------------------------------------------


async def test_its_token_opens_a_conversation_and_nothing_else_does(asked: Asked) -> None:
    mine, access = await asked.opened()
    yours, your_access = await asked.opened()
    assert (await asked.talk(mine, access.token)).json()["id"] == mine
    assert (await asked.client.get(f"/v1/conversations/{mine}")).status_code == 401
    for wrong in ("", "x", access.refresh_token, access.token[:-3] + "abc"):
        assert (await asked.talk(mine, wrong)).status_code == 401
    another, unknown = await asked.talk(yours, access.token), await asked.talk("nowhere", access.token)
    assert another.status_code == unknown.status_code == 404
    assert another.json()["detail"] == unknown.json()["detail"]
    assert asked.door.opens(yours, your_access.token)
    assert not asked.door.opens(yours, access.token)
    assert not asked.door.opens(mine, access.refresh_token)


async def test_a_token_is_of_the_key_that_it_was_made_under(asked: Asked) -> None:
    one, other = await asked.make("server"), await asked.make("server")
    conversation, access = await asked.opened(await asked.id_of(one))
    assert (await asked.talk(conversation, access.token)).json()["key"] == await asked.id_of(one)
    assert (await asked.talk(conversation, access.token, {"X-Tastemaker-Key": one})).status_code == 200
    assert (await asked.talk(conversation, access.token, {"X-Tastemaker-Key": other})).status_code == 401
    assert (await asked.talk(conversation, access.token, {"X-Tastemaker-Key": "x"})).status_code == 401


async def test_a_refresh_token_gives_new_tokens_for_its_conversation(asked: Asked) -> None:
    words = await asked.make("site", (SHOP,))
    conversation, access = await asked.opened(await asked.id_of(words))
    other, _ = await asked.opened(await asked.id_of(words))
    renewed = await asked.renew(conversation, access.refresh_token, {"Origin": SHOP})
    assert (await asked.talk(conversation, renewed.json()["token"], {"Origin": SHOP})).status_code == 200
    assert (await asked.renew(conversation, renewed.json()["refresh_token"])).status_code == 200
    assert (await asked.renew(conversation, access.token)).status_code == 401
    assert (await asked.renew(other, access.refresh_token)).status_code == 404
    assert (await asked.renew(conversation, access.refresh_token, {"Origin": "https://x.example"})).status_code == 403
    await asked.store.delete_conversation(conversation)
    gone = await asked.renew(conversation, access.refresh_token)
    unknown = await asked.renew("nowhere", access.refresh_token)
    assert (gone.status_code, gone.json()["detail"]) == (404, unknown.json()["detail"])


# --- people -----------------------------------------------------------------------------------------------------------


async def test_a_site_vouches_for_people_under_its_key(asked: Asked) -> None:
    words = await asked.make("site", (SHOP,))
    key_id = await asked.id_of(words)
    headers = {"X-Tastemaker-Key": words, "X-Tastemaker-Person": asked.vouched(key_id)}
    assert (await asked.who(headers)).json()["person"] == "ann"
    other = await asked.make("site", (SHOP,))
    assert (await asked.who({**headers, "X-Tastemaker-Key": other})).json()["reason"] == "person-refused"
    assert (await asked.who({"X-Tastemaker-Person": asked.vouched(key_id)})).json()["reason"] == "person-refused"
    assert (await asked.who({**headers, "X-Tastemaker-Person": "x"})).status_code == 401


async def test_a_person_comes_back_to_their_own_conversations_only(asked: Asked) -> None:
    words = await asked.make("site", (SHOP,))
    key_id = await asked.id_of(words)
    anns, access = await asked.opened(key_id, "ann")
    nobodys, _ = await asked.opened(key_id)
    elsewhere, _ = await asked.opened(await asked.id_of(await asked.make("site", (SHOP,))), "ann")

    def person(name: str) -> dict[str, str]:
        return {"X-Tastemaker-Key": words, "X-Tastemaker-Person": asked.vouched(key_id, name)}

    renewed = await asked.renew(anns, "", person("ann"))
    assert (await asked.talk(anns, renewed.json()["token"])).json()["person"] == "ann"
    for conversation, name in ((anns, "bob"), (nobodys, "ann"), (elsewhere, "ann"), ("nowhere", "ann")):
        assert (await asked.renew(conversation, "", person(name))).status_code == 404
    assert (await asked.renew(anns, "", {"X-Tastemaker-Key": words})).status_code == 401
    # Somebody else at the same browser is not let on with the token that was left there.
    assert (await asked.talk(anns, access.token, person("bob"))).status_code == 401
    assert (await asked.talk(anns, access.token, person("ann"))).status_code == 200


async def test_who_begins_as_nobody_and_signs_in_keeps_the_conversation(asked: Asked) -> None:
    words = await asked.make("site", (SHOP,))
    key_id = await asked.id_of(words)
    conversation, access = await asked.opened(key_id)
    ann = {"X-Tastemaker-Key": words, "X-Tastemaker-Person": asked.vouched(key_id, "ann")}
    bob = {"X-Tastemaker-Key": words, "X-Tastemaker-Person": asked.vouched(key_id, "bob")}
    assert (await asked.talk(conversation, access.token, ann)).json()["person"] == "ann"
    assert (await asked.store.conversations_of(key_id, "ann", None, 5)).conversations
    # From then on it is hers alone.
    assert (await asked.talk(conversation, access.token, bob)).json()["reason"] == "person-refused"
    assert (await asked.renew(conversation, access.refresh_token)).status_code == 404
    assert (await asked.renew(conversation, access.refresh_token, bob)).status_code == 401
    renewed = (await asked.renew(conversation, access.refresh_token, ann)).json()
    assert (await asked.talk(conversation, renewed["token"])).json()["person"] == "ann"
    assert (await asked.renew(conversation, renewed["refresh_token"])).status_code == 200
    await asked.store.delete_conversation(conversation)
    assert (await asked.talk(conversation, access.token, ann)).status_code == 404


# --- how much ---------------------------------------------------------------------------------------------------------


async def test_messages_of_a_conversation_are_counted_and_nothing_else_of_it(tmp_path: Path) -> None:
    async with asking(tmp_path, rate_conversation="2/minute") as asked:
        conversation, access = await asked.opened()
        headers = {"Authorization": f"Bearer {access.token}"}
        path = f"/v1/conversations/{conversation}/messages"
        sent = [await asked.client.post(path, headers=headers) for _ in range(3)]
        assert [answer.status_code for answer in sent] == [200, 200, 429]
        assert 1 <= int(sent[2].headers["retry-after"]) <= 60
        assert "in this conversation" in sent[2].json()["detail"]
        assert (await asked.talk(conversation, access.token)).status_code == 200
        other, access = await asked.opened()
        path = f"/v1/conversations/{other}/messages"
        assert (await asked.client.post(path, headers={"Authorization": f"Bearer {access.token}"})).status_code == 200


async def test_a_key_is_counted_from_wherever_it_is_used(tmp_path: Path) -> None:
    async with asking(tmp_path, rate_key="2/minute") as asked:
        one, other = await asked.make("server"), await asked.make("server")
        answers = [await asked.who({"X-Tastemaker-Key": one}) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert (await asked.who({"X-Tastemaker-Key": other})).status_code == 200


# --- whatever is written ----------------------------------------------------------------------------------------------

written = st.text(st.characters(max_codepoint=255), max_size=60)
NEAR = re.compile(r"(localhost\.*|127(\.\d+){3}|\[::1\]|\[0*(:0*)*:0*1\])(:\d{1,5})?", re.ASCII | re.IGNORECASE)


def request(**headers: str) -> Request:
    sent = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "path": "/", "client": ("127.0.0.1", 1), "headers": sent})


@settings(deadline=None)
@given(written)
def test_whatever_host_is_named_only_this_machines_names_count(host: str) -> None:
    for tried in (
        host,
        f"localhost{host}",
        f"{host}localhost",
        f"127.0.0.1{host}",
        f"{host}@127.0.0.1",
        f"[::1]{host}",
    ):
        if asking_headers.from_this_machine(request(host=tried), ""):
            assert NEAR.fullmatch(tried.strip()), tried


@settings(deadline=None)
@given(written)
def test_whatever_origin_is_named_is_whole_or_refused(origin: str) -> None:
    for tried in (origin, f"https://shop.example{origin}", f"https://{origin}shop.example"):
        try:
            found = asking_headers.origin(request(origin=tried))
        except OriginRefused:
            continue
        assert found in ("", tried.strip())


@settings(deadline=None)
@given(written, written)
def test_whatever_is_sent_as_a_key_is_a_key_or_refused(named: str, authorization: str) -> None:
    try:
        found = asking_headers.shown_key(request(x_tastemaker_key=named, authorization=authorization))
    except KeyRefused:
        return
    assert not found or found in (named.strip(), authorization.partition(" ")[2].strip())
