from pathlib import Path

import pytest

from evals.compare import compared
from evals.gating.keeping import FIGURES, accepted, began, keep
from evals.results import BrokenRun, Run
from tests.evals.reporting.made import played, run, turn

SAID = turn(utterance="something quiet, for my aunt")


@pytest.fixture
def first() -> Run:
    figures = {**dict.fromkeys(FIGURES, 1.0), "satisfaction": 0.25, "intent.open": 1.0, "told": 3.0}
    people = played("plain-1", kind="simulated", persona="plain", figures=figures, turns=[SAID])
    return run("gate", [played("films/good"), played("films/bad", passed=False, known="hard"), people])


def test_what_is_kept_compares_as_what_was_played(first: Run, tmp_path: Path) -> None:
    keep(first, tmp_path)
    found = accepted(tmp_path)
    assert found is not None
    told = compared(found.run, first)
    assert (told.pairs, told.broken, told.mended, told.unmatched) == (3, (), (), (0, 0))
    assert {one.verdict for one in told.changes} <= {"same", "unclear"}
    assert found.run.played[0].passed
    assert [check.name for check in found.run.played[1].failures] == ["move"]
    assert found.run.played[2].figures["satisfaction"] == 0.25
    assert found.began["films", "plain-1"] == began(first.played[2])


def test_nobodys_words_no_titles_and_no_times_are_kept(first: Run, tmp_path: Path) -> None:
    keep(first, tmp_path)
    kept = "".join(file.read_text(encoding="utf-8") for file in tmp_path.iterdir())
    for text in ("aunt", "Here:", "film</b>", "It is short.", '"ms"', "intent"):
        assert text not in kept


def test_the_same_run_is_kept_as_the_same_text_whatever_time_it_took(first: Run, tmp_path: Path) -> None:
    slow = run("gate", [played("films/good", turns=[turn(ms=900.0)]), *first.played[1:]])
    keep(first, tmp_path / "one")
    keep(slow, tmp_path / "other")
    for file in (tmp_path / "one").iterdir():
        assert file.read_text(encoding="utf-8") == (tmp_path / "other" / file.name).read_text(encoding="utf-8")


def test_nothing_is_accepted_yet(tmp_path: Path) -> None:
    assert accepted(tmp_path / "none") is None


def test_what_is_damaged_is_told_with_file_and_line(first: Run, tmp_path: Path) -> None:
    keep(first, tmp_path)
    scripts = tmp_path / "scripts.jsonl"
    whole = scripts.read_text(encoding="utf-8")
    scripts.write_text(whole.splitlines()[0] + "\n", encoding="utf-8")
    with pytest.raises(BrokenRun, match=r"cut short: it holds 1 scripts and 1 people, head.json tells of 2 and 1"):
        accepted(tmp_path)
    scripts.write_text(whole[:-9], encoding="utf-8")
    with pytest.raises(BrokenRun, match=r'scripts.jsonl", line 2: '):
        accepted(tmp_path)
    scripts.unlink()
    with pytest.raises(BrokenRun, match=r'scripts.jsonl" is missing; accept anew with: tastemaker eval gate --accept'):
        accepted(tmp_path)
