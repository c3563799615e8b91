"""The transparent score and its parts."""

import numpy as np
import pytest

from retrieval.catalogue import Attribute, Catalogue, Constraint, Domain, Item, Kind, Operator, Value
from retrieval.columns import Columns
from retrieval.scorer import Candidate, Query, Score, Wish
from retrieval.scorers import load_scorer
from retrieval.scorers.utility import CHANCE, OPEN, WEIGHTS, Utility, nearness, wishes_met

ATTRIBUTES = (
    Attribute("genre", Kind.TAGS),
    Attribute("runtime", Kind.DURATION),
)


def columns(*values: dict[str, Value]) -> Columns:
    return Columns(
        Catalogue(Domain("d", "D", ATTRIBUTES), "1", tuple(Item(str(n), str(n), v) for n, v in enumerate(values)))
    )


DRAMAS: list[dict[str, Value]] = [{"runtime": float(m), "genre": ("drama",)} for m in (80, 90, 97, 100, 120)]
RUNTIMES = columns(*DRAMAS, {"genre": ("comedy", "drama")})
SHORT = Constraint("runtime", Operator.LE, 95.0)
EVERY = np.arange(6)


def test_a_number_just_off_is_half_met_at_most_and_a_missing_one_not_at_all() -> None:
    near = nearness(RUNTIMES, SHORT, EVERY)
    assert near.tolist() == pytest.approx([1, 1, 0.4, 0.25, 0, 0])


def test_both_ends_of_a_range_give_a_little() -> None:
    near = nearness(RUNTIMES, Constraint("runtime", Operator.BETWEEN, (90.0, 97.0)), EVERY)
    assert near.tolist() == pytest.approx([0, 1, 1, 0.35, 0, 0])


def test_names_are_met_or_not() -> None:
    assert nearness(RUNTIMES, Constraint("genre", Operator.EQ, "comedy"), EVERY).tolist() == [0, 0, 0, 0, 0, 1]


def test_wishes_count_by_weight_and_against() -> None:
    wishes = (Wish(SHORT, 1.0), Wish(Constraint("genre", Operator.EQ, "comedy"), -0.5))
    assert wishes_met(RUNTIMES, wishes, EVERY).tolist() == pytest.approx([1, 1, 0.9 / 1.5, 0.75 / 1.5, 0.5 / 1.5, 0])
    assert wishes_met(RUNTIMES, (Wish(SHORT, 0.0),), EVERY).tolist() == [0] * 6


WORDS = [*(f"word {n}" for n in range(OPEN)), "Tom Hanks"]
KEYWORDS: list[dict[str, Value]] = [{"genre": (w,), "runtime": 400.0 if w == WORDS[400] else 9.0} for w in WORDS]
TAGGED = columns(*KEYWORDS)
"""As many values as free keywords have, and a name among them."""


@pytest.mark.parametrize(
    ("value", "weight", "counts"), [("word 1", 0.4, 0.4 * CHANCE), ("Tom Hanks", 0.4, 0.4), ("word 1", 1.0, 1.0)]
)
def test_a_guess_at_one_word_of_very_many_counts_less_and_a_plain_wish_or_a_name_does_not(
    value: str, weight: float, counts: float
) -> None:
    wishes = (
        Wish(Constraint("genre", Operator.EQ, value), weight),
        Wish(Constraint("runtime", Operator.EQ, 400.0), 0.4),
    )
    far_off, right_length = wishes_met(TAGGED, wishes, np.array([WORDS.index(value), 400]))
    assert far_off / right_length == pytest.approx(counts / 0.4)


async def scores(query: Query, *candidates: Candidate) -> tuple[Score, ...]:
    return await Utility(RUNTIMES).score(query, candidates)


async def test_contributions_add_up_to_the_score() -> None:
    query = Query(text="short", wishes=(Wish(SHORT, 1.0),))
    for score in await scores(query, Candidate(0, "0", 1, 0.4, 0.2, None), Candidate(4, "4", 1, -0.3, None, None)):
        assert set(score.parts) == {"wishes", "relevance", "words"}
        assert sum(score.parts.values()) == pytest.approx(score.value)


async def test_what_is_not_known_leaves_its_weight_to_the_rest() -> None:
    (only,) = await scores(Query(wishes=(Wish(SHORT, 1.0),)), Candidate(0, "0", 1))
    assert only.value == 1
    (both,) = await scores(Query(wishes=(Wish(SHORT, 1.0),)), Candidate(0, "0", 1, likeness=0.5))
    whole = WEIGHTS["wishes"] + WEIGHTS["likeness"]
    assert both.parts["likeness"] == pytest.approx(0.5 * WEIGHTS["likeness"] / whole)  # half way from 0.2 to 0.8


async def test_with_nothing_to_go_by_all_score_nothing() -> None:
    assert [s.value for s in await scores(Query(), Candidate(0, "0", 1), Candidate(1, "1", 1))] == [0, 0]


def test_weights_are_a_whole() -> None:
    assert sum(WEIGHTS.values()) == pytest.approx(1)


def test_takes_no_detail() -> None:
    with pytest.raises(ValueError, match="fast"):
        load_scorer("utility:fast", RUNTIMES)


async def test_being_well_known_does_not_count_for_whoever_wishes_for_what_few_know() -> None:
    sold = Attribute("sold", Kind.NUMBER)
    items = tuple(Item(str(n), str(n), {"sold": float(n), "genre": ("drama",)}) for n in range(4))
    shop = Columns(Catalogue(Domain("d", "D", (*ATTRIBUTES, sold), popularity="sold"), "1", items))
    found = tuple(Candidate(n, str(n), 1.0) for n in range(4))
    drama, few = (Wish(Constraint("genre", Operator.EQ, "drama"), 1.0), Wish(Constraint("sold", Operator.LE, 1.0), 1.0))
    famous = await Utility(shop).score(Query(wishes=(drama,)), found)
    obscure = await Utility(shop).score(Query(wishes=(drama, few)), found)
    assert famous[3].value > famous[0].value
    assert obscure[0].value > obscure[3].value
    assert "quality" not in obscure[0].parts
