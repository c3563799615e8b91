"""A chat completion that arrives in pieces, as server-sent events. Whoever sends it is not trusted to end it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress

from pydantic import BaseModel, ValidationError

from agents.models.asking import Pieces, answered
from agents.models.model import LONGEST_ANSWER, Answer, ModelError, Prompt
from agents.models.openai_wire import Usage

LONGEST_BODY = 4 * LONGEST_ANSWER
"""Bytes of a response that are read, and of one event of a stream."""
PIECE = 1_000
"""Bytes that the event of one token may take on the average."""
END = "[DONE]"
ENDING = 0.1
"""Seconds for the end of a response whose text is complete."""


class _Delta(BaseModel):
    content: str | None = None
    refusal: str | None = None


class _Choice(BaseModel):
    delta: _Delta | None = None
    finish_reason: str | None = None


class _Event(BaseModel):
    choices: list[_Choice] = []
    usage: Usage | None = None
    error: object = None


async def read_whole(chunks: AsyncIterator[bytes]) -> bytes:
    body = b""
    async for chunk in chunks:
        body += chunk
        if len(body) > LONGEST_BODY:
            raise ModelError(f"answer over {LONGEST_BODY // 1000} kB")
    return body


async def read_stream(chunks: AsyncIterator[bytes], prompt: Prompt, on_text: Callable[[str], None]) -> Answer:
    """Raises ModelError for a stream that breaks off, holds no completion, or is far longer than was asked for."""
    pieces, used, ended, declined = Pieces(on_text), Usage(), False, False
    async for told in _events(chunks, LONGEST_BODY + PIECE * prompt.longest):
        if told == END:
            ended = True
            await _rest(chunks)
            break
        event = _event(told)
        used = event.usage or used
        for choice in event.choices[:1]:
            ended = ended or bool(choice.finish_reason)
            if choice.delta:
                declined = declined or bool(choice.delta.refusal)
                pieces.add(choice.delta.content or "")
    if not ended:
        raise ModelError("the stream broke off", unavailable=True)
    return answered(pieces.text, used.prompt_tokens, used.completion_tokens, declined=declined)


async def _rest(chunks: AsyncIterator[bytes]) -> None:
    """Reads on to where the response ends, if that is now: its connection can then be used again."""
    with suppress(TimeoutError, StopAsyncIteration):
        async with asyncio.timeout(ENDING):
            await anext(chunks)


def _event(told: str) -> _Event:
    try:
        event = _Event.model_validate_json(told)
    except ValidationError:
        raise ModelError("no chat completion in the stream") from None
    if event.error is not None:
        raise ModelError("an error in mid-stream", unavailable=True)
    return event


async def _events(chunks: AsyncIterator[bytes], longest: int) -> AsyncIterator[str]:
    """What stands after `data:`, a line each; a line that never ends is none. All else is passed over."""
    line, size = b"", 0
    async for chunk in chunks:
        size += len(chunk)
        *whole, line = (line + chunk).split(b"\n")
        for told in whole:
            if told.startswith(b"data:"):
                yield told.removeprefix(b"data:").strip().decode("utf-8", "replace")
        for found, limit in ((size, longest), (len(line), LONGEST_BODY)):
            if found > limit:
                raise ModelError(f"answer over {limit // 1000} kB")
