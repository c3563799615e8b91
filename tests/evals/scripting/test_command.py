"""`tastemaker eval run`, whole: what it prints, what it leaves behind, how it ends."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.commands.evaluating import eval_app
from evals.results import load

Write = Callable[..., Path]
GOOD = 'goal = "g"\n[[turn]]\nsay = "a red one"\nexpect = { profile = "colour = red" }\n'
BAD = GOOD.replace("= red", "= blue")


@pytest.fixture(autouse=True)
def aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Results go below the folder that one is in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TASTEMAKER_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("TASTEMAKER_EMBEDDER", "hash")
    monkeypatch.setenv("TASTEMAKER_CHROMA", "none")


def test_a_run_is_told_and_left_to_look_at(write: Write, tmp_path: Path) -> None:
    write(GOOD, "good")
    done = CliRunner().invoke(eval_app, ["run", str(tmp_path / "kettles"), "--label", "one", "--json"])
    assert done.exit_code == 0, done.output
    told, figures = done.stdout.splitlines()
    assert told.startswith("1 of 1 scripts pass, 0 fail; 1 turns, 6 checks; p50 ")
    assert json.loads(figures)["passed"] == 1.0
    kept = load(tmp_path / "var" / "evals" / "one")
    assert [one.name for one in kept.played] == ["kettles/good"]
    assert kept.product.startswith("0.")


def test_a_failure_ends_with_status_one_and_a_wrong_script_with_two(write: Write, tmp_path: Path) -> None:
    good, bad = write(GOOD, "good"), write(BAD, "bad")
    done = CliRunner().invoke(eval_app, ["run", str(good), str(bad), "--junit", "junit.xml"])
    assert done.exit_code == 1
    assert "FAILED  kettles/bad" in done.stdout
    assert 'failures="1"' in (tmp_path / "junit.xml").read_text(encoding="utf-8")
    wrong = CliRunner().invoke(eval_app, ["run", str(write(GOOD.replace("expect", "expct"), "wrong"))])
    assert wrong.exit_code == 2
    assert 'wrong.toml, line 4: "expct" is no key of turn; did you mean "expect"?' in wrong.stderr
    assert not wrong.stdout


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--cassette", "replay"], "There is no cassette of"),
        (["--cassette", "record"], "There is no model to record"),
        (["--cassette", "record", "--url", "http://127.0.0.1:1"], "Cassettes are for what is played in this process"),
        (["--url", "http://127.0.0.1:1"], "Nobody answers at http://127.0.0.1:1"),
    ],
)
def test_what_cannot_be_played_is_a_sentence(more: list[str], said: str, write: Write) -> None:
    done = CliRunner().invoke(eval_app, ["run", str(write(GOOD)), *more])
    assert done.exit_code == 2
    assert said in done.stderr
