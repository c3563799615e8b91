"""How large a request may be. The framework's own limit answers in plain text, and ours are problems."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException

from app.api.problems import problem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST = 64 * 1024
"""Bytes of a body, unless its address has a limit of its own."""
READ_ON = 2 * 2**20
"""Bytes of a body that is too large which are read all the same: who is cut off while sending sees no answer."""


class LimitedBodies:
    """`larger` gives another limit, in bytes, to addresses that begin so; 0 leaves it to the route."""

    def __init__(self, app: "ASGIApp", largest: int = LARGEST, larger: Mapping[str, int] | None = None) -> None:
        self._app = app
        self._largest = largest
        self._larger = larger or {}

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        limit = self._limit(scope)
        if not limit:
            await self._app(scope, receive, send)
        elif (declared := Headers(scope=scope).get("content-length", "")).isdecimal() and int(declared) > limit:
            await _read_on(receive)
            await problem("too-large", f"The body has {int(declared):,} bytes; here it may have {limit:,}.")(
                scope, receive, send
            )
        else:
            await self._app(scope, _counted(receive, limit), send)

    def _limit(self, scope: "Scope") -> int:
        if scope["type"] != "http":
            return 0
        own = (limit for start, limit in self._larger.items() if scope["path"].startswith(start))
        return next(own, self._largest)


def _counted(receive: "Receive", limit: int) -> "Receive":
    size = 0

    async def counting() -> "Message":
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > limit:
            raise HTTPException(413)  # the only kind of exception that the reading of a body lets through
        return message

    return counting


async def _read_on(receive: "Receive") -> None:
    size, more = 0, True
    while more and size < READ_ON:
        message = await receive()
        size, more = size + len(message.get("body", b"")), bool(message.get("more_body"))
