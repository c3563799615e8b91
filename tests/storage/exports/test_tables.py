"""Tables of people and items, read by what is at hand; their own consumers read them in `tests/trainers`."""

import csv
import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import orjson
import pyarrow.parquet
import pytest

from storage.exports.format import ExportError, Format
from storage.exports.gorse import GORSE
from storage.exports.lenskit import LENSKIT
from storage.exports.metarank import METARANK
from storage.exports.movielens import MOVIELENS
from storage.exports.parquet import PARQUET
from storage.exports.recbole import RECBOLE
from storage.exports.writing import export
from storage.labels.told import Told
from tests.storage.exports.making import BEGIN, label, shelf, told

SECONDS = int(BEGIN.timestamp())


def exported(form: Format, talks: list[Told], out: Path) -> Path:
    export(form, talks, shelf(), out, filters={})
    return out


def table(file: Path, delimiter: str) -> list[list[str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines, delimiter=delimiter))


def lines(file: Path) -> list[dict[str, object]]:
    return [orjson.loads(line) for line in file.read_bytes().splitlines()]


def parquet(file: Path) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = pyarrow.parquet.read_table(file).to_pylist()
    return rows


MIND_CHANGED = [
    told("c1", "ann", labels=[label("c1", "l2", 3.0, rule="accept"), label("c1", "l3", 0.0, rule="dislike")]),
    told("c2", "bob", labels=[label("c2", "l4", 1.0, "implicit", "click")]),
    told("c3", "ann", labels=[replace(label("c3", "l2", 0.0, rule="dislike"), reason="too\tshiny")], day=1),
]
"""Ann took the bell, and another day did not want it; Bob only clicked."""


# --- RecBole ----------------------------------------------------------------------------------------------------------


def test_recbole_finds_its_atomic_files_under_the_catalogues_name(tmp_path: Path) -> None:
    out = exported(RECBOLE, MIND_CHANGED, tmp_path / "out")
    found = {str(file.relative_to(out)) for file in out.rglob("*") if file.is_file()}
    assert found == {"lamps/lamps.inter", "lamps/lamps.item", "lamps/lamps.user", "lamps.yaml", "manifest.json"}


def test_recbole_has_one_row_a_person_and_item_the_latest(tmp_path: Path) -> None:
    out = exported(RECBOLE, MIND_CHANGED, tmp_path / "out")
    header, *rows = table(out / "lamps" / "lamps.inter", "\t")
    assert header == ["user_id:token", "item_id:token", "rating:float", "timestamp:float"]
    assert [row[:3] for row in rows] == [["ann", "l2", "1.0"], ["ann", "l3", "1.0"], ["bob", "l4", "2.3333"]]
    assert int(rows[0][3]) >= SECONDS + 24 * 3600
    assert table(out / "lamps" / "lamps.user", "\t")[1:] == [["ann", "page"], ["bob", "page"]]


def test_recboles_items_have_a_field_an_attribute_and_nothing_that_breaks_a_line(tmp_path: Path) -> None:
    out = exported(RECBOLE, MIND_CHANGED, tmp_path / "out")
    header, *rows = table(out / "lamps" / "lamps.item", "\t")
    assert header == ["item_id:token", "title:token_seq", "style:token_seq", "price:float", "dimmable:float"]
    assert rows[0] == ["l1", "Arc", "brass floor", "120.0", "1.0"]
    assert rows[2] == ["l3", "Cone", "steel", "25.5", ""]
    assert '"' not in (out / "lamps" / "lamps.item").read_text()


# --- LensKit ----------------------------------------------------------------------------------------------------------


def test_for_lenskit_interest_and_judgement_are_apart(tmp_path: Path) -> None:
    out = exported(LENSKIT, MIND_CHANGED, tmp_path / "out")
    interest = parquet(out / "interactions.parquet")
    ratings = parquet(out / "ratings.parquet")
    assert [(row["user_id"], row["item_id"]) for row in interest] == [("ann", "l2"), ("bob", "l4")]
    assert [(row["user_id"], row["item_id"], row["rating"]) for row in ratings] == [
        ("ann", "l2", 1.0),
        ("ann", "l3", 1.0),
    ]
    assert parquet(out / "users.parquet") == [
        {"user_id": "ann", "split": "train"},
        {"user_id": "bob", "split": "train"},
    ]
    assert len(parquet(out / "items.parquet")) == 4


# --- MovieLens --------------------------------------------------------------------------------------------------------


def test_movielens_has_numbers_half_stars_and_reasons_for_tags(tmp_path: Path) -> None:
    rated = replace(label("c4", "l4", 1.5, rule="rating"), relevance=1.5)
    out = exported(MOVIELENS, [*MIND_CHANGED, told("c4", "bob", labels=[rated])], tmp_path / "out")
    header, *ratings = table(out / "ratings.csv", ",")
    assert header == ["userId", "movieId", "rating", "timestamp"]
    assert [row[:3] for row in ratings] == [["1", "2", "1.0"], ["1", "3", "1.0"], ["2", "4", "3.0"]]
    assert [row[:3] for row in table(out / "tags.csv", ",")[1:]] == [["1", "2", "too shiny"]]
    assert table(out / "users.csv", ",") == [["userId", "person"], ["1", "ann"], ["2", "bob"]]
    assert table(out / "items.csv", ",")[1:] == [["1", "l1"], ["2", "l2"], ["3", "l3"], ["4", "l4"]]
    assert table(out / "movies.csv", ",")[1] == ["1", "Arc", "brass|floor"]


