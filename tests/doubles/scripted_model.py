"""A double of a language model, in process: it says what it is told to, and keeps what it was asked."""

import asyncio
from collections.abc import Callable, Sequence

from agents.models.model import Answer, Choice, ModelError, Prompt

Told = str | ModelError | Callable[[Prompt], str]
Chooses = Callable[[Prompt], Sequence[float]]
PIECE = 5
"""Characters that are streamed at a time."""


class ScriptedModel:
    """`told` are used up one a question; the last one stays. Times are in seconds."""

    name = "openai:scripted"

    def __init__(
        self,
        *told: Told,
        delay: float = 0.0,
        between: float = 0.0,
        breaks: ModelError | None = None,
        chooses: Chooses | ModelError | None = None,
    ) -> None:
        self.told = list(told) or ["{}"]
        self.delay = delay
        """Before the first piece, or the likelihoods."""
        self.between = between
        """Between two pieces of a stream."""
        self.breaks = breaks
        """Raised where a stream has come half way."""
        self.chooses = chooses or ModelError("tells no likelihoods")
        """The likelihoods of the options for a prompt."""
        self.prompts: list[Prompt] = []
        self.options: list[tuple[str, ...]] = []
        """One a call of `choose`."""
        self.cancelled = 0
        self.closed = False

    async def ask(self, prompt: Prompt, on_text: Callable[[str], None] | None = None) -> Answer:
        self.prompts.append(prompt)
        told = self.told.pop(0) if len(self.told) > 1 else self.told[0]
        await self._sleep(self.delay)
        if isinstance(told, ModelError):
            raise told
        text = told if isinstance(told, str) else told(prompt)
        if on_text:
            await self._stream(text, on_text)
        return Answer(text, _tokens(prompt), len(text) // 4)

    async def choose(self, prompts: Sequence[Prompt], options: Sequence[str]) -> tuple[Choice, ...]:
        self.prompts += prompts
        self.options.append(tuple(options))
        await self._sleep(self.delay)
        if isinstance(self.chooses, ModelError):
            raise self.chooses
        return tuple(Choice(tuple(self.chooses(prompt)), _tokens(prompt), 1) for prompt in prompts)

    async def _stream(self, text: str, on_text: Callable[[str], None]) -> None:
        for place in range(0, len(text), PIECE):
            if self.breaks and place >= len(text) / 2:
                raise self.breaks
            on_text(text[place : place + PIECE])
            await self._sleep(self.between)

    async def _sleep(self, seconds: float) -> None:
        try:
            await asyncio.sleep(seconds)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise

    def warm(self) -> None: ...

    async def close(self) -> None:
        self.closed = True


def _tokens(prompt: Prompt) -> int:
    return len(prompt.system + prompt.user) // 4
