"""What a cross-encoder is given to read; a real one is in tests/local."""

from collections.abc import Sequence
from importlib.util import find_spec

import pytest

from retrieval.catalogue import Attribute, Catalogue, Constraint, Domain, Item, Kind, Operator
from retrieval.columns import Columns
from retrieval.scorer import Candidate, Query, Wish
from retrieval.scorers import load_scorer
from retrieval.scorers.cross_encoder import LETTERS, CrossEncoding

DOMAIN = Domain(
    "films",
    "Films",
    (Attribute("genres", Kind.TAGS, label="genre"), Attribute("runtime", Kind.DURATION, label="length", unit="min")),
)
ITEMS = (Item("a", "Dry Season", {"genres": ("comedy",)}, "It rains. " * 400), Item("b", "Fog Bank", {}))
CATALOGUE = Catalogue(DOMAIN, "1", ITEMS)
QUERY = Query(
    "something funny",
    required=(Constraint("genres", Operator.EQ, "comedy"),),
    forbidden=(Constraint("genres", Operator.EQ, "horror"),),
    wishes=(
        Wish(Constraint("runtime", Operator.LE, 95.0), 1.0),
        Wish(Constraint("genres", Operator.EQ, "romance"), -1.0),
        Wish(Constraint("unknown", Operator.EQ, "x"), 1.0),
    ),
)


class Reading:
    def __init__(self, *values: float) -> None:
        self.values = values
        self.pairs: list[tuple[str, str]] = []

    def predict(self, pairs: Sequence[tuple[str, str]]) -> Sequence[float]:
        self.pairs += pairs
        return self.values[: len(pairs)]


async def test_it_reads_the_wishes_beside_the_item() -> None:
    reader = Reading(0.25, 0.75)
    found = await CrossEncoding("m", CATALOGUE, reader).score(QUERY, (Candidate(1, "b", 1.0), Candidate(0, "a", 0.9)))
    (wanted, second), (again, first) = reader.pairs
    assert wanted == again == "something funny. comedy. at most 1 h 35 min"
    assert (second, first[:29]) == ("Fog Bank", "Dry Season. genre: comedy. It")
    assert len(first) == LETTERS
    assert [(score.value, score.parts) for score in found] == [
        (0.25, {"cross_encoder": 0.25}),
        (0.75, {"cross_encoder": 0.75}),
    ]


def test_it_needs_a_name() -> None:
    with pytest.raises(ValueError, match="Which cross-encoder"):
        load_scorer("cross-encoder", Columns(CATALOGUE))


@pytest.mark.skipif(find_spec("sentence_transformers") is not None, reason="the extra is installed")
def test_without_the_extra_there_is_a_sentence() -> None:
    with pytest.raises(ValueError, match=r"needs the 'local' extra.*install.sh local"):
        load_scorer("cross-encoder:some/model", Columns(CATALOGUE))
