"""The frame: what is written is whole, counted, hashed, and the same again."""

import errno
import hashlib
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from storage.exports.format import ExportError, Format, Line, Table, by_split, columns_of
from storage.exports.formats import FORMATS, find_format
from storage.exports.pairs import LABELLED, PAIRS
from storage.exports.shelf import ItemShelf
from storage.exports.writing import Exported, export
from storage.labels.told import Told
from tests.storage.exports.making import DOMAIN, label, shelf, talks, told


def made(out: Path, form: Format = PAIRS, count: int = 20, force: bool = False, synthetic: bool = False) -> Exported:
    return export(form, talks(count), shelf(), out, filters={"split": "person"}, force=force, synthetic=synthetic)


def rows(file: Path) -> list[dict[str, object]]:
    return [orjson.loads(line) for line in file.read_bytes().splitlines()]


def manifest(out: Path) -> dict[str, object]:
    found: dict[str, object] = orjson.loads((out / "manifest.json").read_bytes())
    return found


def everything(out: Path) -> dict[str, bytes]:
    return {str(file.relative_to(out)): file.read_bytes() for file in sorted(out.rglob("*")) if file.is_file()}


def test_rows_go_to_the_split_of_their_person(tmp_path: Path) -> None:
    made(tmp_path / "out")
    assert [len(rows(tmp_path / "out" / f"{split}.jsonl")) for split in ("train", "valid", "test")] == [14, 4, 2]
    assert list(rows(tmp_path / "out" / "train.jsonl")[0]) == ["anchor", "positive"]


