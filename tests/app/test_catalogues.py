"""A file to a catalogue in force, and everything that must not happen on the way."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.catalogues import TROUBLES, dry_run, import_catalogue, prepare_bundled
from retrieval.catalogue import Catalogue
from retrieval.domain_file import read_domain
from retrieval.embedder import Progress, silent
from retrieval.shelf import Shelf

HEADER = "id,name,colour,price,about\n"
ROWS = [
    f"{n},Mug number {n},{['red', 'blue', 'green'][n % 3]},{3 + n % 7}.50,A cup for the morning and book {n} of many.\n"
    for n in range(30)
]


class Indexes:
    """Stands in for the index builder; remembers what it was given."""

    def __init__(self) -> None:
        self.built: list[tuple[str, str | None]] = []

    def __call__(self, catalogue: Catalogue, previous: str | None, progress: Progress) -> None:
        self.built.append((catalogue.version, previous))


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "catalogues")


@pytest.fixture
def mugs(tmp_path: Path) -> Path:
    path = tmp_path / "mugs.csv"
    path.write_text(HEADER + "".join(ROWS))
    return path


def test_a_file_becomes_the_catalogue_in_force(shelf: Shelf, mugs: Path) -> None:
    steps: list[tuple[str, int, int]] = []
    indexes = Indexes()
    result = import_catalogue(mugs, shelf=shelf, index_builder=indexes, progress=lambda *step: steps.append(step))
    assert shelf.names() == ("mugs",)
    assert shelf.load("mugs").items == result.catalogue.items
    assert indexes.built == [(result.catalogue.version, None)]
    assert steps[-1] == ("Reading items", 30, 30)
    assert result.edits is not None
    assert read_domain(result.edits)[1] == {"id": "id", "title": "name", "text": "about"}


def test_an_import_of_the_same_again_changes_nothing(shelf: Shelf, mugs: Path) -> None:
    first = import_catalogue(mugs, shelf=shelf, index_builder=Indexes())
    again = import_catalogue(mugs, shelf=shelf, index_builder=Indexes())
    assert again.unchanged
    assert shelf.versions("mugs") == (first.catalogue.version,)


def test_removed_items_vanish_and_the_index_builder_learns_what_was_before(shelf: Shelf, mugs: Path) -> None:
    first = import_catalogue(mugs, shelf=shelf, index_builder=Indexes())
    mugs.write_text(HEADER + "".join(ROWS[5:]))
    indexes = Indexes()
    second = import_catalogue(mugs, shelf=shelf, index_builder=indexes)
    assert shelf.load("mugs").find("0") is None
    assert indexes.built == [(second.catalogue.version, first.catalogue.version)]


def test_what_the_owner_edited_stays(shelf: Shelf, mugs: Path) -> None:
    edits = import_catalogue(mugs, shelf=shelf, index_builder=Indexes()).edits
    assert edits is not None
    text = (
        edits.read_text().replace('noun = "item"', 'noun = "mug"  # of course').replace('"cheap", ', '"for students", ')
    )
    edits.write_text(text.replace('label = "colour"', 'label = "glaze"'))
    mugs.write_text(
        HEADER.replace("about", "about,size")
        + "".join(f"{row.rstrip()},{'SML'[n % 3]}\n" for n, row in enumerate(ROWS))
    )
    domain = import_catalogue(mugs, shelf=shelf, index_builder=Indexes()).catalogue.domain
    assert domain.noun == "mug"
    assert "# of course" in edits.read_text()
    colour, price = domain.attribute("colour"), domain.attribute("price")
    assert colour is not None
    assert price is not None
    assert colour.label == "glaze"
    assert "for students" in price.low_words
    assert domain.attribute("size") is not None


def test_what_was_mapped_once_stays_mapped(shelf: Shelf, mugs: Path) -> None:
    import_catalogue(mugs, mapping=["colour=ignore", "price=number"], shelf=shelf, index_builder=Indexes())
    domain = import_catalogue(mugs, shelf=shelf, index_builder=Indexes()).catalogue.domain
    assert [(a.name, a.kind) for a in domain.attributes] == [("price", "number")]


def test_a_mistake_in_the_edited_file_is_told_and_nothing_changes(shelf: Shelf, mugs: Path) -> None:
    first = import_catalogue(mugs, shelf=shelf, index_builder=Indexes())
    assert first.edits is not None
    first.edits.write_text(first.edits.read_text().replace('kind = "money"', 'kind = "cash"'))
    with pytest.raises(TROUBLES, match=r"line \d+: attributes.price.kind \"cash\""):
        import_catalogue(mugs, shelf=shelf, index_builder=Indexes())
    assert shelf.load("mugs").items == first.catalogue.items


def test_a_dry_run_leaves_no_trace(shelf: Shelf, mugs: Path) -> None:
    result = dry_run(mugs, shelf=shelf)
    assert len(result.catalogue.items) == 30
    assert not shelf.root.exists()


def fails(*_: object) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize(
    "step", ["app.catalogues.write_domain", "retrieval.shelf.Shelf.publish", "retrieval.shelf.Shelf.stage"]
)
def test_an_import_that_breaks_off_leaves_the_old_one_in_force(
    shelf: Shelf, mugs: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    first = import_catalogue(mugs, shelf=shelf, index_builder=Indexes())
    mugs.write_text(HEADER + "".join(ROWS[5:]))
    with monkeypatch.context() as patch:
        patch.setattr(step, fails)
        with pytest.raises(OSError, match="No space"):
            import_catalogue(mugs, shelf=shelf, index_builder=Indexes())
    assert shelf.load("mugs").items == first.catalogue.items
    with pytest.raises(OSError, match="No space"):
        import_catalogue(mugs, shelf=shelf, index_builder=fails)
    assert shelf.load("mugs").items == first.catalogue.items
    assert len(import_catalogue(mugs, shelf=shelf, index_builder=Indexes()).catalogue.items) == 25


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (HEADER.encode(), "has a header and no rows"),
        (b"a,b,c\n1,2\n3,4,5,6\n", "No row of .* could be read. 2 were left out; the first: line 2"),
        (b"id,price\n1,2\n2,3\n", "No column of .* looks like a title"),
        (bytes(range(256)) * 9, "is not text"),
        (gzip.compress(HEADER.encode() + (b"1,a,b,1," + b"x" * 2_000 + b"\n") * 40_000), "unpacks to more than"),
    ],
)
def test_a_bad_file_never_replaces_a_good_one(shelf: Shelf, mugs: Path, content: bytes, said: str) -> None:
    first = import_catalogue(mugs, shelf=shelf, index_builder=Indexes())
    mugs.write_bytes(content)
    with pytest.raises(TROUBLES, match=said):
        import_catalogue(mugs, shelf=shelf, index_builder=Indexes())
    assert shelf.load("mugs").items == first.catalogue.items


def test_a_very_untidy_file_comes_in_with_everything_counted(shelf: Shelf, tmp_path: Path) -> None:
    path = tmp_path / "untidy.csv"
    lines = [
        "id,name,price,rating,made,picture,about",
        "1,Plain,3.50,4.5,2001-02-03,img/1.png,fine",
        "2,<b>Bold</b><script>x()</script>,NaN,inf,03/02/2001,javascript:x(),=cmd|'/C calc'!A0",
        "2,Twice,3,4,2001,,same id",
        ",No id,3,4,3 Feb 2001,C:\\pics\\a.png,none",
        "4,,3,4,2001,,no title",
        "5,Ragged,3",
        f"6,Huge,3,4,2001,,{'x' * 5_000_000}",
    ]
    path.write_text("\n".join(lines))
    result = import_catalogue(path, shelf=shelf, index_builder=Indexes())
    items = {item.title: item for item in shelf.load("untidy").items}
    assert list(items) == ["Plain", "Bold", "No id", "Huge"]
    assert [problem.line for problem in result.report.problems] == [4, 6, 7]
    assert items["Bold"].text == "=cmd|'/C calc'!A0"
    assert [items[title].values.get("made") for title in ("Plain", "Bold", "No id")] == [2001, 2001, 2001]
    assert "price" not in items["Bold"].values
    assert [item.image for item in items.values()] == ["img/1.png", "", "", ""]
    assert len(items["Huge"].text) == 20_000
    assert sum(result.report.warnings.values()) >= 5


@pytest.mark.parametrize("name", ["films", "outdoor"])
def test_bundled_catalogues_need_no_inference(shelf: Shelf, name: str) -> None:
    result = prepare_bundled(name, shelf=shelf, index_builder=Indexes())
    assert result.report.left_out == 0
    assert not result.report.warnings
    assert prepare_bundled(name, shelf=shelf, index_builder=Indexes()).unchanged


def test_a_bundled_catalogue_that_is_none_is_said_to_be_so(shelf: Shelf) -> None:
    with pytest.raises(TROUBLES, match='no bundled catalogue "songs"'):
        prepare_bundled("songs", shelf=shelf, index_builder=Indexes())


# --- the command ------------------------------------------------------------------------------------------------------

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    from app.cli import app

    monkeypatch.setenv("TASTEMAKER_VAR", str(tmp_path / "var"))
    monkeypatch.setattr("app.wiring.index_builder", lambda _: lambda *_: silent("", 0, 0))

    def command(*arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(app, ["import", *arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result.exit_code, result.output

    return command


def test_the_command_imports_and_says_what_came_of_it(run: Run, mugs: Path) -> None:
    code, output = run(str(mugs), "--name", "cups", "--map", "price=price")
    assert code == 0
    assert "30 of 30 rows became items." in output
    assert "tastemaker talk cups" in output


def test_a_dry_run_shows_the_domain_and_three_items(run: Run, mugs: Path, tmp_path: Path) -> None:
    code, output = run(str(mugs), "--dry-run")
    assert code == 0
    assert 'kind = "money"' in output
    assert [f"Mug number {n} ({n})" in output for n in range(4)] == [True, True, True, False]
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere.csv"], "nowhere.csv cannot be read"),
        (["{mugs}", "--map", "price=colour"], '"colour" is no role of a column'),
        (["{mugs}", "--name", "../up"], "cannot name a catalogue"),
    ],
)
def test_a_mistake_is_a_sentence_and_not_a_traceback(run: Run, mugs: Path, arguments: list[str], said: str) -> None:
    code, output = run(*(argument.format(mugs=mugs) for argument in arguments))
    assert code == 1
    assert said in " ".join(output.split())
    assert "Traceback" not in output
