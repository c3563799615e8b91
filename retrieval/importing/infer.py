"""A domain from a sample of a file: what its columns are, and how one talks about them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from retrieval.catalogue import NAMED, Attribute, Domain, Kind
from retrieval.importing.attributes import Found, found_in
from retrieval.importing.mapping import Mapped
from retrieval.importing.names import readable, words
from retrieval.importing.nouns import catalogue_name, language_of, noun_of, plural_of, title_of
from retrieval.importing.quantiles import bounded
from retrieval.importing.roles import roles_of
from retrieval.importing.shapes import Shape, as_kind, shape_of
from retrieval.importing.starters import starters
from retrieval.importing.survey import Column, Survey
from retrieval.importing.wording import each_word_once, quality, worded

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
        "votes",
        "tmdb",
        "google",
        "aggregate",
    }
    | {"rating", "ratings", "score", "note", "points", "grade"}
)
"""A rating named with no other words rates the thing as a whole; one with "funny" in its name does not."""
CARD = 5
PICTURED = 0.5
"""Share of the items that the commonest values must reach for a picture by value to make sense."""


def infer(survey: Survey, path: Path, name: str = "", mapped: Mapped | None = None) -> tuple[Domain, Mapping[str, str]]:
    """The domain, and which column plays which role. `mapped` is what the owner said; it is taken as it is."""
    told = mapped or Mapped()
    columns = {n: column for n, column in survey.columns.items() if n not in told.ignored}
    shapes = {n: _shape(column, told) for n, column in columns.items()}
    roles = roles_of(columns.values(), shapes, told.roles, survey.rows)
    language = language_of([columns[n] for n in columns if n in roles.values() or shapes[n].kind is Kind.TEXT])
    noun = noun_of(path, survey.columns, roles.get("title", ""), language)
    found = found_in([column for n, column in columns.items() if n not in roles.values()], shapes, language, noun)
    parts = _parts(found, told)
    found = [_in_its_place(entry, parts, _first_ones(found)) for entry in found]
    called = name or catalogue_name(path)
    domain = Domain(
        name=called,
        title=title_of(called, plural_of(noun, language)),
        attributes=_attributes(found, language),
        noun=noun,
        plural=plural_of(noun, language),
        language=language,
        card=_card(found),
        picture=_picture(found),
        price=parts["price"],
        rating=parts["rating"],
        rating_count=parts["rating_count"],
        popularity=parts["popularity"],
    )
    return replace(domain, starters=starters(domain, {entry.attribute.name: entry.spread for entry in found})), roles


def _shape(column: Column, told: Mapped) -> Shape:
    kind = told.kinds.get(column.name)
    return as_kind(column, kind) if kind else shape_of(column)


def _attributes(found: Sequence[Found], language: str) -> tuple[Attribute, ...]:
    spoken = each_word_once(worded(entry.attribute, entry.match, language) for entry in found)
    return tuple(
        bounded(attribute, entry.numbers) if attribute.low_words or attribute.high_words else attribute
        for attribute, entry in zip(spoken, found, strict=True)
    )


# --- the parts that attributes play -----------------------------------------------------------------------------------


def _parts(found: Sequence[Found], told: Mapped) -> dict[str, str]:
    """Which attribute is the price, the rating, how many rated, how popular; an empty name where none is."""
    parts = {
        "price": _part(found, "price", lambda e: e.attribute.kind is Kind.MONEY),
        "rating": _part(found, "rating", _rates_the_thing),
        "rating_count": _part(found, "rating_count", lambda _: True) or _part(found, "review_count", lambda _: True),
        "popularity": _part(found, "popularity", lambda _: True),
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
    return entry.numbers[len(entry.numbers) // 2] if entry.numbers else 0.0


def _first_ones(found: Sequence[Found]) -> frozenset[str]:
    """Of several years or prices, the one with the plainest name that most items have."""
    best: dict[str, Found] = {}
    for entry in found:
        if entry.match and entry.attribute.numeric:
            best[entry.concept] = max(best.get(entry.concept, entry), entry, key=_plainness)
    return frozenset(entry.attribute.name for entry in best.values())


def _plainness(entry: Found) -> tuple[float, float]:
    return (round(entry.match.share, 1) if entry.match else 0.0, round(entry.spread.coverage, 1))


def _in_its_place(entry: Found, parts: Mapping[str, str], first: frozenset[str]) -> Found:
    """The one that plays a part, or is the plainest of its concept, has the concept's words; the others go without."""
    attribute, match = entry.attribute, entry.match
    if match is None or not attribute.numeric:
        return entry
    if attribute.name == parts.get(entry.concept, ""):
        label = (match.concept.label_of(attribute.column) if attribute.column.isascii() else "") or attribute.label
        return replace(entry, attribute=replace(attribute, label=label), match=replace(match, share=1.0))
    if attribute.name in first and entry.concept not in parts:
        return entry
    wished = attribute.informable and (
        entry.concept in ("price", "duration", "part_time") or bool(quality(attribute, match))
    )
    better = attribute.better if wished else ""
    label = readable(attribute.column, named=False)
    return replace(
        entry,
        attribute=replace(attribute, label=label, askability=0.0, informable=wished, better=better),
        match=replace(match, share=min(match.share, 0.5)),
    )


def _rates_the_thing(entry: Found) -> bool:
    small = bool(entry.numbers) and entry.numbers[0] >= 0 and entry.numbers[-1] <= 100
    return small and (not entry.attribute.column.isascii() or set(words(entry.attribute.column)) <= SOURCES)


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
    named = [e for e in found if e.attribute.kind in NAMED and e.attribute.informable and e.spread.reach > PICTURED]
    best = max(named, key=lambda e: (e.attribute.askability, e.spread.reach), default=None)
    return best.attribute.name if best else ""
