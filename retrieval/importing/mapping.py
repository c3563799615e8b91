"""What the owner says about columns: `column=role`, where the role is a part, a kind, or `ignore`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from retrieval.catalogue import Kind
from retrieval.importing.report import listed
from retrieval.importing.rows import BadFileError

ROLES = ("id", "title", "text", "image", "link")
PARTS: Mapping[str, Kind] = {
    "price": Kind.MONEY,
    "rating": Kind.NUMBER,
    "rating_count": Kind.NUMBER,
    "popularity": Kind.NUMBER,
}
IGNORE = "ignore"
WORDS = (*ROLES, *PARTS, *(kind for kind in Kind if kind != "text"), IGNORE)


@dataclass(frozen=True, slots=True)
class Mapped:
    roles: Mapping[str, str] = field(default_factory=dict)
    """Role to column; also in `parts`, whose kind the part decides."""
    parts: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    """Column to kind."""
    ignored: frozenset[str] = frozenset()


def mapped(entries: Iterable[str], columns: Iterable[str]) -> Mapped:
    """Reads `column=role` entries. Raises BadFileError for an unknown column or role."""
    known = {column.casefold(): column for column in columns}
    said: dict[str, str] = {}
    for entry in entries:
        name, equals, word = (part.strip() for part in entry.rpartition("="))
        if not equals or not name:
            raise BadFileError(f'"{entry}" does not say column=role.')
        if name.casefold() not in known:
            raise BadFileError(f'There is no column "{name}". The columns are {listed(known.values())}.')
        if word not in WORDS:
            raise BadFileError(f'"{word}" is no role of a column. Roles are {listed(WORDS)}.')
        said[known[name.casefold()]] = word
    parts = {word: column for column, word in said.items() if word in PARTS}
    kinds = {column: Kind(word) for column, word in said.items() if word in set(Kind) and word not in ROLES}
    return Mapped(
        roles={word: column for column, word in said.items() if word in ROLES},
        parts=parts,
        kinds=kinds | {column: PARTS[part] for part, column in parts.items()},
        ignored=frozenset(column for column, word in said.items() if word == IGNORE),
    )
