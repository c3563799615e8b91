"""How much of it: requests by address, key and conversation, counted in this process's own memory."""

import ipaddress
import time
from math import ceil
from typing import Final

from limits import RateLimitItem, parse_many
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter

from app.security.refused import TooManyRequests
from app.security.trouble import SecurityError

MOST: Final = 100_000
"""Counters that are kept; beyond it the oldest go."""


class LimitError(SecurityError):
    pass


class Counters(Storage):
    """The library's own memory starts a thread for every burst, and grows without end."""

    def __init__(self, most: int = MOST) -> None:
        super().__init__()
        self._most = most
        self._counts: dict[str, tuple[int, float]] = {}

    @property
    def base_exceptions(self) -> type[Exception]:
        return LimitError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        count, until = self._counts.get(key, (0, 0.0))
        if until <= time.time():
            self._counts.pop(key, None)
            count, until = 0, time.time() + expiry
            self._make_room()
        self._counts[key] = count + amount, until
        return count + amount

    def _make_room(self) -> None:
        while len(self._counts) >= self._most:
            del self._counts[next(iter(self._counts))]

    def get(self, key: str) -> int:
        count, until = self._counts.get(key, (0, 0.0))
        return count if until > time.time() else 0

    def get_expiry(self, key: str) -> float:
        return self._counts.get(key, (0, time.time()))[1]

    def check(self) -> bool:
        return True

    def reset(self) -> int:
        count = len(self._counts)
        self._counts.clear()
        return count

    def clear(self, key: str) -> None:
        self._counts.pop(key, None)


class Limits:
    """Rates such as “600/minute” or “10/second;300/hour”; “none”: no limit. Raises LimitError."""

    def __init__(self, address: str, key: str, conversation: str) -> None:
        self._limiter = FixedWindowRateLimiter(Counters())
        self._address = _rates("TASTEMAKER_RATE_ADDRESS", address)
        self._key = _rates("TASTEMAKER_RATE_KEY", key)
        self._conversation = _rates("TASTEMAKER_RATE_CONVERSATION", conversation)

    def of_address(self, address: str) -> None:
        """Counts one request; raises TooManyRequests, as the others do."""
        self._spend(self._address, "address", neighbourhood(address), "from your address")

    def of_key(self, key_id: str) -> None:
        self._spend(self._key, "key", key_id, "with this key")

    def of_conversation(self, conversation_id: str) -> None:
        self._spend(self._conversation, "conversation", conversation_id, "in this conversation")

    def _spend(self, rates: tuple[RateLimitItem, ...], kind: str, name: str, what: str) -> None:
        for rate in rates:
            if not self._limiter.hit(rate, kind, name):
                reset = self._limiter.get_window_stats(rate, kind, name).reset_time
                seconds = max(1, ceil(reset - time.time()))
                raise TooManyRequests(
                    f"There were more than {rate.amount} requests {what} in {_span(rate)}; "
                    f"try again in {seconds} {'second' if seconds == 1 else 'seconds'}.",
                    seconds,
                )


def neighbourhood(address: str) -> str:
    """The address; of IPv6 the network, as one customer has all of its addresses."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is None:
        return str(ipaddress.IPv6Network((parsed, 64), strict=False))
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)


def _rates(name: str, written: str) -> tuple[RateLimitItem, ...]:
    if written.strip().lower() == "none":
        return ()
    try:
        return tuple(parse_many(written))
    except ValueError:
        raise LimitError(f'{name}="{written}" is no rate; write one such as 600/minute, or none.') from None


def _span(rate: RateLimitItem) -> str:
    name = str(rate.GRANULARITY.name)
    return f"a {name}" if rate.multiples == 1 else f"{rate.multiples} {name}s"
