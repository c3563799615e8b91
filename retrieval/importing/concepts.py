"""What a column's name says about it: the table in `concepts.toml`, and the match of a name against it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from retrieval.catalogue import Kind
from retrieval.importing.names import stem_words

INTERNAL = frozenset({("source",), ("meta",), ("metadata",), ("provenance",)})
"""What is nested under these names is of no interest to people."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Fields of an attribute that people hear and say."""

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
    ask: float = 0.5
    card: int = 0
    informable: bool = True
    requestable: bool = True
    label: str = ""
    unit: str = ""
    better: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    concept: Concept
    share: float
    """Share of the column's name that the concept accounts for, 0–1; 1 if it is nothing else."""


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
    if "." in column and stem_words(column)[:1] in INTERNAL:
        return Match(next(concept for concept in concepts() if concept.name == "status"), 1.0)
    names = stem_words(column)
    fits = [
        (score, -place, concept)
        for place, concept in enumerate(concepts())
        if kind is None or not concept.kinds or kind in concept.kinds
        for stem in concept.stems
        if (score := _fit(stem, names, column))
    ]
    if not fits:
        return None
    score, _, best = max(fits, key=lambda fit: fit[:2])
    return Match(best, min(score, 1.0))


def _fit(stem: tuple[str, ...], names: tuple[str, ...], column: str) -> float:
    """Share of the name that the stem is; a bit more where it is the name's end, its head in English."""
    if not stem[0].isascii():
        return len(stem[0]) / len(column) + 0.01 * column.startswith(stem[0]) if stem[0] in column else 0.0
    size = len(stem)
    places = [start for start in range(len(names) - size + 1) if names[start : start + size] == stem]
    return size / len(names) + 0.01 * (places[-1] == len(names) - size) if places else 0.0
