"""One answer of the double of a language model's server: what happens to it, whole or streamed."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import cycle, islice
from time import monotonic

from evals.benchmarks import openai_wire as wire
from evals.benchmarks.openai_wire import Likelihoods, Request


@dataclass(frozen=True)
class Behaviour:
    """What happens to a request. By default an immediate answer, streamed if that is asked for."""

    answer: Callable[[Request], str] = lambda _: "{}"
    likelihoods: Callable[[Request], Likelihoods] = lambda _: {}
    """Where `logprobs` are asked for: of first tokens; the likeliest one is the answer. Without any there are none."""
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
    hangs_after: int | None = None
    """Tokens after which a stream falls silent, the connection open; whole answers never come."""
    drops_after: int | None = None
    """Tokens after which a stream's connection is closed."""
    repeats: bool = False
    """A stream says its answer again and again for as long as anybody listens."""
    half: bool = False
    """Only the first half of the answer comes, as if it had grown too long."""


@dataclass
class Seen:
    """One request, in seconds of a clock that only goes forward; `ended` 0.0 while it is being answered."""

    began: float
    ended: float = 0.0
    tokens_in: int = 0
    tokens_out: int = 0
    streamed: bool = False
    hung_up: bool = False


class Answering:
    """One request being answered. `gone` is done when its sender has left."""

    def __init__(
        self,
        behaviour: Behaviour,
        request: Request,
        writer: asyncio.StreamWriter,
        gone: asyncio.Task[bytes],
        seen: Seen,
    ) -> None:
        self._behaviour, self._request, self._writer, self._gone, self._seen = behaviour, request, writer, gone, seen
        self._likelihoods = behaviour.likelihoods(request) if request.get("logprobs") else {}
        likeliest = max(self._likelihoods, key=lambda one: self._likelihoods[one], default="")
        answer = likeliest or behaviour.answer(request)
        self._answer = answer[: len(answer) // 2] if behaviour.half else answer
        self._finish = "length" if behaviour.half else "stop"

    async def answer(self) -> bool:
        """False when the connection is over."""
        told, refused = self._behaviour, _refused(self._behaviour, self._request)
        status = 400 if refused else told.status
        if told.endless:
            return await self._waited(told.first_token) and await self._babble()
        if self._request.get("stream") and status == 200 and told.body is None and not told.drops:
            return await self._stream()
        rest = max(0, wire.counted(self._answer) - 1)
        hangs = told.hangs_after is not None
        if not await self._waited(None if hangs else told.first_token + (rest / told.rate if told.rate else 0.0)):
            return False
        await let_go(self._gone)  # what comes after the answer is the next request
        whole = wire.completion(self._request, self._answer, self._finish, self._likelihoods)
        body = wire.error(refused) if status != 200 else whole
        body = body if told.body is None else told.body
        self._seen.tokens_out = wire.counted(self._answer)
        self._writer.write(wire.response(status, body, told.headers, missing=1000 * told.drops))
        await self._writer.drain()
        return not told.drops

    async def _stream(self) -> bool:
        told, answer, start = self._behaviour, wire.tokens(self._answer), monotonic()
        said = cycle(answer) if told.repeats else iter(answer)
        stops = min((k for k in (told.hangs_after, told.drops_after) if k is not None), default=None)
        self._writer.write(wire.EVENTS)
        for place, event in enumerate(wire.pieces(self._request, islice(said, stops), self._likelihoods)):
            if told.rate or told.repeats or not place:
                due = told.first_token + (place / told.rate if told.rate else 0.0)
                if not await self._waited(max(0.0, start + due - monotonic())):
                    return False
            self._seen.tokens_out = place + 1
            self._writer.write(wire.chunk(event))
            await self._writer.drain()
        if stops is not None:
            return told.drops_after is None and await self._waited(None)
        for event in wire.ending(self._request, len(answer), self._finish):
            self._writer.write(wire.chunk(event))
        self._writer.write(wire.LAST_CHUNK)
        await self._writer.drain()
        return True

    async def _waited(self, seconds: float | None) -> bool:
        """Takes the time of a model, all there is with None; False if the sender hung up meanwhile."""
        done, _ = await asyncio.wait([self._gone], timeout=seconds)
        self._seen.hung_up = bool(done)
        return not done

    async def _babble(self) -> bool:
        self._writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n")
        while not self._writer.is_closing():
            self._writer.write(b"data: {]\n\n" * 400)
            await self._writer.drain()
            await asyncio.sleep(0)
        return False


def _refused(behaviour: Behaviour, request: Request) -> str:
    form = request.get("response_format")
    kind = str(form.get("type")) if isinstance(form, dict) else ""
    return next((one for one in (kind, *request) if one in behaviour.refuses), "")


async def let_go(gone: asyncio.Task[bytes]) -> None:
    """Stops listening, with nothing of the next request taken."""
    gone.cancel()
    await asyncio.wait([gone])
    if not gone.cancelled():
        gone.exception()
