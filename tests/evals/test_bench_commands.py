"""The command line hands over what was asked for; `app` knows the yardsticks by name only."""

from collections.abc import Callable

import pytest
from typer.testing import CliRunner

from app.commands.benching import bench_app
from evals.benchmarks import (
    deciding,
    exporting,
    grounding,
    importing,
    load,
    model,
    reading,
    retrieval,
    slates,
    stability,
    start,
    turn,
)

Given = list[tuple[object, ...]]


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Given:
    calls: Given = []

    def recorder(name: str) -> Callable[..., None]:
        return lambda *args, **more: calls.append((name, *args, *more.values()))

    yardsticks = (
        (turn, "turn"),
        (reading, "read"),
        (deciding, "decide"),
        (model, "model"),
        (start, "start"),
        (load, "load"),
        (importing, "import"),
        (exporting, "export"),
        (retrieval, "retrieval"),
        (grounding, "grounding"),
        (slates, "slates"),
        (stability, "stability"),
    )
    for module, name in yardsticks:
        monkeypatch.setattr(module, "run", recorder(name))
    return calls


@pytest.mark.parametrize(
    ("line", "call"),
    [
        ("turn", ("turn", (), 300, False, "minilm", None)),
        (
            "turn --items 50 --items 60 --turns 7 --json --embedder hash",
            ("turn", (50, 60), 7, True, "hash", None),
        ),
        ("read", ("read", (), 500, False, "minilm")),
        ("read --items 70 --utterances 9 --embedder hash", ("read", (70,), 9, False, "hash")),
        ("decide", ("decide", (), 100, False)),
        ("decide --items 200 --decisions 3 --json", ("decide", (200,), 3, True)),
        ("model", ("model", 2_000, 20, 0.4, 50.0, False, "minilm", model.PARTS)),
        ("model --items 99 --latency 0.1 --rate 9", ("model", 99, 20, 0.1, 9.0, False, "minilm", model.PARTS)),
        ("retrieval", ("retrieval", (), 50, False, False)),
        ("retrieval --items 2000 --queries 10 --chroma --json", ("retrieval", (2_000,), 10, True, True)),
        ("grounding", ("grounding", 500, "builtin", "", 100, False)),
        ("slates outdoor --profiles 9", ("slates", "outdoor", 9, False)),
        ("stability --shuffles 3 --seed 1", ("stability", 3, 1, False)),
        ("model --part rival --json", ("model", 2_000, 20, 0.4, 50.0, True, "minilm", ("rival",))),
        ("load", ("load", 50, 500, 5.0, 10_000, False, "minilm", "", "films")),
        (
            "load --streams 9 --turns 20 --pause 0 --url http://there -c outdoor --json",
            ("load", 9, 20, 0.0, 10_000, True, "minilm", "http://there", "outdoor"),
        ),
        ("start", ("start", 10_000, False, "minilm")),
        ("start --items 500 --json", ("start", 500, True, "minilm")),
        ("import", ("import", 1_000, False, "minilm")),
        ("import --rows 200 --embedder hash", ("import", 200, False, "hash")),
        ("export", ("export", 100_000, (), False)),
        ("export --impressions 900 --format gorse --json", ("export", 900, ("gorse",), True)),
    ],
)
def test_options_reach_the_yardstick(given: Given, line: str, call: tuple[object, ...]) -> None:
    result = CliRunner().invoke(bench_app, line.split())
    assert result.exit_code == 0, result.output
    assert given == [call]


def test_a_size_too_small_is_refused(given: Given) -> None:
    assert CliRunner().invoke(bench_app, ["turn", "--items", "1"]).exit_code == 2
    assert CliRunner().invoke(bench_app, ["model", "--part", "all"]).exit_code == 2
    assert given == []
