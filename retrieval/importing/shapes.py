"""What kind of value a column holds, told from its cells; its name decides only where they leave it open."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from retrieval.catalogue import Kind
from retrieval.importing.cells import missing
from retrieval.importing.concepts import Concept, concept_of
from retrieval.importing.convert import FALSE, TRUE
from retrieval.importing.lists import BRACKETS, bracketed, name_of, parts_of, several
from retrieval.importing.names import singular, words
from retrieval.importing.numbers import FREE, Amount, amount, currency, decimal_sign
from retrieval.importing.survey import Column
from retrieval.importing.times import MINUTES, epoch, looks_like_date, timed, year
from retrieval.importing.units import DURATION_UNITS, UNITS

MOST = 0.9
MOST_YEARS = 0.7
"""Enough where the name says that it holds years: wines of no vintage ("NV") stand among the others."""
LONG_WORDS, LONG_TEXT = 9, 70
"""More words or characters a cell than this is running text."""
_LEAST = {"|": 0.01, ";": 0.05, ">": 0.3}
"""Share of cells that must hold a separator for it to be one, where nothing else speaks for it."""


@dataclass(frozen=True, slots=True)
class Shape:
    kind: Kind
    separator: str = ""
    unit: str = ""
    other_unit: str = ""
    """A second thing that some of the cells measure: "2 Seasons" among the minutes."""


def shape_of(column: Column) -> Shape:
    found = _listed(column) or _flag(column) or _measured(column) or _written(column)
    match = concept_of(column.name, found.kind)
    return _forced(column, found, match.concept) if match and match.concept.kind else found


def as_kind(column: Column, kind: Kind) -> Shape:
    """The column read as a kind that the owner named."""
    found = shape_of(column)
    if kind is found.kind:
        return found
    sign = decimal_sign(column.close) if kind in (Kind.NUMBER, Kind.MONEY) else ""
    separator = found.separator if found.kind is Kind.TAGS else _separator(column) if kind is Kind.TAGS else sign
    unit = _common(currency(a.unit) for a in _amounts(column.close)) if kind is Kind.MONEY else ""
    return Shape(kind, separator, "min" if kind is Kind.DURATION else unit)


def _forced(column: Column, found: Shape, concept: Concept) -> Shape:
    """What the name insists on: an address is one text, a runtime in bare numbers is minutes."""
    match concept.kind:
        case Kind.TEXT if found.kind is not Kind.FLAG:
            return Shape(Kind.TEXT, found.separator if found.kind is Kind.TAGS else "")
        case Kind.MONEY if found.kind is Kind.NUMBER:
            return Shape(Kind.MONEY, found.separator, currency(found.unit) or _currency_named(column.name))
        case Kind.DURATION if found.kind is Kind.NUMBER and not found.unit:
            return _bare_duration(column)
        case Kind.YEAR if found.kind is Kind.NUMBER and column.share(year) > MOST:
            return Shape(Kind.YEAR)
        case Kind.NUMBER if found.kind is Kind.CATEGORY and column.share(amount) > MOST:
            return Shape(Kind.NUMBER)
        case _:
            return found


# --- lists ------------------------------------------------------------------------------------------------------------


def _listed(column: Column) -> Shape | None:
    if column.share(lambda cell: isinstance(cell, list | tuple)) > 0.5:
        return _of_parts([part for cell in column.close for part in several(cell, "")], "")
    if column.share(lambda cell: isinstance(cell, str) and cell.strip()[:1] == "[" and cell.strip()[-1:] == "]") > 0.8:
        return _of_parts([part for cell in column.texts for part in bracketed(cell)], BRACKETS)
    return None


def _of_parts(parts: Sequence[object], separator: str) -> Shape:
    names = [str(name) for part in parts if not missing(name := name_of(part))]
    fractions = sum(isinstance(part, float) and not part.is_integer() for part in parts)
    wordy = sum(len(name) > LONG_TEXT for name in names)
    prose = fractions * 2 > len(parts) or wordy * 2 > len(names) or any(isinstance(part, list) for part in parts)
    return Shape(Kind.TEXT if prose else Kind.TAGS, separator)


def _separator(column: Column) -> str:
    """What divides the names in the cells of a column; empty where each is one name."""
    people = column.match is not None and column.match.concept.people
    tried = ("|", ";", ",", ">", "/", "\n", "、", "，", *(("&", "and") if people else ()))
    fits = [(s, fit) for s in tried if (fit := _divided(column, s))]
    return max(fits, key=lambda entry: entry[1])[0] if fits else ""


def _divided(column: Column, separator: str) -> float:
    """How well a separator explains the cells, 0–3: many hold it, and its parts are short and come again."""
    texts = [cell.strip() for cell in column.close if isinstance(cell, str)]
    if separator == "/":
        # "Muscat/Moscato" is one name; "/Desserts/Pies/" is a path
        texts = [text for text in texts if text.startswith("/")] if _paths(texts) else []
    lists = [[part for part in parts_of(text, separator) if part] for text in texts]
    parts = [part for found in lists for part in found]
    if len(parts) == len(texts) or not parts:
        return 0.0
    long = sum(len(part.split()) > 4 or len(part) > 40 for part in parts) / len(parts)
    figures = sum(bool(re.search(r"\d", part)) for part in parts) / len(parts)
    if long > 0.1 or (figures > 0.3 and separator not in "|;"):
        return 0.0
    if separator in ("&", "and") and not _full_names(lists):
        return 0.0
    holding = sum(len(found) > 1 for found in lists) / len(texts)
    if holding < _least(column, separator) and not _recur(lists):
        return 0.0
    return holding * (1 - long) + (2 if separator in "|;>" else 0)


def _least(column: Column, separator: str) -> float:
    """The share of cells that must hold the separator: one is enough for what no name of a person holds."""
    if column.match and column.match.concept.people and separator in ("|", ";", "&", "and"):
        return 0.0
    return 0.01 if column.match and column.match.concept.several else _LEAST.get(separator, 0.15)


def _full_names(lists: Sequence[Sequence[str]]) -> bool:
    """Whether what is divided are people, with a first and a last name: no "Strunk and White"."""
    divided = [part.split() for found in lists if len(found) > 1 for part in found]
    return bool(divided) and all(len(part) > 1 and part[0][:1].isupper() and part[0] != "The" for part in divided)


def _paths(texts: Sequence[str]) -> bool:
    return sum(text.startswith("/") for text in texts) > 0.8 * len(texts)


def _recur(lists: Sequence[Sequence[str]]) -> bool:
    """Whether the parts of the longer cells are mostly whole cells elsewhere: "Canada, France" among "Canada"s."""
    alone = {found[0] for found in lists if len(found) == 1}
    parts = [part for found in lists if len(found) > 1 for part in found]
    return len(parts) > 4 and sum(part in alone for part in parts) > 0.7 * len(parts)


# --- yes and no, and measures -----------------------------------------------------------------------------------------


def _flag(column: Column) -> Shape | None:
    found = {str(cell).strip().lower() for cell in column.present}
    digits = found <= {"0", "1", "0.0", "1.0"}
    if column.share(lambda cell: isinstance(cell, bool)) > MOST:
        return Shape(Kind.FLAG)
    told = len(found) == 2 or (len(found) == 1 and not digits and found != {"x"})
    return Shape(Kind.FLAG) if told and found <= TRUE | FALSE else None


def _measured(column: Column) -> Shape | None:
    dates = column.share(looks_like_date)
    if dates > 0.7 or (dates > 0.2 and column.share(lambda cell: year(cell) is not None) > MOST):
        return Shape(Kind.YEAR)
    sign = decimal_sign(column.close)
    amounts = _amounts(column.close, sign)
    if column.match and column.match.concept.kind is Kind.YEAR and column.share(_bare_year) > MOST_YEARS:
        return Shape(Kind.YEAR)
    whole = len(amounts) / len(column.close)
    if _share(amounts, lambda a: not a.unit) * whole > MOST and not _digits_only(column):
        return _bare_number(column, amounts, sign)
    if column.share(lambda cell: isinstance(cell, str) and timed(cell.strip()) is not None) > 0.3:
        return _duration(column, amounts)
    free = column.share(lambda cell: isinstance(cell, str) and cell.strip().lower() in FREE)
    if whole and whole + free > MOST and _share(amounts, lambda a: bool(currency(a.unit))) > 0.6:
        return Shape(Kind.MONEY, sign, _common(currency(a.unit) for a in amounts))
    unit = _common(a.unit for a in amounts if a.unit)
    if whole > MOST and unit and _share(amounts, lambda a: a.unit in ("", unit)) > 0.8 and len(unit) < 12:
        return Shape(Kind.NUMBER, sign, unit)
    return None


def _bare_year(cell: object) -> bool:
    found = amount(cell)
    return found is not None and not found.unit and 1000 <= found.value <= 2199 and found.value.is_integer()


def _amounts(cells: Sequence[object], sign: str = "") -> list[Amount]:
    return [found for cell in cells if (found := amount(cell, sign))]


def _share(amounts: Sequence[Amount], test: Callable[[Amount], bool]) -> float:
    return sum(test(a) for a in amounts) / max(1, len(amounts))


def _common(units: Iterable[str]) -> str:
    ranked = Counter(unit for unit in units if unit).most_common(1)
    return ranked[0][0] if ranked else ""


def _digits_only(column: Column) -> bool:
    """Phone and article numbers: digits that nobody counts with."""
    texts = [text for text in column.texts if text.isdigit()]
    return sum(text[0] == "0" and len(text) > 4 for text in texts) > 0.3 * len(column.close)


def _bare_number(column: Column, amounts: Sequence[Amount], sign: str) -> Shape:
    values = [a.value for a in amounts]
    years = sum(1000 <= v <= 2199 and v == int(v) for v in values) / len(values)
    named = concept_of(column.name)
    dated = named is not None and named.concept.kind is Kind.YEAR
    if years > MOST and (dated or _spread_like_years(values)):
        return Shape(Kind.YEAR)
    if dated and sum(map(epoch, values)) > MOST * len(values):
        return Shape(Kind.YEAR)
    return Shape(Kind.NUMBER, sign, _unit_named(column.name))


def _spread_like_years(values: Sequence[float]) -> bool:
    near = all(1850 <= value <= 2100 for value in values)
    return near and len(values) > 20 and len(set(values)) > 3 and max(values) - min(values) < 250


def _unit_named(name: str) -> str:
    """A unit in the column's name: `weight_kg`, `Height (cm)`."""
    last = words(name)[-1:] or ("",)
    return (
        last[0]
        if last[0] in UNITS and len(words(name)) > 1
        else "%"
        if "%" in name or "percent" in name.lower()
        else ""
    )


