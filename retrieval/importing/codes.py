"""Two-letter codes of languages and countries, and their English names."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

TABLES = {"language": "language", "spoken": "language", "country": "country"}
"""Concept to table."""


@cache
def _codes() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(Path(__file__).with_name("codes.toml").read_text(encoding="utf-8"))


def names_of_codes(concept: str, values: Iterable[str]) -> dict[str, str]:
    """Code to name for those that occur, if nearly all the values of a language or country attribute are codes."""
    if concept not in TABLES:
        return {}
    table = _codes()[TABLES[concept]]
    seen = {value.lower() for value in values}
    known = {code: table[code] for code in sorted(seen) if code in table}
    return known if len(known) > 0.8 * len(seen) else {}
