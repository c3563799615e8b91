"""A few faults, under a few of our own scripts that really catch them."""

from pathlib import Path

import pytest

from app.settings import Settings
from evals.mutations import playing
from evals.mutations.catching import caught
from evals.mutations.playing import NONE, Task, fault_of, kept, made_of, play, played
from evals.results import Run
from evals.scripting.reading import SCRIPTS, read_all

CATCHES = {
    "undo-does-nothing": ("undo", "absent"),
    "negation-ignored": ("no-oak", "profile"),
    "columns-swapped": ("compare-shown", "grounded"),
    "feedback-on-another": ("too-dear", "recorded"),
}


def run(name: str, settings: Settings) -> Run:
    fault = NONE if name == NONE.name else fault_of(name)
    scripts = [SCRIPTS / "wines" / f"{script}.toml" for script, _ in CATCHES.values()]
    return Run(name, "", "builtin", "utility", 7, played(fault, read_all(scripts), 0, settings))


def test_a_fault_is_caught_by_the_script_about_it(settings: Settings) -> None:
    before = run(NONE.name, settings)
    assert not caught(NONE, [(before, before)]).noticed
    for name, (script, check) in CATCHES.items():
        told = caught(fault_of(name), [(before, run(name, settings))])
        assert told.scripts[f"wines/{script}"].endswith(check)


def test_what_was_played_is_kept_until_the_program_changes(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(playing, "KEPT", tmp_path / "kept")
    monkeypatch.setattr(playing, "SCRIPTS", tmp_path)
    (tmp_path / "wines").mkdir()
    for name in ("catalogue.csv", "undo.toml"):
        (tmp_path / "wines" / name).write_bytes((SCRIPTS / "wines" / name).read_bytes())
    task = Task("undo-does-nothing", "wines", 30, made_of())
    assert kept(task) is None
    play(task, settings)
    run = kept(task)
    assert run is not None
    assert [one.passed for one in run.played] == [False]
    other = Task(task.fault, task.domain, 30, "another version")
    assert kept(other) is None
    assert kept(Task(task.fault, task.domain, 30, "another version", older=True)) == run
    (task.folder / "played.jsonl").write_text("")
    assert kept(task) is None


def test_the_same_files_make_the_same_version() -> None:
    assert made_of() == made_of()
