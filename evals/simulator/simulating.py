"""`tastemaker eval simulate`: so many simulated people talk to the product, in processes side by side."""

import asyncio
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
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
from evals.simulator.anew import Rewording, opened, rewording
from evals.simulator.counting import Drawn, bar, count_one, share
from evals.simulator.drawing import NothingToWish
from evals.simulator.personas import Persona, chosen
from evals.simulator.playing import Puts, simulated, through
from evals.simulator.real import real, side_by_side
from evals.simulator.real import simulated as spoken
from evals.simulator.summary import by_persona, digest, figures, in_a_sentence


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be played."""

    catalogue: str
    n: int
    seed: int
    personas: tuple[Persona, ...]
    policy: str = PRODUCT
    """Whom they talk to: the product, or a baseline."""
    anew: bool = False
    """Whether a language model says what they say."""

    @property
    def label(self) -> str:
        whom = "simulated" if self.policy == PRODUCT else self.policy
        return f"{whom}-{self.catalogue}{'-anew' if self.anew else ''}"


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
    wording: str = "templates",
) -> None:
    """Plays, saves under `var/evals`, and tells. Raises SystemExit with a sentence for whatever cannot be done."""
    console, settings = Console(stderr=as_json), load_settings()
    try:
        order = Order(catalogue, n, seed, chosen(personas), checked(policy), wording == "model")
        others = [real(folder) for folder in data]
        if order.anew:
            opened(settings)
    except (ValueError, FileNotFoundError) as error:
        raise SystemExit(str(error)) from error
    about = f"“{catalogue}”" if policy == PRODUCT else f"“{catalogue}” by {policy}"
    console.print(f"{n:,} people talk to {about}, {_how(order, settings, jobs)} …")
    begun = perf_counter()
    with bar(console, n) as drawn, as_sentences():
        found, words = _found(order, settings, jobs, drawn)
    taken = perf_counter() - begun
    whole = as_run(order, found, label or order.label)
    whole = replace(whole, figures={**whole.figures, **words.figures()}) if words else whole
    save(whole, RUNS / whole.label)
    tables = [by_persona(found, f"Simulated people, {about}, seed {seed}")]
    tables += [side_by_side([spoken(found), *others])] if others else []
    publish([] if as_json else tables, {**whole.figures, "digest": digest(found)}, as_json)
    if not as_json:
        lines = [in_a_sentence(whole), *([words.sentence()] if words else [])]
        lines.append(f"Digest {digest(found)}, {taken:,.0f} s. Saved in {RUNS / whole.label}")
        sys.stdout.write("\n".join(lines) + "\n")


def _how(order: Order, settings: Settings, jobs: int) -> str:
    if not order.anew:
        return f"in {jobs} {'process' if jobs == 1 else 'processes'}"
    return (
        f"in the words of {settings.model}, {jobs} at once: a question for each new text, about {order.n * 5:,} of them"
    )


def played(order: Order, settings: Settings, jobs: int = 1, drawn: Drawn | None = None) -> tuple[Played, ...]:
    """In order of their numbers, and the same with any number of processes but for the times. Raises SystemExit."""
    if order.catalogue in BUNDLED:
        prepare((order.catalogue,), settings)
    shares = _shares(order, jobs)
    parts = [_share(order, settings, shares[0], drawn)] if jobs == 1 else _beside(order, settings, shares, drawn)
    return _in_order(shares, parts)


def _found(order: Order, settings: Settings, jobs: int, drawn: Drawn) -> tuple[tuple[Played, ...], Rewording | None]:
    if not order.anew:
        return played(order, settings, jobs, drawn), None
    return asyncio.run(_played_anew(order, settings, jobs, drawn))


async def _played_anew(
    order: Order, settings: Settings, at_once: int, drawn: Drawn
) -> tuple[tuple[Played, ...], Rewording]:
    """In one process: what was answered once is what everybody says, and the model is what takes time."""
    shares = _shares(order, at_once)
    async with rewording(settings, RUNS / "anew" / "answers.jsonl") as words:
        if order.catalogue in BUNDLED:
            await asyncio.to_thread(prepare, (order.catalogue,), settings)
        with _thrown_away(settings) as aside:
            parts = await _played(order, aside, shares, drawn, words.put)
    return _in_order(shares, parts), words


def _shares(order: Order, jobs: int) -> list[range]:
    return [range(first, order.n, jobs) for first in range(jobs)]


def _in_order(shares: Sequence[range], parts: Sequence[Sequence[Played]]) -> tuple[Played, ...]:
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
        with as_sentences(), _thrown_away(settings) as aside:
            return asyncio.run(_played(order, aside, [numbers], drawn))[0]
    except NothingToWish as error:
        raise SystemExit(str(error)) from error


@contextmanager
def _thrown_away(settings: Settings) -> Iterator[Settings]:
    """The owner's catalogues, in a database that is thrown away, with nothing left to chance or to a model.

    Without Chroma, whose folder belongs to one process: searches are exact.
    """
    with TemporaryDirectory(prefix="tastemaker-simulated-") as folder:
        database = f"sqlite:///{Path(folder) / 'simulated.db'}"
        aside = {"database": database, "chroma": "none", "model": "builtin", "scorer": "utility"}
        yield settings.model_copy(update={**aside, "explore": 0.0, "duels": 0.0})


async def _played(
    order: Order, settings: Settings, shares: Sequence[range], drawn: Drawn | None, puts: Puts | None = None
) -> list[list[Played]]:
    """One share beside the other."""
    async with open_stage(settings) as (service, embedder):
        world = await service.world(order.catalogue)
        if isinstance(world.reader, BuiltinReader):
            await asyncio.to_thread(world.reader.warm)  # else it depends on the clock what the first turns are read by
        opens = opening(order.policy, through(service, order.catalogue), world, embedder, order.seed)

        async def share(numbers: range) -> list[Played]:
            needs = world.catalogue, world.columns
            talks = simulated(opens, *needs, numbers, order.seed, order.personas, puts)
            found: list[Played] = []
            async for one in judged(order.policy, talks):
                found.append(one)
                drawn.advance() if drawn else count_one()
            return found

        return await asyncio.gather(*map(share, shares))
