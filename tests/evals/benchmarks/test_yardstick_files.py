"""Bad files of every yardstick: one sentence each, with the file, the line, and what would be right."""

import gzip
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from evals.benchmarks import dst, mcr, ratings, recommending
from evals.benchmarks.yardstick_files import FilesError, folder_of, json_file, table

Run = Callable[[Path], None]

TALK = {
    "dialogue_id": "1",
    "turns": [
        {"role": "seeker", "text": "something like Häxan", "items": ["1"]},
        {"role": "recommender", "text": "then this", "items": ["2"]},
    ],
}
FILM = {"item_id": "1", "title": "Häxan (1922)"}
VENUE = [{"id": "1", "name": "Café Blau", "food": "thai", "area": "north", "pricerange": "cheap"}]
VENUES = {
    "dialogue_id": "1",
    "turns": [
        {"role": "user", "text": "a café", "acts": {}},
        {"role": "system", "text": "where?", "acts": {}, "state": {"restaurant": {"food": "thai"}}},
    ],
}
RATINGS = "userId,movieId,rating,timestamp\n1,1,4.0,100\n1,2,3.5,200\n2,1,5.0,300\n"
MOVIES = "movieId,title,genres\n1,Häxan (1922),Horror\n2,Other (2000),Drama\n"
WORLD: Mapping[str, object] = {
    "catalogue": {"items": {"0": [0], "1": [0]}, "attribute_type": {"0": [3]}},
    "users": {"0": {"friends": [], "likes": [0]}},
    "interactions_train": {"0": [0]},
    "sessions_train": {"0": [[1]]},
}


def lines(*rows: object) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def good(name: str) -> Mapping[str, bytes]:
    """The files of a yardstick, none of them gzipped."""
    if name == "dst":
        return {"valid.jsonl": lines(VENUES, VENUES), "restaurant_db.json": json.dumps(VENUE).encode()}
    if name == "ratings":
        return {"ratings.csv": RATINGS.encode(), "movies.csv": MOVIES.encode()}
    if name == "mcr":
        return {f"{file}.json": json.dumps(found).encode() for file, found in WORLD.items()}
    return {"valid.norm.jsonl": lines(TALK, TALK), "catalogue.jsonl": lines(FILM)}


RUNS: Mapping[str, Run] = {
    "redial": lambda data: recommending.run(data, "redial", "valid", 0, 7, False),
    "inspired": lambda data: recommending.run(data, "inspired", "valid", 0, 7, False),
    "mcr": lambda data: mcr.run(data, "train", 1, 7, 0.0, False),
    "dst": lambda data: dst.run(data, "valid", 0, 7, False),
    "ratings": lambda data: ratings.run(data, 0, 7, False),
}
MAIN = {
    "redial": "valid.norm.jsonl",
    "inspired": "valid.norm.jsonl",
    "mcr": "users.json",
    "dst": "valid.jsonl",
    "ratings": "ratings.csv",
}
EVERY = pytest.mark.parametrize("name", RUNS)


@pytest.fixture(autouse=True)
def _apart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TASTEMAKER_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("TASTEMAKER_EMBEDDER", "hash")


def written(folder: Path, files: Mapping[str, bytes]) -> Path:
    folder.mkdir(exist_ok=True)
    for file, content in files.items():
        (folder / file).write_bytes(content)
    return folder


