"""Cells that hold several values: `a|b`, `a, b`, `['a', 'b']`, JSON."""

import ast
import json
import re
from collections.abc import Sequence

BRACKETS = "[]"
"""The separator of cells that are lists in themselves, as JSON or as Python writes them."""
NAMES = ("name", "title", "label", "value", "text", "english_name")


def several(value: object, separator: str) -> Sequence[object]:
    """The values in a cell, not yet cleaned. A real list needs no separator."""
    if isinstance(value, list | tuple):
        return value
    if not isinstance(value, str):
        return (value,)
    text = value.strip()
    if separator == BRACKETS:
        return bracketed(text)
    return parts_of(text, separator) if separator else (text,)


def parts_of(text: str, separator: str) -> list[str]:
    """What stands between the separators; a word as "and" divides only where it stands alone."""
    sign = separator.strip() or separator
    parts = re.split(rf"\s+{sign}\s+", text) if sign.isalpha() else text.split(sign)
    return [part.strip() for part in parts]


def bracketed(text: str) -> Sequence[object]:
    """A list as JSON or as Python writes it; the text itself where it is neither."""
    if not (text.startswith("[") and text.endswith("]")):
        return (text,)
    for read in (json.loads, ast.literal_eval):
        try:
            found = read(text)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            continue
        return found if isinstance(found, list) else (text,)
    return [part.strip().strip("'\"") for part in text[1:-1].split(",")]


def name_of(value: object) -> object:
    """What a list's element is called: `{"id": 28, "name": "Action"}` is Action."""
    if not isinstance(value, dict):
        return value
    named = next((value[key] for key in NAMES if value.get(key)), None)
    return named if named is not None else next((v for v in value.values() if isinstance(v, str) and v), None)
