import json
from pathlib import Path

import pytest

from evals.benchmarks import staging, turn
from evals.benchmarks.turn import Result, Sample

KEYS = ["items", "p50_ms", "p95_ms", "cpu_ms", "floor_ms", "rss_mb"]


def sample(move: str, wall_ms: float, **stages: float) -> Sample:
    return Sample("a comedy", move, wall_ms, wall_ms / 2, stages)


RESULT = Result(
    2_000,
    (sample("elicit", 10, begin=4), sample("recommend", 40, begin=6, show=9), sample("recommend", 60, begin=5, show=7)),
    (4.0, 6.0, 20.0),
    150.0,
)


def test_figures_are_medians_and_percentiles_of_the_turns() -> None:
    figures = RESULT.figures()
    assert [figures[key] for key in KEYS] == [2_000, 40.0, 58.0, 20.0, 6.0, 150.0]
    assert figures["stages_ms"] == {"begin": 5.0, "show": 8.0}
    assert figures["moves_p50_ms"] == {"elicit": 10.0, "recommend": 50.0}


def test_conversations_are_played_and_reported(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    turn.run((40,), turns=9, as_json=True, embedder="hash")
    out = capsys.readouterr().out
    figures = json.loads(out.splitlines()[-1])
    assert list(figures)[:6] == KEYS
    assert figures["items"] == 40
    assert figures["turns"] >= 9
    assert 0 < figures["floor_ms"] < figures["p50_ms"] <= figures["p95_ms"]
    assert {"begin", "understand", "record", "between"} <= set(figures["stages_ms"])
    assert "turns over 40 items" in out


def test_several_sizes_are_rows(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(turn, "_staged", lambda items, turns, embedder, folder: RESULT)
    turn.run((), turns=3, as_json=True)
    rows = json.loads(capsys.readouterr().out.splitlines()[-1])["rows"]
    assert len(rows) == len(turn.SIZES)
    assert list(rows[0])[:6] == KEYS


def test_what_was_built_is_kept_for_the_next_run(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    turn.run((30,), turns=3, as_json=True, embedder="hash", folder=here / "kept")
    monkeypatch.setattr(staging, "build_synthetic", lambda *_: pytest.fail("built twice"))
    turn.run((30,), turns=3, as_json=True, embedder="hash", folder=here / "kept")


def test_a_large_catalogue_needs_no_chroma_and_is_held_against_the_small_one(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for module in (turn, staging):
        monkeypatch.setattr(module, "CHROMA_UP_TO", 30)
    monkeypatch.setattr("retrieval.shelf.HELD", 30_000)
    turn.run((20, 80), turns=8, as_json=False, embedder="hash")
    out = capsys.readouterr().out
    assert "turns over 80 items (without Chroma)" in out
    assert "turns over 20 items " in out
