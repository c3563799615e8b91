"""The catalogues that are open for talk: loaded when first asked for, exchanged when a new version is published."""

import asyncio
from collections.abc import Callable

from agents.world import World
from retrieval.shelf import Shelf


class Worlds:
    """`build` opens one catalogue; it is slow and runs in a thread."""

    def __init__(self, shelf: Shelf, build: Callable[[str], World]) -> None:
        self._shelf = shelf
        self._build = build
        self._open: dict[str, World] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    def names(self) -> tuple[str, ...]:
        return self._shelf.names()

    async def world(self, name: str) -> World:
        """The catalogue's version in force. Raises ShelfError for a name that is not on the shelf."""
        current = self._shelf.current(name)
        opened = self._open.get(name)
        if opened and opened.catalogue.version == current:
            return opened
        async with self._locks.setdefault(name, asyncio.Lock()):
            opened = self._open.get(name)
            if opened is None or opened.catalogue.version != self._shelf.current(name):
                opened = await asyncio.to_thread(self._build, name)
                self._open[name] = opened
            return opened
