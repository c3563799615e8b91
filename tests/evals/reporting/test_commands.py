"""From two saved runs to the page, by the commands alone."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.commands.evaluating import eval_app
from evals import results
from evals.results import save
from tests.evals.reporting.made import played, run


def test_runs_are_accepted_compared_and_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "RUNS", tmp_path)
    save(run("before", [played("a"), played("b")]), tmp_path / "before")
    save(run("after", [played("a"), played("b", False)]), tmp_path / "after")
    told = [CliRunner().invoke(eval_app, line) for line in (
        ["accept", "before"],
        ["compare", "before", "after", "--json"],
        ["report", "after", "--out", str(tmp_path / "r.html"), "--beside", "before", "--chats", "1"],
    )]  # fmt: skip
    assert [one.exit_code for one in told] == [0, 0, 0], [one.output for one in told]
    assert json.loads(told[1].stdout.splitlines()[-1])["broken"] == ["films/b"]
    assert "passed before" in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_a_baselines_runs_over_two_catalogues_are_one_column(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "RUNS", tmp_path)
    films, outdoor = played("a"), played("b", domain="outdoor")
    save(run("both", [films, outdoor]), tmp_path / "both")
    save(run("fame-films", [played("a", False)]), tmp_path / "fame-films")
    save(run("fame-outdoor", [played("b", False, domain="outdoor")]), tmp_path / "fame-outdoor")
    line = ["report", "both", "--out", str(tmp_path / "r.html"), "--beside", "fame-films,fame-outdoor"]
    assert CliRunner().invoke(eval_app, line).exit_code == 0
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert ">fame-films + fame-outdoor</th>" in page
    assert "0 % against 100 %" in page


def test_what_is_missing_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "RUNS", tmp_path)
    told = CliRunner().invoke(eval_app, ["compare", "before", "after"])
    assert told.exit_code == 1
    assert str(told.exception).startswith('There is no run "before" in')
