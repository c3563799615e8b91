"""Saved runs by their labels, and several of them as one."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path

from evals import results
from evals.results import BrokenRun, Played, Run

ACCEPTED = "accepted"
"""The label of what others are held against; `tastemaker eval accept` writes it."""

Identity = tuple[str, str, str, str, int]


def identity(one: Played) -> Identity:
    """What makes a conversation of one run the counterpart of one of another run."""
    return one.kind, one.domain, one.name, one.persona, one.seed


def found(label: str, runs: Path | None = None) -> Run:
    """A label, or the folder of a run that lies elsewhere. Raises BrokenRun."""
    runs = runs or results.RUNS
    folder = runs / label
    if not (folder / "run.json").exists() and (Path(label) / "run.json").exists():
        folder = Path(label)
    known = labels(runs)
    if not folder.exists() and known:
        near = get_close_matches(label, known, 1)
        hint = f'; did you mean "{near[0]}"?' if near else f"; there are {', '.join(f'“{one}”' for one in known)}"
        raise BrokenRun(f'There is no run "{label}" in {runs}{hint}')
    if not folder.exists():
        raise BrokenRun(f'There is no run "{label}" in {runs}, nor any other. Play one with: tastemaker eval run')
    return results.load(folder)


def labels(runs: Path) -> list[str]:
    """The one saved last comes first."""
    heads = sorted(runs.glob("*/run.json"), key=lambda head: (-head.stat().st_mtime, head.parent.name))
    return [head.parent.name for head in heads]


def latest(runs: Path | None = None) -> str:
    """Raises BrokenRun where nothing was played."""
    runs = runs or results.RUNS
    own = [label for label in labels(runs) if label != ACCEPTED]
    if not own:
        raise BrokenRun(f"There is no run in {runs} yet. Play one with: tastemaker eval run")
    return own[0]


def accepted(runs: Path | None = None) -> Run | None:
    """None until one was accepted. Raises BrokenRun if it is damaged."""
    folder = (runs or results.RUNS) / ACCEPTED
    return results.load(folder) if folder.exists() else None


def joined(runs: Sequence[Run]) -> Run:
    """Raises BrokenRun where two of them hold the same conversation: one of the two would count twice."""
    if len(runs) == 1:
        return runs[0]
    seen: dict[Identity, str] = {}
    for run in runs:
        for one in run.played:
            if identity(one) in seen:
                raise BrokenRun(
                    f'"{one.name}" was played in "{seen[identity(one)]}" and in "{run.label}"; '
                    "hold the two against each other instead: tastemaker eval compare A B"
                )
        seen |= {identity(one): run.label for one in run.played}
    return Run(
        label=" + ".join(run.label for run in runs),
        product=_each(run.product for run in runs),
        model=_each(run.model for run in runs),
        scorer=_each(run.scorer for run in runs),
        seed=runs[0].seed,
        played=tuple(one for run in runs for one in run.played),
        figures={f"{run.label}: {name}": value for run in runs for name, value in run.figures.items()},
    )


def _each(words: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(words))