def told(name: str, data: Path) -> str:
    """What the yardstick ends with; it has to be a sentence of one line."""
    with pytest.raises(SystemExit) as ended:
        RUNS[name](data)
    sentence = str(ended.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


@EVERY
def test_a_folder_that_is_not_there(name: str, tmp_path: Path) -> None:
    sentence = told(name, tmp_path / "none")
    assert "none” is not there" in sentence
    assert f"docs/benchmarks/{name}.md" in sentence


@EVERY
def test_a_file_in_place_of_the_folder(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert "file” is no folder" in told(name, tmp_path / "file")


@EVERY
def test_another_folder_is_told_with_what_it_holds(name: str, tmp_path: Path) -> None:
    sentence = told(name, written(tmp_path / "photos", {"holiday.png": b""}))
    assert "photos”" in sentence
    assert "holiday.png" in sentence
    assert "docs/benchmarks/" in sentence


@EVERY
def test_a_file_that_is_not_there(name: str, tmp_path: Path) -> None:
    files = {file: content for file, content in good(name).items() if file != MAIN[name]}
    sentence = told(name, written(tmp_path / "data", files))
    assert f"no “{MAIN[name]}” or “{MAIN[name]}.gz”" in sentence


@EVERY
def test_a_file_cut_short_in_a_line(name: str, tmp_path: Path) -> None:
    content = good(name)[MAIN[name]]
    sentence = told(name, written(tmp_path / "data", {**good(name), MAIN[name]: content[:-4]}))
    line = {"ratings": 4, "mcr": 1}.get(name, 2)
    assert f"{MAIN[name]}”, line {line}:" in sentence
    assert "cut short" in sentence


@EVERY
def test_a_gzip_file_cut_short(name: str, tmp_path: Path) -> None:
    files = dict(good(name))
    packed = gzip.compress(files.pop(MAIN[name]) * 200)
    sentence = told(name, written(tmp_path / "data", {**files, f"{MAIN[name]}.gz": packed[: len(packed) // 2]}))
    assert f"{MAIN[name]}.gz”" in sentence
    assert "cut short" in sentence


@EVERY
def test_a_file_in_another_encoding(name: str, tmp_path: Path) -> None:
    file = "movies.csv" if name == "ratings" else MAIN[name]
    content = good(name)[file].decode()
    if name == "mcr":
        content = content.replace("friends", "fréres")
    sentence = told(name, written(tmp_path / "data", {**good(name), file: content.encode("latin-1")}))
    line = 2 if name == "ratings" else 1
    assert f"{file}”, line {line}: byte" in sentence
    assert "has to be UTF-8" in sentence


@EVERY
def test_a_column_that_is_missing(name: str, tmp_path: Path) -> None:
    column, other = {"mcr": ("likes", "loves"), "ratings": ("timestamp", "when")}.get(name, ("turns", "talk"))
    content = good(name)[MAIN[name]].decode().replace(column, other)
    sentence = told(name, written(tmp_path / "data", {**good(name), MAIN[name]: content.encode()}))
    assert f"no “{column}”; it has to have" in sentence
    assert f"“{other}”" in sentence
    assert "line 1" in sentence or "user “0”" in sentence


def test_a_rating_that_is_none_is_told_with_its_line(tmp_path: Path) -> None:
    for cell, words in (("7", "no rating from 0.5 to 5"), ("good", "no number")):
        bad = RATINGS.replace("3.5", cell).encode()
        sentence = told("ratings", written(tmp_path / "data", {**good("ratings"), "ratings.csv": bad}))
        assert "ratings.csv”, line 3: " in sentence
        assert f"“{cell}” in the column “rating” is {words}" in sentence


def test_sessions_of_another_data_set(tmp_path: Path) -> None:
    files = {**good("mcr"), "sessions_train.json": json.dumps({"0": [[99]]}).encode()}
    assert "does not go with 2 items" in told("mcr", written(tmp_path / "data", files))


def test_dialogues_of_venues_without_a_database(tmp_path: Path) -> None:
    files = {file: content for file, content in good("dst").items() if file != "restaurant_db.json"}
    assert "neither a database of MultiWOZ" in told("dst", written(tmp_path / "data", files))


def test_a_database_cut_short(tmp_path: Path) -> None:
    files = {**good("dst"), "restaurant_db.json": good("dst")["restaurant_db.json"][:-9]}
    assert "restaurant_db.json" in told("dst", written(tmp_path / "data", files))


def test_the_folder_of_all_yardsticks_will_do(tmp_path: Path) -> None:
    written(tmp_path, {})
    inner = written(tmp_path / "redial", good("redial"))
    assert folder_of(tmp_path, "redial", "*.norm.jsonl*") == inner
    assert folder_of(inner, "redial", "*.norm.jsonl*") == inner


def test_tables_have_quoted_cells_and_lines_of_their_own(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text('id,name\n1,"two\nlines"\n2,plain\n')
    assert list(table(file, ("id",))) == [(3, {"id": "1", "name": "two\nlines"}), (4, {"id": "2", "name": "plain"})]
    file.write_text('id,name\n1,"never closed\n')
    with pytest.raises(FilesError, match=r"t.csv”, line 2: .*cut short"):
        list(table(file, ("id",)))


def test_json_over_several_lines_is_told_with_the_line(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text('{\n "a": 1,\n "b" 2\n}')
    with pytest.raises(FilesError, match=r"one.json”, line 3: no JSON from column"):
        json_file(tmp_path / "one.json")
