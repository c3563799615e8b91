"""What the owner keeps out of every slate: ids, and values such as `brand=Acme`, one a line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rapidfuzz import process

from retrieval.catalogue import NAMED, Attribute, Catalogue, Constraint, Kind, Operator
from retrieval.columns import Columns
from retrieval.stored.catalogue import StoredCatalogue

FILE = "blocked.txt"
LIKE = 70.0
YES, NO = frozenset({"yes", "true", "1"}), frozenset({"no", "false", "0"})


@dataclass(frozen=True, slots=True)
class Blocked:
    ids: frozenset[str] = frozenset()
    troubles: tuple[str, ...] = ()
    """A sentence for each line that blocks nothing."""


def load_blocked(path: Path, columns: Columns) -> Blocked:
    """Of a file, empty if there is none; a file that cannot be read is one trouble."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Blocked()
    except (OSError, UnicodeDecodeError) as error:
        return Blocked(troubles=(f"{path} cannot be read, so nothing is kept out: {error}.",))
    return read_blocked(text, columns, path.name)


def read_blocked(text: str, columns: Columns, source: str = FILE) -> Blocked:
    """One id or one `attribute=value` a line; what follows `#` and a space, or begins with it, is a comment.

    Names of attributes, and values, are matched whatever their case. A line that means nothing blocks nothing and is a
    trouble: all others still count.
    """
    ids: set[str] = set()
    troubles = []
    lines = [(number, line.partition(" #")[0].strip()) for number, line in enumerate(text.splitlines(), start=1)]
    lines = [(number, said) for number, said in lines if said and not said.startswith("#")]
    titled = _titled((said for _, said in lines), columns.catalogue)
    for number, said in lines:
        found = _ids(said, columns, titled)
        if isinstance(found, str):
            troubles.append(f"{source}, line {number}: {found}")
        else:
            ids |= found
    return Blocked(frozenset(ids), tuple(troubles))


def _titled(lines: Iterable[str], catalogue: Catalogue) -> Mapping[str, str]:
    """Titles that stand where an id should, folded, to the first item so called. All titles are walked through once."""
    wanted = {said.casefold() for said in lines if "=" not in said and said not in catalogue.rows}
    if not wanted:
        return {}
    titles = catalogue.titles if isinstance(catalogue, StoredCatalogue) else (item.title for item in catalogue.items)
    found: dict[str, str] = {}
    for row, title in enumerate(titles):
        if (folded := title.casefold()) in wanted:
            found.setdefault(folded, catalogue.ids[row])
    return found


def _ids(said: str, columns: Columns, titled: Mapping[str, str]) -> set[str] | str:
    """The items meant, or what is wrong with the line."""
    catalogue = columns.catalogue
    if said in catalogue.rows:
        return {said}
    name, sign, value = (part.strip() for part in said.partition("="))
    if not sign:
        return _no_id(said, titled.get(said.casefold(), ""), catalogue.name)
    attribute = next((a for a in catalogue.domain.attributes if name.casefold() in _called(a)), None)
    if attribute is None:
        known = ", ".join(a.name for a in catalogue.domain.attributes)
        return f"“{said}” is neither an id, nor is “{name}” an attribute; those are {known}."
    test = _test(attribute, value, columns)
    found = {catalogue.ids[int(row)] for row in np.flatnonzero(columns.accepts(test))} if test else set()
    if not found:
        return f"nothing has “{value}” as its {attribute.label or attribute.name}{_nearest(attribute, value, columns)}"
    return found


def _no_id(said: str, titled: str, name: str) -> str:
    if titled:
        return f"“{said}” is a title, not an id; write “{titled}”."
    return f"there is no “{said}” in “{name}”; write an id, or attribute=value."


def _called(attribute: Attribute) -> set[str]:
    return {attribute.name.casefold(), attribute.label.casefold()}


def _test(attribute: Attribute, value: str, columns: Columns) -> Constraint | None:
    """What passes it is blocked; None if nothing can."""
    if attribute.kind is Kind.FLAG:
        said = value.casefold()
        return Constraint(attribute.name, Operator.EQ, said in YES) if said in YES | NO else None
    if attribute.numeric:
        return _number(attribute, value)
    own = next((v for v in columns.values(attribute.name) if v.casefold() == value.casefold()), None)
    return None if own is None else Constraint(attribute.name, Operator.EQ, own)


def _number(attribute: Attribute, value: str) -> Constraint | None:
    try:
        return Constraint(attribute.name, Operator.EQ, float(value))
    except ValueError:
        return None


def _nearest(attribute: Attribute, value: str, columns: Columns) -> str:
    near = (
        process.extractOne(value, columns.values(attribute.name), score_cutoff=LIKE)
        if attribute.kind in NAMED
        else None
    )
    return f"; do you mean “{near[0]}”?" if near else "."
