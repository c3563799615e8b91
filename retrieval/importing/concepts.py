"""What a column's name says about it: the table in `concepts.toml`, and the match of a name against it."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from retrieval.catalogue import Kind
from retrieval.importing.names import stem_words, words
from retrieval.importing.units import is_unit, without_unit

INTERNAL = frozenset({("source",), ("meta",), ("metadata",), ("provenance",)})
"""What is nested under these names is of no interest to people."""
HEAD = 0.9
"""The share of a concept that is what a name says before "to", "of" or "per": what follows only says which."""
_BETWEEN = frozenset({"to", "from", "of", "per", "for", "in", "by", "at"})


@dataclass(frozen=True, slots=True)
class Wording:
    """Fields of an attribute that people hear and say.

    `{label}` is the attribute's label, `{tail}` what its column's name says after "to", "of" or "per".
    """

    question: str = ""
    phrase: str = ""
    aliases: tuple[str, ...] = ()
    lower: tuple[str, ...] = ()
    higher: tuple[str, ...] = ()
    low_words: tuple[str, ...] = ()
    high_words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Concept:
    name: str
    stems: tuple[tuple[str, ...], ...]
    wording: Mapping[str, Wording]
    """By language."""
    kinds: frozenset[Kind] = frozenset()
    kind: Kind | None = None
    subjective: bool = False
    single: bool = False
    several: bool = False
    people: bool = False
    nouns: frozenset[str] = frozenset()
    own: tuple[str, ...] = ()
    ask: float = 0.5
    card: int = 0
    informable: bool = True
    requestable: bool = True
    label: str = ""
    unit: str = ""
    better: str = ""

    def label_of(self, column: str) -> str:
        """What it is called in a column of that name; empty where the name itself is the better word."""
        return "" if " ".join(stem_words(column)) in self.own else self.label


@dataclass(frozen=True, slots=True)
class Match:
    concept: Concept
    share: float
    """Share of the column's name that the concept accounts for, 0–1; 1 if it is nothing else but a unit."""
    tail: str = ""
    """What the name says after "to", "of" or "per": "centre" of `distance to centre (km)`."""


class _Words(BaseModel):
    model_config = ConfigDict(extra="forbid")

    question: str = ""
    phrase: str = ""
    aliases: tuple[str, ...] = ()
    lower: tuple[str, ...] = ()
    higher: tuple[str, ...] = ()
    low_words: tuple[str, ...] = ()
    high_words: tuple[str, ...] = ()


class _Entry(_Words):
    stems: tuple[str, ...]
    kinds: frozenset[Kind] = frozenset()
    kind: Kind | None = None
    subjective: bool = False
    single: bool = False
    several: bool = False
    people: bool = False
    nouns: frozenset[str] = frozenset()
    own: tuple[str, ...] = ()
    ask: float
    card: int = 0
    informable: bool = True
    requestable: bool = True
    label: str = ""
    unit: str = ""
    better: str = ""
    zh: _Words = _Words()


@cache
def concepts() -> tuple[Concept, ...]:
    table = tomllib.loads(Path(__file__).with_name("concepts.toml").read_text(encoding="utf-8"))
    return tuple(_concept(name, _Entry.model_validate(body)) for name, body in table.items())


def _concept(name: str, entry: _Entry) -> Concept:
    plain = {f.name: getattr(entry, f.name) for f in fields(Concept) if f.name not in ("name", "stems", "wording")}
    stems = tuple(tuple(stem.split()) for stem in entry.stems)
    return Concept(name=name, stems=stems, wording={"en": _wording(entry), "zh": _wording(entry.zh)}, **plain)


def _wording(words: _Words) -> Wording:
    return Wording(**{f.name: getattr(words, f.name) for f in fields(Wording)})


def concept_of(column: str, kind: Kind | None = None) -> Match | None:
    """The concept that a column's name fits best, among those that can be of the kind; None if none does."""
    return _best(column, lambda concept: not concept.nouns and _of_kind(concept, kind))


def meaning_of(column: str, kind: Kind, noun: str) -> Match | None:
    """The same once cells and catalogue are known: no duration if it is "duration range" of 0 to 4."""
    return _best(
        column,
        lambda concept: (
            _of_kind(concept, kind) and concept.kind in (None, kind) and (not concept.nouns or noun in concept.nouns)
        ),
    )


def _of_kind(concept: Concept, kind: Kind | None) -> bool:
    return kind is None or not concept.kinds or kind in concept.kinds


def _best(column: str, test: Callable[[Concept], bool]) -> Match | None:
    if "." in column and stem_words(column)[:1] in INTERNAL:
        return Match(next(concept for concept in concepts() if concept.name == "status"), 1.0)
    names, bare = stem_words(column), stem_words(without_unit(column))
    fits = [
        (score, bool(concept.nouns), -place, concept)
        for place, concept in enumerate(concepts())
        if test(concept)
        for stem in concept.stems
        if (score := max(_fit(stem, names, column), _fit(stem, bare, column), _heads(stem, bare)))
    ]
    if not fits:
        return None
    score, _, _, best = max(fits, key=lambda fit: fit[:3])
    return Match(best, min(score, 1.0), _tail(column))


def _heads(stem: tuple[str, ...], names: tuple[str, ...]) -> float:
    """`HEAD` if the stem is all that the name says before what says which: "price" of "price per night"."""
    place = _turn(names)
    return HEAD + 0.001 * len(stem) if place and stem in (names[:place], names[: place + 1]) else 0.0


def _turn(names: tuple[str, ...]) -> int:
    """Where what says which begins; 0 where nothing does."""
    return next((place for place, word in enumerate(names) if place and word in _BETWEEN), 0)


def _tail(column: str) -> str:
    found = words(without_unit(column))
    place = _turn(found)
    rest = [word for word in found[place + 1 :] if word != "the" and not is_unit(word)] if place else []
    return " ".join(rest)


def _fit(stem: tuple[str, ...], names: tuple[str, ...], column: str) -> float:
    """Share of the name that the stem is; a bit more where it is the name's end, its head in English."""
    if not stem[0].isascii():
        return len(stem[0]) / len(column) + 0.01 * column.startswith(stem[0]) if stem[0] in column else 0.0
    size = len(stem)
    places = [start for start in range(len(names) - size + 1) if names[start : start + size] == stem]
    return size / len(names) + 0.01 * (places[-1] == len(names) - size) if places else 0.0
