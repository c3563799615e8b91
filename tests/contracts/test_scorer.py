"""What every scorer of `retrieval.scorers` must do, whichever it is."""

import pytest

from retrieval.catalogue import Attribute, Catalogue, Constraint, Domain, Item, Kind, Operator
from retrieval.columns import Columns
from retrieval.scorer import Candidate, Query, Scorer, Wish
from retrieval.scorers import kinds, load_scorer

DOMAIN = Domain("shop", "A shop", (Attribute("colour", Kind.CATEGORY), Attribute("stars", Kind.NUMBER)), rating="stars")
ITEMS = tuple(Item(str(n), f"Thing {n}", {"colour": ("red", "blue")[n % 2], "stars": n % 5 + 1.0}) for n in range(20))
CANDIDATES = tuple(Candidate(n, str(n), 1 - n / 20, dense=n / 20 - 0.2, lexical=None, likeness=0.1) for n in range(20))
QUERIES = [
    Query(),
    Query(text="something blue"),
    Query(
        wishes=(Wish(Constraint("colour", Operator.EQ, "red"), 1.0), Wish(Constraint("stars", Operator.GE, 4.0), -0.5))
    ),
]


@pytest.fixture(params=kinds())
def scorer(request: pytest.FixtureRequest) -> Scorer:
    return load_scorer(request.param, Columns(Catalogue(DOMAIN, "1", ITEMS)))


@pytest.mark.parametrize("query", QUERIES)
async def test_one_score_a_candidate_between_nothing_and_one(scorer: Scorer, query: Query) -> None:
    found = await scorer.score(query, CANDIDATES)
    assert len(found) == len(CANDIDATES)
    assert all(0 <= score.value <= 1 for score in found)
    assert {(score.scored_by, score.version) for score in found} == {(scorer.name, scorer.version)}


@pytest.mark.parametrize("query", QUERIES)
async def test_the_same_alone_in_any_order_and_again(scorer: Scorer, query: Query) -> None:
    found = await scorer.score(query, CANDIDATES)
    assert await scorer.score(query, CANDIDATES[::-1]) == found[::-1]
    assert await scorer.score(query, CANDIDATES) == found


async def test_nothing_to_score_is_no_score(scorer: Scorer) -> None:
    assert await scorer.score(QUERIES[1], ()) == ()


async def test_an_item_that_meets_the_wishes_is_not_below_its_like(scorer: Scorer) -> None:
    pair = (Candidate(0, "0", 0.5), Candidate(5, "5", 0.5))  # both one star; red and blue
    wish = Wish(Constraint("colour", Operator.EQ, "red"), 1.0)
    red, blue = await scorer.score(Query(wishes=(wish,)), pair)
    assert red.value > blue.value


def test_unknown_scorer_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match="utility"):
        load_scorer("oracle", Columns(Catalogue(DOMAIN, "1", ITEMS)))
