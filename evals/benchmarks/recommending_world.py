"""A yardstick's catalogue as an owner's: imported by the product, without the columns that come from dialogues."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson

from agents.understanding.builtin import BuiltinReader
from app.catalogues import import_catalogue
from app.commands.progress import bars
from app.settings import Settings
from app.wiring import open_embedder
from evals.benchmarks.yardstick_files import find, json_lines
from retrieval.catalogue import Catalogue
from retrieval.columns import Columns
from retrieval.embedder import Embedder, Progress
from retrieval.indexing import OpenIndex, build_index, open_index
from retrieval.shelf import Shelf

LOGGED = ("train_mentions_est", "train_mentions_found", "train_mentions", "in_published_item_set")
"""Columns counted in dialogues, or about the yardstick itself: no owner has them before anybody has talked."""
FOLDER = "yardsticks"
VOTES: Mapping[str, float] = {"tmdb9k": 50.0, "tmdb5000": 150.0}
"""Votes on IMDb to one on TMDB, at the median of films in both, by the file that the votes came from: the catalogues
joined two sites' counts in one column, which an owner would first put on one scale."""


@dataclass(frozen=True, slots=True)
class Opened:
    catalogue: Catalogue
    columns: Columns
    embedder: Embedder
    index: OpenIndex
    reader: BuiltinReader


def open_yardstick(data: Path, name: str, settings: Settings) -> Opened:
    """Imported once and kept under `var`; embedding it takes minutes the first time."""
    home = settings.var / FOLDER
    embedder = open_embedder(settings)

    def build(catalogue: Catalogue, before: str | None, progress: Progress) -> None:
        build_index(catalogue, embedder, home / "indexes", before, progress)

    with tempfile.TemporaryDirectory() as folder, bars() as progress:
        file = write_items(data, Path(folder) / f"{name}.jsonl")
        shelf = Shelf(home / "catalogues")
        catalogue = import_catalogue(file, name=name, shelf=shelf, index_builder=build, progress=progress).catalogue
    reader = BuiltinReader(catalogue, embedder)
    reader.warm()
    return Opened(catalogue, Columns(catalogue), embedder, open_index(catalogue, embedder, home / "indexes"), reader)


def write_items(data: Path, file: Path) -> Path:
    """The catalogue's rows as an owner would bring them. Raises FilesError with a sentence."""
    with file.open("wb") as out:
        out.writelines(orjson.dumps(row) + b"\n" for row in _rows(_catalogue(data)))
    return file


def _catalogue(data: Path) -> Iterable[dict[str, object]]:
    file = find(data, "catalogue.jsonl", "catalogue")
    return (row for _, row in json_lines(file, ("item_id", "title")))


def _rows(found: Iterable[dict[str, object]]) -> Iterator[Mapping[str, object]]:
    for row in found:
        sources, votes = row.pop("sources", None), row.get("votes")
        source = sources.get("rating", "") if isinstance(sources, dict) else ""
        if isinstance(votes, int | float) and votes:
            row["votes"] = round(votes * VOTES.get(source, 1.0))
        yield {column: value for column, value in row.items() if column not in LOGGED}


def mentions(data: Path, columns: Sequence[str]) -> Mapping[str, float]:
    """Item id to how often it was named in train dialogues, by the first of the columns that the catalogue has."""
    return {str(row["item_id"]): _count(row, columns) for row in _catalogue(data)}


def _count(row: Mapping[str, object], columns: Sequence[str]) -> float:
    counts = (row.get(column) for column in columns)
    return next((float(one) for one in counts if isinstance(one, int | float) and one), 0.0)
