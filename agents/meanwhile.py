"""What a turn has under way beside its path: a model reads or grades, while the turn goes on without it."""

import asyncio
from collections.abc import Coroutine
from typing import Generic, TypeVar

from agents.grading import Grading
from agents.rewriting import Rewrites
from agents.understanding.settling import ModelReading

T = TypeVar("T")


class Pending(Generic[T]):
    """One answer at most that is waited for."""

    def __init__(self) -> None:
        self._task: asyncio.Task[T] | None = None
        self.begun = 0
        """How often one was begun."""

    def __bool__(self) -> bool:
        """Whether there is an answer that was not taken yet."""
        return self._task is not None

    def begin(self, answer: Coroutine[object, object, T]) -> None:
        self.end()
        self._task = asyncio.create_task(answer)
        self.begun += 1

    async def result(self) -> T:
        """Waits for the answer; to be taken once."""
        if self._task is None:
            raise ValueError("nothing was begun")
        try:
            return await self._task
        finally:
            self.end()

    def end(self) -> None:
        if self._task:
            self._task.cancel()
            self._task = None


class Meanwhile:
    """Whoever runs the turn ends this with it, so that a client that goes away hangs up."""

    def __init__(self) -> None:
        self.reading: Pending[ModelReading] = Pending()
        self.grading: Pending[Grading] = Pending()
        self.rewriting: Pending[Rewrites] = Pending()

    @property
    def begun(self) -> int:
        """Questions to a language model so far, those that were broken off too."""
        return self.reading.begun + self.grading.begun + self.rewriting.begun

    def end(self) -> None:
        self.reading.end()
        self.end_judging()

    def end_judging(self) -> None:
        """What was asked about candidates that are not wanted any more."""
        self.grading.end()
        self.rewriting.end()
