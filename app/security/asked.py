"""What a request says of itself in its headers. What is said twice, and differently, is refused: each reader takes
another."""

import re
from typing import Final

from starlette.requests import HTTPConnection

from app.security.addresses import peer
from app.security.origins import OriginError, canonical, host_of, is_loopback
from app.security.refused import HeadersRefused, KeyRefused, OriginRefused

KEY_HEADER = "x-tastemaker-key"
PERSON_HEADER = "x-tastemaker-person"
OURS = "tm_"
HOST: Final = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(:[0-9]{1,5})?")
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


def single(asked: HTTPConnection, name: str) -> str:
    """The header, empty if it is not there; raises HeadersRefused if it came with two values."""
    values = set(asked.headers.getlist(name))
    if len(values) > 1:
        raise HeadersRefused(f"The header “{name}” came {len(values)} times with different values; send it once.")
    return values.pop().strip() if values else ""


def bearer(asked: HTTPConnection) -> str:
    """Of “Authorization: Bearer …”; empty if there is none."""
    scheme, _, token = single(asked, "authorization").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def shown_key(asked: HTTPConnection) -> str:
    """The key in either header; any other bearer token is none. Raises KeyRefused for two different ones."""
    named, borne = single(asked, KEY_HEADER), bearer(asked)
    if not borne.startswith(OURS):
        return named
    if named and named != borne:
        raise KeyRefused("Two different keys were sent; send one.")
    return borne


def origin(asked: HTTPConnection) -> str:
    """Of the page that asks; empty if none is named. Raises OriginRefused for “null”, which any sandbox has."""
    written = single(asked, "origin")
    if not written:
        return ""
    try:
        whole = canonical(written)
    except OriginError:
        whole = ""
    if whole != written:
        raise OriginRefused(
            f"Pages of the origin “{written[:200]}” are not served; a page needs an address of its own."
        )
    return whole


def from_this_machine(asked: HTTPConnection, page: str) -> bool:
    """Whether nothing says that it comes from elsewhere: no proxy, no foreign page, no name of another host."""
    host = single(asked, "host")
    return (
        _is_loopback_host(host)
        and (not page or is_loopback(host_of(page)))
        and (bool(page) or asked.headers.get("sec-fetch-site") != "cross-site")
        and not any(name in asked.headers for name in FORWARDED)
        and _is_near(peer(asked))
    )


def _is_loopback_host(host: str) -> bool:
    found = HOST.fullmatch(host)
    return found is not None and is_loopback(found["name"])


def _is_near(address: str) -> bool:
    """Servers on a socket file, and tests, have no address."""
    return is_loopback(address) or not any(c in address for c in ".:")
