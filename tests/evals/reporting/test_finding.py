"""Runs are found by label, joined without counting twice, and accepted as copies."""

import os
from pathlib import Path

import pytest

from evals import results
from evals.reporting import accepting
from evals.reporting.accepting import accept, lines
from evals.reporting.finding import accepted, found, joined, latest
from evals.results import BrokenRun, load, save
from tests.evals.reporting.made import played, run


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(results, "RUNS", tmp_path)
    for age, label in enumerate(("people", "main")):
        one = played("p", kind="simulated") if label == "people" else played("s")
        save(run(label, [one]), tmp_path / label)
        os.utime(tmp_path / label / "run.json", (age, age))
    return tmp_path


def test_the_run_saved_last_is_the_latest_even_after_one_was_accepted(runs: Path) -> None:
    assert latest() == "main"
    accept(["people"])
    assert latest() == "main"


def test_a_label_that_is_not_there_is_answered_with_those_that_are(runs: Path) -> None:
    with pytest.raises(BrokenRun, match='did you mean "main"'):
        found("mian")
    with pytest.raises(BrokenRun, match="there are “main”, “people”"):
        found("zzz")
    with pytest.raises(BrokenRun, match="nor any other"):
        found("zzz", runs / "nowhere")
    with pytest.raises(BrokenRun, match=r"There is no run in .* yet"):
        latest(runs / "nowhere")


def test_a_run_that_lies_elsewhere_is_found_by_its_folder(runs: Path, tmp_path: Path) -> None:
    save(run("old", [played("s")]), tmp_path / "deep" / "old")
    assert found(str(tmp_path / "deep" / "old")).label == "old"


def test_runs_are_joined_unless_a_conversation_would_count_twice(runs: Path) -> None:
    both = joined([found("main"), found("people")])
    assert (both.label, both.product, len(both.played)) == ("main + people", "0.1.0 abc", 2)
    with pytest.raises(BrokenRun, match='"s" was played in "main" and in "again"'):
        joined([found("main"), run("again", [played("s")])])


def test_accepting_keeps_a_copy_that_a_later_run_does_not_touch(runs: Path) -> None:
    assert accepted() is None
    now, before = accept(["main", "people"])
    assert before is None
    save(run("main", [played("s", passed=False)]), runs / "main")
    assert accepted() == now == load(runs / "accepted")


def test_what_takes_its_place_is_told_in_what_it_differs(runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    accept(["main"])
    save(run("next", [played("s", passed=False), played("new")]), runs / "next")
    text = " ".join(lines(*accept(["next"])))
    assert "1 of them fail an expectation" in text
    assert "1 scripts broke, 0 were mended; of all conversations 0 are gone and 1 are new" in text
    accepting.run(["people"])
    assert "with which it shares no conversation" in capsys.readouterr().out


def test_nothing_and_what_is_accepted_already_cannot_be_accepted(runs: Path) -> None:
    accept(["main"])
    save(run("empty", []), runs / "empty")
    for label, words in (("empty", "holds no conversation"), ("accepted", "is the name of what was accepted")):
        with pytest.raises(SystemExit, match=words):
            accepting.run([label])
    kept = accepted()
    assert kept is not None
    assert kept.label == "main"


def test_what_was_accepted_and_then_damaged_is_mended_by_accepting_again(runs: Path) -> None:
    accept(["main"])
    (runs / "accepted" / "played.jsonl").write_text("", encoding="utf-8")
    with pytest.raises(BrokenRun, match="cut short"):
        accepted()
    assert accept(["main"])[1] is None
    assert accepted() == found("main")
