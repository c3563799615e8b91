"""The command: what it ends with, and that the page in the documentation tells of the faults that there are."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from app.settings import Settings
from evals.mutations import playing, running
from evals.mutations.faults import FAULTS
from evals.mutations.playing import Task
from evals.results import Check, Played, Run, save

PAGE = Path(__file__).parents[3] / "docs" / "mutations.md"


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nothing is played: a script fails under every fault but one."""
    monkeypatch.setattr(playing, "KEPT", tmp_path)

    def fake(tasks: Sequence[Task], settings: Settings, jobs: int) -> int:
        for task in tasks:
            fails = task.fault not in ("none", "never-asks")
            check = Check("every", not fails, "because", 1)
            person = Played("plain-1", task.domain, "simulated", "plain", 7, (), ())
            people = (person,) * (task.people if task.domain == "outdoor" else 0)
            one = Played(f"{task.domain}/one", task.domain, "script", "", 0, (), (check,))
            save(Run(task.fault, task.made_of, "builtin", "utility", 7, (one, *people)), task.folder)
        return len(tasks)

    monkeypatch.setattr(running, "_play", fake)
    monkeypatch.setattr(running, "made_of", lambda: "this version")
    return tmp_path


def test_a_fault_that_nobody_catches_ends_with_status_1(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        running.run(("undo-does-nothing", "never-asks"), 1, 1, older=False, write=None, as_json_too=True)
    told = capsys.readouterr().out.splitlines()
    assert ended.value.code == 1
    assert "1 of 2 faults are caught by no script and no simulated person: never-asks." in "\n".join(told)
    assert json.loads(told[-1])["undo-does-nothing"]["scripts"] == {"outdoor/one": "turn 1, every"}


def test_all_caught_ends_well_and_one_page_tells_of_all(kept: Path, tmp_path: Path) -> None:
    running.run(("undo-does-nothing",), 1, 1, older=False, write=None, as_json_too=False)
    with pytest.raises(SystemExit):
        running.run((), 1, 1, older=False, write=tmp_path / "page.md", as_json_too=False)
    assert rows(tmp_path / "page.md") == [(one.name, one.does) for one in FAULTS]


@pytest.mark.parametrize(
    ("names", "write", "told"),
    [
        (("undone",), None, 'There is no fault "undone"; there are: negation-ignored, '),
        (("never-asks",), Path("page.md"), "--write tells of all faults; leave the names out."),
    ],
)
def test_what_cannot_be_done_is_told(
    names: tuple[str, ...], write: Path | None, told: str, kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        running.run(names, 1, 1, older=False, write=write, as_json_too=False)
    assert ended.value.code == 2
    assert told in capsys.readouterr().err


def test_the_page_lists_the_faults_that_there_are() -> None:
    assert rows(PAGE) == [(one.name, one.does) for one in FAULTS]


def rows(page: Path) -> list[tuple[str, str]]:
    return re.findall(r"^\| `([\w-]+)` \| ([^|]+) \|", page.read_text(encoding="utf-8"), re.M)
