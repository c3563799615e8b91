"""A double of a language model's server: real HTTP on loopback in OpenAI's wire format, no model behind it.

It answers what it is told to, as slowly, wrongly or not at all as it is told to. For the bench and for tests.
"""

import asyncio
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import TypeAlias

Request: TypeAlias = Mapping[str, object]
TOKEN = 4
"""Characters that count as one token."""


@dataclass(frozen=True)
class Behaviour:
    """What happens to a request. By default an immediate answer."""

    answer: Callable[[Request], str] = lambda _: "{}"
    first_token: float = 0.0
    """Seconds."""
    rate: float = 0.0
    """Tokens a second after the first; 0: all at once."""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    """In place of the completion."""
    refuses: frozenset[str] = frozenset()
    """Types of `response_format`, and names of parameters, that are answered with 400."""
    drops: bool = False
    """Closes the connection in the middle of the response."""
    endless: bool = False
    """Sends nonsense for as long as anybody listens."""


class OpenAIDouble:
    """`behaviours` are used up one a request; the last one stays. `requests` and `hung_up` tell what came."""

    def __init__(self, *behaviours: Behaviour) -> None:
        self.behaviours = list(behaviours) or [Behaviour()]
        self.requests: list[Request] = []
        self.keys: list[str] = []
        self.hung_up = 0
        """Requests whose sender was gone before the answer."""
        self.url = ""

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
        headers = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
        request: Request = json.loads(await reader.readexactly(int(headers.get("content-length", 0))) or b"{}")
        self.requests.append(request)
        self.keys.append(headers.get("authorization", ""))
        behaviour = self._next()
        answer = behaviour.answer(request)
        if not await self._waited(reader, behaviour, answer):
            return False
        if behaviour.endless:
            return await self._babble(writer)
        writer.write(_response(behaviour, request, answer))
        await writer.drain()
        return not behaviour.drops

    async def _waited(self, reader: asyncio.StreamReader, behaviour: Behaviour, answer: str) -> bool:
        """Takes the time of a model; False if the sender hung up meanwhile."""
        seconds = behaviour.first_token + (len(answer) / TOKEN / behaviour.rate if behaviour.rate else 0.0)
        gone = asyncio.create_task(reader.read(1))
        done, _ = await asyncio.wait([gone], timeout=seconds)
        if done:
            self.hung_up += 1
            return False
        gone.cancel()
        await asyncio.wait([gone])
        return True

    async def _babble(self, writer: asyncio.StreamWriter) -> bool:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n")
        while not writer.is_closing():
            writer.write(b"data: {]\n\n" * 400)
            await writer.drain()
            await asyncio.sleep(0)
        return False


def _response(behaviour: Behaviour, request: Request, answer: str) -> bytes:
    refused = _refused(behaviour, request)
    status = 400 if refused else behaviour.status
    error = json.dumps({"error": {"message": f"no {refused}", "type": "invalid_request_error"}}).encode()
    body = error if status != 200 else _completion(request, answer)
    body = body if behaviour.body is None else behaviour.body
    length = len(body) + 1000 * behaviour.drops
    lines = [f"HTTP/1.1 {status} Told", "content-type: application/json", f"content-length: {length}"]
    lines += [f"{name}: {value}" for name, value in behaviour.headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def _refused(behaviour: Behaviour, request: Request) -> str:
    form = request.get("response_format")
    kind = str(form.get("type")) if isinstance(form, dict) else ""
    return next((one for one in (kind, *request) if one in behaviour.refuses), "")


def _completion(request: Request, answer: str) -> bytes:
    tokens = {"prompt_tokens": len(json.dumps(request.get("messages"))) // TOKEN}
    tokens["completion_tokens"] = -(-len(answer) // TOKEN)
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": answer}}
    return json.dumps({
        "id": "double",
        "object": "chat.completion",
        "created": 0,
        "model": request.get("model"),
        "choices": [choice],
        "usage": {**tokens, "total_tokens": sum(tokens.values())},
    }).encode()  # fmt: skip


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
