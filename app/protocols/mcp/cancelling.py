"""Calls under way, so that a client can take one back. One whose asker goes away ends as well."""

import asyncio
from collections.abc import Coroutine
from typing import TypeVar

from anyio import CancelScope

R = TypeVar("R")
Name = tuple[str, ...]
"""Whose call it is, and its id."""


class UnderWay:
    """Over HTTP each message comes by itself: what takes a call back finds it here, by name."""

    def __init__(self) -> None:
        self._calls: dict[Name, asyncio.Task[object]] = {}

    async def settled(self, name: Name | None, work: Coroutine[object, object, R]) -> asyncio.Task[R]:
        """The call when it is over, however it ended. Cancelled itself, it first sees the call to its end."""
        task = asyncio.create_task(work)
        if name:
            self._calls[name] = task
        try:
            await asyncio.wait({task})
        finally:
            if name and self._calls.get(name) is task:
                del self._calls[name]
            task.cancel()
            with CancelScope(shield=True):
                await asyncio.wait({task})
        return task

    def cancel(self, name: Name | None) -> None:
        """One that is over, or never was, is none of our business."""
        if name and (task := self._calls.get(name)):
            task.cancel()
