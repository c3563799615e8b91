"""JSON Lines, packed or not: each record with its line. A line that is no record is tallied, and the next one read."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, ValidationError

from retrieval.importing.jsons import parsed
from retrieval.importing.report import Problem, Tally, shorten
from retrieval.importing.rows import BadFileError, Limits
from retrieval.importing.unpack import unpacked


def records(path: Path, tally: Tally) -> Iterator[tuple[int, dict[str, object]]]:
    """Raises BadFileError if the file cannot be read, or its first line is no record."""
    with unpacked(path, Limits()) as stream:
        for number, line in enumerate(stream, 1):
            if not line.strip():
                continue
            tally.rows += 1
            try:
                record = parsed(line)
            except ValueError as error:
                record = None
                tally.reject(Problem(number, "", f"not JSON ({str(error).split(':')[0]})", shorten(_text(line))))
            if isinstance(record, dict):
                yield number, record
            elif record is not None:
                tally.reject(Problem(number, "", "a conversation must be an object in braces, not", shorten(record)))
            if tally.rows == 1 and tally.left_out:
                raise BadFileError(
                    f"{path}, {tally.problems[0]}. These logs are JSON Lines: one conversation a line, in braces."
                )


def told(error: ValidationError, line: int) -> Problem:
    """What is wrong with a record, as its first mistake."""
    first = error.errors()[0]
    place = ".".join(map(str, first["loc"]))
    value = first["input"] if not isinstance(first["input"], dict | list | BaseModel) else ""
    return Problem(line, place, first["msg"][:1].lower() + first["msg"][1:], shorten(value) if value else "")


def _text(line: bytes) -> str:
    return line.decode("utf-8", "replace")
