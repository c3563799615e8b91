"""The yardstick of imported logs on a few made-up talks: what survives is counted by a reader of its own."""

import gzip
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import orjson
import pytest

from evals.benchmarks import logs
from evals.benchmarks.logs_ranker import cases, gains, intervals, places


def _films() -> list[dict[str, object]]:
    return [
        {
            "item_id": str(n),
            "title": f"Quiet Hill {n}" if n % 2 else f"Loud Valley {n}",
            "year": 1980 + n,
            "genres": [("horror", "comedy", "war")[n % 3]],
            "overview": f"Somebody walks up a hill and meets {'a ghost' if n % 3 == 0 else 'a clown'}.",
        }
        for n in range(20)
    ]


def _talk(number: int) -> dict[str, object]:
    turns = [
        {"role": "recommender", "text": "Hello, what do you like?", "items": []},
        {"role": "seeker", "text": "My name is Zora Quill.", "items": []},
        {"role": "seeker", "text": f"I like horror, write to zora{number}@example.org", "items": ["3"]},
        {"role": "recommender", "text": "Zora, then try Quiet Hill 9", "items": ["9"]},
        {"role": "recommender", "text": "or one that nobody has", "items": ["999"]},
    ]
    forms = {"9": {"seeker": {"liked": number % 2}}, "3": {"seeker": {"liked": 1}}, "999": {"seeker": {"liked": 1}}}
    return {"dialogue_id": str(number), "turns": turns, "item_feedback": forms}


def _write(path: Path, rows: Iterable[dict[str, object]]) -> None:
    with gzip.open(path, "wb") as file:
        file.writelines(orjson.dumps(row) + b"\n" for row in rows)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TASTEMAKER_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("TASTEMAKER_EMBEDDER", "hash")
    monkeypatch.setattr(logs, "TRAINERS", tmp_path / "nowhere")
    _write(tmp_path / "catalogue.jsonl.gz", _films())
    _write(tmp_path / "train.norm.jsonl.gz", [_talk(n) for n in range(4)])
    _write(tmp_path / "valid.norm.jsonl.gz", [_talk(n) for n in range(4, 6)])
    return tmp_path


def test_every_dialogue_survives_the_round_trip(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    logs.run(data, "redial", 7, True)
    found = orjson.loads(capsys.readouterr().out.splitlines()[-1])
    assert found["round_trip"] == {
        "dialogues": 6,
        "exported": 6,
        "same_words": 6,
        "same_words_and_likes": 6,
        "scrubbed": 6,
    }
    assert (found["brought"]["train"]["brought"], found["brought"]["valid"]["signals"]["like"]) == (4, 3)
    assert found["ranker"] == {}


def test_a_folder_without_dialogues_is_a_sentence(data: Path) -> None:
    (data / "valid.norm.jsonl.gz").unlink()
    with pytest.raises(SystemExit, match="no dialogues of the split “valid”"):
        logs.run(data, "redial", 7, False)


def test_of_each_person_the_last_item_is_to_be_found() -> None:
    pandas = pytest.importorskip("pandas")
    rows = pandas.DataFrame({"user_id": ["a", "b", "a", "a", "b"], "item_id": ["x", "x", "new", "y", "new"]})
    (case,) = cases(rows, frozenset({"x", "y", "z"}))
    assert (case.known, case.wanted) == (("x",), "y")
    assert places(lambda known, left: np.array([float(one == "y") for one in left]), ["x", "y", "z"], [case]) == [1.0]
    assert places(lambda known, left: np.zeros(len(left)), ["x", "y", "z"], [case]) == [1.5]


def test_an_interval_holds_the_mean_and_a_clear_difference_leaves_out_nothing() -> None:
    better, worse = gains(np.full(50, 2.0)), gains(np.full(50, 40.0))
    told = intervals(better, worse, 7)
    mrr = told["mrr"]
    assert isinstance(mrr, dict)
    assert mrr["difference"] == [0.475, 0.475, 0.475]
