"""What the door says no with: a status, a short name, a sentence, and headers that tell how to go on."""

from collections.abc import Mapping
from typing import ClassVar


class Refused(Exception):
    """Its text is a sentence for people. `app.api.problems` renders it."""

    status: ClassVar[int] = 403
    slug: ClassVar[str] = "not-allowed"
    title: ClassVar[str] = "Not allowed"

    def __init__(self, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.headers: dict[str, str] = dict(headers or {})


class Unauthenticated(Refused):
    """Who asks has not shown who they are."""

    status = 401
    slug = "not-authenticated"
    title = "Not authenticated"

    def __init__(self, detail: str) -> None:
        super().__init__(detail, {"WWW-Authenticate": 'Bearer realm="tastemaker"'})


class KeyRefused(Unauthenticated):
    slug = "key-refused"
    title = "No key, or none that is known"


class TokenRefused(Unauthenticated):
    slug = "token-refused"
    title = "No token, or none that opens this"


class TokenExpired(TokenRefused):
    """A refresh token gives a new one."""

    slug = "token-expired"
    title = "The token has expired"


class PersonRefused(Unauthenticated):
    slug = "person-refused"
    title = "The person was not vouched for"


class OriginRefused(Refused):
    slug = "origin-refused"
    title = "Not from this origin"


class OwnerOnly(Refused):
    slug = "owner-only"
    title = "Only for the owner"


class ConversationNotFound(Refused):
    """Whether it is another's, deleted or never was is not told."""

    status = 404
    slug = "conversation-not-found"
    title = "No such conversation"

    def __init__(self) -> None:
        super().__init__("This conversation does not exist, or its token is not the one it was opened with.")


class HeadersRefused(Refused):
    status = 400
    slug = "headers-refused"
    title = "Headers that contradict each other"


class TooManyRequests(Refused):
    status = 429
    slug = "too-many-requests"
    title = "Too many requests"

    def __init__(self, detail: str, seconds: int) -> None:
        """`seconds`: until it is worth trying again."""
        super().__init__(detail, {"Retry-After": str(seconds)})
