"""The same conversations, played twice: what broke is named, and chance is not called a change."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from evals import compare, results
from evals.compare import compared
from evals.results import BrokenRun, save
from tests.evals.reporting.made import played, run, turn


def verdict(told: compare.Comparison, key: str) -> str:
    return next(one.verdict for one in told.changes if one.measure.key == key)


def test_what_passed_and_now_fails_is_named_whatever_the_figures_say() -> None:
    before = run("a", [played(f"{n}") for n in range(50)])
    after = run("b", [played(f"{n}", passed=n != 17) for n in range(50)])
    told = compared(before, after)
    assert [one.name for one in told.broken] == ["17"]
    assert told.mended == ()
    assert verdict(told, "passed") == "unclear"
    assert [one.name for one in compared(after, before).mended] == ["17"]


def test_many_failures_are_worse_and_a_run_beside_itself_is_the_same() -> None:
    before = run("a", [played(f"{n}") for n in range(50)])
    after = run("b", [played(f"{n}", passed=n > 9) for n in range(50)])
    assert verdict(compared(before, after), "passed") == "worse"
    assert verdict(compared(after, before), "passed") == "better"
    assert {one.verdict for one in compared(before, before).changes} == {"same"}


def test_times_and_numbers_of_questions_move_but_are_never_called_worse() -> None:
    before = run("a", [played(f"{n}", turns=[turn(ms=20 + n % 3)]) for n in range(30)])
    after = run("b", [played(f"{n}", turns=[turn(ms=30 + n % 3), turn(2, 30, question="x")]) for n in range(30)])
    told = compared(before, after)
    assert verdict(told, "p50_ms") == "moved"
    assert verdict(told, "questions") == "moved"


def test_only_what_is_in_both_is_counted() -> None:
    before, after = run("a", [played("x"), played("y", False)]), run("b", [played("x"), played("z", False)])
    told = compared(before, after)
    assert (told.pairs, told.unmatched) == (1, (1, 1))
    assert next(one.before for one in told.changes if one.measure.key == "passed") == 1.0
    with pytest.raises(BrokenRun, match='No conversation is both in "a" and in "b"'):
        compared(before, replace(after, played=after.played[1:]))


def test_two_of_one_name_are_both_counted() -> None:
    told = compared(run("a", [played("x"), played("x")]), run("b", [played("x"), played("x", False)]))
    assert (told.pairs, len(told.broken)) == (2, 1)


def test_a_figure_is_compared_where_both_have_it() -> None:
    before = run("a", [played("x", figures={"success": 1.0}), played("y", figures={"success": 0.0})])
    after = run("b", [played("x", figures={"success": 1.0}), played("y")])
    change = next(one for one in compared(before, after).changes if one.measure.key == "success")
    assert (change.before, change.after, change.difference.n) == (1.0, 1.0, 1)


def test_the_table_is_for_people_and_the_last_line_for_programs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(results, "RUNS", tmp_path)
    save(run("a", [played("x"), played("[/red]")]), tmp_path / "a")
    save(run("b", [played("x"), played("[/red]", False)]), tmp_path / "b")
    compare.run("a", "b", True)
    out = capsys.readouterr().out
    assert "The same in every conversation: Questions asked" in out
    assert "Broken scripts: they passed before (1)" in out
    told = json.loads(out.splitlines()[-1])
    assert told["broken"] == ["films/[/red]"]
    assert told["measures"]["passed"]["difference"]["value"] == -0.5
    with pytest.raises(SystemExit, match=r'There is no run "bb" in .*; did you mean "b"\?'):
        compare.run("a", "bb", False)
