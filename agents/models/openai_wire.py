"""OpenAI's chat completions as they go over the wire: how a question is put, what an answer holds, what went wrong."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ValidationError
from tenacity import RetryCallState

from agents.models.asking import answered, shares
from agents.models.model import Answer, Choice, ModelError, Prompt

if TYPE_CHECKING:
    from openai import APIError

Form = Literal["json_schema", "json_object", "text"]
Streaming = Literal["off", "counted", "plain"]
"""Plain: without asking for the tokens used, which some servers refuse."""
REFUSED = (400, 415, 422, 501)
AGAIN = (408, 409, 425, 429, 500, 502, 503, 504, 529)
LIKELIEST = 20


@dataclass(frozen=True, slots=True)
class Dialect:
    """One way to put a question. Servers differ in what they refuse."""

    form: Form
    limits: tuple[str, ...]
    likeliest: int = 0
    """Alternatives to the answer's one token, with their likelihoods; 0: not asked for."""


PLAIN, NEWER = ("max_tokens", "temperature"), ("max_completion_tokens",)
SPOKEN = (
    Dialect("json_schema", PLAIN),
    Dialect("json_schema", NEWER),
    Dialect("json_object", PLAIN),
    Dialect("text", PLAIN),
    Dialect("text", ()),
)
"""Strictest first."""
TEXT = SPOKEN[3:]
CHOOSING = tuple(Dialect("text", limits, many) for many in (LIKELIEST, 5) for limits in (PLAIN, NEWER))


def body(prompt: Prompt, dialect: Dialect, streaming: Streaming) -> dict[str, object]:
    """Of a request, beside the model and the messages."""
    asked = {"max_tokens": prompt.longest, "max_completion_tokens": prompt.longest, "temperature": 0}
    sent: dict[str, object] = {name: asked[name] for name in dialect.limits} | _response_format(prompt, dialect.form)
    if dialect.likeliest:
        sent |= {"logprobs": True, "top_logprobs": dialect.likeliest}
    if streaming != "off":
        sent |= {"stream": True}
    if streaming == "counted":
        sent |= {"stream_options": {"include_usage": True}}
    return sent


def _response_format(prompt: Prompt, form: Form) -> dict[str, object]:
    if prompt.schema is None or form == "text":
        return {}
    if form == "json_object":
        return {"response_format": {"type": "json_object"}}
    schema = {"name": prompt.name.replace(".", "_"), "strict": True, "schema": prompt.schema}
    return {"response_format": {"type": "json_schema", "json_schema": schema}}


# --- what comes back --------------------------------------------------------------------------------------------------


class Usage(BaseModel):
    prompt_tokens: int | None = 0
    completion_tokens: int | None = 0


class _Message(BaseModel):
    content: str | None = ""
    refusal: str | None = None


class _Likely(BaseModel):
    token: str
    logprob: float


class _Token(_Likely):
    top_logprobs: list[_Likely] = []


class Likelihoods(BaseModel):
    content: list[_Token] | None = None

    def of_the_first(self) -> dict[str, float]:
        """What the answer's first token could have been, with the natural logarithms of the likelihoods."""
        return {one.token: one.logprob for first in (self.content or ())[:1] for one in (first, *first.top_logprobs)}


class _Choice(BaseModel):
    message: _Message
    logprobs: Likelihoods | None = None


class _Completion(BaseModel):
    """As much of a response as we need; servers differ in the rest."""

    choices: list[_Choice]
    usage: Usage | None = None


def read_answer(response: bytes) -> Answer:
    """Raises ModelError where there is none in it."""
    completion = _completion(response)
    message = completion.choices[0].message
    used = completion.usage or Usage()
    text = (message.content or "").strip()
    return answered(text, used.prompt_tokens, used.completion_tokens, declined=bool(message.refusal))


def read_choice(response: bytes, options: Sequence[str]) -> Choice | None:
    """None where the response tells no likelihoods."""
    completion = _completion(response)
    tokens = (completion.choices[0].logprobs or Likelihoods()).of_the_first()
    if not tokens:
        return None
    usage = completion.usage or Usage()
    return Choice(shares(tokens, options), usage.prompt_tokens or 0, usage.completion_tokens or 0)


def _completion(response: bytes) -> _Completion:
    try:
        completion = _Completion.model_validate_json(response)
    except ValidationError:
        raise ModelError("no chat completion in the response") from None
    if not completion.choices:
        raise ModelError("no choices in the response")
    return completion


# --- what goes wrong --------------------------------------------------------------------------------------------------


def may_pass(error: BaseException) -> bool:
    from openai import APIConnectionError, APIStatusError

    return isinstance(error, APIConnectionError) or (isinstance(error, APIStatusError) and error.status_code in AGAIN)


def pause(state: RetryCallState) -> float:
    """Seconds: what the server asks for, else a quarter, a half, one, each up to twice as long."""
    error = state.outcome.exception() if state.outcome else None
    asked = getattr(getattr(error, "response", None), "headers", {}).get("retry-after", "")
    if asked.replace(".", "", 1).isdigit():
        return float(asked)
    return random.uniform(1, 2) * 0.25 * 2.0 ** (state.attempt_number - 1)


def reason(error: "APIError") -> str:
    """Never the response's own text: it may repeat what was sent, or the key."""
    from openai import APIConnectionError, APIStatusError, APITimeoutError

    match error:
        case APITimeoutError():
            return "timeout"
        case APIConnectionError():
            return "cannot be reached"
        case APIStatusError():
            return status_reason(error.status_code)
        case _:
            return "no answer"


def status_reason(status: int) -> str:
    match status:
        case 401 | 403:
            return f"the key is refused (status {status})"
        case 404:
            return "no such model or address (status 404)"
        case 429:
            return "too many requests (status 429)"
        case _:
            return f"status {status}"
