"""A cell of the file to a value of an item, as its attribute says."""

from collections.abc import Callable, Mapping

from retrieval.catalogue import Attribute, Kind, Value
from retrieval.importing.cells import Warn, clean, missing, one_line
from retrieval.importing.lists import name_of, several
from retrieval.importing.names import singular
from retrieval.importing.numbers import FREE, amount, currency
from retrieval.importing.rows import Limits
from retrieval.importing.times import minutes, year

SEVERAL = " + "
"""Between the values of a synonym that stands for more than one; such a wording is read in talk, not in files."""

TRUE = frozenset(
    {"yes", "true", "y", "t", "1", "1.0", "x", "✓", "on", "ja", "oui", "sí", "si", "是", "有", "in stock", "available"}
)
FALSE = frozenset(
    {"no", "false", "n", "f", "0", "0.0", "off", "nein", "non", "否", "out of stock", "not available", "没有"}
)
LONGEST_NAME = 200
MOST_NAMES = 200
MERGED = " + "
"""Between the columns of an attribute that is read from several: `actor_1_name + actor_2_name`."""

Convert = Callable[[object], Value | None]


def columns_of(column: str, known: Mapping[str, object]) -> tuple[str, ...]:
    """The columns that an attribute's `column` names: itself, or several joined by `+`."""
    return (column,) if column in known or MERGED not in column else tuple(column.split(MERGED))


def converter(attribute: Attribute, limits: Limits, warn: Warn) -> Convert:
    """From a cell that is not missing to a value; None, and a warning, where the cell holds no such value."""
    match attribute.kind:
        case Kind.CATEGORY:
            return _category(attribute, warn)
        case Kind.TAGS:
            return _tags(attribute, warn)
        case Kind.TEXT:
            return lambda cell: text_of(cell, warn, limits.cell) or None
        case _:
            return _warned(attribute, _READ[attribute.kind](attribute), warn)


def _warned(attribute: Attribute, read: Convert, warn: Warn) -> Convert:
    reason = f'a cell of "{attribute.column}" was no {attribute.kind} and counts as missing'
    known: dict[str, Value | None] = {}

    def convert(cell: object) -> Value | None:
        if isinstance(cell, str):
            value = known[cell] if cell in known else known.setdefault(cell, read(cell))
        else:
            value = read(cell)
        if value is None:
            warn(reason)
        return value

    return convert


def text_of(cell: object, warn: Warn, longest: int) -> str:
    """Running text; the parts of a list one a line."""
    if isinstance(cell, list | tuple):
        return clean("\n".join(str(name_of(part)) for part in cell if not missing(part)), warn, longest)
    return clean(_written(cell), warn, longest)


def _written(cell: object) -> str:
    """A cell as text: 19210.0 as 19210."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return cell if isinstance(cell, str) else str(cell)


def _namer(attribute: Attribute, warn: Warn) -> Callable[[object], str]:
    """From one part of a cell to the name it stands for, cleaned; empty where there is none or it is too long."""
    known: dict[str, str] = {}

    def name(part: object) -> str:
        if isinstance(part, str) and part in known:
            return known[part]
        named = name_of(part)
        if missing(named):
            return ""
        text = one_line(clean(_written(named), warn, LONGEST_NAME * 100))
        if len(text) > LONGEST_NAME:
            warn(f"a name of more than {LONGEST_NAME} characters was left out of a list or category")
            return ""
        meant = attribute.synonyms.get(text.lower(), text)
        found = text if SEVERAL in meant else meant
        if isinstance(part, str) and part == text:  # nothing was mended, so nothing need be counted again
            known[part] = found
        return found

    return name


def _category(attribute: Attribute, warn: Warn) -> Convert:
    name = _namer(attribute, warn)

    def convert(cell: object) -> Value | None:
        return next((named for part in several(cell, attribute.separator) if (named := name(part))), None)

    return convert


def _tags(attribute: Attribute, warn: Warn) -> Convert:
    name = _namer(attribute, warn)

    def convert(cell: object) -> Value | None:
        found: dict[str, str] = {}
        for part in several(cell, attribute.separator):
            if named := name(part):
                found.setdefault(named.casefold(), named)
        if len(found) > MOST_NAMES:
            warn(f"a list of more than {MOST_NAMES} names was cut")
        return tuple(found.values())[:MOST_NAMES] or None

    return convert


# --- numbers ----------------------------------------------------------------------------------------------------------


def _number(attribute: Attribute) -> Convert:
    wanted = singular(attribute.unit.lower())
    worded = len(wanted) > 2 and wanted.isalpha()

    def convert(cell: object) -> Value | None:
        found = amount(cell, attribute.separator)
        if found is None or (worded and found.unit and singular(found.unit) != wanted):
            return None
        return found.value

    return convert


def _money(attribute: Attribute) -> Convert:
    def convert(cell: object) -> Value | None:
        if isinstance(cell, str) and cell.strip().lower() in FREE:
            return 0.0
        found = amount(cell, attribute.separator)
        if found is None or (attribute.unit and currency(found.unit) not in ("", attribute.unit) and found.unit != "$"):
            return None
        return found.value

    return convert


def _flag(_: Attribute) -> Convert:
    def convert(cell: object) -> Value | None:
        if isinstance(cell, bool):
            return cell
        word = _written(cell).strip().lower()
        return True if word in TRUE else False if word in FALSE else None

    return convert


_READ: Mapping[Kind, Callable[[Attribute], Convert]] = {
    Kind.NUMBER: _number,
    Kind.MONEY: _money,
    Kind.FLAG: _flag,
    Kind.YEAR: lambda _: year,
    Kind.DURATION: lambda attribute: lambda cell: minutes(cell, attribute.separator),
}
