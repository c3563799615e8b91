"""The limit by address, before anything else is looked at: too many requests cost almost nothing."""

import json

from starlette.datastructures import URL
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.security.addresses import address
from app.security.door import Door
from app.security.paths import place_of
from app.security.refused import Refused, TooManyRequests

UNCOUNTED = frozenset({"/healthz"})


class Pacing:
    """Counts requests to the API, and what the chat page sends; not the files that pages are made of."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self._app = app
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _counts(scope):
            try:
                self._door.limits.of_address(address(HTTPConnection(scope), self._door.house.proxies))
            except TooManyRequests as error:
                await as_problem(error, URL(scope=scope).path)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _counts(scope: Scope) -> bool:
    path: str = scope["path"]
    place = place_of(path)
    return (place == "api" and path not in UNCOUNTED) or (place == "page" and scope["method"] == "POST")


def as_problem(error: Refused, path: str) -> Response:
    """The same as `app.api.problems` makes of it, from outside of the routes."""
    told = {
        "type": f"/problems/{error.slug}",
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        "instance": path,
    }
    body = json.dumps(told, ensure_ascii=False)
    return Response(body, error.status, error.headers, "application/problem+json")
