"""The web server: the chat page, a health check, and headers that keep the page to itself."""

import asyncio
import ipaddress
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.settings import Settings

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from agents.world import World
    from app.service import ChatService
    from retrieval.shelf import Shelf

Headers = tuple[tuple[bytes, bytes], ...]
PICTURES = "img-src 'self' data: blob:"
POLICY = "; ".join((
    "default-src 'self'",
    # Gradio starts from an inline script, and compiles its templates with `new Function`.
    "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
    "style-src 'self' 'unsafe-inline'",
    PICTURES,
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'self'",
))  # fmt: skip
HEADERS: Headers = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
)


def headers(remote_images: bool) -> Headers:
    """`HEADERS`; with remote images, pictures (and nothing else) may come from any https host."""
    if not remote_images:
        return HEADERS
    policy = POLICY.replace(PICTURES, f"{PICTURES} https:")
    return ((b"content-security-policy", policy.encode()), *HEADERS[1:])


class SecurityHeaders:
    """Adds the headers to every answer that does not set them itself; streams pass through untouched."""

    def __init__(self, app: "ASGIApp", headers: Headers = HEADERS) -> None:
        self._app = app
        self._headers = headers

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        async def send_with_headers(message: "Message") -> None:
            if message["type"] == "http.response.start":
                there = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(h for h in self._headers if h[0] not in there)]
            await send(message)

        await self._app(scope, receive, send_with_headers)


def require_port(host: str, port: int) -> None:
    """Raises SystemExit with a sentence if nothing could be served there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SystemExit(_no_port(host, port, error)) from error


def _no_port(host: str, port: int, error: OSError) -> str:
    way_out = "Choose another with --port or TASTEMAKER_PORT"
    match error:
        case PermissionError():
            return f"Port {port} may not be served by you: ports below 1024 belong to the system. {way_out}."
        case socket.gaierror():
            return (
                f'"{host}" is no address of this machine. Leave --host and TASTEMAKER_HOST out to serve on 127.0.0.1.'
            )
        case _ if "assign" in (error.strerror or ""):
            return (
                f'"{host}" is no address of this machine. Leave --host and TASTEMAKER_HOST out to serve on 127.0.0.1.'
            )
        case _:
            return f"Port {port} on {host} is in use, perhaps by another Tastemaker. {way_out}, or stop the other one."


def build_app(service: "ChatService", settings: Settings) -> "FastAPI":
    """The page at `/`, and `/healthz`. Closing the service is left to whoever opened it."""
    from fastapi import FastAPI

    from app.chat_ui import mount_page
    from app.ui.bringing import ImportPage
    from app.ui.page import ChatPage
    from app.wiring import index_builder, open_shelf

    app = FastAPI(title="Tastemaker", docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/healthz")
    async def healthz() -> dict[str, object]:
        return {"status": "ok", "catalogues": list(service.catalogues())}

    page = ChatPage(
        service,
        settings.catalogue,
        titles=lambda: titles(open_shelf(settings)),
        parts=lambda world: parts(world, settings),
        longest=settings.longest_utterance,
        remote_images=settings.remote_images,
        adds=may_import(settings),
    )
    shelf = open_shelf(settings)
    mount_page(
        app,
        page,
        imports=lambda uploads: ImportPage(shelf, index_builder(settings), uploads, allowed=may_import(settings)),
        uploads=may_import(settings),
    )
    app.add_middleware(SecurityHeaders, headers=headers(settings.remote_images))
    return app


def may_import(settings: Settings) -> bool:
    """Whether the page takes catalogues: on loopback, whoever opens it owns the machine."""
    if settings.page_imports != "local":
        return settings.page_imports == "always"
    try:
        return ipaddress.ip_address(settings.host).is_loopback
    except ValueError:
        return settings.host == "localhost"


def titles(shelf: "Shelf") -> dict[str, str]:
    """Catalogue name to title, read without opening the catalogues."""
    return {name: _title(shelf, name) for name in shelf.names()}


def _title(shelf: "Shelf", name: str) -> str:
    from retrieval.domain_file import DomainFileError, read_domain

    try:
        domain, _ = read_domain(shelf.folder(name, shelf.current(name)) / "domain.toml")
    except DomainFileError:
        # What is wrong with it is said to whoever chooses it; the others are not in the way of that.
        return name
    return domain.title or name


EMBEDDERS = {"minilm": "MiniLM", "hash": "word hashes"}


def parts(world: "World", settings: Settings) -> list[list[str]]:
    """(part, which one) for the line that says what is at work."""
    model = world.second_reader.name if world.second_reader else "none (built-in)"
    return [
        ["Language model", model],
        ["Scorer", f"{world.scorer.name}, then {settings.scorer}" if world.second_scorer else world.scorer.name],
        ["Embedder", EMBEDDERS.get(settings.embedder, settings.embedder)],
    ]


def serve(settings: Settings, ready: Callable[[str], object]) -> None:
    """Serves until it is interrupted. Tells `ready` the address when the page can be opened."""
    require_port(settings.host, settings.port)
    asyncio.run(_serve(settings, ready))


async def _serve(settings: Settings, ready: Callable[[str], object]) -> None:
    from app.chat_ui import load_gradio
    from app.wiring import open_service

    # Importing Gradio is the slowest part of a start: it goes on while the catalogue is opened.
    _, service = await asyncio.gather(asyncio.to_thread(load_gradio), open_service(settings))
    try:
        if settings.catalogue in service.catalogues():
            await service.world(settings.catalogue)
        await _answer_requests(build_app(service, settings), settings, ready)
    finally:
        await service.close()


async def _answer_requests(app: "FastAPI", settings: Settings, ready: Callable[[str], object]) -> None:
    import uvicorn

    class Server(uvicorn.Server):
        """Says when it is up; a first Ctrl-C ends it in order, a second one at once."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                ready(f"Tastemaker is ready: {address(settings)}  (Ctrl-C stops it)")

        @contextmanager
        def capture_signals(self) -> Iterator[None]:
            loop = asyncio.get_running_loop()
            for one in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(one, self.handle_exit, one, None)
            yield
            for one in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(one)

    config = uvicorn.Config(
        app, host=settings.host, port=settings.port, log_level="critical", access_log=False, timeout_graceful_shutdown=2
    )
    await Server(config).serve()


def address(settings: Settings) -> str:
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"