def _currency_named(name: str) -> str:
    return next((code for word in (*words(name), *name) if (code := currency(word))), "")


def _duration(column: Column, amounts: Sequence[Amount]) -> Shape:
    others = Counter(singular(a.unit) for a in amounts if a.unit.isalpha() and timed(f"1 {a.unit}") is None)
    (unit, count), *_ = others.most_common(1) or [("", 0)]
    return Shape(Kind.DURATION, "", "min", f"{unit}s" if count > 0.05 * len(column.close) else "")


def _bare_duration(column: Column) -> Shape:
    """Numbers under a name like "duration": in the unit that the name says, else in the likeliest one."""
    named = next((DURATION_UNITS[word] for word in reversed(words(column.name)) if word in DURATION_UNITS), None)
    if "range" in words(column.name) or "score" in words(column.name):
        return Shape(Kind.NUMBER)
    middle = sorted(a.value for a in _amounts(column.close))[len(column.close) // 2]
    likely = "ms" if middle > 30_000 else "s" if middle > 600 else ""
    unit = likely if named is None else named
    return Shape(Kind.DURATION, unit if unit in MINUTES else "", "min")


# --- names and texts --------------------------------------------------------------------------------------------------


def _written(column: Column) -> Shape:
    match = column.match
    single = match is not None and match.concept.single
    separator = "" if single else _separator(column)
    if separator:
        return Shape(Kind.TAGS, separator)
    long = column.words > LONG_WORDS or column.length > LONG_TEXT
    return Shape(Kind.TEXT if long else Kind.CATEGORY)
