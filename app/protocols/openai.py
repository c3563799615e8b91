"""The shapes of OpenAI's chat completions, as far as we speak them: what is asked, and what is answered. Pure."""

import re
from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SerializerFunctionWrapHandler, model_serializer

from app.wire import shapes

FINGERPRINT = "tastemaker"
_PIECES = re.compile(r"[\u3040-\u9fff\uac00-\ud7af]|\w{1,6}|[^\w\s]")
PER_MESSAGE = 4
"""Tokens that marking a message's beginning, role and end costs, as OpenAI reckons it."""


class ContentPart(BaseModel):
    """A piece of a message's content; only text is read."""

    model_config = ConfigDict(extra="ignore")

    type: str
    text: str | None = None


class ChatMessage(BaseModel):
    model_config = ConfigDict(extra="ignore")

    role: str = Field(examples=["user"])
    content: str | list[ContentPart] | None = Field(None, examples=["something funny, under two hours"])


class StreamOptions(BaseModel):
    model_config = ConfigDict(extra="ignore")

    include_usage: bool | None = False


class CompletionWanted(BaseModel):
    """A request. Of what else OpenAI takes, nothing changes the answer: it is named in `ignored`."""

    model_config = ConfigDict(extra="allow")

    model: str = Field(max_length=200, description="Name of a catalogue.", examples=["films"])
    messages: list[ChatMessage] = Field(min_length=1, max_length=2000, description="All that was said, oldest first.")
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    n: int | None = Field(1, ge=1, le=1, description="More than one answer is not given.")
    user: str | None = Field(None, max_length=1000, description="Keeps people apart; neither stored nor logged.")
    safety_identifier: str | None = Field(None, max_length=1000, description="As `user`.")

    @property
    def ignored(self) -> list[str]:
        """What was asked for beyond that; names of parameters, at most twenty."""
        return sorted(shortened(name) for name, value in (self.model_extra or {}).items() if value is not None)[:20]

    @property
    def usage_wanted(self) -> bool:
        return bool(self.stream_options and self.stream_options.include_usage)


class TokenUsage(BaseModel):
    """An estimate: no model read or wrote these tokens, unless one is set beside the built-in reader."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class AnswerMessage(BaseModel):
    role: Literal["assistant"] = "assistant"
    content: str = Field(description="Markdown.")
    refusal: None = None


class CompletionChoice(BaseModel):
    index: int = 0
    message: AnswerMessage
    logprobs: None = None
    finish_reason: Literal["stop"] = "stop"


class ChatCompletion(BaseModel):
    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    system_fingerprint: str = FINGERPRINT
    choices: tuple[CompletionChoice, ...]
    usage: TokenUsage
    tastemaker: shapes.Answered | None = Field(
        description="The same answer in pieces: cards, question, profile; null for a front end's title or like task."
    )
    ignored: list[str] = Field(description="Parameters and kinds of content that changed nothing.")


class ChunkDelta(BaseModel):
    role: Literal["assistant"] | None = None
    content: str | None = None

    @model_serializer(mode="wrap")
    def _without_nothing(self, plain: SerializerFunctionWrapHandler) -> dict[str, object]:
        return {name: value for name, value in plain(self).items() if value is not None}


class ChunkChoice(BaseModel):
    index: int = 0
    delta: ChunkDelta
    logprobs: None = None
    finish_reason: Literal["stop"] | None = None


class CompletionChunk(BaseModel):
    id: str
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    created: int
    model: str
    system_fingerprint: str = FINGERPRINT
    choices: tuple[ChunkChoice, ...]
    usage: TokenUsage | None = None
    tastemaker: shapes.Answered | None = None
    ignored: list[str] | None = None


class CatalogueModel(BaseModel):
    id: str = Field(examples=["films"])
    object: Literal["model"] = "model"
    created: int = Field(description="When the catalogue's version in force was published, in seconds since 1970.")
    owned_by: str = "tastemaker"


class CatalogueModels(BaseModel):
    object: Literal["list"] = "list"
    data: tuple[CatalogueModel, ...]


class OpenAIError(BaseModel):
    message: str
    type: str = Field(examples=["invalid_request_error"])
    param: str | None = None
    code: str | None = None


class OpenAIFailure(BaseModel):
    """What OpenAI's clients take an error from."""

    error: OpenAIError


def shortened(name: str) -> str:
    """Half a surrogate pair, which JSON can send, cannot be sent back."""
    return name[:40].encode("utf-8", "replace").decode()


def tokens(text: str) -> int:
    """About as many as the usual tokenizers make of it: a piece for six letters, for a sign, for a CJK character."""
    return len(_PIECES.findall(text))


def usage(said: Iterable[str], answer: str) -> TokenUsage:
    prompt, completion = sum(tokens(text) + PER_MESSAGE for text in said), tokens(answer)
    return TokenUsage(prompt_tokens=prompt, completion_tokens=completion, total_tokens=prompt + completion)
