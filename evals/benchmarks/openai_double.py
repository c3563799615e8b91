"""A double of a language model's server: real HTTP on loopback in OpenAI's wire format, no model behind it.

It answers what it is told to, whole or streamed, as slowly, wrongly or not at all as it is told to. For the bench and
for tests. `GET` on any path tells what is over since the last one, for a double in a process of its own.
"""

import asyncio
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from threading import Thread
from time import monotonic

from evals.benchmarks import openai_wire as wire
from evals.benchmarks.openai_answering import Answering, Behaviour, Seen, let_go
from evals.benchmarks.openai_wire import TOKEN, Likelihoods, Request

__all__ = ["TOKEN", "Behaviour", "Likelihoods", "OpenAIDouble", "Request", "Seen", "running", "serve_for_ever"]


class OpenAIDouble:
    """`behaviours` are used up one a request; the last one stays. The rest tells what came."""

    def __init__(self, *behaviours: Behaviour) -> None:
        self.behaviours = list(behaviours) or [Behaviour()]
        self.requests: list[Request] = []
        self.keys: list[str] = []
        self.seen: list[Seen] = []
        self.url = ""

    @property
    def hung_up(self) -> int:
        """Requests whose sender was gone before the answer, or before its end."""
        return sum(one.hung_up for one in self.seen)

    def _next(self) -> Behaviour:
        return self.behaviours.pop(0) if len(self.behaviours) > 1 else self.behaviours[0]

    # --- HTTP ---------------------------------------------------------------------------------------------------------

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._one(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answers one request; False when the connection is over."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        if head.startswith("GET "):
            writer.write(wire.response(200, self._told(), {}))
            return True
        headers = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
        request: Request = json.loads(await reader.readexactly(int(headers.get("content-length", 0))) or b"{}")
        seen = Seen(monotonic(), streamed=bool(request.get("stream")), tokens_in=wire.usage(request, 0)["total_tokens"])
        self.requests.append(request)
        self.keys.append(headers.get("authorization", ""))
        self.seen.append(seen)
        gone = asyncio.create_task(reader.read(1))
        try:
            return await Answering(self._next(), request, writer, gone, seen).answer()
        except ConnectionError:
            seen.hung_up = True
            return False
        finally:
            seen.ended = monotonic()
            await let_go(gone)

    def _told(self) -> bytes:
        """What was answered, or left, since this was asked last."""
        over = [asdict(one) for one in self.seen if one.ended]
        self.seen = [one for one in self.seen if not one.ended]
        return json.dumps(over).encode()


# --- running ----------------------------------------------------------------------------------------------------------


@contextmanager
def running(*behaviours: Behaviour) -> Iterator[OpenAIDouble]:
    """The double, served from a thread."""
    double = OpenAIDouble(*behaviours)
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, name="double", daemon=True)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(_start(double), loop).result(5)
    try:
        yield double
    finally:
        asyncio.run_coroutine_threadsafe(_stop(server), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


async def _start(double: OpenAIDouble) -> asyncio.Server:
    server = await asyncio.start_server(double.serve, "127.0.0.1", 0)
    double.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    return server


async def _stop(server: asyncio.Server) -> None:
    server.close()
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


async def serve_for_ever(behaviour: Behaviour) -> None:
    """In a process of its own, so that its CPU is not counted as ours; tells its address on standard output."""
    double = OpenAIDouble(behaviour)
    server = await _start(double)
    sys.stdout.write(f"{double.url}\n")
    sys.stdout.flush()
    await server.serve_forever()
