"""`tastemaker prepare`: builds what the first conversation needs, so that later starts are quick."""

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from app.settings import Settings
    from retrieval.embedder import Progress

BUNDLED = ("films", "outdoor")


def prepare_command(
    names: Annotated[list[str] | None, typer.Argument(help="Bundled catalogues; all of them if none is named.")] = None,
) -> None:
    """Build the MiniLM graph and the bundled catalogues' indexes. Done once; what is up to date is left alone.

    Example: tastemaker prepare films
    """
    from app.settings import load_settings

    prepare(tuple(names or BUNDLED), load_settings())


def prepare(names: tuple[str, ...], settings: "Settings") -> None:
    from app.catalogues import prepare_bundled
    from app.commands.progress import bars
    from app.wiring import index_builder, open_shelf

    shelf = open_shelf(settings)
    with bars() as progress:
        for name in names:
            told = partial(_of, name, progress)
            prepare_bundled(name, shelf=shelf, index_builder=index_builder(settings), progress=told)


def _of(name: str, progress: "Progress", step: str, done: int, total: int) -> None:
    progress(f"{name}: {step}", done, total)
