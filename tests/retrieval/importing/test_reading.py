"""Every format and every kind of bad file, through the one door."""

import gzip
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.importing.reading import read_rows
from retrieval.importing.report import Tally
from retrieval.importing.rows import BadFileError, Limits, RawRow

Write = Callable[[str, bytes | str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def to_disk(name: str, content: bytes | str) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return to_disk


def rows(path: Path, limits: Limits | None = None) -> list[RawRow]:
    return list(read_rows(path, Tally(), limits))


def cells(path: Path) -> list[dict[str, object]]:
    return [dict(row.cells) for row in rows(path)]


MUGS = [{"name": "Blue, tall", "price": "3"}, {"name": 'The "big" one', "price": "4"}]


@pytest.mark.parametrize(
    "text",
    [
        'name,price\n"Blue, tall",3\n"The ""big"" one",4\n',
        'name;price\r\n"Blue, tall";3\r\n"The ""big"" one";4\r\n',
        'name\tprice\nBlue, tall\t3\n"The ""big"" one"\t4',
        'name|price\nBlue, tall|3\n"The ""big"" one"|4\n',
        'name,price\n"Blue, tall",3\n"The \\"big\\" one",4\n',
        "'name','price'\n'Blue, tall','3'\n'The \"big\" one','4'\n",
        'sep=;\nname;price\n"Blue, tall";3\n"The ""big"" one";4\n',
        '\n\nname,price\n"Blue, tall",3\n"The ""big"" one",4\n',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252"])
def test_tables_of_any_delimiter_quoting_and_encoding(write: Write, text: str, encoding: str) -> None:
    assert cells(write("mugs.csv", text.encode(encoding))) == MUGS


@pytest.mark.parametrize("ending", ["", ".gz"])
def test_every_format_gives_the_same_rows(write: Write, tmp_path: Path, ending: str) -> None:
    import pyarrow
    from pyarrow import parquet

    parquet.write_table(pyarrow.Table.from_pylist(MUGS), tmp_path / "mugs")
    feed = "".join(f"<item><g:name>{m['name']}</g:name><g:price>{m['price']}</g:price></item>" for m in MUGS)
    contents: dict[str, str | bytes] = {
        "json": json.dumps(MUGS),
        "wrapped.json": json.dumps({"page": 1, "mugs": MUGS}),
        "keyed.json": json.dumps({"a": MUGS[0], "b": MUGS[1]}),
        "jsonl": "\n".join(map(json.dumps, MUGS)),
        "parquet": (tmp_path / "mugs").read_bytes(),
        "xml": f'<?xml version="1.0"?><rss xmlns:g="http://base.example/ns"><channel>{feed}</channel></rss>',
        "atom.xml": f'<feed xmlns:g="http://base.example/ns">{feed.replace("item>", "entry>")}</feed>',
    }
    for name, content in contents.items():
        raw = content.encode() if isinstance(content, str) else content
        found = cells(write(f"mugs.{name}{ending}", gzip.compress(raw) if ending else raw))
        assert [{k: v for k, v in row.items() if k != "id"} for row in found] == MUGS, name


def test_objects_inside_a_record_become_columns(write: Write) -> None:
    path = write("rooms.json", '[{"name": "Inn", "price": {"single": 50, "double": 70}}]')
    assert cells(path) == [{"name": "Inn", "price.single": 50, "price.double": 70}]


def test_lines_are_counted_through_quoted_line_breaks_and_blank_lines(write: Write) -> None:
    path = write("a.csv", 'name,text\nfirst,"one\ntwo\nthree"\n\nsecond,x\n')
    assert [(row.line, row.cells["name"]) for row in rows(path)] == [(2, "first"), (6, "second")]


def test_ragged_rows_are_named_with_line_and_column(write: Write) -> None:
    tally = Tally()
    path = write("a.csv", 'a,b,c\n1,2,3\n"x\ny",2\n4,5,6\n7,8,9,10\n')
    assert [row.line for row in read_rows(path, tally)] == [2, 5]
    assert [(p.line, p.column) for p in tally.problems] == [(3, "b"), (6, "c")]
    assert str(tally.problems[0]) == 'line 3, column \'b\': 2 cells where the header names 3 ""x y",2"'
    assert (tally.rows, tally.left_out) == (4, 2)


def test_a_quotation_mark_that_is_never_closed_does_not_swallow_the_file_silently(write: Write) -> None:
    tally = Tally()
    path = write("a.csv", 'a,b\n1,2\n3,"never closed\n' + "x,y\n" * 3_000)
    assert [row.line for row in read_rows(path, tally)] == [2]
    assert str(tally.problems[0]).startswith("line 3, column 'b': a quotation mark seems never closed")


def test_a_delimiter_at_the_end_of_every_row_is_a_column_without_a_name(write: Write) -> None:
    assert cells(write("a.csv", "a,b\n1,2,\n3,4,\n")) == [
        {"a": "1", "b": "2", "column 3": ""},
        {"a": "3", "b": "4", "column 3": ""},
    ]


def test_columns_of_the_same_name_are_told_apart(write: Write) -> None:
    assert cells(write("a.csv", "a,a,\n1,2,3\n")) == [{"a": "1", "a (2)": "2", "column 3": "3"}]


def test_broken_lines_of_json_are_left_out(write: Write) -> None:
    tally = Tally()
    path = write("a.jsonl", '{"a": 1}\n{"a": \n[1]\n\n{"a": NaN}\n')
    assert [row.line for row in read_rows(path, tally)] == [1, 5]
    assert [problem.line for problem in tally.problems] == [2, 3]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "is empty"),
        ("a.csv", b"\xef\xbb\xbf \n", "is empty"),
        ("a.csv.gz", gzip.compress(b""), "is empty"),
        ("a.csv.gz", gzip.compress(b"a,b\n1,2\n" * 9999)[:-30], "damaged"),
        ("a.bin", bytes(range(256)) * 40, "is not text"),
        ("a.csv", b"\x01\x02\x03\xff\xfe\x90" * 400, "is not text"),
        ("a.xlsx", b"PK\x03\x04rest", "spreadsheet"),
        ("a.csv", b"\x89PNG\r\n", "is an image"),
        ("a.json", b'{"a": [1, 2]}', "none of its keys holds a list of records"),
        ("a.json", b"[1, 2", "is not JSON"),
        ("a.parquet", b"PAR1nonsense", "Parquet file is damaged"),
        ("a.xml", b"<rss><item>", "XML is broken"),
        ("a.xml", b'<!DOCTYPE x [<!ENTITY e "boom">]><rss><item><a>&e;</a></item></rss>', "refused"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(write: Write, name: str, content: bytes, said: str) -> None:
    path = write(name, content)
    with pytest.raises(BadFileError, match=said) as caught:
        rows(path)
    assert str(path) in str(caught.value)


def test_a_missing_file_and_a_folder_are_said_to_be_so(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nowhere.csv"):
        with pytest.raises(BadFileError, match="cannot be read"):
            rows(path)


def test_a_gzip_bomb_is_stopped(write: Write) -> None:
    bomb = write("a.csv.gz", gzip.compress(b"a,b\n" + b"1,2\n" * 300_000))
    with pytest.raises(BadFileError, match="unpacks to more than"):
        rows(bomb, Limits(harmless=1 << 18, ratio=100))
    assert len(rows(bomb)) == 300_000


def test_too_many_columns_are_refused_and_many_are_not(write: Write) -> None:
    many = write("a.csv", ",".join(f"c{n}" for n in range(250)) + "\n" + ",".join("1" * 250) + "\n")
    assert len(rows(many)[0].cells) == 250
    with pytest.raises(BadFileError, match="250 columns"):
        rows(many, Limits(columns=200))


def test_rows_beyond_the_limit_are_not_read_and_that_is_said(write: Write) -> None:
    tally = Tally()
    assert len(list(read_rows(write("a.csv", "a,b\n" + "1,2\n" * 9), tally, Limits(rows=5)))) == 5
    assert tally.warnings == {"only the first 5 rows were read": 1}


def test_a_reader_that_stops_early_lets_go_of_the_file_at_once(write: Write) -> None:
    path = write("a.csv", "a,b\n" + f"1,{'x' * 1000}\n" * 100_000)
    start = perf_counter()
    assert len(rows(path, Limits(rows=3))) == 3
    assert perf_counter() - start < 10


def test_a_file_in_another_encoding_is_read_and_that_is_said(write: Write) -> None:
    tally = Tally()
    path = write("a.csv", "name,text\nCafé,schön\nÉté,größer\n".encode("cp1252"))
    assert [row.cells["name"] for row in read_rows(path, tally)] == ["Café", "Été"]
    assert tally.warnings == {"the file is not UTF-8; it was read as cp1252": 1}
    chinese = write("b.csv", "名称,价格\n大酒店的房间,三百\n".encode("gb18030"))
    assert cells(chinese) == [{"名称": "大酒店的房间", "价格": "三百"}]


def test_characters_that_cannot_be_read_are_counted(write: Write) -> None:
    tally = Tally()
    text = b"a,b\n" + b"x,y\n" * 70_000 + b"bad \xff\xfe,y\n"
    assert len(list(read_rows(write("a.csv", text), tally))) == 70_001
    assert tally.warnings == {"a character could not be read and became �": 2}


@given(st.binary(max_size=400))
def test_no_bytes_lead_to_anything_but_rows_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, junk: bytes
) -> None:
    path = tmp_path_factory.mktemp("junk") / "a.csv"
    path.write_bytes(junk)
    with suppress(BadFileError):
        assert all(row.line > 0 for row in rows(path))
