from pathlib import Path
from time import process_time

import pytest

from retrieval.catalogue import Attribute, Catalogue, Domain, Item, Kind
from retrieval.importing.report import Report
from retrieval.shelf import Shelf, ShelfError, version_of

DOMAIN = Domain("mugs", "Mugs", (Attribute("price", Kind.MONEY), Attribute("colours", Kind.TAGS)))
REPORT = Report(2, 2)


def mugs(*titles: str) -> Catalogue:
    items = tuple(
        Item(t, t, {"price": 3.0, "colours": ("red", "blue"), "large": True}, "text\u2028\x0b") for t in titles
    )
    return Catalogue(DOMAIN, version_of(DOMAIN, items), items)


def published(shelf: Shelf, catalogue: Catalogue) -> Catalogue:
    shelf.stage(catalogue, REPORT)
    shelf.publish("mugs", catalogue.version)
    return catalogue


def test_a_published_catalogue_is_loaded_as_it_was(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    mug = published(shelf, mugs("a", "b"))
    loaded = shelf.load("mugs")
    assert loaded.items == mug.items
    assert loaded.version == mug.version == version_of(DOMAIN, loaded.items)
    assert shelf.names() == ("mugs",)


def test_a_staged_version_is_not_in_force(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    old = published(shelf, mugs("a"))
    new = mugs("b")
    shelf.stage(new, REPORT)
    assert shelf.current("mugs") == old.version
    assert shelf.load("mugs").items == old.items
    shelf.publish("mugs", new.version)
    assert shelf.load("mugs").items == new.items


def test_nothing_is_in_force_before_the_first_publication(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.stage(mugs("a"), REPORT)
    assert shelf.names() == ()
    with pytest.raises(ShelfError, match='There is no catalogue "mugs"'):
        shelf.load("mugs")


def test_a_crash_while_writing_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Shelf(tmp_path)
    old = published(shelf, mugs("a"))
    for step in ("retrieval.shelf.write_domain", "retrieval.shelf._sync", "pathlib.Path.replace"):
        with monkeypatch.context() as patch:
            patch.setattr(step, _fail)
            with pytest.raises(OSError, match="disk"):
                published(shelf, mugs("b"))
        assert shelf.load("mugs").items == old.items


def _fail(*_: object) -> None:
    raise OSError("disk is full")


def test_the_last_two_versions_are_kept(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    first, second, third = (published(shelf, mugs(title)) for title in "abc")
    assert shelf.remove_old("mugs") == (first.version,)
    assert shelf.load("mugs", second.version).items == second.items
    assert shelf.load("mugs").items == third.items
    with pytest.raises(ShelfError, match="no longer kept"):
        shelf.load("mugs", first.version)


def test_publishing_again_puts_an_older_one_back_in_force(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    first, second = (published(shelf, mugs(title)) for title in "ab")
    published(shelf, first)
    assert shelf.versions("mugs") == (first.version, second.version)


@pytest.mark.parametrize("name", ["../etc", "", "Mugs", ".draft", "a/b"])
def test_a_name_cannot_leave_the_shelf(tmp_path: Path, name: str) -> None:
    with pytest.raises(ShelfError, match="cannot name a catalogue"):
        Shelf(tmp_path).load(name)


def test_two_imports_of_one_catalogue_do_not_run_at_once(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    with shelf.lock("mugs"), pytest.raises(ShelfError, match="Another import"), shelf.lock("mugs"):
        pass
    with shelf.lock("mugs"):
        pass


def test_ten_thousand_items_load_at_once(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    published(shelf, mugs(*(f"mug {n}" for n in range(10_000))))
    start = process_time()
    assert len(shelf.load("mugs").items) == 10_000
    assert process_time() - start < 1  # ~0.05 s on a quiet machine
