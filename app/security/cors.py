"""Which pages may read our answers: those that a live key names, each whole. No cookies, and no page in general."""

from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.security.door import Door
from app.security.origins import OriginError, canonical, host_of, is_loopback
from app.security.paths import is_public
from storage.store import StoreUnavailable

METHODS: Final = ("GET", "HEAD", "POST", "PATCH", "DELETE")
READ: Final = ("ETag", "Link", "Location", "Mcp-Session-Id", "Retry-After", "WWW-Authenticate")


class Cors(CORSMiddleware):
    """Before a request it is not known which key will come: pages of any live key may ask. The door looks on."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        # Any header may come along: pages are often watched by programs that add their own (traceparent, baggage).
        super().__init__(app, allow_methods=METHODS, allow_headers=("*",), expose_headers=READ)
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not is_public(scope["path"]):
            await self._learn()
            await super().__call__(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _learn(self) -> None:
        try:
            await self._door.keys.refresh()
        except StoreUnavailable:
            # The route will say so; its answer must reach the page.
            return

    def is_allowed_origin(self, origin: str) -> bool:
        return origin in self._door.keys.origins or (self._door.threshold.local and _is_near(origin))

    def preflight_response(self, request_headers: Headers) -> Response:
        response = super().preflight_response(request_headers)
        response.headers["Cache-Control"] = "no-store"
        return response

    async def send(self, message: Message, send: Send, request_headers: Headers) -> None:
        if message["type"] == "http.response.start" and "origin" in request_headers:
            # What a page may do with the answer is decided here alone.
            message.setdefault("headers", [])
            headers = MutableHeaders(scope=message)
            for name in ("Access-Control-Allow-Origin", "Access-Control-Allow-Credentials"):
                del headers[name]
        await super().send(message, send, request_headers)


def _is_near(origin: str) -> bool:
    try:
        return canonical(origin) == origin and is_loopback(host_of(origin))
    except OriginError:
        return False
