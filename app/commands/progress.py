"""Progress bars for long work, on standard error; plain lines where that is no terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from retrieval.embedder import Progress


@contextmanager
def bars() -> Iterator[Progress]:
    """Gives `progress(step, done, total)`: a bar a step, with the time left; a total of 0 means it is not known."""
    if not sys.stderr.isatty():
        yield _lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bars(*columns, console=Console(stderr=True)) as shown:
        tasks: dict[str, TaskID] = {}

        def progress(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = shown.add_task(step, total=total or None)
            shown.update(tasks[step], completed=done, total=total or None)

        yield progress


def _lines() -> Callable[[str, int, int], None]:
    """A line when a step begins and when it ends."""
    begun: set[str] = set()

    def progress(step: str, done: int, total: int) -> None:
        ended = total > 0 and done >= total
        if step not in begun or (ended and f"{step} ended" not in begun):
            begun.add(f"{step} ended" if ended else step)
            begun.add(step)
            print(f"{step}: {done:,} of {total:,}" if total else f"{step} ...", file=sys.stderr, flush=True)  # noqa: T201

    return progress
