"""A domain from a sample of a file: what its columns are, and how one talks about them."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from retrieval.catalogue import Attribute, Domain, Kind, Value
from retrieval.importing.askability import Spread, spread
from retrieval.importing.codes import names_of_codes
from retrieval.importing.concepts import Match, concept_of
from retrieval.importing.convert import MERGED, converter
from retrieval.importing.mapping import Mapped
from retrieval.importing.names import plural, readable, snake, words
from retrieval.importing.nouns import catalogue_name, language_of, noun_of, plural_of, title_of
from retrieval.importing.quantiles import bounded
from retrieval.importing.roles import roles_of
from retrieval.importing.rows import Limits
from retrieval.importing.shapes import Shape, as_kind, shape_of
from retrieval.importing.starters import starters
from retrieval.importing.survey import Column, Survey
from retrieval.importing.wording import each_word_once, worded

SOURCES = frozenset(
    {
        "average",
        "avg",
        "mean",
        "overall",
        "imdb",
        "user",
        "customer",
        "critic",
        "vote",
        "tmdb",
        "google",
        "aggregate",
        "rating",
        "score",
    }
)
"""Words that leave a rating the rating of the thing itself; "funny" does not."""
CARD = 5
ASKED = 0.05
"""Askability below this is none."""


@dataclass(frozen=True, slots=True)
class Found:
    """An attribute on its way: what it was read from, and what was learnt of it."""

    attribute: Attribute
    match: Match | None
    spread: Spread
    values: tuple[Value | None, ...]
    """Of the sampled rows."""


def infer(survey: Survey, path: Path, name: str = "", mapped: Mapped | None = None) -> tuple[Domain, Mapping[str, str]]:
    """The domain, and which column plays which role. `mapped` is what the owner said; it is taken as it is."""
    told = mapped or Mapped()
    columns = {n: column for n, column in survey.columns.items() if n not in told.ignored}
    shapes = {n: _shape(column, told) for n, column in columns.items()}
    roles = roles_of(columns.values(), shapes, told.roles)
    language = (
        language_of(columns[n] for n in columns if n in roles.values() or shapes[n].kind is Kind.TEXT)
        if columns
        else "en"
    )
    rest = [column for n, column in columns.items() if n not in roles.values() or n in told.parts.values()]
    found = _unnamed_twice([entry for column in _merged(rest, shapes) for entry in _found(column, shapes, language)])
    found = _one_a_concept(found)
    attributes = each_word_once(worded(entry.attribute, entry.match, language) for entry in found)
    attributes = tuple(
        bounded(a, _numbers(entry)) if _worth_bounds(a) else a for a, entry in zip(attributes, found, strict=True)
    )
    parts = _parts(found, told)
    noun = noun_of(path, survey.columns, roles.get("title", ""), language)
    domain = Domain(
        name=name or catalogue_name(path),
        title=title_of(name or catalogue_name(path), plural_of(noun, language)),
        attributes=attributes,
        noun=noun,
        plural=plural_of(noun, language),
        language=language,
        card=_card(found),
        picture=_picture(found),
        **parts,
    )
    spreads = {entry.attribute.name: entry.spread for entry in found}
    return replace(domain, starters=starters(domain, spreads)), roles


def _shape(column: Column, told: Mapped) -> Shape:
    kind = told.kinds.get(column.name)
    return as_kind(column, kind) if kind else shape_of(column)


# --- columns to attributes --------------------------------------------------------------------------------------------


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
        groups[
            _numberless(column.name) if shapes[column.name].kind in (Kind.CATEGORY, Kind.TAGS) else column.name
        ].append(column)
    return [_source(sorted(group, key=lambda c: c.name), shapes) for group in groups.values()]


def _numberless(name: str) -> str:
    return re.sub(r"\d+", "#", name) if re.search(r"\d", name) else name


def _source(group: Sequence[Column], shapes: Mapping[str, Shape]) -> _Source:
    shape = shapes[group[0].name]
    return _Source(tuple(group), shape if len(group) == 1 else replace(shape, kind=Kind.TAGS))


def _found(source: _Source, shapes: Mapping[str, Shape], language: str) -> Iterable[Found]:
    shape = source.shape
    column = source.columns[0].name
    match = concept_of(column, shape.kind)
    name = snake(column) if len(source.columns) == 1 else plural(snake(readable(column)))
    yield _learnt(_attribute(name, source, shape, match, language), match, source)
    if shape.other_unit:
        other = Shape(Kind.NUMBER, "", shape.other_unit)
        named = concept_of(shape.other_unit, Kind.NUMBER)
        yield _learnt(_attribute(snake(shape.other_unit), source, other, named, language), named, source)


def _attribute(name: str, source: _Source, shape: Shape, match: Match | None, language: str) -> Attribute:
    whole = match is not None and match.share >= 0.99
    label = match.concept.label if match and whole and language == "en" else ""
    kind_unit = shape.unit or (match.concept.unit if match and whole and shape.kind is Kind.NUMBER else "")
    money = "CNY" if shape.kind is Kind.MONEY and not kind_unit and language == "zh" else kind_unit
    return Attribute(
        name=name,
        kind=shape.kind,
        column=source.name,
        label=label or (readable(source.columns[0].name) if shape.other_unit != name else name),
        unit=money,
        separator=shape.separator,
    )


def _learnt(attribute: Attribute, match: Match | None, source: _Source) -> Found:
    """With synonyms for codes, and with who may ask and wish, from how its values are spread."""
    values = _converted(attribute, source)
    if match and attribute.kind in (Kind.CATEGORY, Kind.TAGS):
        synonyms = names_of_codes(match.concept.name, (one for value in values for one in _named(value)))
        attribute = replace(attribute, synonyms=synonyms)
        values = _converted(attribute, source) if synonyms else values
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
    ask = match.concept.ask * min(1.0, match.share + 0.2) if match else _UNKNOWN.get(attribute.kind, 0.0)
    informable = (not match or match.concept.informable) and attribute.kind is not Kind.TEXT and found.distinct > 1
    requestable = not match or match.concept.requestable
    if attribute.kind in (Kind.CATEGORY, Kind.TAGS) and not found.commonest and rows > 20:
        informable = False  # every value is there once: a name or a note, nothing to wish for
    ask = round(ask * found.score, 2) if informable else 0.0
    better = match.concept.better if match and match.share >= 0.5 and informable else ""
    return replace(
        attribute,
        informable=informable,
        requestable=requestable,
        askability=ask if ask >= ASKED else 0.0,
        better=better if attribute.numeric else "",
    )


_UNKNOWN = {
    Kind.CATEGORY: 0.6,
    Kind.TAGS: 0.6,
    Kind.FLAG: 0.4,
    Kind.NUMBER: 0.1,
    Kind.MONEY: 0.1,
    Kind.YEAR: 0.3,
    Kind.DURATION: 0.2,
}
"""Askability of attributes that no concept knows."""


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


def _one_a_concept(found: Sequence[Found]) -> list[Found]:
    """Of several years or prices, people are asked about the one with the plainest name that most items have."""
    best: dict[str, Found] = {}
    for entry in found:
        if entry.match and entry.attribute.numeric and entry.attribute.informable:
            name = entry.match.concept.name
            best[name] = max(
                best.get(name, entry),
                entry,
                key=lambda e: (round(e.match.share, 1) if e.match else 0, e.spread.coverage),
            )
    first = {entry.attribute.name for entry in best.values()}
    return [
        replace(entry, attribute=replace(entry.attribute, askability=0.0), match=_weaker(entry.match))
        if entry.match
        and entry.match.concept.name in best
        and entry.attribute.numeric
        and entry.attribute.name not in first
        else entry
        for entry in found
    ]


def _weaker(match: Match | None) -> Match | None:
    """The concept still tells what it is, but its words belong to another attribute."""
    return replace(match, share=min(match.share, 0.5)) if match else None


def _worth_bounds(attribute: Attribute) -> bool:
    return bool(attribute.numeric and (attribute.low_words or attribute.high_words))


def _numbers(entry: Found) -> Iterable[float]:
    return (float(value) for value in entry.values if isinstance(value, int | float) and not isinstance(value, bool))


# --- the domain as a whole --------------------------------------------------------------------------------------------


def _parts(found: Sequence[Found], told: Mapped) -> dict[str, str]:
    """Which attribute is the price, the rating, how many rated, how popular; an empty name where none is."""
    parts = {
        "price": _part(found, "price", lambda e: e.attribute.kind is Kind.MONEY),
        "rating": _part(found, "rating", _rates_the_thing),
        "rating_count": _part(found, "rating_count", lambda e: True),
        "popularity": _part(found, "popularity", lambda e: True),
    }
    parts["popularity"] = parts["popularity"] or parts["rating_count"]
    columns = {entry.attribute.column: entry.attribute.name for entry in found}
    return parts | {part: columns[column] for part, column in told.parts.items() if column in columns}


def _part(found: Sequence[Found], concept: str, test: Callable[[Found], bool]) -> str:
    fits = [e for e in found if e.match and e.match.concept.name == concept and e.attribute.numeric and test(e)]
    best = max(
        fits, key=lambda e: (round(e.spread.coverage, 1), e.match.share if e.match else 0, _middle(e)), default=None
    )
    return best.attribute.name if best else ""


def _middle(entry: Found) -> float:
    ordered = sorted(_numbers(entry))
    return ordered[len(ordered) // 2] if ordered else 0.0


def _rates_the_thing(entry: Found) -> bool:
    ordered = sorted(_numbers(entry))
    small = bool(ordered) and ordered[0] >= 0 and ordered[-1] <= 100
    own = not entry.attribute.column.isascii() or set(words(entry.attribute.column)) <= SOURCES | {
        "ratings",
        "votes",
        "note",
    }
    return small and own


def _card(found: Sequence[Found]) -> tuple[str, ...]:
    """What is most telling and mostly there."""
    ranked = sorted(found, key=lambda e: -_telling(e))
    return tuple(entry.attribute.name for entry in ranked if _telling(entry) > 1)[:CARD]


def _telling(entry: Found) -> float:
    if entry.spread.distinct < 2 or entry.attribute.kind is Kind.TEXT or not entry.attribute.requestable:
        return 0.0
    known = entry.match.concept.card * entry.match.share if entry.match else 10 * entry.attribute.askability
    return known * entry.spread.coverage


def _picture(found: Sequence[Found]) -> str:
    named = [e for e in found if e.attribute.kind in (Kind.CATEGORY, Kind.TAGS) and e.attribute.informable]
    best = max(named, key=lambda e: (e.attribute.askability, e.spread.reach), default=None)
    return best.attribute.name if best else ""
