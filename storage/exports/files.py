"""Files that are hashed while they are written, a row at a time, in constant memory."""

import csv
import os
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from io import RawIOBase
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import orjson

from storage.exports.format import Columns, Row, Table, Type

if TYPE_CHECKING:
    from typing_extensions import Buffer

GROUP_ROWS, GROUP_BYTES = 20_000, 8 * 2**20
"""A Parquet row group ends after so many rows, or so many bytes of their JSON: this much of a table is held."""
BUFFER = 2**18


class Hashed(RawIOBase):
    """A file that knows how long it is and its SHA-256."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        path.parent.mkdir(parents=True, exist_ok=True)
        self.size = 0
        self._digest = sha256()
        self._file = path.open("xb", buffering=BUFFER)
        self._abandoned = False

    def writable(self) -> bool:
        return True

    def write(self, content: "Buffer") -> int:
        part = bytes(content)
        if self._abandoned:
            return len(part)
        self._digest.update(part)
        self.size += len(part)
        return self._file.write(part)

    def close(self) -> None:
        if not self._file.closed:
            try:
                self._file.flush()
                os.fsync(self._file.fileno())
            finally:
                self._file.close()
        super().close()

    def abandon(self) -> None:
        """Nobody wants the file any more: it may stay cut short, and whoever still writes to it does no harm."""
        self._abandoned = True
        with suppress(OSError):
            self._file.close()

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


class Writer(Protocol):
    """One table's file."""

    def write(self, row: Row, line: bytes) -> None:
        """`line` is the row as JSON, without the line's end."""
        ...

    def close(self) -> None: ...


class JsonLines:
    def __init__(self, out: Hashed) -> None:
        self._out = out

    def write(self, row: Row, line: bytes) -> None:
        self._out.write(line + b"\n")

    def close(self) -> None:
        self._out.close()


class Delimited:
    """With a header. Tab separated files know no quotes: what would break a line becomes a space."""

    def __init__(self, out: Hashed, table: Table, columns: Columns) -> None:
        self._out = out
        self._tabs = table.kind == "tsv"
        if self._tabs:
            self._rows = csv.writer(self, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None)
        else:
            self._rows = csv.writer(self, lineterminator="\n")
        self._rows.writerow(columns)

    def write(self, row: "Row | str", line: bytes = b"") -> None:
        if isinstance(row, str):  # from the csv writer itself
            self._out.write(row.encode())
            return
        cells = ["" if value is None else value for value in row.values()]
        self._rows.writerow([_plain(cell) for cell in cells] if self._tabs else cells)

    def close(self) -> None:
        self._out.close()


def _plain(cell: object) -> object:
    return " ".join(cell.replace('"', "'").split()) if isinstance(cell, str) else cell


class Parquet:
    def __init__(self, out: Hashed, columns: Columns) -> None:
        import pyarrow as pa
        from pyarrow import parquet

        self._out = out
        self._arrow = pa
        self._schema = pa.schema([(name, _arrow_type(kind)) for name, kind in columns.items()])
        self._json = frozenset(name for name, kind in columns.items() if kind == "json")
        self._writer = parquet.ParquetWriter(out, self._schema, compression="zstd")
        self._group: list[Row] = []
        self._bytes = 0

    def write(self, row: Row, line: bytes) -> None:
        self._group.append(self._flat(row))
        self._bytes += len(line)
        if len(self._group) >= GROUP_ROWS or self._bytes >= GROUP_BYTES:
            self._end_group()

    def close(self) -> None:
        self._end_group()
        self._writer.close()
        self._out.close()

    def _flat(self, row: Row) -> Row:
        if not self._json:
            return row
        return {name: dumped(value).decode() if name in self._json else value for name, value in row.items()}

    def _end_group(self) -> None:
        if self._group:
            self._writer.write_table(self._arrow.Table.from_pylist(self._group, schema=self._schema))
        self._group, self._bytes = [], 0


def _arrow_type(kind: Type) -> object:
    import pyarrow as pa

    message = pa.struct([("role", pa.string()), ("content", pa.string())])
    kinds: Mapping[Type, object] = {
        "text": pa.string(),
        "json": pa.string(),
        "whole": pa.int64(),
        "number": pa.float64(),
        "flag": pa.bool_(),
        "time": pa.timestamp("us", tz="UTC"),
        "texts": pa.list_(pa.string()),
        "numbers": pa.list_(pa.float64()),
        "messages": pa.list_(message),
    }
    return kinds[kind]


def open_writer(out: Hashed, table: Table, columns: Columns) -> Writer:
    match table.kind:
        case "jsonl":
            return JsonLines(out)
        case "parquet":
            return Parquet(out, columns)
        case _:
            return Delimited(out, table, columns)


def dumped(value: object) -> bytes:
    """As JSON, without spaces, in the order that mappings have."""
    return orjson.dumps(value, option=orjson.OPT_UTC_Z)
