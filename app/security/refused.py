"""What the door says no with: a kind of problem, the reason in one word for programs, and a sentence for people."""

from collections.abc import Mapping
from typing import ClassVar


class Refused(Exception):
    """`app.api.failures` makes the answer of it."""

    slug: ClassVar[str] = "forbidden"
    """One of `app.api.problems.KINDS`, which knows its status."""
    reason: ClassVar[str] = "not-allowed"
    """A member of the problem: what a program can act on."""

    def __init__(self, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.headers: dict[str, str] = dict(headers or {})


class Unauthenticated(Refused):
    """Who asks has not shown who they are."""

    slug = "unauthorized"
    reason = "not-authenticated"


class KeyRefused(Unauthenticated):
    """No key, or none that is known."""

    reason = "key-refused"


class TokenRefused(Unauthenticated):
    """No token, or none that opens anything."""

    reason = "token-refused"


class TokenExpired(TokenRefused):
    """A refresh token gives a new one."""

    reason = "token-expired"


class PersonRefused(Unauthenticated):
    """The person was not vouched for."""

    reason = "person-refused"


class OriginRefused(Refused):
    """The key is not for that page."""

    reason = "origin-refused"


class OwnerOnly(Refused):
    reason = "owner-only"


class ConversationNotFound(Refused):
    """Whether it is another's, deleted or never was is not told; the chat service's `NotYours` says the same."""

    slug = "not-found"
    reason = "conversation-not-found"

    def __init__(self) -> None:
        super().__init__("This conversation does not exist, or its token is not the one it was opened with.")


class HeadersRefused(Refused):
    """Headers that contradict each other."""

    slug = "malformed"
    reason = "headers-refused"


class TooManyRequests(Refused):
    slug = "too-many-requests"
    reason = "too-many-requests"

    def __init__(self, detail: str, seconds: int) -> None:
        """`seconds`: until it is worth trying again."""
        super().__init__(detail, {"Retry-After": str(seconds)})
