"""Understanding people in a domain never seen: dialogue state tracking from the catalogue alone, without a model.

The domain is imported as an owner's file would be; the product reads the person's turns in order, with the human
assistant's turns as its own replies; after each, profile and acts are compared with the annotated state.
"""

import random
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

from agents.understanding.builtin import BuiltinReader
from agents.understanding.vocabulary import Vocabulary
from app.catalogues import dry_run
from evals.benchmarks import dst_multiwoz, dst_sgd
from evals.benchmarks.dst_cases import Case
from evals.benchmarks.dst_figures import errors, figures, sample
from evals.benchmarks.dst_replay import Heard, Replay
from evals.benchmarks.figures import percentile, publish
from evals.benchmarks.yardstick_files import FilesError, find, folder_of, held
from retrieval.catalogue import Catalogue
from retrieval.importing.rows import BadFileError
from retrieval.shelf import Shelf

GOALS = {"restaurant": 0.70, "hotel": 0.50, "attraction": 0.65}
SAMPLED = 50
"""Errors of all domains together that a person reads."""


@dataclass(frozen=True, slots=True)
class Task:
    """One domain: its catalogue, its dialogues, the slots that count, and which of them is the item's name."""

    name: str
    catalogue: Catalogue
    cases: tuple[Case, ...]
    slots: tuple[str, ...]
    title: str


def run(data: Path, split: str, n: int, seed: int, as_json: bool) -> None:
    """`n` dialogues a domain, drawn by the seed, 0 for all. Ends with a sentence if the folder lacks that split."""
    try:
        found = tuple(tasks(folder_of(data, "dst", "*.jsonl*"), split))
    except (FilesError, BadFileError) as error:
        raise SystemExit(str(error)) from error
    measured: dict[str, dict[str, object]] = {}
    spent: list[float] = []
    mistakes = []
    for task in found:
        cases = random.Random(seed).sample(task.cases, n) if 0 < n < len(task.cases) else task.cases
        heard = played(task, cases, everything=True)
        told = played(task, cases, everything=False)
        unlisted = played(task, cases, everything=True, other_kinds=False)
        measured[task.name] = figures(heard, task.slots) | {
            "jga_told_when": figures(told, task.slots)["jga"],
            "jga_without_kinds": figures(unlisted, task.slots)["jga"],
        }
        spent += [one.ms for dialogue in heard for one in dialogue]
        mistakes += errors(heard, task.slots)
    drawn = sample(mistakes, SAMPLED, seed)
    result = {
        "domains": measured,
        "p95_ms": round(percentile(spent, 0.95), 2),
        "errors": [[e.case, e.place, e.slot, e.turns, list(e.found), list(e.wanted)] for e in drawn],
    }
    publish([_table(split, measured)], result, as_json)


def tasks(data: Path, split: str) -> Iterator[Task]:
    """The domains that the folder holds dialogues of. Raises FilesError or BadFileError, naming what is wrong."""
    services = any((data / f"{split}.schema.json{end}").exists() for end in ("", ".gz"))
    if not services and not any(dst_multiwoz.database(data, domain).exists() for domain in dst_multiwoz.SLOTS):
        find(data, f"{split}.jsonl", f"dialogues of the split “{split}”", "dst")  # its absence is told first
        raise FilesError(
            f"“{data}” has neither a database of MultiWOZ (“restaurant_db.json”, “hotel_db.json” or "
            f"“attraction_db.json”) nor SGD's “{split}.schema.json” ({held(data)}). See docs/benchmarks/dst.md."
        )
    yield from _of_services(data, split) if services else _of_venues(data, split)


def _of_venues(data: Path, split: str) -> Iterator[Task]:
    found = dst_multiwoz.dialogues(data, split)
    for domain, slots in dst_multiwoz.SLOTS.items():
        file = dst_multiwoz.database(data, domain)
        if file.exists():
            cases = tuple(dst_multiwoz.cases(found, domain))
            yield Task(domain, _imported(file), cases, slots, dst_multiwoz.NAME)


def _of_services(data: Path, split: str) -> Iterator[Task]:
    found = dst_sgd.dialogues(data, split)
    for schema in dst_sgd.services(data, split):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / f"{str(schema['service_name']).split('_')[0].lower()}.jsonl"
            dst_sgd.write_items(found, schema, file)
            catalogue = _imported(file, f"{dst_sgd.title(schema)}=title")
        cases = tuple(dst_sgd.cases(found, schema))
        yield Task(str(schema["service_name"]), catalogue, cases, dst_sgd.slots(schema), dst_sgd.title(schema))


def _imported(file: Path, *mapping: str) -> Catalogue:
    with tempfile.TemporaryDirectory() as folder:
        return dry_run(file, mapping=mapping, shelf=Shelf(Path(folder))).catalogue


def played(task: Task, cases: Sequence[Case], everything: bool, other_kinds: bool = True) -> list[list[Heard]]:
    """Without `other_kinds`, the reader has no list of words for kinds of places (`understanding/kinds.py`)."""
    reader = BuiltinReader(task.catalogue, vocabulary=Vocabulary(task.catalogue, other_kinds))
    replay = Replay(task.catalogue, reader, task.slots, task.title)
    return [list(replay.play(case, everything)) for case in cases]


def _table(split: str, measured: Mapping[str, Mapping[str, object]]) -> Table:
    drawn = Table(title=f"Dialogue state after each turn, {split}, intervals of 95 %", title_justify="left")
    columns: Mapping[str, Callable[[Mapping[str, object]], str]] = {
        "joint": lambda f: _bounded(f, "jga"),
        "where active": lambda f: f"{f['jga_active']:.3f}",
        "without list of kinds": lambda f: f"{f['jga_without_kinds']:.3f}",
        "told when": lambda f: f"{f['jga_told_when']:.3f}",
        "without name": lambda f: f"{f['jga_without_name']:.3f}",
        "slot F1": lambda f: _bounded(f, "slot_f1"),
        "turns": lambda f: f"{f['turns']:,}",
        "dialogues": lambda f: f"{f['dialogues']:,}",
    }
    drawn.add_column("")
    for name in (*columns, "goal"):
        drawn.add_column(name, justify="right")
    for domain, figure in measured.items():
        goal = GOALS.get(domain)
        drawn.add_row(domain, *(show(figure) for show in columns.values()), "" if goal is None else f"≥ {goal:.2f}")
    return drawn


def _bounded(figure: Mapping[str, object], name: str) -> str:
    intervals = figure["interval"]
    if not isinstance(intervals, dict):
        raise TypeError("figures have intervals by name")
    low, high = intervals[name]
    return f"{figure[name]:.3f}\n{low:.3f}–{high:.3f}"
