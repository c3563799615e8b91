"""Rows of JSON Lines, and of JSON that holds one list of records."""

import json
from collections.abc import Mapping
from typing import BinaryIO

import orjson

from retrieval.importing.report import Problem, shorten
from retrieval.importing.rows import BadFileError, Limits, RawRow, Rows

NESTED = 40
"""An object with more keys than this is kept as one cell; it is not a set of columns."""


def read_lines(stream: BinaryIO) -> Rows:
    for number, line in enumerate(stream, 1):
        if line.strip():
            yield _line(number, line)


def _line(number: int, line: bytes) -> RawRow | Problem:
    try:
        record = parsed(line)
    except ValueError as error:
        return Problem(number, "", f"not JSON ({str(error).split(':')[0]})", shorten(line.decode("utf-8", "replace")))
    if not isinstance(record, dict):
        return Problem(number, "", "a row must be an object in braces, not", shorten(record))
    return RawRow(number, flat(record))


def read_whole(stream: BinaryIO, limits: Limits) -> Rows:
    """Records of a JSON list, or of the one list that an object wraps. `line` counts the records."""
    text = stream.read(limits.whole + 1)
    if len(text) > limits.whole:
        raise BadFileError(
            f"JSON in one piece may have {limits.whole >> 20} MB. Save it as JSON Lines: one record a line."
        )
    try:
        document = parsed(text)
    except ValueError as error:
        raise BadFileError(f"The file is not JSON: {error}.") from error
    for number, record in enumerate(_records(document), 1):
        if isinstance(record, dict):
            yield RawRow(number, flat(record))
        else:
            yield Problem(number, "", "a record must be an object in braces, not", shorten(record))


def parsed(text: bytes) -> object:
    """Any JSON, also with the NaN and Infinity that some programs write. Raises ValueError."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        if b"NaN" not in text and b"Infinity" not in text:
            raise
        return json.loads(text)


def _records(document: object) -> list[object]:
    if isinstance(document, list):
        return document
    if not isinstance(document, dict):
        raise BadFileError(f"The file holds a single JSON value ({shorten(document)}), not a list of records.")
    lists = [
        value for value in document.values() if isinstance(value, list) and any(isinstance(v, dict) for v in value)
    ]
    if lists:
        return max(lists, key=len)
    if len(document) > 1 and all(isinstance(value, dict) for value in document.values()):
        return [{"id": key, **value} for key, value in document.items()]
    raise BadFileError(
        f"The file is one JSON object and none of its keys holds a list of records: {shorten(list(document))}."
    )


def flat(record: Mapping[str, object]) -> Mapping[str, object]:
    """Objects inside the record as columns of their own: `price: {double: 65}` as `price.double`."""
    if not any(isinstance(value, dict) for value in record.values()):
        return record
    cells: dict[str, object] = {}
    for key, value in record.items():
        if isinstance(value, dict) and 0 < len(value) <= NESTED:
            cells.update({f"{key}.{inner}": deep for inner, deep in flat(value).items()})
        elif value != {}:
            cells[key] = value
    return cells
