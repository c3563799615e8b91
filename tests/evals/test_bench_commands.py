"""The command line hands over what was asked for; `app` knows the yardsticks by name only."""

from collections.abc import Callable

import pytest
from typer.testing import CliRunner

from app.commands.benching import bench_app
from evals.benchmarks import deciding, importing, model, reading, start, turn

Given = list[tuple[object, ...]]


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Given:
    calls: Given = []

    def recorder(name: str) -> Callable[..., None]:
        return lambda *args: calls.append((name, *args))

    yardsticks = (
        (turn, "turn"),
        (reading, "read"),
        (deciding, "decide"),
        (model, "model"),
        (start, "start"),
        (importing, "import"),
    )
    for module, name in yardsticks:
        monkeypatch.setattr(module, "run", recorder(name))
    return calls


@pytest.mark.parametrize(
    ("line", "call"),
    [
        ("turn", ("turn", (), 300, False, "minilm")),
        (
            "turn --items 50 --items 60 --turns 7 --json --embedder hash",
            ("turn", (50, 60), 7, True, "hash"),
        ),
        ("read", ("read", (), 500, False, "minilm")),
        ("read --items 70 --utterances 9 --embedder hash", ("read", (70,), 9, False, "hash")),
        ("decide", ("decide", (), 100, False)),
        ("decide --items 200 --decisions 3 --json", ("decide", (200,), 3, True)),
        ("model", ("model", 2_000, 20, 0.4, 50.0, False, "minilm")),
        ("model --items 99 --latency 0.1 --rate 9", ("model", 99, 20, 0.1, 9.0, False, "minilm")),
        ("start", ("start", 10_000, False, "minilm")),
        ("start --items 500 --json", ("start", 500, True, "minilm")),
        ("import", ("import", 1_000, False, "minilm")),
        ("import --rows 200 --embedder hash", ("import", 200, False, "hash")),
    ],
)
def test_options_reach_the_yardstick(given: Given, line: str, call: tuple[object, ...]) -> None:
    result = CliRunner().invoke(bench_app, line.split())
    assert result.exit_code == 0, result.output
    assert given == [call]


def test_a_size_too_small_is_refused(given: Given) -> None:
    assert CliRunner().invoke(bench_app, ["turn", "--items", "1"]).exit_code == 2
    assert given == []
