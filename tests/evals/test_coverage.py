"""Every row of what people ask for is played by scripts, and the page that tells which is up to date."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from evals.coverage import COMMAND, LEAST, ROWS, covering, page, unknown
from evals.scripting.reading import Read, find, read, read_all

PAGE = Path(__file__).parents[2] / "docs" / "evals-coverage.md"


@pytest.fixture(scope="module")
def ours() -> Sequence[Read]:
    return read_all(find(()))


@pytest.mark.parametrize("row", ROWS)
def test_every_row_has_scripts(row: str, ours: Sequence[Read]) -> None:
    names = covering(ours)[row]
    assert len(names) >= LEAST, f'"{ROWS[row]}" ({row}) has {len(names)} scripts; write more with covers = ["{row}"]'


def test_every_script_covers_rows_that_there_are(ours: Sequence[Read]) -> None:
    assert list(unknown(ours)) == []


def test_the_page_is_up_to_date(ours: Sequence[Read]) -> None:
    current = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    assert current == page(ours), f"docs/evals-coverage.md is out of date; write it anew with: {COMMAND}"


def test_a_row_without_scripts_and_a_row_there_is_none_of_are_seen(tmp_path: Path) -> None:
    script = tmp_path / "one.toml"
    script.write_text('goal = "g"\ncovers = ["3a-2", "3a-99", "own"]\n[[turn]]\nsay = "x"\n', encoding="utf-8")
    one = [read(script)]
    assert [row for row, names in covering(one).items() if names] == ["3a-2"]
    assert [told.partition(": ")[2] for told in unknown(one)] == ['"3a-99" is no row; there are 3a-1 to 3a-15.']
    assert "| 3a-2 | A no keeps its reason, and is no no to all that is like it | 1 |" in page(one)
