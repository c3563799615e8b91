"""Where in a TOML file a key stands, to name its line; `tomllib` does not tell."""

import re
from collections.abc import Sequence

Path = Sequence[str | int]
HEADER = re.compile(r"\s*\[\[?\s*([\w.\-\"' ]+?)\s*\]\]?\s*(?:#.*)?")


def line_of(text: str, path: Path) -> int:
    """Of the longest part of the path that can be found; 1 if none can. A number counts tables of one name, from 0."""
    lines = text.splitlines()
    start, end, name, rest = 0, len(lines), "", list(path)
    while rest:
        name = f"{name}.{rest[0]}" if name else str(rest[0])
        numbered = len(rest) > 1 and isinstance(rest[1], int)
        nth = int(rest[1]) if numbered else 0
        headers = [n for n in range(start, end) if (match := HEADER.fullmatch(lines[n])) and match[1] == name]
        if len(headers) <= nth:
            break
        start = headers[nth] + 1
        end = _end(lines, start, name)
        rest = rest[2 if numbered else 1 :]
    return _key(lines[: _end(lines, start)], start, rest) or max(1, start)


def _key(lines: Sequence[str], start: int, rest: Path) -> int:
    """The line of the last key that is written there; 0 if none is."""
    for key in (str(part) for part in reversed(rest) if not isinstance(part, int)):
        wanted = re.compile(rf"""(?:^|[\s{{,])["']?{re.escape(key)}["']?\s*=""")
        for number in range(start, len(lines)):
            if wanted.search(lines[number]):
                return number + 1
    return 0


def _end(lines: Sequence[str], start: int, name: str = "") -> int:
    """Where the table ends; with its name, after the tables inside it."""
    inside = f"{name}." if name else "\n"
    headers = ((n, HEADER.fullmatch(lines[n])) for n in range(start, len(lines)))
    return next((n for n, match in headers if match and not match[1].startswith(inside)), len(lines))
