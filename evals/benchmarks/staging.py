"""Sets the stage for a measurement: a folder of its own with a catalogue of the wanted size, and a service on it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

import retrieval
from agents.graph import build_graph
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
from storage.sql import SqlStore

SYNTHETIC = "synthetic-films"


def settings_in(folder: Path, embedder: str = "minilm") -> Settings:
    """Nothing of the owner's is touched, but a model that they built already is used where it lies."""
    models = folder / "models"
    folder.mkdir(parents=True, exist_ok=True)
    if not models.is_symlink():
        built = load_settings().var.resolve() / "models"
        built.mkdir(parents=True, exist_ok=True)
        models.symlink_to(built)
    return Settings(var=folder, database="", chroma="", embedder=embedder, scorer="utility", catalogue=SYNTHETIC)


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
    catalogue = recombined(source, items)
    shelf = open_shelf(settings)
    shelf.stage(catalogue, Report(items, items))
    stand_in = StandIn(open_embedder(settings, progress), source)
    index_builder(settings, stand_in)(catalogue, None, progress)
    shelf.publish(catalogue.name, catalogue.version)


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