def test_the_manifest_counts_what_is_there_and_knows_each_files_hash(tmp_path: Path) -> None:
    out = tmp_path / "out"
    made(out)
    found = manifest(out)
    assert found["rows"] == {
        "all": 20,
        "by_split": {"train": 14, "valid": 4, "test": 2},
        "by_consent": {"given": 20},
        "by_source": {"explicit": 20},
        "by_rule": {"accept": 20},
    }
    assert found["read"] == {
        "conversations": 20, "people": 20, "turns": 20, "impressions": 60, "feedback": 40, "labels": 40, "pairs": 20
    }  # fmt: skip
    assert found["shown_of_versions"] == {"v1": 60}
    files = found["files"]
    assert isinstance(files, list)
    for one in files:
        content = (out / one["path"]).read_bytes()
        assert (one["bytes"], one["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
        assert one["rows"] == len(content.splitlines())
    assert {*everything(out)} == {"manifest.json", *(one["path"] for one in files)}


def test_each_row_has_an_origin_in_the_same_order(tmp_path: Path) -> None:
    out = tmp_path / "out"
    made(out)
    train = [one for one in rows(out / "origins.jsonl") if one["file"] == "train.jsonl"]
    assert [one["row"] for one in train] == list(range(1, 15))
    assert train[0] == {
        "file": "train.jsonl",
        "row": 1,
        "conversation": "c1",
        "turn": 1,
        "items": ["l2"],
        "source": "explicit",
        "rule": "accept",
        "weight": 0.5,
    }


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_a_second_export_is_the_same_to_the_byte(form: Format, tmp_path: Path) -> None:
    made(tmp_path / "one", form)
    made(tmp_path / "two", form)
    assert everything(tmp_path / "one") == everything(tmp_path / "two")


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_every_row_has_the_columns_of_its_table(form: Format, tmp_path: Path) -> None:
    for talk in talks(10):
        for line in (*form.catalogue(shelf()), *form.rows(talk, shelf())):
            columns = columns_of(form.tables[line.table], DOMAIN)
            assert not columns or list(line.row) == list(columns)


def test_equal_rows_are_written_once_and_never_to_two_splits(tmp_path: Path) -> None:
    same = [told("c1", "a1", "train"), told("c2", "a2", "train"), told("c3", "a3", "valid")]
    done = export(PAIRS, [*same, told("c9", "a9", said="another")], shelf(), tmp_path / "out", filters={})
    assert len(rows(tmp_path / "out" / "train.jsonl")) == 2
    assert not (tmp_path / "out" / "valid.jsonl").exists()
    assert done.tally.duplicates == 2


def test_items_that_left_the_catalogue_are_left_out_and_counted(tmp_path: Path) -> None:
    lamps = shelf([item for item in shelf().items() if item.id != "l2"])
    talk = told(labels=[label("c1", "l2", 3), label("c1", "l3", 0), label("c1", "l4", 3)])
    export(LABELLED, [talk], lamps, tmp_path / "out", filters={})
    assert [one["label"] for one in rows(tmp_path / "out" / "train.jsonl")] == [0.0, 1.0]
    assert manifest(tmp_path / "out")["left_out"] == {"duplicates": 0, "items_gone": 1, "synthetic": 0}


def test_what_a_model_judged_is_there_only_where_asked_for(tmp_path: Path) -> None:
    talk = told(labels=[*told().labels, label("c1", "l4", 2, "synthetic", "judge")])
    export(LABELLED, [talk], shelf(), tmp_path / "people", filters={})
    export(LABELLED, [talk], shelf(), tmp_path / "both", filters={}, synthetic=True)
    assert len(rows(tmp_path / "people" / "train.jsonl")) == 2
    assert [one["source"] for one in rows(tmp_path / "both" / "origins.jsonl")] == ["explicit"] * 2 + ["synthetic"]


# --- refusals ---------------------------------------------------------------------------------------------------------


def refused(form: Format, conversations: list[Told], out: Path, force: bool = False) -> str:
    with pytest.raises(ExportError) as caught:
        export(form, conversations, shelf(), out, filters={}, force=force)
    return str(caught.value)


def test_nothing_to_export_is_a_sentence_and_no_folder(tmp_path: Path) -> None:
    assert "no conversations" in refused(PAIRS, [], tmp_path / "out")
    assert "None of 1 conversations" in refused(PAIRS, [told(labels=[])], tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_one_class_is_refused(tmp_path: Path) -> None:
    talk = told(labels=[label("c1", "l2", 3), label("c1", "l3", 2)])
    assert "are positive" in refused(LABELLED, [talk], tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_few_rows_come_with_a_warning(tmp_path: Path) -> None:
    done = made(tmp_path / "out", count=4)
    assert "Only 4 rows to train on" in done.warnings[0]
    assert "No rows of valid or test" in done.warnings[1]
    assert manifest(tmp_path / "out")["warnings"] == list(done.warnings)


def test_an_export_that_is_there_is_replaced_only_by_force(tmp_path: Path) -> None:
    out = tmp_path / "out"
    made(out, count=20)
    assert "--force" in refused(PAIRS, talks(3), out)
    assert len(rows(out / "train.jsonl")) == 14
    made(out, count=3, force=True)
    assert len(rows(out / "train.jsonl")) == 3
    assert [one.name for one in tmp_path.iterdir()] == ["out"]


def test_what_is_no_export_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "letter.txt").write_text("dear")
    (tmp_path / "file").write_text("dear")
    for name in ("home", "file"):
        assert "no export of ours" in refused(PAIRS, talks(3), tmp_path / name, force=True)
    assert (tmp_path / "home" / "letter.txt").read_text() == "dear"


def test_a_failed_replacement_leaves_the_old_export(tmp_path: Path) -> None:
    out = tmp_path / "out"
    made(out)
    before = everything(out)
    refused(PAIRS, [], out, force=True)
    assert everything(out) == before
    assert [one.name for one in tmp_path.iterdir()] == ["out"]


def test_an_unknown_format_is_told_which_there_are() -> None:
    with pytest.raises(ExportError, match="st-pairs"):
        find_format("csv")


# --- faults -----------------------------------------------------------------------------------------------------------


def breaking(error: BaseException) -> Iterator[Told]:
    yield from talks(5)
    raise error


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
@pytest.mark.parametrize("error", [KeyboardInterrupt(), RuntimeError("the database went away")], ids=["^C", "error"])
def test_an_interrupted_export_leaves_nothing(error: BaseException, form: Format, tmp_path: Path) -> None:
    with pytest.raises(type(error)):
        export(form, breaking(error), shelf(), tmp_path / "out", filters={})
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_a_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    def rows_until_full(talk: Told, lamps: ItemShelf) -> Iterator[Line]:
        yield from PAIRS.rows(talk, lamps)
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(ExportError, match=r"disk of .* is full"):
        export(replace(PAIRS, rows=rows_until_full), talks(3), shelf(), tmp_path / "out", filters={})
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_may_not_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ExportError, match="cannot be written"):
        export(PAIRS, talks(3), shelf(), tmp_path / "file" / "out", filters={})


KILLED = """
import sys, time
from pathlib import Path
from storage.exports.pairs import PAIRS
from storage.exports.writing import export
from tests.storage.exports.making import shelf, talks

def slow():
    for talk in talks(5):
        yield talk
    print("begun", flush=True)
    time.sleep(60)

export(PAIRS, slow(), shelf(), Path(sys.argv[1]), filters={}, force=True)
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT], ids=["kill", "interrupt"])
def test_a_killed_export_leaves_what_was_there_and_the_next_one_clears_up(how: signal.Signals, tmp_path: Path) -> None:
    out = tmp_path / "out"
    made(out)
    before = everything(out)
    running = subprocess.Popen([sys.executable, "-c", KILLED, str(out)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert running.stdout
    assert running.stdout.readline() == b"begun\n"
    drafts = [one for one in tmp_path.iterdir() if one != out]
    assert len(drafts) == 1
    made(tmp_path / "other")  # one that goes on beside it does not touch it
    with pytest.raises(ExportError):
        made(out)
    assert drafts[0].exists()
    running.send_signal(how)
    running.communicate(timeout=20)
    assert everything(out) == before
    made(out, count=7, force=True)
    assert {one.name for one in tmp_path.iterdir()} == {"out", "other"}


def test_a_replacement_cut_off_between_its_two_renames_is_put_back(tmp_path: Path) -> None:
    out = tmp_path / "out"
    made(out)
    before = everything(out)
    out.rename(tmp_path / ".out.old-1234")
    refused(PAIRS, [], tmp_path / "out")
    assert everything(out) == before


# --- tables -----------------------------------------------------------------------------------------------------------


def test_of_rows_with_one_key_the_latest_stays_in_the_first_ones_place(tmp_path: Path) -> None:
    def seen(talk: Told, _: ItemShelf) -> Iterator[Line]:
        yield Line("all", {"who": talk.person, "what": talk.id})

    form = Format(
        "x", "x", "x", seen, {"all": Table("all.csv", {"who": "text", "what": "text"}, "csv", latest=("who",))}
    )
    people = [told("c1", "a"), told("c2", "b"), told("c3", "a"), told("c4", "a")]
    done = export(form, people, shelf(), tmp_path / "out", filters={})
    assert (tmp_path / "out" / "all.csv").read_text() == "who,what\na,c4\nb,c2\n"
    assert (done.tally.rows, done.tally.duplicates) == (2, 2)


def test_numbered_columns_count_from_one_in_order_of_appearance(tmp_path: Path) -> None:
    def seen(talk: Told, _: ItemShelf) -> Iterator[Line]:
        yield Line("all", {"who": talk.person, "what": talk.id})

    table = Table("all.csv", {"who": "whole", "what": "text"}, "csv", numbered=("who",))
    people = [told("c1", "b"), told("c2", "a"), told("c3", "b")]
    export(Format("x", "x", "x", seen, {"all": table}), people, shelf(), tmp_path / "out", filters={})
    assert (tmp_path / "out" / "all.csv").read_text() == "who,what\n1,c1\n2,c2\n1,c3\n"


def test_a_row_of_other_columns_than_its_tables_is_a_mistake_of_ours(tmp_path: Path) -> None:
    form = Format("x", "x", "x", lambda *_: iter([Line("train", {"b": 1})]), by_split({"a": "whole"}))
    with pytest.raises(TypeError, match="'b'"):
        export(form, talks(1), shelf(), tmp_path / "out", filters={})
    assert list(tmp_path.iterdir()) == []
