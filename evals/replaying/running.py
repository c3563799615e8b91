"""`tastemaker eval replay`: stored turns, ranked again by another policy, from the options to what came of it."""

import asyncio
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import cast, get_args

import orjson

from agents.models import ModelSpecError
from agents.models.model import LanguageModel
from agents.models.spending import Budgeted
from app.commands.preparing import BUNDLED, prepare
from app.commands.progress import bars
from app.commands.troubles import as_sentences
from app.security.secret import open_secret
from app.settings import Settings, load_settings
from app.wiring import budget, open_model
from evals.replaying.differing import Difference, difference
from evals.replaying.page import page
from evals.replaying.policy import BadPolicy, Policy, in_force, other
from evals.replaying.ranking import CannotReplay, Ranked, candidates, explores, ranked
from evals.replaying.stored import Reading, Shown, counted
from evals.replaying.summing import Summary
from evals.replaying.telling import tell
from evals.replaying.worlds import Bench, opener
from evals.replaying.worth import Ledger
from retrieval.embedder import Progress, silent
from storage.engine import open_engine
from storage.labels.filters import SIMULATED, Filters
from storage.records import Channel
from storage.spending import SqlLedger
from storage.sql import SqlStore

STEP = "replaying"
ELSEWHERE = ("import",)
"""Conversations held elsewhere: nothing here chose their slates."""
HELD_HERE = cast("tuple[Channel, ...]", tuple(one for one in get_args(Channel) if one not in (*SIMULATED, *ELSEWHERE)))


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be replayed."""

    catalogue: str
    policy: Policy
    since: datetime | None = None
    latest: int = 0
    """Conversations, the latest ones; 0: all."""
    keep: int = 5
    """Turns told in full."""
    simulated: bool = False
    """Conversations of simulated people, in place of people's."""

    @property
    def filters(self) -> Filters:
        channels: tuple[Channel, ...] = SIMULATED if self.simulated else HELD_HERE
        return Filters(catalogue=self.catalogue, since=self.since, channels=channels)


@dataclass(frozen=True, slots=True)
class Replay:
    """What came of it."""

    order: Order
    version: str
    """Of the catalogue in force."""
    summary: Summary
    ledger: Ledger
    conversations: int = 0

    def figures(self) -> dict[str, object]:
        """Stable keys, for JSON."""
        ledger = self.ledger
        return {
            "catalogue": self.order.catalogue,
            "catalogue_version": self.version,
            "policy": self.order.policy.name,
            "conversations": self.conversations,
            **self.summary.figures(),
            "support": ledger.support,
            "support_turns": len(ledger.chances),
            "without_support": dict(ledger.without),
            "effective": ledger.effective if ledger.chances else None,
            "no_estimate": ledger.silence,
            "worth": list(ledger.worth()),
        }


def run(
    catalogue: str,
    scorer: str,
    dials: str,
    weights: Path | None,
    ranker: str,
    since: datetime | None,
    n: int,
    turns: int,
    simulated: bool,
    html: Path | None,
    as_json: bool,
) -> None:
    """Replays and tells. Raises SystemExit: with a sentence for what cannot be done, with 1 where a wish is broken."""
    settings = load_settings()
    with as_sentences():
        try:
            policy = other(settings, scorer, dials, weights, ranker)
        except BadPolicy as error:
            raise SystemExit(str(error)) from error
        begins = since.replace(tzinfo=since.tzinfo or UTC) if since else None
        order = Order(catalogue or settings.catalogue, policy, begins, n, turns, simulated)
        with bars() as progress:
            found = replayed(order, settings, progress)
    if html:
        _write(html, page(policy.name, order.catalogue, found.conversations, found.summary, found.ledger))
    if as_json:
        told = {**found.figures(), "largest": found.summary.largest, "broken": found.summary.broken}
        sys.stdout.write(orjson.dumps(told).decode() + "\n")
    else:
        tell(policy.name, order.catalogue, found.conversations, found.summary, found.ledger)
    if found.summary.violations:
        raise SystemExit(1)


