"""Candidates keep every hard test, and the promising ones come first."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.catalogue import Attribute, Catalogue, Constraint, Domain, Item, Kind, Operator
from retrieval.columns import Columns, Rows
from retrieval.documents import document
from retrieval.embedder import Vectors
from retrieval.embedders.hash import HashEmbedder
from retrieval.index import Hits, VectorIndex
from retrieval.indexes.exact import ExactIndex
from retrieval.lexical import Lexical
from retrieval.retriever import Retriever
from retrieval.scorer import Query, Wish

COLOURS = ("red", "green", "blue")
SHOP = Domain(
    "shop",
    "A shop",
    (Attribute("colour", Kind.TAGS), Attribute("price", Kind.MONEY), Attribute("sold", Kind.NUMBER)),
    popularity="sold",
)
THINGS = ("tent", "boots", "lamp", "rope", "stove")
CATALOGUE = Catalogue(
    SHOP,
    "1",
    tuple(
        Item(
            f"i{n}",
            f"{THINGS[n % 5]} number {n}",
            {"colour": (COLOURS[n % 3],), "price": float(n), "sold": float(n * 7 % 60)},
        )
        for n in range(60)
    ),
)
EMBEDDER = HashEmbedder(64)
DOCUMENTS = [document(item, SHOP) for item in CATALOGUE.items]
EXACT = ExactIndex(EMBEDDER.embed(DOCUMENTS))


class Forgetful:
    """Finds nearly all: like a real nearest-neighbour index, but every third row never comes back."""

    name = "forgetful"

    def __init__(self) -> None:
        self.asked = 0

    def __len__(self) -> int:
        return len(EXACT)

    def add(self, *_: object) -> None: ...

    def search(self, vector: Vectors, limit: int) -> Hits:
        self.asked += 1
        hits = EXACT.search(vector, limit)
        kept = hits.rows % 3 != 0
        return Hits(hits.rows[kept], hits.cosines[kept])

    def vectors(self, rows: Sequence[int] | Rows) -> Vectors:
        return EXACT.vectors(rows)


def retriever(nearest: VectorIndex | None = None) -> Retriever:
    lexical = Lexical.build(DOCUMENTS)
    return Retriever(CATALOGUE, Columns(CATALOGUE), EXACT, EMBEDDER, lexical, lambda: nearest, exact_up_to=5)


RETRIEVERS = {"exact": retriever(), "approximate": retriever(Forgetful())}
tests = st.builds(
    Constraint, st.just("colour"), st.sampled_from([Operator.EQ, Operator.NE]), st.sampled_from(COLOURS)
) | st.builds(Constraint, st.just("price"), st.sampled_from([Operator.LE, Operator.GT]), st.floats(0, 60))
queries = st.builds(
    Query,
    text=st.sampled_from(["", "a red tent", "unheard-of words", "boots"]),
    required=st.lists(tests, max_size=2).map(tuple),
    forbidden=st.lists(tests, max_size=1).map(tuple),
    wishes=st.lists(st.builds(Wish, tests, st.sampled_from([1.0, 0.3, -0.5])), max_size=2).map(tuple),
    like=st.lists(st.sampled_from(["i3", "i4", "gone"]), max_size=2).map(tuple),
    exclude=st.frozensets(st.sampled_from([f"i{n}" for n in range(60)] + ["gone"]), max_size=40),
    limit=st.integers(0, 80),
)


@settings(deadline=None)
@given(queries, st.sampled_from(sorted(RETRIEVERS)))
async def test_candidates_keep_every_hard_test(query: Query, name: str) -> None:
    found = await RETRIEVERS[name].retrieve(query)
    allowed = {
        item.id
        for item in CATALOGUE.items
        if all(c.accepts(item) for c in query.required)
        and not any(c.accepts(item) for c in query.forbidden)
        and item.id not in query.exclude
    }
    ids = [candidate.item_id for candidate in found]
    assert set(ids) <= allowed
    assert len(ids) == len(set(ids)) == min(query.limit, len(allowed))
    assert [CATALOGUE.items[c.row].id for c in found] == ids
    assert [c.fused for c in found] == sorted((c.fused for c in found), reverse=True)
    assert all(0 < c.fused <= 1 + 1e-9 for c in found)


async def test_what_was_said_comes_first() -> None:
    best = (await RETRIEVERS["exact"].retrieve(Query(text="stove number 34", limit=5)))[0]
    assert best.item_id == "i34"
    assert best.dense is not None
    assert best.dense > 0.5
    assert best.lexical == 1
    assert best.likeness is None


async def test_a_liked_item_brings_its_kin_and_is_left_out_only_if_asked() -> None:
    assert "i10" in {c.item_id for c in await RETRIEVERS["exact"].retrieve(Query(like=("i10",), limit=3))}
    kin = (await RETRIEVERS["exact"].retrieve(Query(like=("i10",), exclude=frozenset({"i10"}), limit=5)))[0]
    assert kin.row % 5 == 0
    assert kin.likeness is not None
    assert kin.dense is None


async def test_soft_wishes_bring_what_meets_them() -> None:
    cheap = Wish(Constraint("price", Operator.LE, 9.0), 1.0)
    red = Wish(Constraint("colour", Operator.EQ, "red"), -1.0)
    found = await RETRIEVERS["exact"].retrieve(Query(wishes=(cheap, red), limit=6))
    assert {c.item_id for c in found} == {"i1", "i2", "i4", "i5", "i7", "i8"}


async def test_with_nothing_said_the_popular_come_first() -> None:
    found = await RETRIEVERS["exact"].retrieve(Query(limit=10))
    sold = [CATALOGUE.items[c.row].number("sold") for c in found]
    assert sold == sorted((i.number("sold") or 0 for i in CATALOGUE.items), reverse=True)[:10]


async def test_many_survivors_are_looked_up_in_the_index_and_few_are_not() -> None:
    index = Forgetful()
    one = retriever(index)
    await one.retrieve(Query(text="a tent", limit=5))
    assert index.asked == 1
    await one.retrieve(Query(text="a tent", required=(Constraint("price", Operator.LE, 4.0),), limit=5))
    assert index.asked == 1


async def test_an_index_that_comes_back_short_is_made_good_exactly() -> None:
    query = Query(text="lamp", required=(Constraint("colour", Operator.EQ, "red"),), limit=20)  # all of them forgotten
    assert await RETRIEVERS["approximate"].retrieve(query) == await RETRIEVERS["exact"].retrieve(query)


def test_count_is_of_the_hard_tests_alone() -> None:
    blue, dear = Constraint("colour", Operator.EQ, "blue"), Constraint("price", Operator.GT, 30.0)
    assert RETRIEVERS["exact"].count((blue,), (dear,)) == 10
    assert RETRIEVERS["exact"].count(()) == 60


def test_vectors_are_those_of_the_rows() -> None:
    np.testing.assert_array_equal(RETRIEVERS["exact"].vectors([4, 2]), EXACT.vectors([4, 2]))
    with pytest.raises(KeyError, match="60"):
        RETRIEVERS["exact"].vectors([60])


async def test_an_empty_catalogue_has_no_candidates() -> None:
    empty = Catalogue(SHOP, "0", ())
    nothing = ExactIndex(np.zeros((0, 64), dtype=np.float32))
    one = Retriever(empty, Columns(empty), nothing, EMBEDDER, Lexical.build([]))
    assert await one.retrieve(Query(text="tent", like=("i1",))) == ()
