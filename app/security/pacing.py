"""The limit by address, before anything else is looked at: too many requests cost almost nothing."""

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.problems import problem
from app.security.addresses import address
from app.security.door import Door
from app.security.paths import place_of
from app.security.refused import TooManyRequests

UNCOUNTED = frozenset({"/healthz"})


class Pacing:
    """Counts requests to the API, and what the chat page sends; not the files that pages are made of."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self._app = app
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _counts(scope):
            try:
                self._door.limits.of_address(address(HTTPConnection(scope), self._door.threshold.proxies))
            except TooManyRequests as error:
                answer = problem(error.slug, str(error), error.headers, reason=error.reason)
                await answer(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _counts(scope: Scope) -> bool:
    path: str = scope["path"]
    place = place_of(path)
    drawn_or_asked = place == "api" or path.startswith("/v1/")
    return (drawn_or_asked and path not in UNCOUNTED) or (place == "page" and scope["method"] == "POST")
