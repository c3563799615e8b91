"""What a turn has under way beside its path: the model's reading, while retrieval already goes on without it."""

import asyncio
from collections.abc import Coroutine

from agents.understanding.settling import ModelReading


class Meanwhile:
    """One reading at most. Whoever runs the turn ends this with it, so that a client that goes away hangs up."""

    def __init__(self) -> None:
        self._task: asyncio.Task[ModelReading] | None = None

    @property
    def pending(self) -> bool:
        """Whether there is a reading that was not taken yet."""
        return self._task is not None

    def begin(self, reading: Coroutine[object, object, ModelReading]) -> None:
        self._task = asyncio.create_task(reading)

    async def result(self) -> ModelReading:
        """Waits for the reading; to be taken once."""
        task, self._task = self._task, None
        if task is None:
            raise ValueError("nothing was begun")
        try:
            return await task
        finally:
            task.cancel()

    def end(self) -> None:
        if self._task:
            self._task.cancel()
            self._task = None
