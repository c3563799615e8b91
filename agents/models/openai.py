"""Any address that speaks OpenAI's chat completions. The only file that imports `openai`, and only when it is used."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Sequence
from threading import Lock
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ValidationError
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt, stop_before_delay

from agents.models import Access, ModelSpecError
from agents.models.model import LONGEST_ANSWER, Answer, Choice, ModelError, Prompt

if TYPE_CHECKING:
    from openai import APIError, AsyncOpenAI

Form = Literal["json_schema", "json_object", "text"]
PLAIN, NEWER = ("max_tokens", "temperature"), ("max_completion_tokens",)
DIALECTS: tuple[tuple[Form, tuple[str, ...]], ...] = (
    ("json_schema", PLAIN),
    ("json_schema", NEWER),
    ("json_object", PLAIN),
    ("text", PLAIN),
    ("text", ()),
)
"""How a question is put, strictest first; a dialect that the server refuses is not spoken again."""
FIRST_TEXT = 3
OPENAI = "https://api.openai.com/v1"
LONGEST_BODY = 4 * LONGEST_ANSWER
"""Bytes of a response that are read."""
REFUSED = (400, 415, 422, 501)
AGAIN = (408, 409, 425, 429, 500, 502, 503, 504, 529)
NO_KEY = "none"
"""The client insists on a key; servers of one's own do not."""


class _Usage(BaseModel):
    prompt_tokens: int | None = 0
    completion_tokens: int | None = 0


class _Message(BaseModel):
    content: str | None = ""
    refusal: str | None = None


class _Choice(BaseModel):
    message: _Message


class _Completion(BaseModel):
    """As much of a response as we need; servers differ in the rest."""

    choices: list[_Choice]
    usage: _Usage | None = None


def open_model(detail: str, access: Access) -> "OpenAIModel":
    """Raises ModelSpecError without a model's name."""
    if not detail:
        raise ModelSpecError('Which model? Write its name after "openai:", such as openai:gpt-5-mini.')
    return OpenAIModel(detail, access)


class OpenAIModel:
    """One client, made when first needed (that takes up to a second) and shared by all turns of one event loop."""

    def __init__(self, model: str, access: Access) -> None:
        self.name = f"openai:{model}"
        self._model = model
        self._access = access
        self._client: AsyncOpenAI | None = None
        self._making = Lock()
        self._dialect = 0
        self._text_dialect = FIRST_TEXT

    async def ask(self, prompt: Prompt, on_text: Callable[[str], None] | None = None) -> Answer:
        try:
            async with asyncio.timeout(self._access.timeout):
                answer = await self._within_time(prompt)
        except TimeoutError:
            raise ModelError(f"timeout after {self._access.timeout:g} s", unavailable=True) from None
        if on_text:
            on_text(answer.text)
        return answer

    async def choose(self, prompts: Sequence[Prompt], options: Sequence[str]) -> tuple[Choice, ...]:
        raise ModelError("tells no likelihoods")

    async def close(self) -> None:
        if self._client:
            await self._client.close()
            self._client = None

    def warm(self) -> None:
        with self._making:
            self._client = self._client or _client(self._access)

    # --- one question -------------------------------------------------------------------------------------------------

    async def _within_time(self, prompt: Prompt) -> Answer:
        if self._client is None:  # in a thread: importing it would hold up every other turn
            await asyncio.to_thread(self.warm)
        from openai import APIError, OpenAIError

        try:
            body = await self._retried(prompt)
        except APIError as error:
            raise ModelError(_reason(error), unavailable=True) from None
        except OpenAIError:
            raise ModelError("the client refuses to ask", unavailable=True) from None
        return _answer(body)

    async def _retried(self, prompt: Prompt) -> bytes:
        """Again after what may pass, as late as the server asks for; not if that is after the time is over."""
        attempts = AsyncRetrying(
            retry=retry_if_exception(_may_pass),
            wait=_pause,
            stop=stop_after_attempt(1 + self._access.retries) | stop_before_delay(self._access.timeout),
            reraise=True,
        )
        async for attempt in attempts:
            with attempt:
                return await self._in_a_dialect(prompt)
        raise AssertionError("the last attempt returns or raises")

    async def _in_a_dialect(self, prompt: Prompt) -> bytes:
        """In the strictest one that the server has not refused so far."""
        from openai import APIStatusError

        for place in range(self._dialect if prompt.schema else self._text_dialect, len(DIALECTS)):
            try:
                body = await self._post(prompt, *DIALECTS[place])
            except APIStatusError as error:
                if error.status_code not in REFUSED or place + 1 == len(DIALECTS):
                    raise
                continue
            if prompt.schema:
                self._dialect = place
            else:
                self._text_dialect = place
            return body
        raise AssertionError("the last dialect returns or raises")

    async def _post(self, prompt: Prompt, form: Form, limits: tuple[str, ...]) -> bytes:
        from httpx2 import HTTPError

        if self._client is None:
            raise ModelError("closed")
        asked = {"max_tokens": prompt.longest, "max_completion_tokens": prompt.longest, "temperature": 0}
        request = self._client.chat.completions.with_streaming_response.create(
            model=self._model,
            messages=[{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.user}],
            extra_body={**{name: asked[name] for name in limits}, **_response_format(prompt, form)},
        )
        try:
            async with request as response:
                return await _read(response.iter_bytes())
        except HTTPError:  # while the body is read; before, the client makes an error of its own of it
            raise ModelError("the connection broke off", unavailable=True) from None


