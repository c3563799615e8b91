"""The files of a yardstick, plain or gzipped; whatever is wrong with one is a sentence that names file and line."""

import csv
import gzip
import zlib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import orjson

PAGES = "docs/benchmarks"
LISTED = 6
"""Files of a wrong folder that a sentence names."""

Row = Mapping[str, object]


class FilesError(ValueError):
    """A file of a yardstick is missing or is not what it should be; a sentence."""


class AbsentError(FilesError, FileNotFoundError):
    """A file or folder is not there."""


def folder_of(data: Path, name: str, sign: str) -> Path:
    """`data` itself, or its folder `name` if only that holds `sign`, a pattern of a file that the yardstick has."""
    if not data.is_dir():
        what = "is no folder" if data.exists() else "is not there"
        raise AbsentError(f"“{data}” {what}: --data wants the folder with the files of {name} ({PAGES}/{name}.md).")
    inner = data / name
    return inner if not any(data.glob(sign)) and inner.is_dir() else data


def find(folder: Path, name: str, what: str, page: str = "") -> Path:
    """The file, or the same with .gz. `what` is what it holds, for the sentence."""
    found = next((file for file in (folder / name, folder / f"{name}.gz") if file.is_file()), None)
    if found is None:
        where = f"{PAGES}/{page}.md" if page else f"{PAGES}/"
        raise AbsentError(f"“{folder}” has no {what}: no “{name}” or “{name}.gz” ({held(folder)}). See {where}.")
    return found


def held(folder: Path) -> str:
    """What the folder holds instead, for a sentence."""
    names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
    return f"it holds {', '.join(names[:LISTED])}{more}" if names else "it is empty"


def lines(file: Path) -> Iterator[tuple[int, str]]:
    """Each with its number, from 1, and its line end."""
    number = 0
    try:
        with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as stream:
            for number, line in enumerate(stream, start=1):
                yield number, line.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as error:
        raise FilesError(
            f"“{file}”, line {number}: byte {error.start + 1} is no UTF-8 "
            f"(0x{error.object[error.start]:02x}); the file has to be UTF-8."
        ) from error
    except EOFError as error:
        where = f", after line {number}" if number else ""
        raise FilesError(f"“{file}”{where}: the gzip file is damaged or cut short; fetch it again.") from error
    except (OSError, zlib.error) as error:
        where = f"“{file}”, after line {number}," if number else f"“{file}”"
        raise FilesError(f"{where} cannot be read ({error}); fetch it again.") from error


def json_lines(file: Path, needed: Collection[str]) -> Iterator[tuple[int, dict[str, object]]]:
    """An object a line, each with the keys `needed`, and its number; empty lines are passed over."""
    for number, line in lines(file):
        if line.strip():
            yield number, with_keys(_parsed(file, number, line), needed, f"“{file}”, line {number}")


def json_file(file: Path) -> object:
    """One JSON value over any number of lines."""
    text = "".join(line for _, line in lines(file))
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise FilesError(
            f"“{file}”, line {error.lineno}: no JSON from column {error.colno} on ({error.msg}){_cut(text, error.pos)}"
        ) from error


def with_keys(found: object, needed: Collection[str], where: str) -> dict[str, object]:
    """The object if it is one and has the keys."""
    if not isinstance(found, dict):
        raise FilesError(f"{where}: a JSON object is wanted, not “{_short(found)}”.")
    missing = [key for key in needed if key not in found]
    if missing:
        raise FilesError(f"{where}: no {_quoted(missing)}; it has to have {_quoted(needed)}, and has {_quoted(found)}.")
    return found


def objects(found: object, needed: Collection[str], where: str) -> list[dict[str, object]]:
    """The list if it is one of objects that have the keys."""
    if not isinstance(found, list):
        raise FilesError(f"{where}: a list is wanted, not “{_short(found)}”.")
    return [with_keys(one, needed, f"{where}, entry {place}") for place, one in enumerate(found, start=1)]


def table(file: Path, needed: Collection[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """CSV with a header: each row and the number of its line. The last line, too, has to have its line end."""
    ended: list[tuple[int, bool]] = []

    def told() -> Iterator[str]:
        for number, line in lines(file):
            ended[:] = [(number, line.endswith("\n"))]
            yield line

    reader = csv.reader(told(), strict=True)
    try:
        header = next(reader, [])
        with_keys(dict.fromkeys(header), needed, f"“{file}”, line 1")
        for cells in reader:
            if cells:
                _whole(file, reader.line_num, cells, header, ended[0][1])
                yield reader.line_num, dict(zip(header, cells, strict=True))
    except csv.Error as error:
        raise FilesError(f"“{file}”, line {reader.line_num}: {error}; the file may be cut short.") from error


def number(cell: str, column: str, where: str) -> float:
    try:
        return float(cell)
    except ValueError:
        raise FilesError(f"{where}: “{cell}” in the column “{column}” is no number.") from None


def _whole(file: Path, line: int, cells: list[str], header: list[str], ended: bool) -> None:
    if len(cells) != len(header):
        raise FilesError(
            f"“{file}”, line {line}: {len(cells)} cells, and the header has {len(header)}; the file may be cut short."
        )
    if not ended:
        raise FilesError(f"“{file}”, line {line}: the last line has no line end; the file may be cut short in it.")


def _parsed(file: Path, number: int, line: str) -> object:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise FilesError(
            f"“{file}”, line {number}: no JSON from column {error.colno} on ({error.msg}){_cut(line, error.pos)}"
        ) from error


def _cut(text: str, place: int) -> str:
    cut = place >= len(text.rstrip()) - 1
    return "; the file seems cut short, fetch it again." if cut else "."


def _quoted(names: Collection[str]) -> str:
    listed = [f"“{name}”" for name in names]
    return ", ".join(listed[:8]) + (" …" if len(listed) > 8 else "") if listed else "nothing"


def _short(found: object) -> str:
    text = orjson.dumps(found).decode()
    return text if len(text) <= 40 else f"{text[:39]}…"
