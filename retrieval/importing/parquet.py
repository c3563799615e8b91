"""Rows of Parquet files."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import IO

from retrieval.importing.jsons import flat
from retrieval.importing.rows import BadFileError, RawRow, Rows

BATCH = 1_000


def read_parquet(file: IO[bytes]) -> Rows:
    """`line` counts the rows. Bytes (pictures inside the table) are left out."""
    import pyarrow
    from pyarrow import parquet

    number = 0
    try:
        for batch in parquet.ParquetFile(file).iter_batches(batch_size=BATCH, use_threads=False):
            records: Iterable[dict[str, object]] = batch.to_pylist()
            for record in records:
                number += 1
                yield RawRow(number, flat({key: _plain(value) for key, value in record.items()}))
    except (pyarrow.ArrowException, OSError) as error:
        raise BadFileError(f"The Parquet file is damaged: {str(error).splitlines()[0]}") from error


def _plain(value: object) -> object:
    match value:
        case datetime() | date():
            return value.isoformat()
        case Decimal():
            return float(value)
        case bytes():
            return None
        case _:
            return value
