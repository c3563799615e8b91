"""The import page, without a browser."""

from pathlib import Path

import pytest

from app.ui.bringing import CLOSED, BringView, ImportPage
from retrieval.catalogue import Catalogue
from retrieval.embedder import Progress
from retrieval.shelf import Shelf

ROWS = "\n".join(f"{n};Lamp {n};{'oak' if n % 2 else 'brass'};{20 + n},50" for n in range(1, 41))
LAMPS = f"id;name;material;price (EUR)\n{ROWS}\n7;Twice;oak;9\n"


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "shelf")


@pytest.fixture
def uploads(tmp_path: Path) -> Path:
    folder = tmp_path / "uploads"
    folder.mkdir()
    return folder


@pytest.fixture
def page(shelf: Shelf, uploads: Path) -> ImportPage:
    return ImportPage(shelf, index, uploads)


def index(catalogue: Catalogue, previous: str | None, progress: Progress) -> None:
    progress("Indexing", len(catalogue.items), len(catalogue.items))


async def brought(page: ImportPage, path: Path, name: str) -> list[BringView]:
    sent = {"request": "0123456789", "path": str(path), "file": "my lamps.csv", "name": name}
    return [view async for view in page.bring(sent)]


async def test_a_preview_shows_what_would_be_read_and_keeps_nothing(
    page: ImportPage, shelf: Shelf, uploads: Path
) -> None:
    file = uploads / "lamps.csv"
    file.write_text(LAMPS, encoding="utf-8")
    view = await page.preview({"path": str(file), "file": "my lamps.csv"})
    assert "error" not in view
    assert view["name"] == "lamps"
    assert view["summary"].startswith("40 of 41 rows")
    assert {a["label"]: a["role"] for a in view["attributes"]}["name"] == "the title"
    assert [a["example"] for a in view["attributes"] if a["kind"] == "money"] == ["€21.50"]
    assert len(view["examples"]) == 3
    assert any("7" in problem for problem in view["problems"])
    assert shelf.names() == ()


async def test_an_import_ends_with_the_catalogue_in_force_and_the_upload_gone(
    page: ImportPage, shelf: Shelf, uploads: Path
) -> None:
    file = uploads / "lamps.csv"
    file.write_text(LAMPS, encoding="utf-8")
    views = await brought(page, file, "lighting")
    assert views[-1]["error"] == ""
    assert views[-1]["finished"] is not None
    assert views[-1]["finished"]["name"] == "lighting"
    assert all(view["finished"] is None for view in views[:-1])
    assert shelf.names() == ("lighting",)
    assert len(shelf.load("lighting").items) == 40
    assert not file.exists()


async def test_a_bad_file_is_a_sentence_that_calls_it_by_its_own_name(
    page: ImportPage, shelf: Shelf, uploads: Path
) -> None:
    file = uploads / "x.csv"
    file.write_bytes(bytes(range(256)) * 20)
    view = await page.preview({"path": str(file), "file": "my junk.csv"})
    sentence = str({**view}["error"])
    assert "“my junk.csv”" in sentence
    assert str(uploads) not in sentence
    assert not file.exists()


async def test_a_name_that_cannot_be_one_changes_nothing(page: ImportPage, shelf: Shelf, uploads: Path) -> None:
    file = uploads / "lamps.csv"
    file.write_text(LAMPS, encoding="utf-8")
    views = await brought(page, file, "../elsewhere")
    assert '"../elsewhere"' in views[-1]["error"]
    assert shelf.names() == ()
    assert file.exists()


async def test_where_imports_are_closed_no_file_is_read(shelf: Shelf, uploads: Path) -> None:
    page = ImportPage(shelf, index, uploads, allowed=False)
    file = uploads / "lamps.csv"
    file.write_text(LAMPS, encoding="utf-8")
    view = await page.preview({"path": str(file), "file": "x"})
    assert view == {"error": CLOSED, "gone": False}
    assert [view["error"] for view in await brought(page, file, "lamps")] == [CLOSED]
    assert shelf.names() == ()


@pytest.mark.parametrize("path", ["/etc/passwd", "../secret.csv", "nowhere.csv", ""])
async def test_no_file_but_an_uploaded_one_is_read(page: ImportPage, uploads: Path, path: str) -> None:
    (uploads.parent / "secret.csv").write_text(LAMPS, encoding="utf-8")
    view = await page.preview({"path": str(uploads / path), "file": "x"})
    assert view == {"error": "The file is no longer here. Choose it again.", "gone": False}
    views = await brought(page, uploads / path, "x")
    assert views[-1]["error"] == "The file is no longer here. Choose it again."
