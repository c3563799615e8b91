import json
from pathlib import Path

import pytest

from agents.models.costs import Budget
from app.settings import Settings
from evals import results
from evals.judging import running
from evals.judging.questions import talk_of
from evals.judging.rubric import read_rubric
from evals.judging.running import Case, judge, pairs_of
from evals.judging.told import verdict_sentences
from evals.results import BrokenRun, Card, Played, PlayedTurn, Run, save
from tests.evals.judging.doubles import PaidModelDouble, always_first, sees_good

PRICES = Budget(price_in=2.0, price_out=8.0)


def played(name: str, text: str) -> Played:
    turn = PlayedTurn(1, "a tea", text, "recommend", (Card("t1", "Morning Cup", 1, "green"),), "", (), 1.0, 0, 0)
    return Played(name, "teas", "script", "", 1, (turn,), ())


def run(label: str, text: str, n: int = 3) -> Run:
    return Run(label, "1", "builtin", "utility", 1, tuple(played(f"talk {k}", f"{text}, {k}") for k in range(n)))


BEFORE, AFTER = run("before", "a bad one"), run("after", "a good one")


async def told(
    model: PaidModelDouble, file: Path, capsys: pytest.CaptureFixture[str], as_json: bool = False
) -> tuple[str, str]:
    case = Case(read_rubric(), ("before", "after"), pairs=tuple(pairs_of(BEFORE, AFTER)))
    await judge(model, case, PRICES, file, 2, as_json)
    captured = capsys.readouterr()
    return " ".join(captured.out.split()), " ".join(captured.err.split())


async def test_what_it_takes_is_told_before_and_after_and_a_repeat_costs_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, err = await told(PaidModelDouble(sees_good), tmp_path / "a.jsonl", capsys)
    assert "86 questions, 0 answered before; 86 calls" in err  # three pairs and our forty labels, in both orders
    assert "at most" in err
    assert "86 calls, 8,600 tokens in and 860 out, 0.02408 in your currency" in out
    out, err = await told(PaidModelDouble(sees_good), tmp_path / "a.jsonl", capsys)
    assert "86 answered before; 0 calls" in err
    assert "0 calls, 0 tokens in and 0 out, 0 in your currency; 86 answers were kept" in out


async def test_the_verdict_stands_beside_its_bias_its_agreement_and_what_it_is_worth(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, _ = await told(PaidModelDouble(always_first), tmp_path / "a.jsonl", capsys)
    assert "It tells no difference between them" in out
    assert "It minds the place in relevance" in out
    assert "On our hand labels" in out
    assert "never the only evidence: nothing here enters the gate" in out


async def test_as_json_the_same_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = await told(PaidModelDouble(sees_good), tmp_path / "a.jsonl", capsys, as_json=True)
    figures = json.loads(out)
    assert figures["compared"]["manner"]["second"] == 3
    assert figures["compared"]["manner"]["lean"] == [1, 1, 1]
    assert figures["agreement"]["unread"] == 0
    assert "never the only evidence" in figures["caveat"]


def test_a_judge_sees_what_was_said_and_shown() -> None:
    assert talk_of(BEFORE.played[0]).lines == (
        ("Person", "a tea"),
        ("Assistant", "a bad one, 0"),
        ("Card", "Morning Cup: green"),
    )


async def test_conversations_that_went_the_same_are_not_asked_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "RUNS", tmp_path)
    half = Run("half", "1", "builtin", "utility", 1, (*BEFORE.played[:1], *AFTER.played[1:]))
    save(BEFORE, tmp_path / "before")
    save(half, tmp_path / "half")
    case = running._case(("before", "half"), 0, 1, read_rubric(), False)
    assert case.alike == 1
    assert len(case.pairs) == 2
    assert next(verdict_sentences([], case.labels, case.alike)).startswith("1 of the conversations went the same")


def test_runs_without_a_conversation_in_common_are_a_sentence() -> None:
    other = Run("other", "1", "builtin", "utility", 1, (played("another talk", "x"),))
    with pytest.raises(BrokenRun, match='in both "before" and "other"'):
        pairs_of(BEFORE, other)


def test_the_command_tells_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "RUNS", tmp_path)
    monkeypatch.setattr(running, "load_settings", lambda: Settings(var=tmp_path, model="builtin", database=""))
    with pytest.raises(SystemExit, match="Name one saved run"):
        running.run((), 1, 1, None, False, 1, False)
    with pytest.raises(SystemExit, match="There is no run"):
        running.run(("before",), 1, 1, None, False, 1, False)
    save(BEFORE, tmp_path / "before")
    with pytest.raises(SystemExit, match="set TASTEMAKER_MODEL"):
        running.run(("before",), 1, 1, None, False, 1, False)
    with pytest.raises(SystemExit, match="There is no rubric"):
        running.run(("before",), 1, 1, tmp_path / "none.toml", False, 1, False)
