"""`tastemaker eval mutations`: plays every fault, and tells which of them nobody notices."""

import json
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

from app.commands.preparing import BUNDLED, prepare
from app.settings import Settings
from evals.gating.playing import STAGE
from evals.mutations.catching import Caught, caught
from evals.mutations.fault import BrokenFault, Fault
from evals.mutations.faults import FAULTS
from evals.mutations.playing import NONE, Task, kept, made_of, play
from evals.mutations.table import as_json, lines, page
from evals.results import Run
from evals.scripting.reading import ScriptError
from retrieval.shelf import ShelfError


def run(names: Sequence[str], jobs: int, people: int, older: bool, write: Path | None, as_json_too: bool) -> None:
    """`older` takes what earlier versions of the program left, too. Raises SystemExit: 1 if a fault is not caught."""
    try:
        faults = chosen(names)
        if write and faults != FAULTS:
            raise ValueError("--write tells of all faults; leave the names out.")
        tasks, begun = Tasks(people, made_of(), older), perf_counter()
        played = _play(tasks.of(faults), Settings.model_construct(var=STAGE, chroma="none"), jobs)
    except (ValueError, BrokenFault, ScriptError, ShelfError) as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(2) from error
    found = [_caught(fault, tasks) for fault in faults]
    if write:
        write.write_text(page(found, {one.name: one.domains for one in faults}, people, older), encoding="utf-8")
    told = [*lines(found, in_full=bool(names)), _told(found), f"{played} runs in {perf_counter() - begun:,.0f} s"]
    sys.stdout.write("\n".join([*told, *([json.dumps(as_json(found))] if as_json_too else [])]) + "\n")
    if not all(one.noticed for one in found):
        raise SystemExit(1)


def chosen(names: Sequence[str]) -> tuple[Fault, ...]:
    """All, if none is named. Raises ValueError with a sentence."""
    known = {one.name: one for one in FAULTS}
    for name in names:
        if name not in known:
            raise ValueError(f'There is no fault "{name}"; there are: {", ".join(known)}.')
    return tuple(known[name] for name in names) or FAULTS


@dataclass(frozen=True, slots=True)
class Tasks:
    """What all of them have in common."""

    people: int
    made_of: str
    older: bool

    def one(self, fault: Fault, domain: str) -> Task:
        return Task(fault.name, domain, self.people, self.made_of, self.older)

    def of(self, faults: Sequence[Fault]) -> list[Task]:
        """The product as it is comes first."""
        domains = dict.fromkeys(domain for fault in faults for domain in fault.domains)
        first = [self.one(NONE, domain) for domain in domains]
        return first + [self.one(fault, domain) for fault in faults for domain in fault.domains]


def _play(tasks: Sequence[Task], settings: Settings, jobs: int) -> int:
    """How many were not played yet; each is kept as soon as it is over, so that an interrupted run can go on."""
    left = [task for task in tasks if kept(task) is None]
    settings.var.mkdir(parents=True, exist_ok=True)
    prepare(tuple(name for name in BUNDLED if any(task.domain == name for task in left)), settings)
    apart = get_context("forkserver")  # each begins with what is imported, and with nothing of another fault
    apart.set_forkserver_preload([play.__module__])
    with ProcessPoolExecutor(jobs, mp_context=apart, max_tasks_per_child=1) as pool:
        begun = {pool.submit(play, task, settings): task for task in left}
        for number, done in enumerate(as_completed(begun), 1):
            task = begun[done]
            done.result()
            sys.stderr.write(f"{number} of {len(left)}: {task.fault}, {task.domain}\n")
    return len(left)


def _caught(fault: Fault, tasks: Tasks) -> Caught:
    return caught(
        fault, [(_kept(tasks.one(NONE, domain)), _kept(tasks.one(fault, domain))) for domain in fault.domains]
    )


def _kept(task: Task) -> Run:
    found = kept(task)
    if found is None:
        raise SystemExit(
            f"What was just played of {task.fault} ({task.domain}) cannot be read any more; play it again."
        )
    return found


def _told(found: Sequence[Caught]) -> str:
    unseen = [one.fault for one in found if not one.noticed]
    if not unseen:
        return f"All {len(found)} faults are caught."
    return (
        f"{len(unseen)} of {len(found)} faults are caught by no script and no simulated person: {', '.join(unseen)}. "
        "A script that expects otherwise is missing, or a law that holds in every conversation."
    )
