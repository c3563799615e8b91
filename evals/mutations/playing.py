"""One fault in one domain: the scripts and a few simulated people, played under it and kept in a folder of its own."""

import asyncio
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from app.settings import Settings
from evals.mutations.fault import PEOPLE_IN, Fault, applied
from evals.mutations.faults import FAULTS
from evals.results import RUNS, BrokenRun, Played, Run, load, save
from evals.scripting import playing
from evals.scripting.reading import SCRIPTS, Read, find, read_all
from evals.simulator.personas import PERSONAS
from evals.simulator.simulating import Order
from evals.simulator.simulating import played as simulated

KEPT = RUNS / "mutations"
NONE = Fault("none", "the product as it is", {})
SEED = 7
AT_ONCE = 4
"""Scripts played at once, in one process."""
ROOMS = ("agents", "app", "evals", "retrieval", "storage")
KINDS = ("*.py", "*.toml", "*.csv", "*.jsonl")


@dataclass(frozen=True, slots=True)
class Task:
    """Names only: it is sent to another process."""

    fault: str
    domain: str
    people: int
    """So many, where `PEOPLE_IN` is the domain."""
    made_of: str
    """See `made_of`."""
    older: bool = False
    """Whether what was played of another version will do."""

    @property
    def folder(self) -> Path:
        return KEPT / self.fault / self.domain


def fault_of(name: str) -> Fault:
    return next(one for one in (NONE, *FAULTS) if one.name == name)


def kept(task: Task) -> Run | None:
    """What was played before, of the same program and scripts; None if that was not, or not to its end."""
    try:
        found = load(task.folder)
    except BrokenRun:
        return None
    people = sum(one.kind == "simulated" for one in found.played)
    enough = people == task.people or task.domain != PEOPLE_IN
    return found if enough and (task.older or task.made_of == found.product) else None


def play(task: Task, settings: Settings) -> None:
    """In a process of its own: what the product holds in memory goes with it. Raises BrokenFault, ScriptError."""
    scripts = read_all(find([SCRIPTS / task.domain]))
    fault = fault_of(task.fault)
    people = task.people if task.domain == PEOPLE_IN else 0
    found = played(fault, scripts, people, settings)
    save(Run(task.fault, task.made_of, "builtin", "utility", SEED, found), task.folder)


def played(fault: Fault, scripts: tuple[Read, ...], people: int, settings: Settings) -> tuple[Played, ...]:
    """The scripts, then so many people, with the built-in model. Raises BrokenFault, ScriptError."""
    with applied(fault) if fault.swaps else nullcontext():
        run = asyncio.run(playing.played(scripts, settings, AT_ONCE))
        order = Order(PEOPLE_IN, people, SEED, PERSONAS)
        return (*run.played, *(simulated(order, settings) if people else ()))


def made_of() -> str:
    """Changes with the program and the scripts."""
    seen = sha256()
    for file in _files():
        seen.update(file.read_bytes())
    return seen.hexdigest()[:16]


def _files() -> Iterator[Path]:
    home = Path(__file__).parents[2]
    for room in ROOMS:
        yield from sorted(file for kind in KINDS for file in (home / room).rglob(kind))
