"""Sets the stage for scripts: their catalogues, open for talk, in a database of their own that is thrown away after."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from agents.grading import SecondScorer
from agents.graph import build_graph
from agents.grounding import Verifier
from agents.models.model import LanguageModel
from agents.scorers import load_second_scorer
from agents.understanding.builtin import BuiltinReader
from agents.understanding.vocabulary import Vocabulary
from agents.world import World
from app.catalogues import TROUBLES, dry_run, import_catalogue
from app.commands.preparing import BUNDLED, prepare
from app.service import ChatService
from app.settings import Settings
from app.wiring import index_builder, open_embedder, open_shelf, world_builder
from app.worlds import Worlds
from evals.benchmarks.bundled import bundled
from evals.scripting.doors import InProcess
from evals.scripting.player import Ground
from evals.scripting.reading import Read, ScriptError
from retrieval.catalogue import Catalogue
from retrieval.embedder import Embedder
from retrieval.shelf import Shelf
from storage.sql import SqlStore


@dataclass(frozen=True, slots=True)
class Stage:
    door: InProcess
    grounds: Mapping[str, Ground]
    """By catalogue."""


def brought(scripts: Sequence[Read]) -> dict[str, Path | None]:
    """Every catalogue that scripts talk about, with its file where they bring one. Raises ScriptError."""
    found: dict[str, Path | None] = {}
    for one in scripts:
        other = found.setdefault(one.domain, one.brought)
        if other != one.brought:
            raise ScriptError(f'{one.at("domain")}: "{one.domain}" is brought as {other} by other scripts already.')
    return found


@asynccontextmanager
async def open_stage(
    domains: Mapping[str, Path | None], settings: Settings, model: LanguageModel | None = None
) -> AsyncIterator[Stage]:
    """Catalogues with a file are imported aside; the others are the owner's, or bundled ones. Nothing is by chance.

    The model is the caller's to close. Raises ScriptError for a file that can't be imported, and ShelfError.
    """
    with TemporaryDirectory(prefix="tastemaker-eval-") as folder:
        settings = settings.model_copy(update={"explore": 0.0, "duels": 0.0})
        own = settings.model_copy(update={"var": Path(folder), "chroma": "none", "database": ""})
        ours = tuple(name for name, file in domains.items() if file is None and name in BUNDLED)
        if ours:
            await asyncio.to_thread(prepare, ours, settings)
        embedder = await asyncio.to_thread(open_embedder, settings)
        for name, file in domains.items():
            if file is not None:
                await asyncio.to_thread(_import, file, name, own, embedder)
        graph, store = build_graph(), await SqlStore.open(own.database_url)
        try:
            open_worlds = {
                name: await asyncio.to_thread(_build, settings if file is None else own, name, embedder, store, model)
                for name, file in domains.items()
            }
            grounds = {name: await asyncio.to_thread(_ground, world) for name, world in open_worlds.items()}

            def service(name: str) -> ChatService:
                used = settings if domains[name] is None else own
                fresh = replace(open_worlds[name], second_scorer=_unjudged(used, model, open_worlds[name]))
                worlds = Worlds(open_shelf(used), lambda _: fresh)
                return ChatService(store, worlds, graph, used.longest_utterance)

            yield Stage(InProcess(service, store), grounds)
        finally:
            await store.close()


def local_grounds(domains: Mapping[str, Path | None], settings: Settings) -> dict[str, Ground]:
    """What is played elsewhere is judged by the catalogues as they are here. Raises ScriptError, and ShelfError."""
    found = {name: _local(name, file, settings) for name, file in domains.items()}
    return {name: Ground(catalogue, Verifier(Vocabulary(catalogue))) for name, catalogue in found.items()}


def _local(name: str, file: Path | None, settings: Settings) -> Catalogue:
    if file is None:
        return bundled(name) if name in BUNDLED else open_shelf(settings).load(name)
    with TemporaryDirectory(prefix="tastemaker-eval-") as folder:
        shelf = Shelf(Path(folder))
        _edit(file, name, shelf)
        try:
            return dry_run(file, name=name, shelf=shelf).catalogue
        except TROUBLES as error:
            raise ScriptError(str(error)) from error


def _import(file: Path, name: str, settings: Settings, embedder: Embedder) -> None:
    shelf = open_shelf(settings)
    _edit(file, name, shelf)
    try:
        import_catalogue(file, name=name, shelf=shelf, index_builder=index_builder(settings, embedder))
    except TROUBLES as error:
        raise ScriptError(str(error)) from error


def _edit(file: Path, name: str, shelf: Shelf) -> None:
    """What the owner would have edited stands in a `domain.toml` beside the file, if anything."""
    edited = file.with_name("domain.toml")
    if edited.exists():
        shelf.home(name).mkdir(parents=True, exist_ok=True)
        shutil.copyfile(edited, shelf.home(name) / "domain.toml")


def _build(settings: Settings, name: str, embedder: Embedder, store: SqlStore, model: LanguageModel | None) -> World:
    """As `app.wiring` puts it together; it has learned from nobody, whatever was learned here before."""
    return world_builder(settings, open_shelf(settings), embedder, store, model)(name)


def _unjudged(settings: Settings, model: LanguageModel | None, world: World) -> SecondScorer | None:
    """A scorer remembers its verdicts: each conversation has its own, so that none depends on what others asked."""
    return load_second_scorer(settings.scorer, model, world.catalogue) if world.second_scorer else None


def _ground(world: World) -> Ground:
    """What a world does in the background at its start is done before anything is played: it would show."""
    reader = world.reader
    if not isinstance(reader, BuiltinReader):
        return Ground(world.catalogue, Verifier(Vocabulary(world.catalogue)))
    reader.warm()
    return Ground(world.catalogue, Verifier(reader.vocabulary))
