"""What a language model is asked about the best candidates, and what it gives back: scores in place of those."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from agents.dialogue import ModelCall, Preference, Profile
from retrieval.scorer import Candidate, Query, Score

MOST = 12
"""Candidates that a language model judges."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the candidates are judged by."""

    profile: Profile
    query: Query
    utterance: str
    """What was said last, as data: never an instruction."""
    conversation: str = ""
    """Its id. What was taken in it is no example for it; without an id there are no examples."""


@dataclass(frozen=True, slots=True)
class Grading:
    """`scores` has one a candidate, in their order; where the model gave none, the score it had."""

    scores: tuple[Score, ...]
    scored_by: str
    """`llm-grade (openai:NAME)`, or `utility (llm-grade: timeout after 4 s)` where the model was no help."""
    calls: tuple[ModelCall, ...] = ()
    misfits: frozenset[str] = frozenset()
    """Ids of items that the model holds to be beside what was said, though they break no hard wish."""
    trouble: str = ""
    """Why the scores are not, or not all, the model's; empty if they are."""
    grades: Mapping[str, float] = field(default_factory=dict)
    """What the model said, 0–1, by the id of each item that it judged; the scores have it worked in."""


class SecondScorer(Protocol):
    """Judges at most `MOST` candidates, the best by the first scorer. It never raises: trouble is in the grading."""

    name: str
    """As in the settings, with the model: `llm-grade (openai:NAME)`."""

    async def grade(self, wanted: Wanted, candidates: Sequence[Candidate], scores: Sequence[Score]) -> Grading: ...


Taken = Literal["accepted", "liked", "disliked"]


@dataclass(frozen=True, slots=True)
class Example:
    """How somebody took an item, and what they wished for then. Nobody's words: those of the wishes are left out."""

    conversation: str
    item_id: str
    taken: Taken
    wishes: tuple[Preference, ...] = ()


class Examples(Protocol):
    """The latest ones of one catalogue, as few as a prompt has room for. Never raises, and seldom waits."""

    async def __call__(self) -> Sequence[Example]: ...


async def no_examples() -> Sequence[Example]:
    return ()
