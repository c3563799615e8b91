"""Pairs that we compared by hand, and how far a judge agrees with us on them."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from agents.judging.agreement import Agreement, Compared, agreement
from evals.judging.comparing import Judged, Outcome, Pair
from evals.judging.questions import Line, Side, Talk
from evals.judging.rubric import Rubric

LABELS = Path(__file__).parent / "hand_labels.toml"
PLACES: Mapping[Outcome, float] = {"first": 0.0, "same": 1.0, "split": 1.0, "second": 2.0}
"""In this order, so that first against second is a worse mistake than either against a tie."""
WHO = {"P": "Person", "A": "Assistant", "C": "Card"}


class _Labelled(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=1)
    what: str = Field(min_length=1)
    first: str = Field(min_length=1)
    second: str = Field(min_length=1)
    labels: dict[str, Side]


class _Labels(BaseModel):
    model_config = ConfigDict(extra="forbid")
    pair: tuple[_Labelled, ...]


@dataclass(frozen=True, slots=True)
class Labelled:
    pair: Pair
    labels: Mapping[str, Side]


@dataclass(frozen=True, slots=True)
class Agreed:
    """`by` criterion, and in all. An answer that could not be read agrees with nothing, and is not compared."""

    whole: Agreement
    by: Mapping[str, Agreement]
    unread: int
    """Pairs without an answer in both orders."""


def hand_labels(file: Path = LABELS) -> tuple[Labelled, ...]:
    told = _Labels.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    return tuple(
        Labelled(Pair(one.name, _talk(one.what, one.first), _talk(one.what, one.second)), one.labels)
        for one in told.pair
    )


def agreed(labelled: Sequence[Labelled], judged: Sequence[Judged], rubric: Rubric) -> Agreed | None:
    """None where no criterion of the rubric was labelled."""
    names = [name for name in rubric.names if any(name in one.labels for one in labelled)]
    by = {name: list(_compared(labelled, judged, name)) for name in names}
    if not names:
        return None
    unread = sum(one.outcome(names[0]) == "unread" for one in judged)
    every = [one for compared in by.values() for one in compared]
    return Agreed(agreement(every), {name: agreement(compared) for name, compared in by.items()}, unread)


def _compared(labelled: Sequence[Labelled], judged: Sequence[Judged], name: str) -> Iterator[Compared]:
    for one, verdict in zip(labelled, judged, strict=True):
        outcome = verdict.outcome(name)
        if name in one.labels and outcome in PLACES:
            yield Compared(one.pair.name, PLACES[one.labels[name]], PLACES[outcome])


def _talk(what: str, text: str) -> Talk:
    return Talk(what, tuple(_line(line) for line in text.strip().splitlines()))


def _line(line: str) -> Line:
    who, _, said = line.partition(": ")
    return WHO[who], said
