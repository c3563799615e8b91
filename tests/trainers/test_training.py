"""Each export is loaded by its real consumer, as it lies there, and trains it for a few steps."""

from collections.abc import Mapping
from math import isclose, log
from pathlib import Path

import pytest

from storage.exports.formats import FORMATS
from tests.trainers.conftest import Exports
from tests.trainers.consuming import Failed, Found, consumed, result

pytestmark = pytest.mark.trainers

Founds = Mapping[str, Found | Failed]
TEXTS = ("st-pairs", "st-triplets", "st-labelled", "st-lists", "st-teacher", "st-margins")
CHATS = ("trl-sft", "trl-dpo", "trl-kto", "trl-reward", "p5")
NOT_TABLES = ("metarank",)
"""Events of several kinds in one file."""
TABLES = tuple(form.name for form in FORMATS if form.name not in NOT_TABLES)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the consumers keep what they keep."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def texts(exports: Exports, home: Path) -> Founds:
    return consumed("train_sentence_transformers", {name: exports[name] for name in TEXTS}, home)


@pytest.fixture(scope="module")
def chats(exports: Exports, home: Path) -> Founds:
    return consumed("train_trl", {name: exports[name] for name in CHATS}, home)


@pytest.fixture(scope="module")
def tables(exports: Exports, home: Path) -> Founds:
    return consumed("load_tables", {name: exports[name] for name in TABLES}, home)


@pytest.mark.parametrize("name", TABLES)
def test_every_file_is_read_as_a_table(exports: Exports, tables: Founds, name: str) -> None:
    files = result(tables, name)["files"]
    assert isinstance(files, dict)
    told = exports.files(name)
    assert files == {path: [rows, columns] for path, (rows, columns) in told.items()}


@pytest.mark.parametrize("name", TEXTS)
def test_sentence_transformers_learns(exports: Exports, texts: Founds, name: str) -> None:
    found = result(texts, name)
    assert found["rows"] == exports.rows(name, "train.jsonl")
    for loss, (before, after) in losses(found).items():
        assert after < before, loss


@pytest.mark.parametrize("name", CHATS)
def test_trl_learns(exports: Exports, chats: Founds, name: str) -> None:
    found = result(chats, name)
    assert found["rows"] == exports.rows(name, "train.jsonl")
    for loss, (before, after) in losses(found).items():
        assert after < before, loss


def test_dpo_begins_undecided_and_kto_too(chats: Founds) -> None:
    """A model that is still its own reference prefers neither answer."""
    (dpo,), (kto,) = (losses(result(chats, name)).values() for name in ("trl-dpo", "trl-kto"))
    assert isclose(dpo[0], log(2), abs_tol=1e-3)
    assert isclose(kto[0], 0.5, abs_tol=1e-3)


def test_recbole_runs_with_the_configuration_that_comes_along(exports: Exports, home: Path) -> None:
    found = result(consumed("train_recbole", {"recbole": exports["recbole"]}, home), "recbole")
    inter = exports.rows("recbole", "teas/teas.inter")
    assert found["rows"] == inter
    wanted = found["wanted"]
    assert isinstance(wanted, int)
    assert 0 < wanted < inter
    scores = found["ndcg"]
    assert isinstance(scores, dict)
    assert set(scores) == {"Pop", "BPR"}
    assert all(0 <= score <= 1 for score in scores.values())


@pytest.fixture(scope="module")
def lenskit(exports: Exports, home: Path) -> Founds:
    return consumed("train_lenskit", {name: exports[name] for name in ("lenskit", "movielens")}, home)


def test_lenskit_trains_on_interest_and_on_ratings(exports: Exports, lenskit: Founds) -> None:
    found = result(lenskit, "lenskit")
    names = ("interactions", "ratings")
    assert found["rows"] == {name: exports.rows("lenskit", f"{name}.parquet") for name in names}
    recommends(found)


def test_lenskit_reads_the_files_of_movielens(exports: Exports, lenskit: Founds) -> None:
    found = result(lenskit, "movielens")
    assert found["rows"] == exports.rows("movielens", "ratings.csv")
    recommends(found)


def recommends(found: Found) -> None:
    recommended = found["recommended"]
    assert isinstance(recommended, dict)
    assert recommended
    assert all(count > 0 for count in recommended.values()), recommended


def losses(found: Found) -> Mapping[str, tuple[float, float]]:
    """By loss: at first, and at last."""
    told = found["losses"]
    assert isinstance(told, dict)
    assert told
    return {str(name): (float(before), float(after)) for name, (before, after) in told.items()}
