"""What is told of slates, on one that can be counted by hand."""

import numpy as np
import pytest

from agents.dialogue import Preference, Profile
from agents.ranking import Pool
from evals.benchmarks.slates import FIGURES, Case, Stage, measured, ways
from retrieval.catalogue import Attribute, Catalogue, Constraint, Domain, Item, Kind, Operator
from retrieval.columns import Columns
from retrieval.quality import standing
from retrieval.scorer import Candidate, Score

DOMAIN = Domain("d", "D", (Attribute("genre", Kind.TAGS), Attribute("fame", Kind.NUMBER)), popularity="fame")
GENRES = (("war", "a"), ("war", "b"), ("war", "c"), ("war", "d"), ("e",), ("f",), ("g",), ("h",), ("i",), ("j",))
CATALOGUE = Catalogue(
    DOMAIN, "1", tuple(Item(str(n), str(n), {"genre": g, "fame": float(n)}) for n, g in enumerate(GENRES))
)
POOL = Pool(
    [Candidate(n, str(n), 0.5) for n in range(10)],
    [Score(1 - n / 20, {}, "test", "1") for n in range(10)],
    np.eye(10, dtype=np.float32),
)


def stage(*wishes: Preference) -> Stage:
    return Stage(CATALOGUE, standing(Columns(CATALOGUE)), (Case(Profile(wishes), POOL),))


def test_a_value_on_all_cards_counts_unless_it_was_wished() -> None:
    found = measured(stage(), lambda _: [0, 1, 2])
    assert (found["a_value_of_few_on_all"], found["a_value_on_all"]) == (1, 1)
    assert found["apart_by_vectors"] == 1
    assert found["apart_by_values"] == pytest.approx(2 / 3, abs=1e-4)
    assert found["score_of_best"] == 0.95
    assert found["tail"] == 1
    war = Preference(Constraint("genre", Operator.EQ, "war"))
    assert measured(stage(war), lambda _: [0, 1, 2])["a_value_on_all"] == 0
    assert measured(stage(), lambda _: [0, 1, 9])["a_value_on_all"] == 0
    assert measured(stage(), lambda _: [7, 8, 9])["tail"] == pytest.approx(1 / 3, abs=1e-4)


def test_every_way_of_choosing_is_told_by_the_same_figures() -> None:
    one = stage()
    found = {way: measured(one, choose) for way, choose in ways(one).items()}
    assert all(set(figures) == set(FIGURES) for figures in found.values())
    assert found["best scores"]["a_value_on_all"] == 1
    assert found["slate"]["a_value_on_all"] == 0
