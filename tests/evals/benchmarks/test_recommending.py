"""The recommendation yardstick from its files to its figures, on a few made-up films and talks."""

import gzip
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import orjson
import pytest

from evals.benchmarks import recommending
from evals.benchmarks.recommending_ranking import Ranked, hits
from evals.benchmarks.recommending_replay import Replay
from evals.benchmarks.recommending_world import open_yardstick, write_items

GENRES = ("horror", "comedy", "war")


def _films() -> list[dict[str, object]]:
    return [
        {
            "item_id": str(n),
            "title": f"Quiet Hill {n}" if n % 2 else f"Loud Valley {n}",
            "year": 1980 + n,
            "genres": [GENRES[n % 3]],
            "overview": f"Somebody walks up a hill and meets {'a ghost' if n % 3 == 0 else 'a clown'}.",
            "votes": 100 + 10 * n,
            "rating": 5 + n / 10,
            "sources": {"rating": "tmdb9k" if n == 3 else "imdb5000"},
            "train_mentions_est": n,
        }
        for n in range(30)
    ]


def _talk(name: str, suggested: str) -> dict[str, object]:
    turns = [
        {"role": "recommender", "text": "Hello, what do you like?", "items": []},
        {"role": "seeker", "text": "I like horror, such as Quiet Hill 3 (1983)", "items": ["3"]},
        {"role": "recommender", "text": "Then try Quiet Hill 9, and Quiet Hill 3 again", "items": [suggested, "3"]},
    ]
    return {"dialogue_id": name, "turns": turns, "item_feedback": {suggested: {"seeker": {"liked": 1}}}}


def _write(path: Path, rows: Iterable[dict[str, object]]) -> None:
    with gzip.open(path, "wb") as file:
        file.writelines(orjson.dumps(row) + b"\n" for row in rows)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TASTEMAKER_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("TASTEMAKER_EMBEDDER", "hash")
    _write(tmp_path / "catalogue.jsonl.gz", _films())
    _write(tmp_path / "valid.norm.jsonl.gz", [_talk("a", "9"), _talk("b", "21")])
    _write(tmp_path / "train.norm.jsonl.gz", [_talk(f"t{n}", "9") for n in range(4)])
    return tmp_path


def test_a_run_ends_with_the_figures(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    recommending.run(data, "redial", "valid", 0, 7, True, signals=True, tuned=True, logs=True)
    found = orjson.loads(capsys.readouterr().out.splitlines()[-1])
    assert (found["n_all"], found["n_fresh"]) == (4, 2)
    assert found["all"]["r50"] == 0.5  # what was named already is not recommended again
    assert found["fresh"]["r50"] == 1.0
    rows = found["rows"]
    assert rows["naive repeat"]["all"]["r10"] == 0.5
    assert rows["popularity in train dialogues"]["fresh"]["r10"] == 0.5
    assert rows["naive repeat"]["interval"]["all"]["r10"] == [0.5, 0.5]  # every dialogue is alike
    assert found["counts"]["turns joined"][1] == ["pairs", 4, 3823, "differs"]
    assert found["counts"]["messages"][3] == ["fresh_pairs", 2, None, ""]
    assert found["baselines"]["naive repeat"]["r10"] == [0.5, 0.09, False]
    assert "without wishes" in rows
    assert "quality alone" in rows
    assert sum(rows["weights learned on train"]["weights"].values()) == pytest.approx(1)
    assert rows["likes in train logs, weights learned"]["fresh"]["r10"] >= 0.5


def test_the_corrected_annotation_has_a_row_where_there_is_one(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    talk = _talk("a", "9")
    turns = talk["turns"]
    assert isinstance(turns, list)
    _write(data / "valid.norm.jsonl.gz", [{**talk, "turns": [{**one, "items_v2": one["items"][:1]} for one in turns]}])
    recommending.run(data, "inspired", "valid", 0, 7, True)
    found = orjson.loads(capsys.readouterr().out.splitlines()[-1])
    assert found["n_all"] == 2
    assert found["rows"]["annotation corrected by hand"]["n_all"] == 1


def test_a_missing_split_is_a_sentence(data: Path) -> None:
    with pytest.raises(SystemExit, match="no dialogues of the split “test”"):
        recommending.run(data, "redial", "test", 0, 7, False)


def test_counts_from_dialogues_are_no_columns_and_votes_are_on_one_scale(data: Path, tmp_path: Path) -> None:
    file = write_items(data, tmp_path / "items.jsonl")
    rows = [orjson.loads(line) for line in file.read_bytes().splitlines()]
    assert not any("train_mentions_est" in row or "sources" in row for row in rows)
    assert rows[3]["votes"] == 130 * 50
    assert rows[4]["votes"] == 140


def test_what_is_overheard_is_taste_and_links_are_likes(data: Path) -> None:
    from app.settings import load_settings
    from evals.benchmarks.recommending_dialogues import dialogues

    opened = open_yardstick(data, "redial", load_settings())
    talk = dialogues(data, "valid")[0]
    (asked,) = Replay(opened.catalogue, opened.reader, 10).play(talk)
    assert asked.truths == ("9", "3")
    assert asked.fresh == {"9"}
    assert asked.query.like == ("3",)
    assert asked.query.exclude == {"3"}
    assert not asked.query.required
    assert [wish.constraint.value for wish in asked.query.wishes] == ["horror"]  # and no year of a title


def test_places_follow_the_weights() -> None:
    parts = np.array([[1.0, 0.5, 0.0], [0.0, 0.5, 1.0]], dtype=np.float32)
    one = Ranked("d", ("wishes", "quality"), parts, (2, None), (True, False))
    weights = {"wishes": 0.9, "quality": 0.1}
    assert [hit.place for hit in hits([one], weights)] == [3, np.inf]
    assert [hit.place for hit in hits([one], weights, ("wishes",))] == [1, np.inf]
