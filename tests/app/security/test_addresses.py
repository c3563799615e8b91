"""Whose address it is: a proxy is believed if it is ours."""

import pytest
from starlette.requests import Request

from app.security.addresses import ProxyError, address, networks


def seen(peer: str, forwarded: list[str], proxies: str) -> str:
    headers = [(b"x-forwarded-for", one.encode()) for one in forwarded]
    request = Request({"type": "http", "client": (peer, 1234), "headers": headers})
    return address(request, networks(proxies))


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "found"),
    [
        ("203.0.113.1", [], "", "203.0.113.1"),
        ("203.0.113.1", ["198.51.100.1"], "", "203.0.113.1"),
        ("203.0.113.1", ["198.51.100.1"], "10.0.0.0/8", "203.0.113.1"),
        ("10.0.0.5", ["198.51.100.1"], "10.0.0.0/8", "198.51.100.1"),
        ("10.0.0.5", ["198.51.100.1, 10.0.0.9"], "10.0.0.0/8", "198.51.100.1"),
        ("10.0.0.5", ["1.1.1.1, 198.51.100.1"], "10.0.0.0/8", "198.51.100.1"),
        ("10.0.0.5", ["1.1.1.1", "198.51.100.1"], "10.0.0.5", "198.51.100.1"),
        ("10.0.0.5", ["10.0.0.7"], "10.0.0.0/8", "10.0.0.7"),
        ("10.0.0.5", ["unknown"], "10.0.0.0/8", "10.0.0.5"),
        ("10.0.0.5", ["198.51.100.1, junk"], "10.0.0.0/8", "10.0.0.5"),
        ("10.0.0.5", [], "10.0.0.0/8", "10.0.0.5"),
        ("::1", ["2001:db8::1"], "::1, 10.0.0.1", "2001:db8::1"),
        ("::ffff:10.0.0.5", ["198.51.100.1"], "10.0.0.0/8", "198.51.100.1"),
    ],
)
def test_the_last_that_is_not_ours(peer: str, forwarded: list[str], proxies: str, found: str) -> None:
    assert seen(peer, forwarded, proxies) == found


def test_a_proxy_that_is_no_address_is_a_sentence() -> None:
    with pytest.raises(ProxyError, match='TASTEMAKER_TRUSTED_PROXIES: "nginx" is no address'):
        networks("10.0.0.1, nginx")


def test_without_a_peer_there_is_no_address() -> None:
    assert address(Request({"type": "http", "client": None, "headers": []}), ()) == ""
