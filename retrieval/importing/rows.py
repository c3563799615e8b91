"""What every reader gives: rows as they stand in the file, with nothing cleaned or guessed yet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from retrieval.importing.report import Problem


class BadFileError(ValueError):
    """A file that cannot be read at all; its text is for people."""


@dataclass(frozen=True, slots=True)
class RawRow:
    """`line` is where the row begins in the file, from 1; its number where the format has no lines."""

    line: int
    cells: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Limits:
    rows: int = 1_000_000
    columns: int = 1_000
    cell: int = 20_000
    """Characters of a cell that are kept."""
    unpacked: int = 8 << 30
    """Bytes that a packed file may come to,"""
    ratio: int = 300
    """and how many times its own size, once it is beyond `harmless`."""
    harmless: int = 64 << 20
    whole: int = 256 << 20
    """Bytes of a file that has to be read in one piece (JSON that is not JSON Lines)."""


Rows = Iterator[RawRow | Problem]
