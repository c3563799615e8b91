import json
from pathlib import Path

import pytest

from evals.benchmarks import model
from evals.benchmarks.model import PATHS, Sample, answer, figures


def test_figures_are_medians_in_latencies() -> None:
    samples = [Sample(ms, ms + 100, 30, "builtin (openai:double agrees)", ()) for ms in (400.0, 500.0, 900.0)]
    row = figures("agreed", samples, latency=0.4)
    assert (row["cards_p50_ms"], row["reply_p50_ms"], row["cards_in_latencies"]) == (500.0, 600.0, 1.25)
    assert row["understood_by"] == "builtin (openai:double agrees)"


def test_the_double_answers_each_path_its_own_way() -> None:
    for path in PATHS:
        told = json.loads(answer({"messages": [{"content": ""}, {"content": f"<<<\n{path.utterance}\n>>>"}]}))
        assert (told["acts"] == "right") is not bool(path.acts)


def test_every_path_is_walked_and_reported(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(model, "in_new_process", lambda function, *args: function(*args))
    monkeypatch.setattr(model, "WARMING", 0.0)
    model.run(60, turns=1, latency=0.05, rate=1_000, as_json=True, embedder="hash")
    out = capsys.readouterr().out
    rows = {row["path"]: row for row in json.loads(out.splitlines()[-1])["rows"]}
    assert list(rows) == [path.name for path in PATHS]
    assert rows["certain"]["calls"] == 0
    assert rows["agreed"]["understood_by"] == "builtin (openai:double agrees)"
    assert rows["corrected"]["understood_by"] == "builtin, corrected by openai:double"
    assert rows["foreign"]["understood_by"] == "openai:double"
    assert rows["foreign"]["calls"] == 2
    assert all(rows[name]["cards_p50_ms"] >= 50 for name in rows if name != "certain")
    assert "cards, p50" in out
