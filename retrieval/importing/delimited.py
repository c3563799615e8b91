"""Rows of CSV, TSV and their relatives, read by Arrow in batches."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from retrieval.importing.pacing import Paced
from retrieval.importing.report import Problem, shorten
from retrieval.importing.rows import BadFileError, Limits, RawRow, Rows

if TYPE_CHECKING:
    from pyarrow import RecordBatch
    from pyarrow.csv import InvalidRow

DELIMITERS = ",;\t|"
BLOCK = 8 << 20
"""Bytes that Arrow reads at once; also the largest single cell."""


AHEAD = 6
"""Blocks that Arrow may read ahead; it needs two to begin."""
PYTHON_ROWS = 2_000
"""Rows that are Python objects at once; Arrow's blocks hold many more."""
MOST_LINES = 2_000
"""A cell of more lines than this is the rest of the file behind a stray quotation mark."""


@dataclass(frozen=True, slots=True)
class Layout:
    columns: tuple[str, ...]
    delimiter: str
    quote: str
    escape: str
    skipped: int
    """Lines before the header: blank ones, or a spreadsheet's `sep=;`."""
    header_lines: int


def layout_of(sample: str, whole: bool) -> Layout:
    """How the file is laid out, from its beginning. Raises BadFileError without a usable header."""
    named = re.match(r"\s*sep=(.)\r?\n", sample)
    skipped = (
        named.group().count("\n")
        if named
        else len(sample[: len(sample) - len(sample.lstrip("\r\n \ufeff"))].splitlines())
    )
    body = sample[named.end() :] if named else sample.lstrip("\r\n \ufeff")
    body = body if whole else body[: body.rfind("\n") + 1] or body
    single, double = (len(re.findall(rf"(?:^|[,;\t|]){mark}", body, re.MULTILINE)) for mark in "'\"")
    quote = "'" if single > double else '"'
    escape = "\\" if f"\\{quote}" in body and quote * 2 not in body else ""
    delimiter = named.group(1) if named else max(DELIMITERS, key=lambda d: _evenness(body, d, quote, escape))
    head, *rows = _parsed(body, delimiter, quote, escape)[:200]
    width = Counter(len(row) for row in rows if row).most_common(1)
    header_lines = 1 + sum(cell.count("\n") for cell in head)
    return Layout(unique(head, width[0][0] if width else 0), delimiter, quote, escape, skipped, header_lines)


def _parsed(body: str, delimiter: str, quote: str, escape: str) -> list[list[str]]:
    csv.field_size_limit(1 << 30)
    lines = io.StringIO(body, newline="")
    reader = csv.reader(lines, delimiter=delimiter, quotechar=quote, escapechar=escape or None)
    try:
        return [row for row, _ in zip(reader, range(400), strict=False)] or [[]]
    except csv.Error as error:
        raise BadFileError(f"The beginning of the file is no table: {error}.") from error


def _evenness(body: str, delimiter: str, quote: str, escape: str) -> float:
    """How well a delimiter explains the file: the share of rows with the commonest number of cells, if over one."""
    widths = Counter(len(row) for row in _parsed(body[: 1 << 16], delimiter, quote, escape)[:100] if row)
    (width, rows), *_ = widths.most_common(1) or [(0, 0)]
    return rows / widths.total() * min(width - 1, 3) if width > 1 else 0.0


def unique(names: list[str], width: int = 0) -> tuple[str, ...]:
    """Column names, none empty and none twice, `width` of them at least."""
    found: dict[str, None] = {}
    for number, name in enumerate([*names, *[""] * (width - len(names))], 1):
        plain = " ".join(name.replace("\ufeff", "").split()) or f"column {number}"
        copies = (plain if copy == 1 else f"{plain} ({copy})" for copy in range(1, len(found) + 2))
        found[next(copy for copy in copies if copy not in found)] = None
    return tuple(found)


