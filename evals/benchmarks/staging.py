"""Sets the stage for a measurement: a folder of its own with a catalogue of the wanted size, and a service on it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

import orjson

import retrieval
from agents.graph import build_graph
from agents.understanding.vocabulary import Vocabulary
from app.service import ChatService
from app.settings import Settings, load_settings
from app.wiring import index_builder, open_embedder, open_shelf, world_builder
from app.worlds import Worlds
from evals.benchmarks.synthetic import StandIn, recombined
from retrieval.catalogue import Catalogue
from retrieval.domain_file import read_domain
from retrieval.embedder import Embedder, Progress
from retrieval.importing.build import build_catalogue
from retrieval.importing.reading import read_rows
from retrieval.importing.report import Report, Tally
from retrieval.shelf import Shelf
from storage.sql import SqlStore

SYNTHETIC = "synthetic-films"
CHROMA_UP_TO = 50_000
"""Items up to which the catalogue stands in Chroma too."""


def settings_in(folder: Path, embedder: str = "minilm", items: int = 0) -> Settings:
    """Nothing of the owner's is touched, but a model that they built already is used where it lies.

    Without Chroma for more than `CHROMA_UP_TO` items: a million would take an hour.
    """
    models = folder / "models"
    folder.mkdir(parents=True, exist_ok=True)
    if not models.is_symlink():
        built = load_settings().var.resolve() / "models"
        built.mkdir(parents=True, exist_ok=True)
        models.symlink_to(built)
    chroma = "none" if items > CHROMA_UP_TO else ""
    return Settings(var=folder, database="", chroma=chroma, embedder=embedder, scorer="utility", catalogue=SYNTHETIC)


@cache
def films(name: str = "films") -> Catalogue:
    """The bundled films, under another name if one is given."""
    folder = Path(retrieval.__file__).parent / "domains" / "films"
    domain, roles = read_domain(folder / "domain.toml")
    rows = read_rows(folder / "items.jsonl", Tally())
    return build_catalogue(rows, replace(domain, name=name), roles)[0]


def build_synthetic(settings: Settings, items: int, progress: Progress) -> None:
    """Puts a catalogue recombined from the bundled films on the shelf, with its indexes."""
    source = films(SYNTHETIC)
    shelf = open_shelf(settings)
    version = _staged(shelf, source, items)
    stand_in = StandIn(open_embedder(settings, progress), source)
    catalogue = shelf.load(SYNTHETIC, version)
    index_builder(settings, stand_in)(catalogue, None, progress)
    Vocabulary(catalogue)  # what an import leaves to the first start
    shelf.publish(catalogue.name, catalogue.version)


def _staged(shelf: Shelf, source: Catalogue, items: int) -> str:
    """The version; made once, and not held in memory any longer."""
    catalogue = recombined(source, items)
    shelf.stage(catalogue, Report(items, items))
    return catalogue.version


def keep_synthetic(folder: Path, items: int, embedder: str, progress: Progress) -> None:
    """Builds in the folder what is not there yet from an earlier run, for so many items and this embedder."""
    settings, told = settings_in(folder, embedder, items), orjson.dumps({"items": items, "embedder": embedder})
    built = folder / "built.json"
    if built.exists() and built.read_bytes() == told and open_shelf(settings).current(SYNTHETIC):
        return
    build_synthetic(settings, items, progress)
    built.write_bytes(told)


@asynccontextmanager
async def open_stage(settings: Settings) -> AsyncIterator[tuple[ChatService, Embedder]]:
    """The service as `app.wiring.open_service` puts it together, and the embedder in it."""
    embedder = open_embedder(settings)
    store = await SqlStore.open(settings.database_url)
    shelf = open_shelf(settings)
    worlds = Worlds(shelf, world_builder(settings, shelf, embedder, store))
    service = ChatService(store, worlds, build_graph(), settings.longest_utterance)
    try:
        yield service, embedder
    finally:
        await service.close()
