"""Server-sent events over HTTP: headers that proxies heed, a heartbeat, and an end for whoever never reads."""

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING

from ag_ui.core import BaseEvent
from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event
from starlette.responses import StreamingResponse

from agents.events import Event
from app.api.failures import named
from app.api.runs import BrokenOff, Run
from app.protocols import agui

if TYPE_CHECKING:
    from starlette.types import Message, Send

log = logging.getLogger(__name__)

BEAT_S = 15.0
PATIENCE_S = 30.0
HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}

Pieces = AsyncGenerator[bytes, None]


class EventStream(StreamingResponse):
    """`patience`: seconds that one piece may wait for a client that does not read; then the stream is ended."""

    media_type = "text/event-stream"

    def __init__(self, pieces: Pieces, patience: float = PATIENCE_S, status_code: int = 200) -> None:
        # FastAPI reads the status that it documents from this very signature.
        super().__init__(pieces, status_code, headers=HEADERS)
        self._pieces = pieces
        self._patience = patience

    async def stream_response(self, send: "Send") -> None:
        async def in_time(message: "Message") -> None:
            async with asyncio.timeout(self._patience):
                await send(message)

        # However it ends, what makes the pieces is closed at once: its turn may have no other follower.
        async with aclosing(self._pieces):
            try:
                await super().stream_response(in_time)
            except TimeoutError:
                log.warning("A stream was ended: its client read nothing for %g seconds.", self._patience)


async def told(run: Run, about: agui.About, after: int = 0) -> Pieces:
    """The run in AG-UI events, each with its number as its id, from the one after number `after` on.

    One that is retold from the store is told whole: its numbers are not those that the client counts from.
    """
    frames = _Frames(0 if run.retold else after)
    with run.followed():
        telling, events = agui.opening(about)
        count = 0
        while True:
            if piece := frames.of(events):
                yield piece
            try:
                async with asyncio.timeout(BEAT_S):
                    fresh = await run.beyond(count)
            except TimeoutError:
                events = ()
                yield KEEPALIVE_COMMENT
                continue
            if not fresh:
                break
            count += len(fresh)
            telling, events = _all_of(about, telling, fresh)
        if piece := frames.of(_end(run, about, telling)):
            yield piece


class _Frames:
    """Numbers events; those up to `after` are had already."""

    def __init__(self, after: int) -> None:
        self._after = after
        self._number = 0

    def of(self, events: agui.Told) -> bytes:
        first, self._number = self._number + 1, self._number + len(events)
        return b"".join(_frame(n, one) for n, one in enumerate(events, first) if n > self._after)


def _frame(number: int, event: BaseEvent) -> bytes:
    # Not pydantic's own writer: it takes NaN, which is no JSON.
    told = json.dumps(event.model_dump(mode="json", by_alias=True), allow_nan=False, separators=(",", ":"))
    return format_sse_event(data_str=told, id=str(number))


def _all_of(about: agui.About, telling: agui.Telling, fresh: Sequence[Event]) -> tuple[agui.Telling, agui.Told]:
    events: agui.Told = ()
    for event in fresh:
        telling, more = agui.tell(about, telling, event)
        events += more
    return telling, events


def _end(run: Run, about: agui.About, telling: agui.Telling) -> agui.Told:
    """What is told when no answer ended it."""
    match run.ending:
        case "answered":
            return ()
        case "stopped":
            return agui.stopped(about, telling)
        case _:
            return agui.failed(*named(run.trouble or BrokenOff(run.ending)))
