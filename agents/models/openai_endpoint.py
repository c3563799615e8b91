"""One OpenAI-compatible server as requests reach it: which client, in which dialect, how often again.

The only file that imports `openai`, and only when it is used.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from threading import Lock
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt, stop_before_delay

from agents.models import Access
from agents.models.model import ModelError, Prompt
from agents.models.openai_wire import REFUSED, Dialect, Streaming, body, may_pass, pause, reason

if TYPE_CHECKING:
    from openai import AsyncAPIResponse, AsyncOpenAI
    from openai.types.chat import ChatCompletion

OPENAI = "https://api.openai.com/v1"
NO_KEY = "none"
"""The client insists on a key; servers of one's own do not."""
Way = tuple[Streaming, Dialect]

T = TypeVar("T")
Response: TypeAlias = "AsyncAPIResponse[ChatCompletion]"


class Refused(ModelError):
    """The server takes a question of this kind in no way that we know."""


def ways(streamings: Sequence[Streaming], dialects: Sequence[Dialect]) -> tuple[Way, ...]:
    return tuple((streaming, dialect) for streaming in streamings for dialect in dialects)


class Endpoint:
    """One client, made when first needed (that takes up to a second) and shared by all turns of one event loop."""

    def __init__(self, model: str, access: Access) -> None:
        self._model = model
        self._access = access
        self._client: AsyncOpenAI | None = None
        self._making = Lock()
        self._spoken: dict[tuple[Way, ...], int] = {}
        """The first of these ways that the server has not refused."""

    def warm(self) -> None:
        with self._making:
            self._client = self._client or _client(self._access)

    async def close(self) -> None:
        if self._client:
            await self._client.close()
            self._client = None

    async def post(self, prompt: Prompt, possible: tuple[Way, ...], read: Callable[[Response], Awaitable[T]]) -> T:
        """What `read` makes of the response; raises ModelError.

        Asked again after what may pass, as late as the server says, if that is before the time is over. What goes wrong
        once a response is being read is final: its first words may have been told.
        """
        if self._client is None:  # in a thread: importing it would hold up every other turn
            await asyncio.to_thread(self.warm)
        from openai import APIError, APITimeoutError, OpenAIError

        attempts = AsyncRetrying(
            retry=retry_if_exception(may_pass),
            wait=pause,
            stop=stop_after_attempt(1 + self._access.retries) | stop_before_delay(self._access.timeout),
            reraise=True,
        )
        try:
            async for attempt in attempts:
                with attempt:
                    return await self._in_a_way(prompt, possible, read)
        except APIError as error:
            raise ModelError(reason(error), unavailable=True, free=not isinstance(error, APITimeoutError)) from None
        except OpenAIError:
            raise ModelError("the client refuses to ask", unavailable=True, free=True) from None
        raise AssertionError("the last attempt returns or raises")

    async def _in_a_way(self, prompt: Prompt, possible: tuple[Way, ...], read: Callable[[Response], Awaitable[T]]) -> T:
        """In the first one that the server has not refused so far."""
        from openai import APIStatusError

        for place in range(self._spoken.get(possible, 0), len(possible)):
            try:
                async with self._posted(prompt, *possible[place]) as response:
                    self._spoken[possible] = place
                    return await read(response)
            except APIStatusError as error:
                if error.status_code not in REFUSED:
                    raise
                if place + 1 == len(possible):
                    raise Refused(reason(error), unavailable=True, free=True) from None
        raise AssertionError("the last way returns or raises")

    @asynccontextmanager
    async def _posted(self, prompt: Prompt, streaming: Streaming, dialect: Dialect) -> AsyncIterator[Response]:
        from httpx2 import HTTPError

        if self._client is None:
            raise ModelError("closed", free=True)
        request = self._client.chat.completions.with_streaming_response.create(
            model=self._model,
            messages=[{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.user}],
            extra_body=body(prompt, dialect, streaming),
        )
        try:
            async with request as response:
                yield response
        except HTTPError:  # while the body is read; before, the client makes an error of its own of it
            raise ModelError("the connection broke off", unavailable=True) from None


def _client(access: Access) -> "AsyncOpenAI":
    from openai import AsyncOpenAI

    # Retries are ours: the client's would not know of the whole question's time.
    return AsyncOpenAI(
        api_key=access.key() or NO_KEY, base_url=access.url or OPENAI, timeout=access.timeout, max_retries=0
    )
