"""An answer in OpenAI's form: whole, or as the chunks of a stream. Pure."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.protocols.openai import (
    AnswerMessage,
    ChatCompletion,
    ChunkChoice,
    ChunkDelta,
    CompletionChoice,
    CompletionChunk,
    CompletionWanted,
    OpenAIError,
    OpenAIFailure,
    usage,
)
from app.wire import shapes

DONE = b"data: [DONE]\n\n"


@dataclass(frozen=True, slots=True)
class Form:
    """What every piece of an answer says of it."""

    id: str
    wanted: CompletionWanted
    said: tuple[str, ...] = ()
    """The messages that were read, for the usage."""
    ignored: tuple[str, ...] = ()
    created: int = field(default_factory=lambda: int(time.time()))

    def whole(self, text: str, told: shapes.Answered | None) -> ChatCompletion:
        return ChatCompletion(
            id=self.id,
            created=self.created,
            model=self.wanted.model,
            choices=(CompletionChoice(message=AnswerMessage(content=text)),),
            usage=usage(self.said, text),
            tastemaker=told,
            ignored=self.ignored,
        )

    def begun(self) -> bytes:
        return frame(self._chunk(ChunkDelta(role="assistant", content="")))

    def more(self, text: str) -> bytes:
        return frame(self._chunk(ChunkDelta(content=text))) if text else b""

    def over(self, text: str, told: shapes.Answered | None) -> bytes:
        """The end of the answer; after it, if that was asked for, what it cost."""
        last = self._chunk(ChunkDelta(), "stop") | {
            "tastemaker": told.model_dump(mode="json") if told else None,
            "ignored": self.ignored,
        }
        cost = {**self._chunk(None), "usage": usage(self.said, text).model_dump()}
        return frame(last) + (frame(cost) if self.wanted.usage_wanted else b"") + DONE

    def _chunk(self, delta: ChunkDelta | None, finish_reason: str | None = None) -> dict[str, object]:
        """TokenUsage is left out unless it was asked for; then it is null in all chunks but the last."""
        choices = () if delta is None else (ChunkChoice(delta=delta, finish_reason=finish_reason),)
        chunk = CompletionChunk(id=self.id, created=self.created, model=self.wanted.model, choices=choices)
        left_out = {"tastemaker", "ignored"} | (set() if self.wanted.usage_wanted else {"usage"})
        return chunk.model_dump(mode="json", exclude=left_out)


def broken(fault: OpenAIError) -> bytes:
    """In the midst of a stream there is no status any more; the clients look for this."""
    return frame(OpenAIFailure(error=fault).model_dump())


def frame(told: Mapping[str, object]) -> bytes:
    return f"data: {json.dumps(told, allow_nan=False, separators=(',', ':'))}\n\n".encode()
