"""`tastemaker eval simulate`: so many simulated people talk to the product, in processes side by side."""

import asyncio
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from rich.console import Console

from agents.understanding.builtin import BuiltinReader
from app.commands.preparing import BUNDLED, prepare
from app.commands.troubles import as_sentences
from app.settings import Settings, load_settings
from evals.baselines.policies import PRODUCT, checked, judged, opening
from evals.benchmarks.figures import publish
from evals.benchmarks.staging import open_stage
from evals.results import RUNS, Played, Run, save
from evals.scripting.running import product
from evals.simulator.counting import Drawn, bar, count_one, share
from evals.simulator.drawing import NothingToWish
from evals.simulator.personas import Persona, chosen
from evals.simulator.playing import simulated, through
from evals.simulator.real import real, side_by_side
from evals.simulator.real import simulated as spoken
from evals.simulator.summary import by_persona, digest, figures


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be played."""

    catalogue: str
    n: int
    seed: int
    personas: tuple[Persona, ...]
    policy: str = PRODUCT
    """Whom they talk to: the product, or a baseline."""

    @property
    def label(self) -> str:
        return f"{'simulated' if self.policy == PRODUCT else self.policy}-{self.catalogue}"


def run(
    catalogue: str,
    n: int,
    seed: int,
    personas: str,
    label: str,
    jobs: int,
    data: Sequence[Path],
    as_json: bool,
    policy: str = PRODUCT,
) -> None:
    """Plays, saves under `var/evals`, and tells. Raises SystemExit with a sentence for whatever cannot be done."""
    console = Console(stderr=as_json)
    try:
        order = Order(catalogue, n, seed, chosen(personas), checked(policy))
        others = [real(folder) for folder in data]
    except (ValueError, FileNotFoundError) as error:
        raise SystemExit(str(error)) from error
    about = f"“{catalogue}”" if policy == PRODUCT else f"“{catalogue}” by {policy}"
    console.print(f"{n:,} people talk to {about}, in {jobs} {'process' if jobs == 1 else 'processes'} …")
    begun = perf_counter()
    with bar(console, n) as drawn:
        found = played(order, load_settings(), jobs, drawn)
    taken = perf_counter() - begun
    whole = as_run(order, found, label or order.label)
    save(whole, RUNS / whole.label)
    tables = [by_persona(found, f"Simulated people, {about}, seed {seed}")]
    tables += [side_by_side([spoken(found), *others])] if others else []
    publish([] if as_json else tables, {**whole.figures, "digest": digest(found)}, as_json)
    if not as_json:
        sys.stdout.write(f"{_told(whole)}\nDigest {digest(found)}, {taken:,.0f} s. Saved in {RUNS / whole.label}\n")


def played(order: Order, settings: Settings, jobs: int = 1, drawn: Drawn | None = None) -> tuple[Played, ...]:
    """In order of their numbers, and the same with any number of processes but for the times. Raises SystemExit."""
    if order.catalogue in BUNDLED:
        prepare((order.catalogue,), settings)
    shares = [range(first, order.n, jobs) for first in range(jobs)]
    parts = [_share(order, settings, shares[0], drawn)] if jobs == 1 else _beside(order, settings, shares, drawn)
    numbered = [one for share, part in zip(shares, parts, strict=True) for one in zip(share, part, strict=True)]
    return tuple(one for _, one in sorted(numbered, key=lambda pair: pair[0]))


def _beside(order: Order, settings: Settings, shares: Sequence[range], drawn: Drawn | None) -> list[list[Played]]:
    context = get_context("spawn")
    counter = context.Value("q", 0)
    with ProcessPoolExecutor(len(shares), context, share, (counter,)) as pool:
        futures = [pool.submit(_share, order, settings, numbers) for numbers in shares]
        if drawn:
            drawn.follow(counter, futures)
        return [future.result() for future in futures]


def as_run(order: Order, found: Sequence[Played], label: str) -> Run:
    scorer = "utility" if order.policy in (PRODUCT, "no-dialogue") else order.policy
    return Run(label, product(), "builtin", scorer, order.seed, tuple(found), figures(found))


def _share(order: Order, settings: Settings, numbers: range, drawn: Drawn | None = None) -> list[Played]:
    """A process of its own opens the service of its own. Raises SystemExit with a sentence."""
    try:
        with as_sentences(), TemporaryDirectory(prefix="tastemaker-simulated-") as folder:
            return asyncio.run(_played(order, _aside(settings, Path(folder)), numbers, drawn))
    except NothingToWish as error:
        raise SystemExit(str(error)) from error


def _aside(settings: Settings, folder: Path) -> Settings:
    """The owner's catalogues, in a database that is thrown away, with nothing left to chance or to a model.

    Without Chroma, whose folder belongs to one process: searches are exact.
    """
    database = f"sqlite:///{folder / 'simulated.db'}"
    aside = {"database": database, "chroma": "none", "model": "builtin", "scorer": "utility"}
    return settings.model_copy(update={**aside, "explore": 0.0, "duels": 0.0})


async def _played(order: Order, settings: Settings, numbers: range, drawn: Drawn | None) -> list[Played]:
    async with open_stage(settings) as (service, embedder):
        world = await service.world(order.catalogue)
        if isinstance(world.reader, BuiltinReader):
            await asyncio.to_thread(world.reader.warm)  # else it depends on the clock what the first turns are read by
        opens = opening(order.policy, through(service, order.catalogue), world, embedder, order.seed)
        talks = simulated(opens, world.catalogue, world.columns, numbers, order.seed, order.personas)
        found: list[Played] = []
        async for one in judged(order.policy, talks):
            found.append(one)
            drawn.advance() if drawn else count_one()
        return found


def _told(run: Run) -> str:
    told = run.figures
    found = ", ".join(f"{told[f'success@{turns}']:.0%} by turn {turns}" for turns in (1, 3, 5, 10))
    return (
        f"Found something: {found}. Wasted questions: {told['wasted_share']:.0%}. "
        f"Leaks in {told['utterances']:,.0f} utterances: {told['leaks']:.0f}. "
        f"A turn takes {told['p50_ms']:,.0f} ms (p95 {told['p95_ms']:,.0f})."
    )
