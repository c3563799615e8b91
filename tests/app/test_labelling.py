"""`tastemaker labels`, as it is typed."""

from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from pyarrow import parquet
from sqlalchemy import Engine
from typer.testing import CliRunner

from app.cli import app
from storage.engine import open_engine
from storage.labels.rules import ORDER
from tests.storage.labels.test_reading import talk


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    address = f"sqlite:///{tmp_path}/talks.db"
    monkeypatch.setenv("TASTEMAKER_VAR", str(tmp_path))
    monkeypatch.setenv("TASTEMAKER_DATABASE", address)
    opened = open_engine(address)
    yield opened
    opened.dispose()


def run(*arguments: str) -> tuple[int, str]:
    found = CliRunner().invoke(app, ["labels", *arguments], env={"COLUMNS": "200"})
    return found.exit_code, found.output


def fill(engine: Engine) -> None:
    talk(engine, "one", signals=[("a", "shown"), ("b", "like")], reason="write to ana@example.org")
    talk(engine, "two", signals=[("a", "dislike"), ("c", "accept")], days=1)
    talk(engine, "no", signals=[("a", "like")], days=2, consent="refused")
    likes = [(f"i{n}", "like") for n in range(50)]
    talk(engine, "bot", [item for item, _ in likes], likes, days=3, pace=0.1)  # type: ignore[arg-type]


def test_labels_are_counted_with_the_order_and_the_trust(engine: Engine) -> None:
    fill(engine)
    status, told = run()
    assert status == 0
    for cell in ("accept", "dislike", "like", "graded"):
        assert cell in told
    assert all(rule in told for rule in ORDER)
    assert "1 people gave feedback that looks generated" in told
    assert "1 conversations of people who refused" in told


def test_the_figures_as_json(engine: Engine) -> None:
    fill(engine)
    status, told = run("--json")
    found = orjson.loads(told.splitlines()[-1])
    assert status == 0
    assert {(one["rule"], one["relevance"], one["labels"]) for one in found["labels"]} == {
        ("accept", 3, 1),
        ("dislike", 0, 1),
        ("like", 2, 1),
    }
    assert found["suspects"][0]["events"] == 50
    assert found["read"]["left_out"]["refused"] == 1


@pytest.mark.parametrize("ending", ["jsonl", "parquet"])
def test_labels_are_written_as_rows(engine: Engine, tmp_path: Path, ending: str) -> None:
    fill(engine)
    out = tmp_path / f"labels.{ending}"
    assert run("--out", str(out))[0] == 0
    if ending == "parquet":
        rows = parquet.read_table(out).to_pylist()
    else:
        rows = [orjson.loads(line) for line in out.read_bytes().splitlines()]
    assert [(row["item_id"], row["relevance"], row["clipped"]) for row in rows] == [
        ("b", 2, False),
        ("a", 0, False),
        ("c", 3, False),
    ]
    assert rows[0]["reason"] == "write to <EMAIL>"
    assert [one.name for one in tmp_path.iterdir() if "draft" in one.name] == []


def test_nothing_to_write_is_a_sentence_and_no_file(engine: Engine, tmp_path: Path) -> None:
    talk(engine, "one", signals=[("a", "shown")])
    out = tmp_path / "labels.jsonl"
    status, told = run("--out", str(out))
    assert status == 1
    assert "there are no labels" in told
    assert [one.name for one in tmp_path.iterdir() if "labels" in one.name] == []
    assert "Nobody said anything" in run()[1]


def test_a_file_that_is_there_stays_unless_it_may_go(engine: Engine, tmp_path: Path) -> None:
    fill(engine)
    out = tmp_path / "labels.jsonl"
    out.write_text("something of mine")
    status, told = run("--out", str(out))
    assert (status, "is there already" in told) == (1, True)
    assert out.read_text() == "something of mine"
    assert run("--out", str(out), "--force")[0] == 0
    assert len(out.read_bytes().splitlines()) == 3


def test_the_draft_of_a_killed_run_is_removed_that_of_a_running_one_is_not(engine: Engine, tmp_path: Path) -> None:
    fill(engine)
    dead, alive = (tmp_path / f".labels.jsonl.draft-{process}" for process in (2**22 + 1, 1))
    dead.touch()
    alive.touch()
    assert run("--out", str(tmp_path / "labels.jsonl"))[0] == 0
    assert (dead.exists(), alive.exists()) == (False, True)


def test_a_place_that_cannot_be_written_is_a_sentence(engine: Engine, tmp_path: Path) -> None:
    fill(engine)
    assert "ends in neither .jsonl nor .parquet" in run("--out", str(tmp_path / "labels.csv"))[1]
    (tmp_path / "file").touch()
    status, told = run("--out", str(tmp_path / "file" / "labels.jsonl"))
    assert (status, "cannot be written" in told) == (1, True)


def test_a_card_is_explained(engine: Engine) -> None:
    fill(engine)
    status, told = run("--explain", "one-b")
    assert status == 0
    assert "b at rank 2 of turn 1" in told
    assert "Relevance 2 of 3: explicit, by the rule “like” (version 1)" in told
    assert "Weight 1.273 = confidence 0.9 × trust 1.00 × 1.41" in told
    assert "No label" in run("--explain", "one-a")[1]
    assert "There is no impression “zebra”" in run("--explain", "zebra")[1]
