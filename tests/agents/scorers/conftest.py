"""Candidates from the twelve films, as the first scorer left them."""

from collections.abc import Callable

import pytest

from agents.dialogue import Preference, Profile, Strength
from agents.grading import Wanted
from retrieval.catalogue import Catalogue, Constraint, Operator
from retrieval.scorer import Candidate, Query, Score

Pool = tuple[tuple[Candidate, ...], tuple[Score, ...]]


@pytest.fixture
def wanted() -> Wanted:
    funny = Preference(Constraint("moods", Operator.EQ, "funny"), Strength.PREFER, words="something funny", turn=1)
    short = Preference(Constraint("runtime", Operator.LE, 95.0), Strength.PREFER, words="short", turn=1)
    return Wanted(Profile((funny, short)), Query("funny something funny, short"), "something funny, short", "mine")


@pytest.fixture
def pool(films: Catalogue) -> Callable[[int], Pool]:
    """The first films, their first scores falling from .8 by .02."""

    def build(size: int = 12) -> Pool:
        items = films.items[:size]
        candidates = tuple(Candidate(row, item.id, 1 - row / 20) for row, item in enumerate(items))
        scores = tuple(Score(0.8 - 0.02 * row, {"wishes": 0.8 - 0.02 * row}, "utility", "2") for row in range(size))
        return candidates, scores

    return build
