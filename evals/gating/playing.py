"""What the gate plays: every script, and a hundred simulated people. The same on any machine but for the times.

The catalogues are bundled ones, as they came, in a folder beside the owner's; no setting of the owner's counts.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from app.commands.preparing import BUNDLED, prepare
from app.settings import Settings
from evals import results
from evals.results import Played, Run
from evals.scripting.playing import played as play_scripts
from evals.scripting.playing import product
from evals.scripting.reading import find, read_all
from evals.simulator.personas import PERSONAS
from evals.simulator.simulating import Order
from evals.simulator.simulating import played as play_people

LABEL = "gate"
SEED = 7
PEOPLE = (("outdoor", 60), ("films", 40))
STAGE = Path("var/tests")
"""Built once and kept: what is unchanged is not embedded again."""

Part = Callable[[], tuple[Played, ...]]


def played(jobs: int) -> Run:
    """The parts side by side, in so many processes. Raises ScriptError, and SystemExit with a sentence."""
    settings = Settings.model_construct(var=STAGE, chroma="none")
    settings.var.mkdir(parents=True, exist_ok=True)
    prepare(BUNDLED, settings)
    return Run(LABEL, product(), "builtin", "utility", SEED, _played(parts(settings), jobs))


def parts(settings: Settings) -> tuple[Part, ...]:
    """The longest first."""
    orders = [Order(name, n, SEED, PERSONAS) for name, n in PEOPLE]
    return (partial(scripts, settings), *(partial(play_people, order, settings) for order in orders))


def scripts(settings: Settings, places: tuple[Path, ...] = ()) -> tuple[Played, ...]:
    """Those in these places; all of ours, if none is named. Raises ScriptError."""
    return asyncio.run(play_scripts(read_all(find(places)), settings)).played


def _played(made: tuple[Part, ...], jobs: int) -> tuple[Played, ...]:
    if jobs == 1:
        return tuple(one for part in made for one in part())
    with ProcessPoolExecutor(min(jobs, len(made)), mp_context=get_context("spawn")) as pool:
        return tuple(one for done in [pool.submit(part) for part in made] for one in done.result())


def folder() -> Path:
    return results.RUNS / LABEL
