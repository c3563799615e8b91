"""Conversations of one run, each by itself, by the levels of the rubric."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from agents.models.model import LanguageModel
from evals.intervals import Estimate, estimate
from evals.judging.answers import Asked, Kept, ask_all
from evals.judging.questions import Talk, Unreadable, read_levels, scoring
from evals.judging.rubric import Rubric

Scored = Mapping[str, int] | Unreadable
"""Levels by criterion, from 1."""


@dataclass(frozen=True, slots=True)
class Mean:
    criterion: str
    best: int
    """The highest level that there is."""
    levels: Counter[int]
    mean: Estimate


async def score(
    model: LanguageModel,
    rubric: Rubric,
    talks: Sequence[Talk],
    kept: Kept,
    asked: Asked,
    at_once: int = 4,
    told: Callable[[], None] = lambda: None,
) -> list[Scored]:
    """One question a conversation."""
    answers = await ask_all(model, [scoring(rubric, talk) for talk in talks], kept, asked, at_once, told)
    return [Unreadable("no answer") if one is None else read_levels(one.text, rubric) for one in answers]


def means(scored: Sequence[Scored], rubric: Rubric) -> Iterator[Mean]:
    read = [one for one in scored if not isinstance(one, Unreadable)]
    for criterion in rubric.criteria:
        levels = [one[criterion.name] for one in read]
        yield Mean(
            criterion.name, len(criterion.levels), Counter(levels), estimate([(float(level),) for level in levels])
        )
