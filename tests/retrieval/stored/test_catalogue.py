"""A catalogue read where it lies must be in everything the same as one that is held."""

import os
from collections.abc import Mapping
from errno import ENOSPC
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval import shelf as shelves
from retrieval.catalogue import Attribute, Catalogue, Constraint, Domain, Item, Kind, Operator, Value
from retrieval.column import NameColumn, NumberColumn
from retrieval.columns import Columns
from retrieval.importing.report import Report
from retrieval.shelf import Shelf, ShelfError, version_of
from retrieval.stored import catalogue as stored_catalogue
from retrieval.stored import columns as stored_columns
from retrieval.stored.catalogue import StoredCatalogue
from retrieval.stored.items import BrokenItemsError, StoredItems

KINDS = {
    "genre": Kind.TAGS,
    "maker": Kind.CATEGORY,
    "price": Kind.MONEY,
    "waterproof": Kind.FLAG,
    "blurb": Kind.TEXT,
}
names = st.sampled_from(["red", "green", "Grün", "", "Red", "  "])
numbers = st.one_of(st.sampled_from([0.0, 1.0, 2.5]), st.floats(-1e9, 1e9))
of_kind: Mapping[Kind, st.SearchStrategy[Value]] = {
    Kind.TAGS: st.lists(names, max_size=3).map(tuple),
    Kind.CATEGORY: names,
    Kind.MONEY: numbers,
    Kind.FLAG: st.booleans(),
    Kind.TEXT: names,
}
proper = st.fixed_dictionaries({}, optional={name: of_kind[kind] for name, kind in KINDS.items()})
muddled = st.dictionaries(st.sampled_from(list(KINDS)), st.one_of(*of_kind.values()), max_size=4)
DOMAIN = Domain("things", "Things", tuple(Attribute(name, kind) for name, kind in KINDS.items()))


def things(rows: list[Mapping[str, Value]]) -> Catalogue:
    items = tuple(
        Item(f"id {n}", f"Thing\u2028 {n}", row, "text\x0b", "", "https://x.test") for n, row in enumerate(rows)
    )
    return Catalogue(DOMAIN, version_of(DOMAIN, items), items)


def published(root: Path, catalogue: Catalogue) -> Shelf:
    shelf = Shelf(root)
    shelf.stage(catalogue, Report(len(catalogue.items), len(catalogue.items)))
    shelf.publish("things", catalogue.version)
    return shelf


