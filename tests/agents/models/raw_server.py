"""A server that sends prepared bytes: for streams that are wrong in ways no library would write."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Request = Mapping[str, object]
Step = bytes | float
"""Bytes to send, or seconds to wait."""
Script = Sequence[Step] | Callable[[Request], Sequence[Step]]


def event(content: str | None = None, finish: str | None = None, **more: object) -> bytes:
    choice = {"index": 0, "delta": {"content": content} if content is not None else {}, "finish_reason": finish}
    return b"data: " + json.dumps({"object": "chat.completion.chunk", "choices": [choice], **more}).encode() + b"\n\n"


def usage(tokens_in: int, tokens_out: int) -> bytes:
    told = {"prompt_tokens": tokens_in, "completion_tokens": tokens_out}
    return b"data: " + json.dumps({"choices": [], "usage": told}).encode() + b"\n\n"


DONE = b"data: [DONE]\n\n"


@dataclass
class RawServer:
    """`scripts` are used up one a request; the last one stays. Every connection is closed after its response."""

    scripts: list[Script]
    content_type: str = "text/event-stream"
    refuses: frozenset[str] = frozenset()
    """Parameters that are answered with 400."""
    status: int = 200
    url: str = ""
    requests: list[Request] = field(default_factory=list)
    hung_up: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
            length = int(head.split("content-length: ")[1].split("\r\n")[0])
            request: Request = json.loads(await reader.readexactly(length))
            self.requests.append(request)
            await self._answer(request, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            self.hung_up += 1
        except asyncio.CancelledError:  # the test is over
            pass
        finally:
            writer.close()

    async def _answer(self, request: Request, writer: asyncio.StreamWriter) -> None:
        status = 400 if self.refuses & set(request) else self.status
        kind = self.content_type if status == 200 else "application/json"
        writer.write(f"HTTP/1.1 {status} Told\r\ncontent-type: {kind}\r\nconnection: close\r\n\r\n".encode())
        if status != 200:
            writer.write(b'{"error": {"message": "no"}}')
            return
        script = self.scripts.pop(0) if len(self.scripts) > 1 else self.scripts[0]
        for step in script(request) if callable(script) else script:
            if isinstance(step, float):
                await asyncio.sleep(step)
            else:
                writer.write(step)
                await writer.drain()


@asynccontextmanager
async def sending(*scripts: Script, **how: object) -> AsyncIterator[RawServer]:
    raw = RawServer(list(scripts), **how)  # type: ignore[arg-type]  # the fields above, by their names
    server = await asyncio.start_server(raw.serve, "127.0.0.1", 0)
    raw.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    try:
        yield raw
    finally:
        server.close()


async def until(true: Callable[[], bool]) -> None:
    for _ in range(500):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came true")
