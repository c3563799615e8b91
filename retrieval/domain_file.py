"""A domain as a TOML file that a person reads and edits."""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from retrieval.catalogue import Attribute, Domain, Kind
from retrieval.importing.toml_text import Table, fresh_text, toml_text

Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Words = tuple[Word, ...]
RoleName = Literal["id", "title", "text", "image", "link"]
PARTS = ("price", "rating", "rating_count", "popularity", "picture")
"""Fields of a domain that name one of its attributes."""

GUIDE = """\
What is recommended here, and how people talk about it. Edit freely: when the file is imported again, what you
changed stays as you left it; what you did not touch follows the new file.

  kind         category, tags (several names), number, money, year, duration (minutes), flag (yes or no), text
  askability   0 to 1: how readily people can answer a question about it; 0 is never asked
  subjective   true where values are opinions (a mood): naming one is then a preference, not a requirement
  informable   whether people wish about it;  requestable: whether they ask an item's value
  separator    what divides the names in a cell, "[]" for a list in brackets; for numbers "," is a decimal comma;
               for durations what a bare number counts: "s", "ms", "h", else minutes
  low, high    what the low words ("cheap") and the high words ("expensive") mean: at most, at least
  lower        words that ask for less of it than something shown ("cheaper"); higher: for more
  order        the values from least to most, where they are a scale: "easy", "medium", "hard"
  phrase       how a value stands in a sentence about an item: "directed by {}"
  synonyms     another wording = the value it stands for, or several: "romance + comedy", "comedy + moods=dark\""""


class DomainFileError(ValueError):
    """A domain file that cannot be used; its text is for people."""


class _Attribute(BaseModel):
    model_config = ConfigDict(extra="forbid")

    kind: Kind
    column: str = ""
    label: str = ""
    unit: str = ""
    separator: str = ""
    informable: bool = True
    requestable: bool = True
    askability: Annotated[float, Field(ge=0, le=1)] = 0.5
    question: str = ""
    aliases: Words = ()
    synonyms: dict[Word, Word] = Field(default_factory=dict)
    lower: Words = ()
    higher: Words = ()
    low_words: Words = ()
    high_words: Words = ()
    low: Annotated[float, Field(allow_inf_nan=False)] | None = None
    high: Annotated[float, Field(allow_inf_nan=False)] | None = None
    subjective: bool = False
    order: Words = ()
    phrase: str = ""
    better: Literal["", "lower", "higher"] = ""