@pytest.fixture(autouse=True)
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every catalogue counts as large, and a second name of an attribute as many."""
    monkeypatch.setattr(shelves, "HELD", -1)
    monkeypatch.setattr(stored_columns, "FEW", 1)
    monkeypatch.setattr(stored_catalogue, "CHUNK", 3)


ROWS: list[Mapping[str, Value]] = [
    {"genre": ("red", "green"), "price": 10.0, "waterproof": True},
    {"genre": ("green",), "maker": "Red"},
    {"price": 2.5, "waterproof": False},
    {"maker": "Blue", "genre": ("red",)},
]


def test_items_are_the_same_and_so_is_their_version(tmp_path: Path) -> None:
    held = things(ROWS)
    stored = published(tmp_path, held).load("things")
    assert isinstance(stored, StoredCatalogue)
    assert stored.items == held.items
    assert tuple(stored.items) == held.items
    assert [stored.items[n] for n in (0, -1, 2)] == [held.items[n] for n in (0, -1, 2)]
    assert stored.items[1:] == held.items[1:]
    assert list(stored.items[::-2]) == list(held.items[::-2])
    assert isinstance(stored.items[1:], StoredItems)
    assert stored.version == version_of(DOMAIN, stored.items)
    with pytest.raises(IndexError):
        stored.items[4]


def test_an_item_is_found_by_its_id(tmp_path: Path) -> None:
    held = things(ROWS)
    stored = published(tmp_path, held).load("things")
    assert dict(stored.rows) == held.rows
    assert list(stored.ids) == list(held.ids)
    assert stored.find("id 2") == held.items[2]
    assert stored.find("id 9") is None
    assert "id 9" not in stored.rows
    assert stored.names_per_item == held.names_per_item


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(proper, proper, muddled), max_size=9))
def test_streamed_columns_are_those_built_in_memory(rows: list[Mapping[str, Value]]) -> None:
    held = things(rows)
    with TemporaryDirectory() as root:
        stored = Columns(published(Path(root), held).load("things"))
        built = Columns(held)
        for name in KINDS:
            one, other = built.column(name), stored.column(name)
            assert type(one) is type(other)
            if isinstance(one, NumberColumn) and isinstance(other, NumberColumn):
                np.testing.assert_array_equal(one.numbers, other.numbers)
                np.testing.assert_array_equal(one.order, other.order)
            elif isinstance(one, NameColumn) and isinstance(other, NameColumn):
                assert list(one.names) == list(other.names)
                assert dict(one.codes) == dict(other.codes)
                for part in ("present", "flat_rows", "starts", "held", "flat_codes", "row_starts"):
                    np.testing.assert_array_equal(getattr(one, part), getattr(other, part))


TESTS = [
    Constraint("genre", Operator.EQ, "red"),
    Constraint("price", Operator.LE, 5.0),
    Constraint("maker", Operator.IN, ("Red", "Blue", "none")),
    Constraint("waterproof", Operator.EQ, True),
    Constraint("unheard of", Operator.NE, "x"),
]


@pytest.mark.parametrize("test", TESTS)
def test_masks_and_what_passes_are_the_same(tmp_path: Path, test: Constraint) -> None:
    held = things(ROWS)
    stored = published(tmp_path, held).load("things")
    assert Columns(stored).mask([test]).tolist() == Columns(held).mask([test]).tolist()
    assert list(stored.passing([test])) == list(held.passing([test]))
    assert list(stored.passing([], [test])) == list(held.passing([], [test]))
    known = frozenset(KINDS)
    assert stored.known_of(known, [test]) == held.known_of(known, [test])
    assert stored.known_of(known, [], [test]) == held.known_of(known, [], [test])


def test_columns_that_are_missing_or_of_another_layout_are_made_again(tmp_path: Path) -> None:
    shelf = published(tmp_path, things(ROWS))
    first = shelf.load("things")
    assert isinstance(first, StoredCatalogue)
    for spoil in (b"", b"{", (first.folder / "made_of.json").read_bytes().replace(b'"layout":', b'"layout":9')):
        (first.folder / "made_of.json").write_bytes(spoil)
        assert Columns(shelf.load("things")).values("genre") == ("green", "red")


@pytest.mark.parametrize("left", ["half a line", "whole lines"])
def test_a_file_that_was_cut_short_is_told_in_a_sentence(tmp_path: Path, left: str) -> None:
    shelf = published(tmp_path, things(ROWS))
    shelf.load("things")
    path = shelf.folder("things", shelf.current("things")) / "items.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]) + (lines[-1][:20] if left == "half a line" else b""))
    with pytest.raises(ShelfError, match=r"items\.jsonl .* cut short or changed\. Import its file again\."):
        shelf.load("things")


def test_a_half_line_is_told_with_its_number_where_nothing_is_known_yet(tmp_path: Path) -> None:
    shelf = published(tmp_path, things(ROWS))
    path = shelf.folder("things", shelf.current("things")) / "items.jsonl"
    path.write_bytes(path.read_bytes()[:-20])
    rmtree(path.with_name("columns"))
    with pytest.raises(ShelfError, match=r"items\.jsonl, line 4: this is no item"):
        shelf.load("things")
    assert not list(path.parent.glob("*columns*"))


def test_a_changed_file_of_the_same_length_is_told_and_a_copy_is_not(tmp_path: Path) -> None:
    shelf = published(tmp_path, things(ROWS))
    shelf.load("things")
    path = shelf.folder("things", shelf.current("things")) / "items.jsonl"
    os.utime(path, ns=(1, 1))
    assert len(shelf.load("things").items) == 4
    path.write_bytes(path.read_bytes().replace(b"Thing", b"Thong"))
    with pytest.raises(ShelfError, match="is not as it was imported"):
        shelf.load("things")


def test_an_item_read_from_a_file_that_is_gone_bad_says_where(tmp_path: Path) -> None:
    stored = published(tmp_path, things(ROWS)).load("things")
    path = stored.folder.with_name("items.jsonl")  # type: ignore[attr-defined]
    with path.open("r+b") as file:
        file.write(b"xxxxxx")
    with pytest.raises(BrokenItemsError, match="line 1: this is no item"):
        stored.items[0]


def test_a_held_file_that_was_cut_short_is_told_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelves, "HELD", 10_000_000)
    shelf = published(tmp_path, things(ROWS))
    path = shelf.folder("things", shelf.current("things")) / "items.jsonl"
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(ShelfError, match=r"line 4: this is no item"):
        shelf.load("things")


def test_an_empty_catalogue_is_no_accident(tmp_path: Path) -> None:
    stored = published(tmp_path, things([])).load("things")
    assert len(stored.items) == 0
    assert Columns(stored).mask([TESTS[0]]).tolist() == []


def test_an_import_leaves_the_columns_beside_the_items(tmp_path: Path) -> None:
    shelf = published(tmp_path, things(ROWS))
    assert (shelf.folder("things", shelf.current("things")) / "columns" / "made_of.json").exists()


def test_a_full_disk_is_told_and_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = published(tmp_path, things(ROWS))
    folder = shelf.folder("things", shelf.current("things"))
    rmtree(folder / "columns")

    def full(*_: object) -> None:
        raise OSError(ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(stored_catalogue, "save_column", full)
        with pytest.raises(ShelfError, match=r"can't be written to .*columns: No space left on device\. Make room"):
            shelf.load("things")
    assert sorted(entry.name for entry in folder.iterdir()) == ["domain.toml", "items.jsonl", "report.json"]
    assert len(shelf.load("things").items) == 4
