"""`tastemaker prepare`: builds what the first conversation needs, so that later starts are quick."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from app.settings import Settings
    from retrieval.embedder import Progress

BUNDLED = ("films", "outdoor")


def prepare_command(
    names: Annotated[list[str] | None, typer.Argument(help="Bundled catalogues; all of them if none is named.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Look at what is built even if nothing changed.")] = False,
) -> None:
    """Build the MiniLM graph and the bundled catalogues' indexes. Done once; what is up to date is left alone.

    Examples:

      tastemaker prepare

      tastemaker prepare films --again
    """
    from app.settings import load_settings

    prepare(tuple(names or BUNDLED), load_settings(), again=again)


def prepare(names: tuple[str, ...], settings: "Settings", *, again: bool = False) -> None:
    """Raises SystemExit with a sentence if it cannot be done; what was embedded before is kept for the next try."""
    stale = [name for name in names if again or not _is_prepared(name, settings)]
    if not stale:
        return
    from app.catalogues import TROUBLES, prepare_bundled
    from app.commands.progress import bars
    from app.wiring import index_builder, open_shelf

    shelf = open_shelf(settings)
    try:
        with bars() as progress:
            for name in stale:
                told = partial(_of, name, progress)
                prepare_bundled(name, shelf=shelf, index_builder=index_builder(settings), progress=told)
                _stamp(name, settings).write_text(_fingerprint(name, settings), encoding="ascii")
    except TROUBLES as error:
        raise SystemExit(str(error)) from error
    except OSError as error:
        raise SystemExit(
            f"Preparing stopped: {error}. Is the disk full, or {settings.var} not yours to write? "
            "What was done is kept; run the same command again."
        ) from error


def _of(name: str, progress: "Progress", step: str, done: int, total: int) -> None:
    progress(f"{name}: {step}", done, total)


def _stamp(name: str, settings: "Settings") -> Path:
    return settings.var / "catalogues" / name / "prepared"


def _is_prepared(name: str, settings: "Settings") -> bool:
    stamp = _stamp(name, settings)
    return stamp.exists() and stamp.read_text(encoding="ascii") == _fingerprint(name, settings)


def _fingerprint(name: str, settings: "Settings") -> str:
    """Changes with all that a build depends on: the files, how documents are written, and the parts in use."""
    from hashlib import sha256

    import retrieval

    room = Path(retrieval.__file__).parent
    files = (*sorted((room / "domains" / name).glob("*.*")), room / "documents.py")
    seen = sha256(f"{settings.embedder} {settings.chroma_place}".encode())
    for file in files:
        seen.update(file.read_bytes())
    return seen.hexdigest()
