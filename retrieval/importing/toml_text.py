"""TOML written so that a person's comments and order in the file stay as they are."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from tomlkit.container import Container
    from tomlkit.items import Array

Table = dict[str, object]


def toml_text(path: Path, wanted: Table, guide: str) -> str:
    """`wanted` as TOML: the file's present text with only what differs replaced, or a fresh text under `guide`."""
    return _updated(path, wanted) or fresh_text(wanted, guide)


def _updated(path: Path, wanted: Table) -> str:
    """Empty where there is no file, or its text cannot be updated."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    if not path.exists():
        return ""
    try:
        document = tomlkit.parse(path.read_text(encoding="utf-8-sig"))
        _overwrite(document, wanted)
        text = tomlkit.dumps(document)
        return text if tomllib.loads(text) == wanted else ""
    except (TOMLKitError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        return ""


def _overwrite(table: "Container", wanted: Mapping[str, object]) -> None:
    for gone in [key for key in table if key not in wanted]:
        del table[gone]
    for key, value in wanted.items():
        present = table.get(key)
        if isinstance(value, dict) and isinstance(present, dict):
            _overwrite(cast("Container", present), value)
        elif present != value:
            table[key] = value


def fresh_text(wanted: Table, guide: str) -> str:
    """`wanted` as TOML, with the lines of `guide` above it as a comment."""
    import tomlkit

    document = tomlkit.document()
    for line in guide.splitlines():
        document.add(tomlkit.comment(line) if line else tomlkit.nl())
    document.add(tomlkit.nl())
    for key, value in wanted.items():
        document[key] = _array(value) if isinstance(value, list) else value
    return re.sub(r"\n*(\n\[)", r"\n\1", tomlkit.dumps(document))


def _array(values: Sequence[str]) -> "Array":
    import tomlkit

    return tomlkit.item(values).multiline(sum(map(len, values)) > 80)
