"""From TOML files to scripts, with a sentence for whatever is wrong: file, line, and what would be right."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from pydantic import BaseModel, ValidationError

from evals.scripting.places import line_of
from evals.scripting.script import Expect, Script, Turn, When, Whole

SCRIPTS = Path(__file__).parents[1] / "scripts"
CATALOGUE = "catalogue.csv"
"""Beside scripts: what they talk about, where it is no catalogue that is there already."""
TABLES: Mapping[tuple[str, ...], type[BaseModel]] = {
    (): Script,
    ("expect",): Whole,
    ("turn",): Turn,
    ("turn", "expect"): Expect,
    ("turn", "when"): When,
    ("turn", "when", "expect"): Expect,
}


class ScriptError(ValueError):
    """Scripts that cannot be played; its text is a sentence a line."""


@dataclass(frozen=True, slots=True)
class Read:
    """A script, and its text to point into."""

    script: Script
    path: Path
    text: str

    @property
    def name(self) -> str:
        return self.script.name or f"{self.path.parent.name}/{self.path.stem}"

    @property
    def domain(self) -> str:
        return self.script.domain or self.path.parent.name

    @property
    def brought(self) -> Path | None:
        """The catalogue file beside it."""
        file = self.path.with_name(CATALOGUE)
        return file if file.exists() else None

    def at(self, *path: str | int) -> str:
        return f"{self.path}, line {line_of(self.text, path)}"


def find(places: Sequence[Path]) -> tuple[Path, ...]:
    """The scripts named, and those in the folders named. Raises ScriptError."""
    found: list[Path] = []
    for place in places or (SCRIPTS,):
        if not place.exists():
            raise ScriptError(f'There is no script or folder "{place}".')
        found += [place] if place.is_file() else sorted(place.rglob("*.toml"))
    kept = [path for path in dict.fromkeys(found) if path.name != "domain.toml"]
    if not kept:
        raise ScriptError(f"There are no scripts (*.toml) in {', '.join(map(str, places or (SCRIPTS,)))}.")
    return tuple(kept)


def read_all(paths: Sequence[Path]) -> tuple[Read, ...]:
    """Raises ScriptError that tells what is wrong in every one of them, not in the first alone."""
    found, wrong = [], []
    for path in paths:
        try:
            found.append(read(path))
        except ScriptError as error:
            wrong.append(str(error))
    wrong += _twice(found)
    if wrong:
        raise ScriptError("\n".join(wrong))
    return tuple(found)


def read(path: Path) -> Read:
    """Raises ScriptError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        return Read(Script.model_validate(tomllib.loads(text)), path, text)
    except UnicodeDecodeError as error:
        raise ScriptError(f"{path} is not UTF-8 text (byte {error.start}). Save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        told = str(error).replace("at end of document", f"at line {text.count(chr(10)) + 1}, where it ends")
        raise ScriptError(f"{path} is not TOML, or is cut short: {told}.") from error
    except ValidationError as error:
        raise ScriptError("\n".join(dict.fromkeys(_sentences(error, text, path)))) from error


def _twice(scripts: Sequence[Read]) -> Iterator[str]:
    first: dict[str, Path] = {}
    for one in scripts:
        if (other := first.setdefault(one.name, one.path)) != one.path:
            yield f'{one.at("name")}: "{one.name}" is what {other} is called, too; give it a name of its own.'


def _sentences(error: ValidationError, text: str, path: Path) -> Iterator[str]:
    for one in error.errors():
        if one["type"] == "too_short" and one["input"]:
            continue  # there are some, but none without a mistake
        place = f"{path}, line {line_of(text, one['loc'])}"
        key = ".".join(str(part) if isinstance(part, str) else str(part + 1) for part in one["loc"])
        if one["type"] == "extra_forbidden":
            yield f"{place}: {_unknown(one['loc'])}"
        elif one["type"] == "missing":
            yield f'{place}: "{key}" is missing.'
        else:
            shown = f' "{one["input"]}"' if isinstance(one["input"], str | int | float) else ""
            reason = _plainly(one["msg"])
            yield f"{place}: {key}{'' if reason.startswith(chr(34)) else shown}: {reason}."


def _plainly(told: str) -> str:
    told = told.removeprefix("Value error, ").partition(", unable")[0].replace("Input should", "it should")
    return (
        told.replace("a valid tuple", "words, or a list of them")
        .replace("a valid string", "text")
        .replace("a valid boolean", "true or false")
    )


def _unknown(loc: Sequence[str | int]) -> str:
    """What is wrong with a key that there is none of, with the nearest there is."""
    *tables, key = (part for part in loc if isinstance(part, str))
    model = TABLES.get(tuple(tables))
    known = list(model.model_fields) if model else []
    near = get_close_matches(key, known, 1, 0.6)
    elsewhere = [
        f"[{'.'.join(table)}]" for table, other in TABLES.items() if table and key in other.model_fields and not near
    ]
    meant = f'did you mean "{near[0]}"?' if near else f"there are {', '.join(known)}."
    if elsewhere:
        meant = f"it belongs into {elsewhere[0]}."
    return f'"{key}" is no key {f"of {chr(46).join(tables)}" if tables else "of a script"}; {meant}'
