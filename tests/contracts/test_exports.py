"""The same conversations on SQLite and on PostgreSQL give the same exports, to the byte."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from retrieval.catalogue import Catalogue
from storage.exports.format import Format
from storage.exports.formats import FORMATS
from storage.exports.parquet import PARQUET
from storage.exports.shelf import ItemShelf
from storage.exports.writing import export
from storage.labels.filters import Filters
from storage.labels.reading import Training
from tests.storage.exports.making import DOMAIN, ITEMS

CATALOGUE = Catalogue(DOMAIN, "v2", ITEMS)


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_both_databases_give_the_same_bytes(engines: tuple[Engine, Engine], form: Format, tmp_path: Path) -> None:
    same(engines, form, Filters("lamps"), tmp_path)


def test_both_are_split_alike_by_time(engines: tuple[Engine, Engine], tmp_path: Path) -> None:
    same(engines, PARQUET, Filters("lamps", split_by="time"), tmp_path)


def exported(training: Training, form: Format, out: Path) -> None:
    talks, items = training.told(), ItemShelf(CATALOGUE)
    export(form, talks, items, out, filters={}, totals=lambda: dict(training.totals.figures()))


def same(engines: tuple[Engine, Engine], form: Format, filters: Filters, folder: Path) -> None:
    folders = [folder / engine.dialect.name for engine in engines]
    for engine, out in zip(engines, folders, strict=True):
        exported(Training(engine, filters, secret=b"s"), form, out)
    names = [sorted(str(file.relative_to(out)) for file in out.rglob("*") if file.is_file()) for out in folders]
    assert names[0] == names[1]
    assert len(names[0]) > 1
    for name in names[0]:
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes(), name
