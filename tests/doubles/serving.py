"""The real application on a real port, in a thread of the tests: real HTTP, real SQL, real search."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn

from app.server import WIRE
from app.settings import Settings
from tests.browser.games import shelve


@dataclass(frozen=True)
class Served:
    """A running server: its address without a slash at the end, and the settings it runs with."""

    base: str
    settings: Settings


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(settings: Settings, *, shelved: bool = False) -> Iterator[Served]:
    """The API without the page, on the port of the settings; the games are put on the shelf unless they are there."""
    if not shelved:
        shelve(settings)
    server = uvicorn.Server(uvicorn.Config("", host="127.0.0.1", port=settings.port, **WIRE))
    server.capture_signals = _no_signals  # type: ignore[method-assign]  # a thread gets none
    thread = threading.Thread(target=lambda: asyncio.run(_serve(server, settings)), name="api", daemon=True)
    thread.start()
    try:
        _until_it_listens(settings.port, thread)
        yield Served(f"http://127.0.0.1:{settings.port}", settings)
    finally:
        server.should_exit = True
        thread.join(timeout=20)


async def _serve(server: uvicorn.Server, settings: Settings) -> None:
    from app.server import build_app
    from app.wiring import open_house

    house = await open_house(settings)
    server.config.app = build_app(house, settings, page=False)
    await server.serve()
    await house.close()


@contextmanager
def _no_signals() -> Iterator[None]:
    yield


def _until_it_listens(port: int, thread: threading.Thread) -> None:
    for _ in range(400):
        assert thread.is_alive(), "the server stopped before it was ready"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the server was not ready in twenty seconds")
