"""A file as bytes, unpacked if need be and never beyond its limits."""

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from retrieval.importing.rows import BadFileError, Limits

GZIP = b"\x1f\x8b"
NOT_TABLES = {
    b"PK\x03\x04": "a zip archive or a spreadsheet; unpack it, or save the sheet as CSV",
    b"\xd0\xcf\x11\xe0": "an old spreadsheet; save it as CSV",
    b"%PDF": "a PDF; export the table as CSV",
    b"SQLite format 3": "a database; export the table as CSV",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"BZh": "packed with bzip2; use gzip",
    b"\xfd7zXZ": "packed with xz; use gzip",
    b"\x28\xb5\x2f\xfd": "packed with zstd; use gzip",
}


class Bounded(io.RawIOBase):
    """Reads another stream; raises BadFileError where it comes to more than a file of `packed` bytes should."""

    def __init__(self, inner: gzip.GzipFile | io.BufferedReader, path: Path, packed: int, limits: Limits) -> None:
        self._inner, self._path, self._packed, self._limits, self._read = inner, path, packed, limits, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # any writable buffer comes as one
        try:
            piece = self._inner.read(len(buffer))
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise BadFileError(f"{self._path} is packed with gzip but damaged: {error}. Get it again.") from error
        buffer[: len(piece)] = piece
        self._read += len(piece)
        self._check()
        return len(piece)

    def _check(self) -> None:
        limits = self._limits
        over = self._read > limits.harmless and self._read > self._packed * limits.ratio
        if over or self._read > limits.unpacked:
            raise BadFileError(
                f"{self._path} has {self._packed:,} bytes and unpacks to more than {self._read:,}. "
                f"At most {limits.ratio} times its size and {limits.unpacked:,} bytes are read."
            )


@contextmanager
def unpacked(path: Path, limits: Limits) -> Iterator[io.BufferedReader]:
    """The file's bytes, without gzip. Raises BadFileError if it is missing, empty, damaged or clearly no table."""
    try:
        size = path.stat().st_size
        raw = path.open("rb")
    except OSError as error:
        raise BadFileError(f"{path} cannot be read: {error.strerror}.") from error
    with raw:
        inner = gzip.GzipFile(fileobj=raw) if raw.peek(2).startswith(GZIP) else raw
        stream = buffered(Bounded(inner, path, size, limits))
        _refuse_other(path, stream)
        yield stream


def buffered(raw: io.RawIOBase) -> io.BufferedReader:
    return io.BufferedReader(raw, 1 << 20)


def _refuse_other(path: Path, stream: io.BufferedReader) -> None:
    head = stream.peek(16)
    if not head:
        raise BadFileError(f"{path} is empty.")
    for magic, what in NOT_TABLES.items():
        if head.startswith(magic):
            raise BadFileError(f"{path} is {what}.")
