"""Which page asks: an origin is compared whole, scheme, host and port; nothing is matched by a part of it."""

import ipaddress
import re
from urllib.parse import urlsplit

from app.security.trouble import SecurityError

HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\]")
PORTS = {"http": 80, "https": 443}


class OriginError(SecurityError):
    pass


def canonical(origin: str) -> str:
    """As browsers write it: lower case, no port that goes without saying. Raises OriginError."""
    try:
        parts = urlsplit(origin.strip())
        port, host = parts.port, (parts.hostname or "").rstrip(".")
    except ValueError:
        raise OriginError(f"“{origin}” is no origin; write one such as https://shop.example.") from None
    if parts.scheme not in PORTS or not host or "*" in host:
        raise OriginError(f"“{origin}” is no origin; write each one whole, such as https://shop.example.")
    if parts.path not in ("", "/") or parts.query or parts.fragment or "@" in parts.netloc:
        raise OriginError(f"“{origin}” is more than an origin; leave out what stands behind the host and its port.")
    return f"{parts.scheme}://{_written(host)}{f':{port}' if port and port != PORTS[parts.scheme] else ''}"


def allowed_origin(origin: str, insecure: bool = False) -> str:
    """Canonical, for a key to be bound to; raises OriginError for http, but on this machine or if it is wanted."""
    whole = canonical(origin)
    if whole.startswith("http://") and not insecure and not is_loopback(host_of(whole)):
        raise OriginError(
            f"“{origin}” is not encrypted: whoever is on the way reads along. Write https://, or add --insecure."
        )
    return whole


def host_of(origin: str) -> str:
    return urlsplit(origin).hostname or ""


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine's own."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower().rstrip(".") == "localhost"


def _written(host: str) -> str:
    """As browsers write it; raises OriginError."""
    try:
        found = f"[{ipaddress.IPv6Address(host).compressed}]" if ":" in host else host.encode("idna").decode().lower()
    except ValueError:
        found = ""
    if not HOST.fullmatch(found):
        raise OriginError(f"“{host}” is no host.")
    return found
