"""Lists by page. A cursor is opaque: it says where to go on, in which version of which list."""

import base64
import hashlib
from collections.abc import Sequence
from typing import TypeVar

from app.api.problems import ProblemError, shortened

T = TypeVar("T")


def page(entries: Sequence[T], cursor: str, limit: int, *of: str) -> tuple[Sequence[T], str]:
    """(the entries of this page, the next cursor or nothing). `of` names the list and its version.

    Raises ProblemError for a cursor that is no cursor, or that is of another list or version.
    """
    start = _read(cursor, _mark(of)) if cursor else 0
    end = start + limit
    return entries[start:end], _written(end, _mark(of)) if end < len(entries) else ""


def _mark(of: Sequence[str]) -> str:
    return hashlib.sha256("\0".join(of).encode("utf-8", "replace")).hexdigest()[:16]


def _written(start: int, mark: str) -> str:
    return base64.urlsafe_b64encode(f"{start}.{mark}".encode()).decode().rstrip("=")


def _read(cursor: str, mark: str) -> int:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        start, found = base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii").split(".")
        number = int(start)
    except ValueError:
        told = f"“{shortened(cursor)}” is no cursor; take the one that came with the page before, or none."
        raise ProblemError("bad-cursor", told) from None
    if found != mark or number < 0:
        raise ProblemError("bad-cursor", "This cursor is of another list, or the list changed meanwhile; start again.")
    return number
