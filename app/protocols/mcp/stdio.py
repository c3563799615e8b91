"""The tools over standard input and output, for an assistant that starts us itself.

Nothing but the protocol goes to standard output: the library keeps the stream to itself while it serves.
"""

import asyncio
import logging
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from typing import cast

from anyio import AsyncFile
from mcp.server.stdio import stdio_server

from app.protocols.mcp.serving import Context, build_server
from app.protocols.mcp.tools import open_tools
from app.security.caller import ANONYMOUS, Caller
from app.settings import Settings
from app.wire.views import Pictures
from app.wiring import House

ENDING = (signal.SIGINT, signal.SIGTERM)
PIECE = 64 * 1024
NOBODY = Caller(ANONYMOUS, "", "", "")

log = logging.getLogger(__name__)


class Lines:
    """Lines of a stream, read in a thread that ends with the process: a read that waits cannot be called off."""

    def __init__(self, descriptor: int) -> None:
        self._lines: asyncio.Queue[str | None] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()
        threading.Thread(target=self._read, args=(descriptor,), name="standard input", daemon=True).start()

    async def __aiter__(self) -> AsyncIterator[str]:
        while (line := await self._lines.get()) is not None:
            yield line

    def end(self) -> None:
        """As if the stream had ended."""
        self._lines.put_nowait(None)

    def _read(self, descriptor: int) -> None:
        rest = b""
        while piece := os.read(descriptor, PIECE):
            *lines, rest = (rest + piece).split(b"\n")
            for line in lines:
                self._put(line.decode("utf-8", "replace"))
        self._put(None)

    def _put(self, line: str | None) -> None:
        with suppress(RuntimeError):  # the loop is closed: we are ending anyway
            self._loop.call_soon_threadsafe(self._lines.put_nowait, line)


async def serve(house: House, settings: Settings) -> None:
    """Until standard input ends or somebody interrupts. The house is closed by whoever opened it."""
    pictures = Pictures(_base(settings), settings.remote_images)

    def who(_: Context) -> tuple[Caller, Pictures, str]:
        return NOBODY, pictures, ""

    server = build_server(open_tools(house.service, house.door, settings), who)
    lines = Lines(sys.stdin.fileno())
    with _ended_by_signals(lines):
        try:
            async with stdio_server(stdin=cast("AsyncFile[str]", lines)) as (incoming, outgoing):
                await server.run(incoming, outgoing, server.create_initialization_options())
        except* BrokenPipeError:
            log.info("Whoever started us reads no more.")


@contextmanager
def _ended_by_signals(lines: Lines) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    for one in ENDING:
        loop.add_signal_handler(one, lines.end)
    try:
        yield
    finally:
        for one in ENDING:
            loop.remove_signal_handler(one)


def _base(settings: Settings) -> str:
    from app.server import address

    return settings.public_url.rstrip("/") or address(settings)
