"""The only place that builds the world: which parts there are, and what each is given."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from app.settings import Settings
from retrieval.catalogue import Catalogue
from retrieval.embedder import Embedder, Progress, load_embedder, silent
from retrieval.shelf import Shelf

if TYPE_CHECKING:
    from agents.grading import Examples
    from agents.models.model import LanguageModel
    from agents.models.spending import Budget
    from agents.understanding.model import ModelReader
    from agents.understanding.vocabulary import Vocabulary
    from agents.world import Recorder, World
    from app.duels import Terms
    from app.security.door import Door
    from app.service import ChatService
    from retrieval.columns import Columns
    from retrieval.scorer import Scorer
    from storage.sql import SqlStore

LONGEST_TURN = timedelta(minutes=15)
"""Nothing answers for longer."""

log = logging.getLogger(__name__)

IndexBuilder = Callable[[Catalogue, str | None, Progress], None]
"""Given a catalogue, the version before it, and where to tell how far it is."""


def open_shelf(settings: Settings) -> Shelf:
    return Shelf(settings.var / "catalogues")


def open_embedder(settings: Settings, progress: Progress = silent) -> Embedder:
    return load_embedder(settings.embedder, settings.var / "models", progress)


def indexes(settings: Settings) -> Path:
    return settings.var / "indexes"


def index_builder(settings: Settings, embedder: Embedder | None = None) -> IndexBuilder:
    """The embedder is opened when the first index is built, unless one is given."""

    def build(catalogue: Catalogue, previous_version: str | None, progress: Progress) -> None:
        from retrieval.indexing import build_index

        opened = embedder or open_embedder(settings, progress)
        build_index(catalogue, opened, indexes(settings), previous_version, progress, settings.chroma_place)

    return build


def open_model(settings: Settings) -> "LanguageModel | None":
    """The one of the process, not connected yet; None if there is none. Raises ModelSpecError."""
    from agents.models import Access, ModelSpecError, load_model
    from agents.models.patience import Patient

    key = settings.model_key.get_secret_value
    if settings.model.startswith("openai:") and not settings.model_url and not key():
        raise ModelSpecError(
            f'"{settings.model}" at OpenAI needs a key: set TASTEMAKER_MODEL_KEY, '
            "or TASTEMAKER_MODEL_URL for a server of your own."
        )
    if settings.model_url and urlsplit(settings.model_url).scheme not in ("http", "https"):
        raise ModelSpecError(f'"{settings.model_url}" is no address; write one such as http://127.0.0.1:11434/v1.')
    if not key().isascii() or not key().isprintable():
        raise ModelSpecError("TASTEMAKER_MODEL_KEY holds characters that no key has; copy it once more.")
    model = load_model(settings.model, Access(settings.model_url, key, settings.model_timeout, settings.model_retries))
    return Patient(model) if model else None


def check_scorer(settings: Settings) -> None:
    """Raises ModelSpecError for a scorer that asks a language model where there is none."""
    from agents.models import BUILTIN, ModelSpecError

    if settings.scorer.startswith("llm-") and settings.model == BUILTIN:
        raise ModelSpecError(
            f'TASTEMAKER_SCORER="{settings.scorer}" asks a language model: set TASTEMAKER_MODEL too, or take utility.'
        )


def challenger_terms(settings: Settings) -> "Terms | None":
    """None where no duels are held. Raises ChallengerError."""
    from agents.ranking import Dials
    from app.duels import ChallengerError, terms
    from retrieval.scorers import kinds

    if not settings.duels:
        return None
    if not settings.challenger.strip():
        raise ChallengerError(
            f"TASTEMAKER_DUELS={settings.duels:g} needs a challenger: set TASTEMAKER_CHALLENGER, such as tail=0.5."
        )
    dials = Dials(settings.slate, settings.tail, settings.explore)
    found = terms(settings.challenger, dials, settings.scorer)
    if found.scorer and found.scorer.partition(":")[0] not in kinds():
        raise ChallengerError(
            f'There is no scorer "{found.scorer}" for TASTEMAKER_CHALLENGER; there are: {", ".join(kinds())}.'
        )
    return found


def budget(settings: Settings) -> "Budget":
    from agents.models.spending import Budget

    prices = settings.model_price_in, settings.model_price_out
    return Budget(*prices, settings.model_daily_cap, settings.model_daily_tokens)


def blocked(path: Path, columns: "Columns") -> frozenset[str]:
    """Ids of what the owner keeps out of one catalogue; a line of theirs that means nothing is logged."""
    from retrieval.blocklist import load_blocked

    found = load_blocked(path, columns)
    for trouble in found.troubles:
        log.warning("%s", trouble)
    return found.ids


def world_builder(
    settings: Settings,
    shelf: Shelf,
    embedder: Embedder,
    recorder: "Recorder",
    model: "LanguageModel | None" = None,
    examples: "Callable[[str], Examples] | None" = None,
    likes: Callable[[str], Mapping[str, Sequence[str]]] | None = None,
) -> "Callable[[str], World]":
    """`examples`: how people took the items of a catalogue, for a language model that grades.

    `likes`: the items that were taken, by conversation; read when a catalogue is opened.
    """
    from agents.grading import no_examples
    from agents.narrating import ModelNarrator
    from agents.ranking import Dials
    from agents.rewriting import Rewriter
    from agents.scorers import FIRST, first_scorer, load_second_scorer
    from agents.translating import Translator
    from agents.understanding.builtin import BuiltinReader
    from agents.world import Challenger, World
    from retrieval.blocklist import FILE
    from retrieval.collaborative import Collaborative
    from retrieval.columns import Columns
    from retrieval.indexing import open_index
    from retrieval.quality import standing
    from retrieval.retriever import Retriever
    from retrieval.scorers import load_scorer
    from retrieval.scorers.utility import Utility
    from retrieval.weights import weights_in_force

    first = first_scorer(settings.scorer)
    narrated = settings.phrasing == "model"
    dials, other = Dials(settings.slate, settings.tail, settings.explore), challenger_terms(settings)

    def build(name: str) -> World:
        catalogue = shelf.load(name)
        columns = Columns(catalogue)
        weights, told = weights_in_force(shelf.home(name), name, catalogue.version)
        if told:
            log.warning("%s", told)
        index = open_index(catalogue, embedder, indexes(settings), settings.chroma_place)
        reader = BuiltinReader(catalogue, embedder)
        second = model_reader(model, reader.vocabulary, embedder) if model else None
        # Embedding the values takes a second, which neither the start nor the first turn need wait for.
        Thread(target=_warm, args=(reader, *((second, model) if model else ())), name="warming", daemon=True).start()
        others = Collaborative.from_likes(likes(name), catalogue) if likes else None

        def retriever(tail: float) -> Retriever:
            return Retriever(
                catalogue,
                columns,
                index.vectors,
                embedder,
                index.lexical,
                index.nearest,
                weights=weights,
                others=others,
                tail=tail,
            )

        def scorer(spec: str, tail: float) -> "Scorer":
            return Utility(columns, weights, tail) if spec == FIRST else load_scorer(spec, columns)

        world = World(
            catalogue=catalogue,
            columns=columns,
            reader=reader,
            retriever=retriever(dials.tail),
            scorer=scorer(first, dials.tail),
            recorder=recorder,
            standing=standing(columns),
            trouble=lambda: index.trouble,
            second_reader=second,
            translator=Translator(model, catalogue.domain.plural) if model else None,
            questions=settings.questions,
            second_scorer=load_second_scorer(
                settings.scorer, model, catalogue, examples(name) if examples else no_examples
            ),
            narrator=ModelNarrator(model, reader.vocabulary, settings.tone) if model and narrated else None,
            rewriter=Rewriter(model, catalogue) if model else None,
            blocked=blocked(shelf.home(name) / FILE, columns),
            dials=dials,
        )
        if not other:
            return world
        rival, turned = replace(world, dials=other.dials), other.dials.tail != dials.tail
        if turned:
            rival = replace(rival, retriever=retriever(other.dials.tail))
        if other.scorer or turned:
            rival = replace(rival, scorer=scorer(other.scorer or first, other.dials.tail))
        return replace(world, challenger=Challenger(other.name, rival, settings.duels, bool(other.scorer)))

    return build


def model_reader(model: "LanguageModel", vocabulary: "Vocabulary", embedder: Embedder) -> "ModelReader":
    from agents.understanding.model import ModelReader

    return ModelReader(model, vocabulary, embedder)


class _Warm(Protocol):
    def warm(self) -> None: ...


def _warm(*parts: _Warm) -> None:
    for part in parts:
        part.warm()


@dataclass(frozen=True, slots=True)
class House:
    """What the doors of one process share."""

    service: "ChatService"
    door: "Door"
    store: "SqlStore"
    shelf: Shelf

    async def close(self) -> None:
        await self.service.close()


async def open_service(settings: Settings) -> "ChatService":
    """For whoever comes through no door of the network. Raises as `open_house` does."""
    return (await open_house(settings)).service


async def open_house(settings: Settings, beside: bool = False) -> House:
    """Everything a conversation needs, with turns that a crash left open closed as failed.

    `beside` another process that may be answering from the same database, only those that nobody can be at any more.

    Raises ModelSpecError for a language model that there is not, and ValueError with a sentence for a setting of the
    door that cannot be meant.
    """
    import asyncio

    from agents.graph import build_graph
    from agents.models.spending import Budgeted
    from app.security.made import make_door
    from app.service import ChatService
    from app.worlds import Worlds
    from storage.choices import likes
    from storage.examples import StoredExamples
    from storage.spending import SqlLedger
    from storage.sql import SqlStore

    model = open_model(settings)
    check_scorer(settings)
    challenger_terms(settings)
    settings.var.mkdir(parents=True, exist_ok=True)
    embedder, store = await asyncio.gather(
        asyncio.to_thread(open_embedder, settings), SqlStore.open(settings.database_url)
    )
    await store.close_open_turns(datetime.now(UTC) - LONGEST_TURN if beside else None)
    door = make_door(settings, store)
    if model:
        model = Budgeted(model, budget(settings), SqlLedger(store))
    shelf = open_shelf(settings)
    examples = partial(StoredExamples, store)
    worlds = Worlds(
        shelf, world_builder(settings, shelf, embedder, store, model, examples, partial(likes, store.engine))
    )
    service = ChatService(store, worlds, build_graph(), settings.longest_utterance, model, door.opens, settings.consent)
    return House(service, door, store, shelf)
