"""Columns to attributes: what each is called, how it is read, who may ask about it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from retrieval.catalogue import NAMED, Attribute, Kind, Value
from retrieval.importing.askability import Spread, spread
from retrieval.importing.codes import names_of_codes
from retrieval.importing.concepts import Match, meaning_of
from retrieval.importing.convert import MERGED, converter
from retrieval.importing.names import plural, readable, singular, snake, stem_words, words
from retrieval.importing.rows import Limits
from retrieval.importing.scales import order_of
from retrieval.importing.shapes import Shape
from retrieval.importing.survey import Column
from retrieval.importing.units import without_unit

VERBS = frozenset(("has", "have", "is", "are", "with", "offers", "allows", "serves", "includes"))
ASKED = 0.1
"""Askability below this is none."""
UNKNOWN = {
    Kind.CATEGORY: 0.6,
    Kind.TAGS: 0.6,
    Kind.FLAG: 0.4,
    Kind.NUMBER: 0.0,
    Kind.MONEY: 0.1,
    Kind.YEAR: 0.3,
    Kind.DURATION: 0.2,
}
"""Askability of attributes that no concept knows, where the values are spread well."""


@dataclass(frozen=True, slots=True)
class Found:
    """An attribute on its way: what its name says, and how its values lie."""

    attribute: Attribute
    match: Match | None
    spread: Spread
    values: tuple[Value | None, ...]
    """Of the sampled rows."""

    @property
    def concept(self) -> str:
        return self.match.concept.name if self.match else ""

    @property
    def numbers(self) -> list[float]:
        """Sorted; empty unless it is numeric."""
        found = (v for v in self.values if isinstance(v, int | float) and not isinstance(v, bool))
        return sorted(map(float, found)) if self.attribute.numeric else []


def found_in(columns: Sequence[Column], shapes: Mapping[str, Shape], language: str, noun: str) -> list[Found]:
    """The attributes that the columns hold, none named or labelled like another; `noun` is what one thing is called."""
    return _unnamed_twice([entry for source in _merged(columns, shapes) for entry in _found(source, language, noun)])


@dataclass(frozen=True, slots=True)
class _Source:
    """One column, or several that say the same of an item (`actor_1_name`, `actor_2_name`)."""

    columns: tuple[Column, ...]
    shape: Shape

    @property
    def name(self) -> str:
        return MERGED.join(column.name for column in self.columns)


def _merged(columns: Sequence[Column], shapes: Mapping[str, Shape]) -> list[_Source]:
    groups: defaultdict[str, list[Column]] = defaultdict(list)
    for column in columns:
        groups[_numberless(column.name) if shapes[column.name].kind in NAMED else column.name].append(column)
    return [_source(sorted(group, key=lambda c: c.name), shapes) for group in groups.values()]


def _numberless(name: str) -> str:
    return re.sub(r"\d+", "#", name) if re.search(r"\d", name) else name


def _source(group: Sequence[Column], shapes: Mapping[str, Shape]) -> _Source:
    shape = shapes[group[0].name]
    return _Source(tuple(group), shape if len(group) == 1 else replace(shape, kind=Kind.TAGS))


def _found(source: _Source, language: str, noun: str) -> Iterable[Found]:
    shape = source.shape
    column = source.columns[0].name
    match = meaning_of(column, shape.kind, noun)
    name = snake(column) if len(source.columns) == 1 else plural("_".join(stem_words(column)))
    yield _learnt(_attribute(name, source, shape, match, language), match, source)
    if shape.other_unit:
        other = Shape(Kind.NUMBER, "", shape.other_unit)
        named = meaning_of(shape.other_unit, Kind.NUMBER, noun)
        yield _learnt(_attribute(snake(shape.other_unit), source, other, named, language), named, source)


def _attribute(name: str, source: _Source, shape: Shape, match: Match | None, language: str) -> Attribute:
    whole = match is not None and match.share >= 0.99
    label = match.concept.label_of(source.columns[0].name) if match and whole and language == "en" else ""
    known = match.concept.unit if match and whole and shape.kind is Kind.NUMBER else ""
    kind_unit = known if singular(shape.unit) == singular(known) else shape.unit or known
    money = "CNY" if shape.kind is Kind.MONEY and not kind_unit and language == "zh" else kind_unit
    return Attribute(
        name=name,
        kind=shape.kind,
        column=source.name,
        label=label or _label(name if name == shape.unit else source.columns[0].name, shape.kind, match),
        unit=money,
        separator=shape.separator,
    )


def _label(column: str, kind: Kind, match: Match | None) -> str:
    said = words(column)
    if kind is Kind.FLAG and column.isascii() and len(said) > 1 and said[0] in VERBS:
        return " ".join(said[1:])  # "wifi" of `has_wifi`
    if match is None and column.isascii() and kind in NAMED:
        *first, last = said or ("",)  # all of it: the "name" in "nick name" may be all that tells what it is
        return " ".join([*first, singular(last) if kind is Kind.TAGS else last])
    return readable(column if kind in NAMED else without_unit(column), named=kind in NAMED)


def _learnt(attribute: Attribute, match: Match | None, source: _Source) -> Found:
    """With synonyms for codes, and with who may ask and wish, from how its values are spread."""
    values = _converted(attribute, source)
    if match and attribute.kind in NAMED:
        synonyms = names_of_codes(match.concept.name, (one for value in values for one in _named(value)))
        attribute = replace(attribute, synonyms=synonyms)
        values = _converted(attribute, source) if synonyms else values
    if attribute.kind is Kind.CATEGORY:
        attribute = replace(attribute, order=order_of(one for value in values for one in _named(value)))
    spreaded = spread(attribute.kind, values)
    return Found(_judged(attribute, match, spreaded, len(values)), match, spreaded, values)


def _named(value: Value | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ()


def _converted(attribute: Attribute, source: _Source) -> tuple[Value | None, ...]:
    convert = converter(attribute, Limits(), lambda _: None)
    if len(source.columns) == 1:
        return tuple(None if cell is None else convert(cell) for cell in source.columns[0].cells)
    rows = zip(*(column.cells for column in source.columns), strict=True)
    return tuple(convert(present) if (present := [cell for cell in row if cell is not None]) else None for row in rows)


def _judged(attribute: Attribute, match: Match | None, found: Spread, rows: int) -> Attribute:
    ask = match.concept.ask * min(1.0, match.share + 0.2) if match else UNKNOWN.get(attribute.kind, 0.0)
    informable = (not match or match.concept.informable) and attribute.kind is not Kind.TEXT and found.distinct > 1
    requestable = not match or match.concept.requestable
    present = found.coverage * rows
    alone = attribute.kind is Kind.CATEGORY and found.distinct > 0.9 * present
    if attribute.kind in NAMED and rows > 20 and (alone or not found.commonest):
        informable = False  # hardly any value is there twice: a name or a note, nothing to wish for
    ask = round(ask * found.score, 2) if informable else 0.0
    better = match.concept.better if match and match.share >= 0.5 and informable else ""
    return replace(
        attribute,
        informable=informable,
        requestable=requestable,
        askability=ask if ask >= ASKED else 0.0,
        better=better if attribute.numeric else "",
        subjective=match is not None and match.concept.subjective,
    )


def _unnamed_twice(found: Sequence[Found]) -> list[Found]:
    """Names and labels made distinct: the second `language` takes its column's whole name as label."""
    taken: dict[str, int] = {}
    labels: set[str] = set()
    out = []
    for entry in found:
        attribute = entry.attribute
        taken[attribute.name] = taken.get(attribute.name, 0) + 1
        name = attribute.name if taken[attribute.name] == 1 else f"{attribute.name}_{taken[attribute.name]}"
        label = attribute.label if attribute.label not in labels else " ".join(words(name)) or name
        labels.add(label)
        out.append(replace(entry, attribute=replace(attribute, name=name, label=label)))
    return out
