"""A double of a language model, in process: it says what it is told to, and keeps what it was asked."""

import asyncio
from collections.abc import Callable

from agents.models.model import Answer, ModelError, Prompt

Told = str | ModelError | Callable[[Prompt], str]


class ScriptedModel:
    """`told` are used up one a question; the last one stays. `delay` is in seconds."""

    name = "openai:scripted"

    def __init__(self, *told: Told, delay: float = 0.0) -> None:
        self.told = list(told) or ["{}"]
        self.delay = delay
        self.prompts: list[Prompt] = []
        self.cancelled = 0
        self.closed = False

    async def ask(self, prompt: Prompt) -> Answer:
        self.prompts.append(prompt)
        told = self.told.pop(0) if len(self.told) > 1 else self.told[0]
        try:
            await asyncio.sleep(self.delay)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        if isinstance(told, ModelError):
            raise told
        text = told if isinstance(told, str) else told(prompt)
        return Answer(text, len(prompt.system + prompt.user) // 4, len(text) // 4)

    def warm(self) -> None: ...

    async def close(self) -> None:
        self.closed = True
