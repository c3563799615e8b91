"""The owner's import over HTTP: the real import, in a thread, with its progress for whoever wants to see it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from app.api.problems import ProblemError, problem
from app.catalogues import TROUBLES, ImportResult, dry_run, import_catalogue
from app.wire.owner import Imported, Progress, RowProblem
from retrieval.shelf import Shelf, ShelfBusy, ShelfError

if TYPE_CHECKING:
    from app.catalogues import IndexBuilder

BETWEEN_LINES = 0.25
"""Seconds."""

Teller = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Import:
    """One that is asked for. `file` is what the owner calls the file at `path`."""

    path: Path
    file: str
    name: str
    mapping: tuple[str, ...]
    dry: bool
    shelf: Shelf
    index_builder: "IndexBuilder"

    def run(self, progress: Teller) -> Imported:
        """Puts the catalogue in force, or changes nothing and raises ProblemError. Blocks; removes the file."""
        try:
            return _imported(self._result(progress), self.dry)
        except ShelfBusy as error:
            raise ProblemError("import-under-way", str(error)) from error
        except TROUBLES as error:
            slug = "invalid" if isinstance(error, ShelfError) else "bad-file"
            raise ProblemError(slug, str(error).replace(str(self.path), f"“{self.file}”")) from error
        except OSError as error:
            told = f"The import stopped and nothing was changed: {error.strerror or error}."
            raise ProblemError("unavailable", told) from error
        finally:
            self.path.unlink(missing_ok=True)

    def _result(self, progress: Teller) -> ImportResult:
        if self.dry:
            return dry_run(self.path, name=self.name, mapping=self.mapping, shelf=self.shelf, progress=progress)
        return import_catalogue(
            self.path,
            name=self.name,
            mapping=self.mapping,
            shelf=self.shelf,
            index_builder=self.index_builder,
            progress=progress,
        )


def _imported(result: ImportResult, dry: bool) -> Imported:
    report, domain = result.report, result.catalogue.domain
    empty = [f"The column “{column}” has no value at all and is left out." for column in result.empty]
    return Imported(
        name=domain.name,
        title=domain.title or domain.name,
        version=result.catalogue.version,
        previous=result.previous,
        rows=report.rows,
        kept=report.kept,
        left_out=report.left_out,
        problems=tuple(
            RowProblem(line=p.line, column=p.column, reason=p.reason, value=str(p.value)) for p in report.problems
        ),
        report=(*(line.strip() for line in report.lines()), *empty),
        dry_run=dry,
    )


async def told_as_it_goes(work: Import) -> AsyncIterator[bytes]:
    """Lines of JSON (`Progress`), of which the last tells the end. Whoever leaves does not stop it."""
    news: asyncio.Queue[Progress] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def progress(step: str, done: int, total: int) -> None:
        loop.call_soon_threadsafe(news.put_nowait, Progress(step=step, done=done, total=total))

    running = asyncio.create_task(asyncio.to_thread(work.run, progress))
    while not running.done():
        await asyncio.wait({running}, timeout=BETWEEN_LINES)
        latest = _latest(news)
        if latest:
            yield _line(latest)
    try:
        yield _line(Progress(imported=await running))
    except ProblemError as error:
        yield _line(Progress(problem=orjson.loads(problem(error.slug, str(error)).body)))


def _latest(news: "asyncio.Queue[Progress]") -> Progress | None:
    latest = None
    while not news.empty():
        latest = news.get_nowait()
    return latest


def _line(told: Progress) -> bytes:
    return told.model_dump_json().encode() + b"\n"
