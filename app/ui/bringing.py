"""The page where a catalogue is added: what would be read from a file, then the import itself."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Final, TypedDict

from pydantic import Field, ValidationError

from app.catalogues import TROUBLES, ImportResult, dry_run, import_catalogue
from app.ui.asked import Asked
from app.ui.page import EXPECTED, Named, Trouble, trouble
from app.wiring import IndexBuilder
from retrieval.catalogue import Attribute, Item
from retrieval.importing.report import shorten
from retrieval.shelf import Shelf
from retrieval.wording import in_words

EXAMPLES: Final = 3
REMARKS: Final = 60
GONE: Final = "The file is no longer here. Choose it again."
CLOSED: Final = (
    "No catalogue can be added through this page. Whoever runs it can add one with `tastemaker import FILE`, "
    "or allow it with TASTEMAKER_PAGE_IMPORTS=always."
)
BETWEEN_VIEWS: Final = 0.1
"""Seconds; progress comes much oftener than anyone can see."""
ROLES: Final = {"title": "the title", "text": "the text", "image": "the picture", "link": "the link", "id": "the id"}


class AskedPreview(Asked):
    path: str = Field(max_length=2000)
    file: str = Field(max_length=500)
    """What it is called on the person's disk."""


class AskedBring(AskedPreview):
    request: str = Field(min_length=8, max_length=64)
    name: str = Field(max_length=64)


class AttributeView(TypedDict):
    label: str
    role: str
    kind: str
    unit: str
    example: str
    question: str


class ExampleView(TypedDict):
    title: str
    facts: list[list[str]]
    text: str


class PreviewView(TypedDict):
    file: str
    name: str
    noun: str
    plural: str
    summary: str
    attributes: list[AttributeView]
    examples: list[ExampleView]
    problems: list[str]
    replaces: bool


class BringView(TypedDict):
    request: str
    stage: str
    done: int
    total: int
    """0 while it is not known."""
    finished: Named | None
    lines: list[str]
    error: str


class ImportPage:
    """`uploads` is where the page's files arrive: no other file is ever read; unless `allowed`, none at all."""

    def __init__(self, shelf: Shelf, index_builder: IndexBuilder, uploads: Path, allowed: bool = True) -> None:
        self._shelf = shelf
        self._index_builder = index_builder
        self._uploads = uploads.resolve()
        self._allowed = allowed

    async def preview(self, sent: object) -> PreviewView | Trouble:
        try:
            asked = AskedPreview.model_validate(sent)
            path = self._uploaded(asked.path)
        except (ValidationError, NotTaken) as error:
            return trouble(error)
        try:
            result = await asyncio.to_thread(dry_run, path, shelf=self._shelf)
        except (*TROUBLES, OSError) as error:
            path.unlink(missing_ok=True)
            return {"error": _sentence(error, path, asked.file), "gone": False}
        return preview_view(result, asked.file)

    async def bring(self, sent: object) -> AsyncIterator[BringView]:
        """The import, as it goes; the last view has `finished` or an `error`. Whoever leaves does not stop it."""
        view: BringView = {
            "request": "",
            "stage": "Reading items",
            "done": 0,
            "total": 0,
            "finished": None,
            "lines": [],
            "error": "",
        }
        try:
            asked = AskedBring.model_validate(sent)
            view["request"] = asked.request
            path = self._uploaded(asked.path)
        except (*EXPECTED, NotTaken) as error:
            yield {**view, "error": trouble(error)["error"]}
            return
        news: asyncio.Queue[tuple[str, int, int]] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        def progress(step: str, done: int, total: int) -> None:
            loop.call_soon_threadsafe(news.put_nowait, (step, done, total))

        work = asyncio.create_task(asyncio.to_thread(self._import, path, asked, progress))
        while not work.done():
            await asyncio.wait({work}, timeout=BETWEEN_VIEWS)
            while not news.empty():
                view["stage"], view["done"], view["total"] = news.get_nowait()
            yield {**view}
        yield {**view, **await work}

    def _import(self, path: Path, asked: AskedBring, progress: Callable[[str, int, int], None]) -> "_End":
        try:
            result = import_catalogue(
                path, name=asked.name, shelf=self._shelf, index_builder=self._index_builder, progress=progress
            )
        except (*TROUBLES, OSError) as error:
            return {"error": _sentence(error, path, asked.file), "finished": None, "lines": []}
        path.unlink(missing_ok=True)
        domain = result.catalogue.domain
        finished: Named = {"name": domain.name, "title": domain.title or domain.name}
        return {"error": "", "finished": finished, "lines": [_summary(result, "became"), *_remarks(result)]}

    def _uploaded(self, sent: str) -> Path:
        if not self._allowed:
            raise NotTaken(CLOSED)
        path = Path(sent).resolve()
        if not path.is_relative_to(self._uploads) or not path.is_file():
            raise NotTaken(GONE)
        return path


class _End(TypedDict):
    finished: Named | None
    lines: list[str]
    error: str


class NotTaken(ValueError):
    """A file that is not looked at; its message says why."""


def _sentence(error: Exception, path: Path, file: str) -> str:
    """With the name that the person knows the file by."""
    return str(error).replace(str(path), f"“{file}”")


def preview_view(result: ImportResult, file: str) -> PreviewView:
    domain, report = result.catalogue.domain, result.report
    return {
        "file": file,
        "name": domain.name,
        "noun": domain.noun,
        "plural": f"{report.kept:,} {domain.noun if report.kept == 1 else domain.plural}",
        "summary": _summary(result, "become"),
        "attributes": [*_roles(result), *(_attribute(a, result) for a in domain.attributes)],
        "examples": [_example(item, result) for item in result.catalogue.items[:EXAMPLES]],
        "problems": _remarks(result)[:REMARKS],
        "replaces": bool(result.previous),
    }


def _roles(result: ImportResult) -> list[AttributeView]:
    first = result.catalogue.items[0]
    values = {"title": first.title, "text": first.text, "image": first.image, "link": first.link, "id": first.id}
    return [
        {"label": column, "role": words, "kind": "", "unit": "", "example": shorten(values[role]), "question": ""}
        for role, words in ROLES.items()
        if (column := result.roles.get(role))
    ]


def _attribute(attribute: Attribute, result: ImportResult) -> AttributeView:
    value = next((v for item in result.catalogue.items if (v := item.values.get(attribute.name)) is not None), None)
    return {
        "label": attribute.label or attribute.name,
        "role": "",
        "kind": str(attribute.kind),
        "unit": attribute.unit,
        "example": "" if value is None else shorten(in_words(attribute, value)),
        "question": attribute.question if attribute.informable and attribute.askability > 0 else "",
    }


def _example(item: Item, result: ImportResult) -> ExampleView:
    domain = result.catalogue.domain
    named = [a for name in domain.card if (a := domain.attribute(name)) and name in item.values]
    facts = [[a.label, shorten(in_words(a, item.values[a.name]))] for a in named]
    return {"title": item.title, "facts": facts, "text": item.text[:400]}


def _summary(result: ImportResult, verb: str) -> str:
    report, plural = result.report, result.catalogue.domain.plural
    if report.kept == report.rows:
        return f"All {report.rows:,} rows {verb} {plural}."
    return f"{report.kept:,} of {report.rows:,} rows {verb} {plural}; the others are left out, and below is why."


def _remarks(result: ImportResult) -> list[str]:
    empty = [f"The column “{column}” has no value at all and is left out." for column in result.empty]
    return [*(line.strip() for line in result.report.lines()[1:]), *empty]