def _client(access: Access) -> "AsyncOpenAI":
    from openai import AsyncOpenAI

    # Retries are ours: the client's would not know of the whole question's time.
    return AsyncOpenAI(
        api_key=access.key() or NO_KEY, base_url=access.url or OPENAI, timeout=access.timeout, max_retries=0
    )


def _response_format(prompt: Prompt, form: Form) -> dict[str, object]:
    if prompt.schema is None or form == "text":
        return {}
    if form == "json_object":
        return {"response_format": {"type": "json_object"}}
    schema = {"name": prompt.name.replace(".", "_"), "strict": True, "schema": prompt.schema}
    return {"response_format": {"type": "json_schema", "json_schema": schema}}


async def _read(pieces: AsyncIterator[bytes]) -> bytes:
    body = b""
    async for piece in pieces:
        body += piece
        if len(body) > LONGEST_BODY:
            raise ModelError(f"answer over {LONGEST_BODY // 1000} kB")
    return body


def _answer(body: bytes) -> Answer:
    try:
        completion = _Completion.model_validate_json(body)
    except ValidationError:
        raise ModelError("no chat completion in the response") from None
    if not completion.choices:
        raise ModelError("no choices in the response")
    message = completion.choices[0].message
    text = (message.content or "").strip()
    if not text:
        raise ModelError("declined to answer" if message.refusal else "empty answer")
    if len(text) > LONGEST_ANSWER:
        raise ModelError(f"answer over {LONGEST_ANSWER:,} characters")
    usage = completion.usage or _Usage()
    return Answer(text, usage.prompt_tokens or 0, usage.completion_tokens or 0)


# --- what goes wrong --------------------------------------------------------------------------------------------------


def _may_pass(error: BaseException) -> bool:
    from openai import APIConnectionError, APIStatusError

    return isinstance(error, APIConnectionError) or (isinstance(error, APIStatusError) and error.status_code in AGAIN)


def _pause(state: RetryCallState) -> float:
    """Seconds: what the server asks for, else a quarter, a half, one, each up to twice as long."""
    error = state.outcome.exception() if state.outcome else None
    asked = getattr(getattr(error, "response", None), "headers", {}).get("retry-after", "")
    if asked.replace(".", "", 1).isdigit():
        return float(asked)
    return random.uniform(1, 2) * 0.25 * 2.0 ** (state.attempt_number - 1)


def _reason(error: "APIError") -> str:
    """Never the response's own text: it may repeat what was sent, or the key."""
    from openai import APIConnectionError, APIStatusError, APITimeoutError

    match error:
        case APITimeoutError():
            return "timeout"
        case APIConnectionError():
            return "cannot be reached"
        case APIStatusError(status_code=401 | 403):
            return f"the key is refused (status {error.status_code})"
        case APIStatusError(status_code=404):
            return "no such model or address (status 404)"
        case APIStatusError(status_code=429):
            return "too many requests (status 429)"
        case APIStatusError():
            return f"status {error.status_code}"
        case _:
            return "no answer"
