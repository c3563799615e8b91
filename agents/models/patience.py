"""A model that failed several times in a row is left alone for a while: no turn waits for a dead endpoint."""

from collections.abc import Awaitable, Callable, Sequence
from math import ceil
from time import monotonic
from typing import TypeVar

from agents.models.model import Answer, Choice, LanguageModel, ModelError, Prompt

FAILURES = 3
FIRST_PAUSE, LONGEST_PAUSE = 15.0, 240.0
"""Seconds; every further failure doubles the pause."""

T = TypeVar("T")


class Patient:
    """Passes questions on; after `FAILURES` in a row it refuses them at once until the pause is over."""

    def __init__(self, model: LanguageModel, clock: Callable[[], float] = monotonic) -> None:
        self.name = model.name
        self._model = model
        self._clock = clock
        self._failures = 0
        self._resumes = 0.0

    async def ask(self, prompt: Prompt, on_text: Callable[[str], None] | None = None) -> Answer:
        return await self._counted(lambda: self._model.ask(prompt, on_text))

    async def choose(self, prompts: Sequence[Prompt], options: Sequence[str]) -> tuple[Choice, ...]:
        return await self._counted(lambda: self._model.choose(prompts, options))

    async def _counted(self, question: Callable[[], Awaitable[T]]) -> T:
        wait = self._resumes - self._clock()
        if wait > 0:
            reason = f"paused for {ceil(wait)} s after {self._failures} failures"
            raise ModelError(reason, unavailable=True, free=True)
        try:
            answer = await question()
        except ModelError as error:
            if error.unavailable:
                self._fail()
            raise
        self._failures = 0
        return answer

    def _fail(self) -> None:
        self._failures += 1
        if self._failures >= FAILURES:
            pause = FIRST_PAUSE * 2 ** min(self._failures - FAILURES, 10)
            self._resumes = self._clock() + min(pause, LONGEST_PAUSE)

    def warm(self) -> None:
        self._model.warm()

    async def close(self) -> None:
        await self._model.close()
