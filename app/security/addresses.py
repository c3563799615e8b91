"""Who is at the other end: what a proxy says counts only if the proxy is ours."""

import ipaddress
from collections.abc import Iterable

from starlette.requests import HTTPConnection

from app.security.trouble import SecurityError

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class ProxyError(SecurityError):
    pass


def networks(written: str) -> tuple[Network, ...]:
    """Of “10.0.0.0/8, 192.168.1.4”; raises ProxyError."""
    return tuple(_network(one.strip()) for one in written.split(",") if one.strip())


def _network(written: str) -> Network:
    try:
        return ipaddress.ip_network(written, strict=False)
    except ValueError:
        raise ProxyError(
            f'TASTEMAKER_TRUSTED_PROXIES: "{written}" is no address; write such as 10.0.0.5 or 10.0.0.0/8.'
        ) from None


def peer(connection: HTTPConnection) -> str:
    return connection.client.host if connection.client else ""


def address(connection: HTTPConnection, proxies: Iterable[Network]) -> str:
    """The last address that none of our proxies has: what stands before it anybody may have written."""
    ours = tuple(proxies)
    found = peer(connection)
    hops = ",".join(connection.headers.getlist("x-forwarded-for")).split(",")
    while hops and _within(found, ours):
        hop = hops.pop().strip()
        if _parsed(hop) is None:
            break
        found = hop
    return found


def _within(written: str, proxies: tuple[Network, ...]) -> bool:
    parsed = _parsed(written)
    return parsed is not None and any(parsed in network for network in proxies)


def _parsed(written: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        parsed = ipaddress.ip_address(written)
    except ValueError:
        return None
    return (parsed.ipv4_mapped or parsed) if isinstance(parsed, ipaddress.IPv6Address) else parsed