# --- Gorse ------------------------------------------------------------------------------------------------------------


def test_gorse_knows_what_was_shown_and_what_came_of_it(tmp_path: Path) -> None:
    out = exported(GORSE, [told("c1", "ann")], tmp_path / "out")
    found = [(row["FeedbackType"], row["ItemId"], row["Value"]) for row in lines(out / "feedback.jsonl")]
    assert found == [
        ("shown", "l2", 0.0),
        ("shown", "l3", 0.0),
        ("shown", "l4", 0.0),
        ("accept", "l2", 3.0),
        ("dislike", "l3", 0.0),
    ]
    assert lines(out / "feedback.jsonl")[0]["Timestamp"] == "2026-03-01T12:00:00Z"
    assert lines(out / "items.jsonl")[1]["Labels"] == {"style": ["glass"]}
    assert lines(out / "users.jsonl") == [{"UserId": "ann", "Labels": {}}]


@pytest.mark.parametrize("form", [GORSE, METARANK], ids=lambda form: form.name)
def test_where_nothing_came_of_it_there_is_nothing_to_learn(form: Format, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="of one kind"):
        exported(form, [told(labels=[])], tmp_path / "out")


# --- Metarank ---------------------------------------------------------------------------------------------------------


def test_metaranks_events_come_in_the_order_of_time_and_find_their_ranking(tmp_path: Path) -> None:
    late = told("c1", "ann", day=3)
    early = told("c2", "bob", day=1)
    out = exported(METARANK, [late, early], tmp_path / "out")
    events = lines(out / "events.jsonl")
    assert [event["event"] for event in events] == ["item"] * 4 + ["ranking", "interaction", "interaction"] * 2
    times = [int(str(event["timestamp"])) for event in events]
    assert times == sorted(times)
    assert events[4]["id"] == events[5]["ranking"] == "c2-s"
    assert events[4]["items"] == [
        {"id": item, "fields": [{"name": "relevancy", "value": score}]}
        for item, score in (("l2", 0.9), ("l3", 0.8), ("l4", 0.7))
    ]
    assert (events[5]["type"], events[5]["item"], events[5]["user"]) == ("accept", "l2", "bob")


# --- Parquet ----------------------------------------------------------------------------------------------------------


def test_parquet_has_everything_and_its_tables_join(tmp_path: Path) -> None:
    judged = label("c1", "l4", 2.0, "synthetic", "judge.v1")
    out = exported(PARQUET, [told(labels=[*told().labels, judged])], tmp_path / "out")
    shown = {row["impression_id"]: row for row in parquet(out / "impressions.parquet")}
    assert [shown[row["impression_id"]]["item_id"] for row in parquet(out / "feedback.parquet")] == ["l2", "l3"]
    assert [row["source"] for row in parquet(out / "labels.parquet")] == ["explicit", "explicit", "synthetic"]
    (turn,) = parquet(out / "turns.parquet")
    assert turn["utterance"] == "a glass lamp, not too dear"
    assert orjson.loads(str(turn["acts"]))[0]["kind"] == "reveal"
    assert orjson.loads(str(turn["profile"]))["waived"] == ["dimmable", "style"]
    (talk,) = parquet(out / "conversations.parquet")
    assert talk["opened_at"] == BEGIN
    assert (talk["person"], talk["split"], talk["consent"]) == ("a1", "train", "given")
    assert orjson.loads(str(parquet(out / "items.parquet")[0]["values"]))["price"] == 120.0


SORTED = """
import sys
from pathlib import Path
from storage.exports.parquet import PARQUET
from storage.exports.writing import export
from tests.storage.exports.making import shelf, talks

export(PARQUET, talks(3), shelf(), Path(sys.argv[1]), filters={})
"""


def test_sets_are_written_alike_by_every_process(tmp_path: Path) -> None:
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", SORTED, str(tmp_path / seed)], env=environment, check=True)
    names = [file.name for file in (tmp_path / "1").iterdir()]
    assert names
    assert all((tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes() for name in names)


def test_many_rows_are_written_in_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.exports.files.GROUP_ROWS", 4)
    talks = [told(f"c{number}", f"a{number}") for number in range(10)]
    out = exported(PARQUET, talks, tmp_path / "out")
    file = pyarrow.parquet.ParquetFile(out / "impressions.parquet")
    assert (file.metadata.num_rows, file.metadata.num_row_groups) == (30, 8)


def test_interactions_happen_when_somebody_made_up_their_mind(tmp_path: Path) -> None:
    talk = told()
    given = (replace(talk.feedback[0], at=BEGIN + timedelta(hours=1)), *talk.feedback[1:])
    out = exported(RECBOLE, [replace(talk, feedback=given)], tmp_path / "out")
    times = {row[1]: int(row[3]) for row in table(out / "lamps" / "lamps.inter", "\t")[1:]}
    assert times == {"l2": SECONDS + 3600, "l3": SECONDS + 2}
