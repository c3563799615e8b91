"""Which format a file is in, and its rows."""

import io
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from retrieval.importing.delimited import layout_of, read_delimited
from retrieval.importing.encoding import LOOK, Utf8, encoding_of
from retrieval.importing.feed import read_feed
from retrieval.importing.jsons import parsed, read_lines, read_whole
from retrieval.importing.parquet import read_parquet
from retrieval.importing.report import Tally
from retrieval.importing.rows import BadFileError, Limits, RawRow, Rows
from retrieval.importing.unpack import buffered, unpacked

PARQUET = b"PAR1"


def read_rows(path: Path, tally: Tally, limits: Limits | None = None) -> Iterator[RawRow]:
    """The rows of a file of any known format, streamed; those that cannot be read are tallied.

    The format is told from the file's content, not from its name. Raises BadFileError.
    """
    chosen = limits or Limits()
    with unpacked(path, chosen) as stream:
        try:
            yield from _tallied(_rows(path, stream, tally, chosen), tally, chosen)
        except BadFileError as error:
            raise error if str(path) in str(error) else BadFileError(f"{path}: {error}") from error


def _tallied(rows: Rows, tally: Tally, limits: Limits) -> Iterator[RawRow]:
    for row in rows:
        if tally.rows >= limits.rows:
            tally.warn(f"only the first {limits.rows:,} rows were read")
            return
        tally.rows += 1
        if isinstance(row, RawRow):
            yield row
        else:
            tally.reject(row)


def _rows(path: Path, stream: io.BufferedReader, tally: Tally, limits: Limits) -> Rows:
    head = stream.peek(LOOK)
    if head.startswith(PARQUET):
        yield from _parquet(stream)
        return
    sample, text = _text(path, stream, tally)
    begin = sample.lstrip("\ufeff \t\r\n")[:1]
    if not begin:
        raise BadFileError(f"{path} is empty.")
    if begin == "<":
        yield from read_feed(text)
    elif begin in "[{" and not _named(path, "csv", "tsv", "txt"):
        yield from read_lines(text) if _one_a_line(sample, path) else read_whole(text, limits)
    else:
        yield from read_delimited(text, layout_of(sample, len(sample.encode()) < LOOK // 2), limits)


def _parquet(stream: io.BufferedReader) -> Rows:
    """Parquet is read from its end, so a packed one is unpacked to disk first."""
    with tempfile.TemporaryFile() as file:
        shutil.copyfileobj(stream, file, 1 << 20)
        file.seek(0)
        yield from read_parquet(file)


def _text(path: Path, stream: io.BufferedReader, tally: Tally) -> tuple[str, io.BufferedReader]:
    """The first characters, and the whole as UTF-8."""
    head = stream.read(LOOK)
    encoding = encoding_of(head, path)
    if encoding in ("cp1252", "gb18030"):
        tally.warn(f"the file is not UTF-8; it was read as {encoding}")
    text = buffered(Utf8(_Joined(head, stream), encoding, tally.warn))
    return text.peek(LOOK).decode("utf-8", errors="ignore"), text


class _Joined(io.RawIOBase):
    """What was already read of a stream, then the rest of it."""

    def __init__(self, head: bytes, rest: io.BufferedReader) -> None:
        self._head, self._rest = head, rest

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if self._head:
            head, self._head = self._head, b""
            return head
        return self._rest.read(size)


def _named(path: Path, *endings: str) -> bool:
    return path.name.lower().removesuffix(".gz").endswith(endings)


def _one_a_line(sample: str, path: Path) -> bool:
    """Whether the file is JSON Lines: its first line is a whole record."""
    first, _, rest = (part.strip() for part in sample.lstrip("\ufeff \t\r\n").partition("\n"))
    if not first.startswith("{"):
        return False
    try:
        record = parsed(first.encode())
    except ValueError:
        return rest.startswith("{") and first.endswith("}")
    # a single line can be both: a wrapper, or a catalogue of one
    return isinstance(record, dict) and (bool(rest) or not _named(path, "json"))
