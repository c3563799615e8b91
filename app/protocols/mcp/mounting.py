"""The tools at `/mcp`, over Streamable HTTP: every request passes the door and stands by itself, without sessions.

The library is imported when the first request comes: most servers are never asked, and it takes a second and 30 MB.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.routing import Route

from app.api.bodies import LARGEST
from app.api.problems import problem
from app.security.refused import Refused

if TYPE_CHECKING:
    from fastapi import FastAPI
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
    from mcp.server.transport_security import TransportSecuritySettings
    from starlette.types import Message, Receive, Scope, Send

    from app.api.parts import Parts
    from app.protocols.mcp.serving import Context
    from app.security.caller import Caller
    from app.settings import Settings
    from app.wire.views import Pictures

PATH: Final = "/mcp"
SESSION, VERSION = "mcp-session-id", "mcp-protocol-version"
NEAR = ("127.0.0.1", "localhost", "[::1]")


class Mcp:
    """The application at `/mcp`."""

    def __init__(self, parts: "Parts") -> None:
        self._parts = parts
        self._opening = asyncio.Lock()
        self._closing = asyncio.Event()
        self._keeping: asyncio.Task[None] | None = None
        self._opened: StreamableHTTPSessionManager | None = None

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        request = Request(scope, receive)
        caller = await self._parts.door.caller(request)
        if caller.key.kind == "site":
            raise Refused("A site key is for pages; this address takes a server key: tastemaker keys create server.")
        if request.method != "POST":
            told = f"{request.method} is not for {PATH}; POST is. There are no sessions to follow or to end."
            await problem("method-not-allowed", told, {"Allow": "POST"})(scope, receive, send)
            return
        request.state.caller, request.state.pictures = caller, self._parts.pictures(request)
        manager = self._opened or await self._open()
        await manager.handle_request(scope, receive, _named(request.headers, send))

    async def _open(self) -> "StreamableHTTPSessionManager":
        async with self._opening:
            if self._opened is None:
                manager = await asyncio.to_thread(_manager, self._parts)
                ready = asyncio.Event()
                self._keeping = asyncio.create_task(self._keep(manager, ready))
                await ready.wait()
                self._opened = manager
        return self._opened

    async def _keep(self, manager: "StreamableHTTPSessionManager", ready: asyncio.Event) -> None:
        """The library wants its beginning and its end in one task."""
        async with manager.run():
            ready.set()
            await self._closing.wait()

    async def close(self) -> None:
        """Ends what is under way; a later request opens it anew."""
        self._closing.set()
        if self._keeping:
            await self._keeping
        self._keeping = self._opened = None
        self._closing = asyncio.Event()


def mount(app: "FastAPI", parts: "Parts") -> None:
    """Puts it at `/mcp`. The application's lifespan has to enter `lifespan(app)`."""
    app.state.mcp = Mcp(parts)
    app.router.routes.append(Route(PATH, app.state.mcp, include_in_schema=False))


@asynccontextmanager
async def lifespan(app: "FastAPI") -> AsyncIterator[None]:
    """Ends its calls when the application ends."""
    try:
        yield
    finally:
        await app.state.mcp.close()


def _named(asked: Headers, send: "Send") -> "Send":
    """A client of the older protocol takes calls back by a request of their own: by this name it is known again.

    Nothing is kept under the name, so that it means something after a restart too.
    """
    if SESSION in asked or VERSION in asked:
        return send

    async def sending(message: "Message") -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)[SESSION] = secrets.token_urlsafe(16)
        await send(message)

    return sending


def _manager(parts: "Parts") -> "StreamableHTTPSessionManager":
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

    from app.protocols.mcp.serving import build_server
    from app.protocols.mcp.tools import open_tools

    security = _security(parts.settings, parts.door.threshold.local)
    return StreamableHTTPSessionManager(
        build_server(open_tools(parts.service, parts.door, parts.settings), _who),
        stateless=True,
        security_settings=security,
        max_request_body_size=LARGEST,
    )


def _who(context: "Context") -> "tuple[Caller, Pictures, str]":
    request = context.request
    assert isinstance(request, Request)
    return request.state.caller, request.state.pictures, request.headers.get(SESSION, "")


def _security(settings: "Settings", local: bool) -> "TransportSecuritySettings":
    """Where no key is needed, a page from elsewhere could come by a name that it lets point here: names are checked."""
    from mcp.server.transport_security import TransportSecuritySettings

    public = urlsplit(settings.public_url)
    hosts = [name for near in NEAR for name in (near, f"{near}:*")] + [public.netloc] * bool(public.netloc)
    return TransportSecuritySettings(
        enable_dns_rebinding_protection=local,
        allowed_hosts=hosts,
        allowed_origins=[f"{scheme}://{host}" for scheme in ("http", "https") for host in hosts],
    )
