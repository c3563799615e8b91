"""The web server: every door of `app.api`, and the chat page."""

import asyncio
import ipaddress
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypedDict

from app.settings import Settings

if TYPE_CHECKING:
    from fastapi import FastAPI

    from agents.world import World
    from app.wiring import House
    from retrieval.shelf import Shelf


class Wire(TypedDict):
    log_level: str
    http: Literal["h11"]
    proxy_headers: bool
    server_header: bool


WIRE = Wire(
    log_level="critical",
    http="h11",  # it bounds what is sent as headers; the faster one does not
    proxy_headers=False,  # which proxies are believed is said by TASTEMAKER_TRUSTED_PROXIES
    server_header=False,
)
"""How HTTP is spoken, for uvicorn."""

PAGE = "/chat"
FAVICON = Path(__file__).parent / "ui" / "favicon.svg"


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


def build_app(house: "House", settings: Settings, page: bool = True) -> "FastAPI":
    """Every door; with `page` the chat page too. Closing the house is left to whoever opened it."""
    from starlette.responses import FileResponse

    from app.api.app import build_api
    from app.api.parts import Parts
    from app.api.runs import Runs

    runs = Runs(house.service, settings.run_grace)
    given = Parts(house.service, settings, house.door, runs, house.shelf, house.store)
    app = build_api(given, larger={f"{PAGE}/": 0} if page else {})  # the page bounds what it takes itself
    app.state.runs = runs
    if page:
        put_page(app, house, settings)

    @app.get("/favicon.ico", include_in_schema=False)
    async def favicon() -> FileResponse:
        return FileResponse(FAVICON, media_type="image/svg+xml")

    return app


def put_page(app: "FastAPI", house: "House", settings: Settings) -> None:
    from starlette.responses import RedirectResponse

    from app.chat_ui import mount_page
    from app.ui.bringing import ImportPage
    from app.ui.page import ChatPage
    from app.wiring import index_builder

    shelf = house.shelf
    page = ChatPage(
        house.service,
        settings.catalogue,
        titles=lambda: titles(shelf),
        parts=lambda world: parts(world, settings),
        longest=settings.longest_utterance,
        remote_images=settings.remote_images,
        adds=may_import(settings),
    )
    mount_page(
        app,
        PAGE,
        page,
        imports=lambda uploads: ImportPage(shelf, index_builder(settings), uploads, allowed=may_import(settings)),
        uploads=may_import(settings),
    )

    @app.get("/", include_in_schema=False)
    async def to_the_page() -> RedirectResponse:
        return RedirectResponse(f".{PAGE}/")


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


def serve(settings: Settings, ready: Callable[[str], object], page: bool = True) -> None:
    """Serves until it is interrupted. Tells `ready` the address when it can be used."""
    from app.security import redaction

    redaction.install()
    require_port(settings.host, settings.port)
    asyncio.run(_serve(settings, ready, page))


async def _serve(settings: Settings, ready: Callable[[str], object], page: bool) -> None:
    from app.wiring import open_house

    # Importing Gradio is the slowest part of a start: it goes on while the catalogue is opened.
    opening = open_house(settings)
    house = (await asyncio.gather(opening, asyncio.to_thread(_load_page)))[0] if page else await opening
    try:
        if settings.catalogue in house.service.catalogues():
            await house.service.world(settings.catalogue)
        await _answer_requests(build_app(house, settings, page), settings, ready)
    finally:
        await house.close()


def _load_page() -> None:
    from app.chat_ui import load_gradio

    load_gradio()


async def _answer_requests(app: "FastAPI", settings: Settings, ready: Callable[[str], object]) -> None:
    import uvicorn

    class Server(uvicorn.Server):
        """Says when it is up; a first Ctrl-C ends it in order, a second one at once."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                ready(f"Tastemaker is ready: {address(settings)}  (Ctrl-C stops it)")

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            # Who reads a stream is told; the server waits for open connections next.
            await app.state.runs.close()
            await super().shutdown(sockets)

        @contextmanager
        def capture_signals(self) -> Iterator[None]:
            loop = asyncio.get_running_loop()
            for one in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(one, self.handle_exit, one, None)
            yield
            for one in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(one)

    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        access_log=False,
        timeout_graceful_shutdown=2,
        **WIRE,
    )
    await Server(config).serve()


def address(settings: Settings) -> str:
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"
