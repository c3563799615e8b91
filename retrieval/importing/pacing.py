"""Keeps a reader in another thread from running far ahead of whoever uses what it reads."""

import io
from threading import Condition
from typing import BinaryIO

PATIENCE = 30.0
"""Seconds to wait for the consumer before reading on regardless, should it be stuck for a reason of its own."""


class Paced(io.RawIOBase):
    """A stream of blocks of which at most `ahead` have been read and not yet `used`.

    Arrow reads up to 32 blocks in advance, which makes its memory grow with the file.
    """

    def __init__(self, inner: BinaryIO, ahead: int) -> None:
        self._inner, self._ahead, self._change, self._stopped = inner, ahead, Condition(), False

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        with self._change:
            self._change.wait_for(lambda: self._ahead > 0 or self._stopped, PATIENCE)
            self._ahead -= 1
            return b"" if self._stopped else self._inner.read(size)

    def used(self) -> None:
        with self._change:
            self._ahead += 1
            self._change.notify_all()

    def stop(self) -> None:
        """Nobody reads on: whoever waits for a block gets the end of the stream."""
        with self._change:
            self._stopped = True
            self._change.notify_all()
