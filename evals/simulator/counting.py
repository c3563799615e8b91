"""How far they have come, in all processes together: a bar on a terminal, and nothing elsewhere."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, wait
from contextlib import contextmanager
from multiprocessing.sharedctypes import Synchronized

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from evals.results import Played

_played: "list[Synchronized[int]]" = []
"""The counter that this process shares with the one that draws the bar; none where nobody draws."""
LOOKS = 0.3
"""Seconds between two looks at the counter."""


def share(counter: "Synchronized[int]") -> None:
    """First thing in a process."""
    _played[:] = [counter]


def count_one() -> None:
    for counter in _played:
        with counter.get_lock():
            counter.value += 1


@contextmanager
def bar(console: Console, n: int) -> "Iterator[Drawn]":
    columns = (TextColumn("conversations"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield Drawn(progress, n)


class Drawn:
    def __init__(self, progress: Progress, n: int) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=n)

    def advance(self) -> None:
        self._progress.advance(self._task)

    def follow(self, counter: "Synchronized[int]", futures: "Sequence[Future[list[Played]]]") -> None:
        """Until all are done, or one has failed."""
        left = True
        while left:
            left = bool(wait(futures, LOOKS, "FIRST_EXCEPTION").not_done) and not any(
                one.done() and one.exception() for one in futures
            )
            self._progress.update(self._task, completed=counter.value)
