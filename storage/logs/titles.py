"""The titles that belong to a log's own item ids: MovieLens keeps them in a file beside the ratings."""

from collections.abc import Mapping
from pathlib import Path

from retrieval.importing.reading import read_rows
from retrieval.importing.report import Tally, listed
from retrieval.importing.rows import BadFileError
from storage.logs.columns import USUAL

USUAL_FILES = ("movies.csv", "movies.csv.gz", "items.csv", "items.csv.gz")


def beside(path: Path) -> Path | None:
    """The file of titles that lies beside a file of ratings, if one does."""
    return next((file for name in USUAL_FILES if (file := path.with_name(name)).exists() and file != path), None)


def read_titles(path: Path) -> Mapping[str, str]:
    """Id to title. Raises BadFileError."""
    found: dict[str, str] = {}
    columns: tuple[str, str] | None = None
    for row in read_rows(path, Tally()):
        columns = columns or _columns(tuple(row.cells), path)
        item, title = row.cells.get(columns[0]), row.cells.get(columns[1])
        if item is not None and title:
            found[str(item)] = str(title)
    return found


def _columns(names: tuple[str, ...], path: Path) -> tuple[str, str]:
    bare = {"".join(c for c in name.casefold() if c.isalnum()): name for name in names}
    item = next((bare[n] for n in ("id", "item", *USUAL["item"].split()) if n in bare), None)
    title = next((bare[n] for n in ("title", *USUAL["title"].split()) if n in bare), None)
    if item is None or title is None:
        raise BadFileError(f"{path} should have a column of ids and one of titles; it has {listed(names)}.")
    return item, title