class _Domain(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
    title: Word
    noun: Word = "item"
    plural: Word = "items"
    language: Word = "en"
    description: str = ""
    card: Words = ()
    price: str = ""
    rating: str = ""
    rating_count: str = ""
    popularity: str = ""
    picture: str = ""
    starters: Words = ()
    hints: dict[Word, Word] = Field(default_factory=dict)
    roles: dict[RoleName, Word] = Field(default_factory=dict)
    attributes: dict[Word, _Attribute]


# --- reading ----------------------------------------------------------------------------------------------------------


def read_domain(path: Path) -> tuple[Domain, Mapping[str, str]]:
    """The domain, and which column plays which role (`id title text image link`).

    Raises DomainFileError with a sentence that names the file, the line and the key.
    """
    return domain_from_table(*_parsed(path), path)


def _parsed(path: Path) -> tuple[Table, str]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        return tomllib.loads(text), text
    except UnicodeDecodeError as error:
        raise DomainFileError(f"{path} is not UTF-8 text (byte {error.start}). Save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise DomainFileError(f"{path} is not TOML: {error}.") from error


def domain_from_table(table: Mapping[str, object], text: str, path: Path) -> tuple[Domain, Mapping[str, str]]:
    """The domain that a parsed file says; `text` and `path` serve to say where something is wrong."""
    try:
        model = _Domain.model_validate(table)
    except ValidationError as error:
        raise DomainFileError("\n".join(_sentences(error, text, path))) from error
    attributes = tuple(_attribute(name, body) for name, body in model.attributes.items())
    plain = {f.name: getattr(model, f.name) for f in fields(Domain) if f.name != "attributes"}
    domain = Domain(attributes=attributes, **plain)
    _check_names(domain, text, path)
    return domain, {str(role): column for role, column in model.roles.items()}


def _attribute(name: str, body: _Attribute) -> Attribute:
    values = {key: getattr(body, key) for key in _Attribute.model_fields}
    unit = "min" if body.kind is Kind.DURATION else body.unit
    label = body.label or name.replace("_", " ")
    return Attribute(name=name, **{**values, "column": body.column or name, "label": label, "unit": unit})


def _sentences(error: ValidationError, text: str, path: Path) -> list[str]:
    return [_sentence(tuple(map(str, e["loc"])), e["msg"], e["input"], text, path) for e in error.errors()]


def _sentence(keys: tuple[str, ...], reason: str, value: object, text: str, path: Path) -> str:
    shown = f' "{value}"' if isinstance(value, str | int | float) else ""
    wrong = reason.replace("Extra inputs are not permitted", "this key is not known here").replace(
        "Input should", "it should"
    )
    return f"{path}, line {_line(text, keys)}: {'.'.join(keys)}{shown}: {wrong[0].lower()}{wrong[1:]}."


def _line(text: str, keys: tuple[str, ...]) -> int:
    """The line of the longest part of the dotted key that can be found; 1 if none can."""
    lines, found = text.splitlines(), 1
    if len(keys) > 1:
        found = next((n for size in range(len(keys), 0, -1) if (n := _header(lines, keys[:size]))), 1)
    wanted = re.compile(rf"""\s*["']?{re.escape(keys[-1])}["']?\s*=""")
    for number, line in enumerate(lines[found - 1 :], start=found):
        if wanted.match(line):
            return number
        if number > found and line.lstrip().startswith("["):
            break
    return found


def _header(lines: list[str], keys: tuple[str, ...]) -> int:
    wanted = ".".join(keys)
    return next(
        (n for n, line in enumerate(lines, 1) if re.sub(r"""["'\s\[\]]""", "", line.split("#")[0]) == wanted), 0
    )


def _check_names(domain: Domain, text: str, path: Path) -> None:
    known = {attribute.name for attribute in domain.attributes}
    named: list[tuple[tuple[str, ...], str]] = [(("card",), name) for name in domain.card]
    named += [((part,), getattr(domain, part)) for part in PARTS]
    named += [(("hints", phrase), meaning.partition("=")[0].strip()) for phrase, meaning in domain.hints.items()]
    for keys, name in named:
        if name and name not in known:
            place = f"{path}, line {_line(text, keys)}"
            raise DomainFileError(f'{place}: {".".join(keys)} names "{name}", but no attribute is called that.')
    for name in known:
        if not name.strip() or "=" in name:
            raise DomainFileError(f'{path}: an attribute cannot be called "{name}".')


# --- writing ----------------------------------------------------------------------------------------------------------


def domain_table(domain: Domain, roles: Mapping[str, str]) -> Table:
    """The domain as nested TOML tables; what equals its default is left out."""
    top: Table = {"name": domain.name, "title": domain.title}
    skipped = ("name", "title", "hints", "attributes")
    top |= {f.name: _plain(getattr(domain, f.name)) for f in fields(Domain) if f.name not in skipped}
    tables: Table = {"hints": dict(domain.hints), "roles": dict(roles)}
    top |= {name: table for name, table in tables.items() if table}
    filled = {key: value for key, value in top.items() if value not in ("", [])}
    return {**filled, "attributes": {attribute.name: _attribute_table(attribute) for attribute in domain.attributes}}


def _attribute_table(attribute: Attribute) -> Table:
    values = {key: _plain(getattr(attribute, key)) for key in _Attribute.model_fields}
    kept = {key: value for key, value in values.items() if value not in ("", [], None, {})}
    for key, usual in (("informable", True), ("requestable", True), ("subjective", False)):
        if kept[key] is usual:
            del kept[key]
    synonyms = kept.pop("synonyms", None)
    return kept | ({"synonyms": synonyms} if synonyms else {})


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return str(value) if isinstance(value, Kind) else value


def domain_text(domain: Domain, roles: Mapping[str, str]) -> str:
    """The file that `write_domain` would write where there is none."""
    return fresh_text(domain_table(domain, roles), GUIDE)


def write_domain(path: Path, domain: Domain, roles: Mapping[str, str]) -> None:
    """Write the file whole or not at all. A file that is there keeps its comments and its order."""
    wanted = domain_table(domain, roles)
    text = toml_text(path, wanted, GUIDE)
    draft = path.with_name(f"{path.name}.new")
    with draft.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
