import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

import pytest

from evals.benchmarks import exporting
from evals.benchmarks.exporting import same_bytes
from evals.benchmarks.filled_store import fill
from evals.benchmarks.staging import films

P = ParamSpec("P")
T = TypeVar("T")


def test_exports_are_timed_weighed_and_compared(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def in_this_process(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return function(*args, **kwargs)

    monkeypatch.setattr(exporting, "in_new_process", in_this_process)
    exporting.run(1_000, ("st-pairs", "recbole"), as_json=True)
    found = json.loads(capsys.readouterr().out.splitlines()[-1])["rows"]
    assert [row["format"] for row in found] == ["st-pairs", "recbole"]
    assert all(row["impressions"] == 1_000 and row["same_bytes"] for row in found)
    assert all(row["impressions_per_s"] > 0 < row["peak_mb"] and row["rows"] > 0 for row in found)


def test_one_byte_makes_exports_differ(tmp_path: Path) -> None:
    for name, text in (("one", "same"), ("two", "same"), ("three", "sane"), ("four", "same")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "train.jsonl").write_text(text)
    (tmp_path / "four" / "test.jsonl").touch()
    assert same_bytes(tmp_path / "one", tmp_path / "two")
    assert not same_bytes(tmp_path / "one", tmp_path / "three")
    assert not same_bytes(tmp_path / "one", tmp_path / "four")


def test_a_store_is_filled_with_as_much_as_was_asked_for_alike_each_time(tmp_path: Path) -> None:
    stores = []
    for name in ("one.db", "two.db"):
        assert fill(tmp_path / name, films(), 200) == 10
        with sqlite3.connect(tmp_path / name) as connection:
            stores.append([list(connection.execute(f"SELECT * FROM {table} ORDER BY id")) for table in TABLES])
        connection.close()
    assert [len(rows) for rows in stores[0][:3]] == [10, 40, 200]
    assert stores[0] == stores[1]


TABLES = ("conversations", "slates", "impressions", "feedback")
