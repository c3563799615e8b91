"""Sets the stage for a measurement: a folder of its own with a catalogue of the wanted size, and a service on it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from app.catalogues import prepare_bundled

from agents.graph import build_graph
from app.service import ChatService
from app.settings import Settings, load_settings
from app.wiring import index_builder, open_embedder, open_shelf, world_builder
from app.worlds import Worlds
from evals.benchmarks.synthetic import StandIn, recombined
from retrieval.catalogue import Catalogue
from retrieval.embedder import Embedder, Progress
from retrieval.importing.report import Report
from retrieval.shelf import Shelf
from storage.sql import SqlStore


def settings_in(folder: Path, catalogue: str, embedder: str = "minilm") -> Settings:
    """Nothing of the owner's is touched, but a model that they built already is used where it lies."""
    models = folder / "models"
    if not models.is_symlink():
        built = load_settings().var.resolve() / "models"
        built.mkdir(parents=True, exist_ok=True)
        models.symlink_to(built)
    return Settings(var=folder, database="", chroma="", embedder=embedder, scorer="utility", catalogue=catalogue)


def build_synthetic(settings: Settings, items: int, progress: Progress) -> None:
    """A catalogue recombined from the bundled one of the same name takes its place on the shelf of `settings`."""
    source = bundled(settings.catalogue, settings.var / "source", progress)
    catalogue = recombined(source, items)
    stand_in = StandIn(open_embedder(settings, progress), source)
    shelf = open_shelf(settings)
    shelf.stage(catalogue, Report(items, items))
    index_builder(settings, stand_in)(catalogue, None, progress)
    shelf.publish(catalogue.name, catalogue.version)


def bundled(name: str, folder: Path, progress: Progress) -> Catalogue:
    shelf = Shelf(folder)
    prepare_bundled(name, shelf=shelf, index_builder=_no_index, progress=progress)
    return shelf.load(name)


def _no_index(catalogue: Catalogue, previous_version: str | None, progress: Progress) -> None:
    """The source of a synthetic catalogue is never searched."""


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