def read_delimited(stream: BinaryIO, layout: Layout, limits: Limits) -> Rows:
    """Rows and the rows whose number of cells is wrong, in the file's order within each block."""
    if len(layout.columns) > limits.columns:
        raise BadFileError(f"The header names {len(layout.columns):,} columns; at most {limits.columns:,} are read.")
    rejects: list[InvalidRow] = []
    place = _Place(1, layout.skipped + layout.header_lines + 1)
    paced = Paced(stream, AHEAD)
    # Held by a name: a loop alone would let go of it, and so wait for Arrow's thread before `stop` lets it end.
    batches = _batches(paced, layout, rejects)
    try:
        for batch in batches:
            paced.used()
            for start in range(0, batch.num_rows, PYTHON_ROWS):
                yield from _numbered(batch.slice(start, PYTHON_ROWS), layout, rejects, place)
    finally:
        paced.stop()
    for reject in rejects:
        yield _ragged(reject, place.line, layout)
        place.line += reject.text.count("\n") + 1


def _batches(stream: Paced, layout: Layout, rejects: "list[InvalidRow]") -> "Iterator[RecordBatch]":
    import pyarrow
    from pyarrow import csv as arrow

    def reject(row: "InvalidRow") -> str:
        rejects.append(row)
        return "skip"

    try:
        yield from arrow.open_csv(
            stream,
            read_options=arrow.ReadOptions(
                use_threads=False,
                block_size=BLOCK,
                skip_rows=layout.skipped,
                column_names=list(layout.columns),
                skip_rows_after_names=1,
            ),
            parse_options=arrow.ParseOptions(
                delimiter=layout.delimiter,
                quote_char=layout.quote,
                escape_char=layout.escape or False,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=reject,
            ),
            convert_options=arrow.ConvertOptions(column_types=dict.fromkeys(layout.columns, pyarrow.string())),
        )
    except pyarrow.ArrowInvalid as error:
        raise BadFileError(_sentence(str(error))) from error


def _sentence(error: str) -> str:
    if "straddling" in error:
        return f"A cell is larger than {BLOCK >> 20} MB, or a quotation mark is opened and never closed."
    if "Empty CSV" in error:
        return "The file has no rows."
    return f"The table cannot be read: {error.splitlines()[0]}."


@dataclass(slots=True)
class _Place:
    number: int
    """Rows read so far, the header among them."""
    line: int
    """Line of the next row."""


def _numbered(batch: "RecordBatch", layout: Layout, rejects: "list[InvalidRow]", place: _Place) -> Rows:
    for cells, breaks in zip(batch.to_pylist(), _breaks(batch), strict=True):
        place.number += 1
        while rejects and rejects[0].number == place.number:
            reject = rejects.pop(0)
            yield _ragged(reject, place.line, layout)
            place.line += reject.text.count("\n") + 1
            place.number += 1
        if breaks > MOST_LINES:
            yield _unclosed(cells, breaks, place.line)
        elif any(cells.values()):
            yield RawRow(place.line, cells)
        place.line += breaks + 1


def _unclosed(cells: Mapping[str, str], breaks: int, line: int) -> Problem:
    column, text = max(cells.items(), key=lambda cell: cell[1].count("\n"))
    return Problem(line, column, f"a quotation mark seems never closed: a cell of {breaks:,} lines,", shorten(text))


def _breaks(batch: "RecordBatch") -> list[int]:
    """Line breaks inside the cells of each row."""
    from pyarrow import compute

    counts = [0] * batch.num_rows
    for column in batch.columns:
        found = compute.count_substring(column, "\n")
        if compute.sum(found).as_py():
            counts = [count + more for count, more in zip(counts, found.to_pylist(), strict=True)]
    return counts


def _ragged(row: "InvalidRow", line: int, layout: Layout) -> Problem:
    have, want = row.actual_columns, len(layout.columns)
    where = layout.columns[min(have, want) - 1]
    return Problem(line, where, f"{have} cells where the header names {want}", shorten(row.text))