def replayed(order: Order, settings: Settings, progress: Progress = silent) -> Replay:
    """Reads, and writes nothing. Raises ModelSpecError, ShelfError, StoreUnavailable."""
    return asyncio.run(replay(order, settings, progress))


async def replay(order: Order, settings: Settings, progress: Progress = silent) -> Replay:
    """As `replayed`."""
    if order.policy.asks_a_model:
        store = await SqlStore.open(settings.database_url)
        try:
            model = Budgeted(_model(order.policy, settings), budget(settings), SqlLedger(store))
            try:
                return await _replay(order, settings, model, progress)
            finally:
                await model.close()
        finally:
            await store.close()
    return await _replay(order, settings, None, progress)


def _model(policy: Policy, settings: Settings) -> LanguageModel:
    model = open_model(settings)
    if model is None:
        raise ModelSpecError(
            f'The scorer "{policy.scorer}" asks a language model, and there is none: set TASTEMAKER_MODEL '
            "(docs/models.md), or take utility, embedding or popularity."
        )
    return model


async def _replay(order: Order, settings: Settings, model: LanguageModel | None, progress: Progress) -> Replay:
    if order.catalogue in BUNDLED:
        prepare((order.catalogue,), settings)
    opened = opener(settings, order.catalogue, model, progress)
    ours, theirs = opened(in_force(settings)), opened(order.policy)
    secret = open_secret(settings.var / "secret", settings.secret.get_secret_value())
    engine = open_engine(settings.database_url)
    try:
        reading = Reading(engine, order.filters, secret, order.latest)
        total = reading.count()
        playing = Playing(ours, theirs, Summary(order.keep), Ledger(ours.world.catalogue.version))
        progress(STEP, 0, total)
        await playing.all(counted(reading.shown(), lambda done: progress(STEP, done, total)))
    finally:
        engine.dispose()
    playing.summary.counts.update(reading.left_out)
    return Replay(order, ours.world.catalogue.version, playing.summary, playing.ledger, reading.conversations)


@dataclass(slots=True)
class Playing:
    """Two policies, and what they make of turn after turn."""

    ours: Bench
    theirs: Bench
    summary: Summary
    ledger: Ledger

    async def all(self, turns: Iterable[Shown]) -> None:
        for shown in turns:
            try:
                await self._turn(shown)
            except CannotReplay as error:
                self.summary.counts[str(error)] += 1

    async def _turn(self, shown: Shown) -> None:
        again, now = await self._both(shown)
        told = difference(shown, now, self.theirs.world.catalogue)
        self.summary.add(told)
        self.ledger.add(shown, again, now.chances, explores(self.theirs.world.dials, self.theirs.ranker))
        self._count(shown, told, now)

    async def _both(self, shown: Shown) -> tuple[Ranked, Ranked]:
        looked_for, found = await candidates(shown, self.ours.world)
        again = await ranked(shown, self.ours, looked_for, found)
        if self.theirs.world.retriever is not self.ours.world.retriever:
            looked_for, found = await candidates(shown, self.theirs.world)
        return again, await ranked(shown, self.theirs, looked_for, found)

    def _count(self, shown: Shown, told: Difference, now: Ranked) -> None:
        counts, world = self.summary.counts, self.theirs.world
        counts["turns shown from another version of the catalogue"] += shown.version != world.catalogue.version
        counts["cards whose item has left the catalogue"] += sum(one.fate == "no longer there" for one in told.lines)
        counts["turns for which nothing is found any more"] += not now.picks
        counts["turns that a language model graded then"] += shown.scored_by.startswith("llm-")
        counts["turns on which the language model was no help"] += bool(now.trouble)


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SystemExit(f'The page cannot be written to "{path}": {error.strerror}.') from error
    sys.stderr.write(f"{path}: open it in a browser.\n")
