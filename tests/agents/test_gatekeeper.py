"""The last look: what may not leave does not, whoever chose it."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.dialogue import Preference, Profile, Strength
from agents.gatekeeper import Looked, Rules, look
from retrieval.catalogue import Attribute, Catalogue, Constraint, Domain, Item, Kind, Operator, Value
from retrieval.scorer import Candidate

DOMAIN = Domain("d", "D", (Attribute("genre", Kind.TAGS, label="genre"), Attribute("price", Kind.MONEY, label="price")))
ITEMS = tuple(
    Item(name, name.title(), {"genre": (genre,), **({"price": price} if price is not None else {})})
    for name, genre, price in (("a", "war", 5.0), ("b", "war", 50.0), ("c", "love", 5.0), ("d", "love", None))
)
CATALOGUE = Catalogue(DOMAIN, "1", ITEMS)
ALL = tuple(Candidate(row, item.id, 0.5) for row, item in enumerate(ITEMS))
CHEAP = Preference(Constraint("price", Operator.LE, 10.0))
NO_WAR = Preference(Constraint("genre", Operator.EQ, "war"), Strength.NEVER)


def apart(count: int) -> npt.NDArray[np.float32]:
    return np.eye(max(count, 1), dtype=np.float32)[:count]


def looked(
    *wishes: Preference,
    candidates: Sequence[Candidate] = ALL,
    size: int = 3,
    profile: Profile | None = None,
    **rules: frozenset[str],
) -> Looked:
    known = profile or Profile(wishes)
    return look(candidates, apart(len(candidates)), Rules(CATALOGUE, known, **rules), size)


def kept(found: Looked) -> str:
    return "".join(ALL[place].item_id for place in found.kept)


def test_what_breaks_a_must_or_a_never_stays_and_the_record_says_why() -> None:
    found = looked(CHEAP, NO_WAR)
    assert kept(found) == "c"
    assert [(d.item_id, d.check) for d in found.dropped] == [("a", "hard"), ("b", "hard"), ("d", "hard")]
    assert "“B” breaks “" in found.dropped[1].reason


def test_a_preference_is_no_reason_to_drop() -> None:
    assert kept(looked(Preference(CHEAP.constraint, Strength.PREFER))) == "abcd"


@pytest.mark.parametrize(
    "wish",
    [
        Preference(Constraint("price", Operator.LE, "ten")),
        Preference(Constraint("price", Operator.LE, "ten"), Strength.NEVER),
        Preference(Constraint("price", Operator.BETWEEN, ("a", "b"))),
        Preference(Constraint("nothing of the kind", Operator.EQ, "x")),
    ],
)
def test_what_cannot_be_checked_does_not_leave(wish: Preference) -> None:
    assert not {*kept(looked(wish))} & {*"abc"}  # "d" has no price, which no "never" is about


@pytest.mark.parametrize("value", ["12 euros", float("nan"), True])
def test_a_value_that_is_no_number_keeps_no_bound_not_even_a_never(value: Value) -> None:
    catalogue = Catalogue(DOMAIN, "1", (Item("a", "A", {"price": value}),))
    dear = Preference(Constraint("price", Operator.GE, 100.0), Strength.NEVER)
    found = look([Candidate(0, "a", 1.0)], apart(1), Rules(catalogue, Profile((dear,))), 1)
    assert [d.check for d in found.dropped] == ["hard"]


def test_repeats_unknown_excluded_refused_and_blocked_items_stay() -> None:
    pool = (ALL[0], ALL[0], Candidate(9, "z", 1.0), Candidate(1, "a", 1.0), Candidate(-1, "d", 1.0))
    assert [d.check for d in looked(candidates=pool).dropped] == ["repeat", "unknown", "unknown", "unknown"]
    known = Profile(rejected=("a",), seen=("b",))
    found = looked(profile=known, excluded=frozenset("c"), blocked=frozenset("d"))
    assert [d.check for d in found.dropped] == ["refused", "refused", "excluded", "blocked"]
    assert all(d.reason.endswith(".") for d in found.dropped)


def test_of_two_that_are_the_same_the_first_stays() -> None:
    twins = Catalogue(DOMAIN, "1", (Item("a", "Twin", {}), Item("b", "twin", {}), Item("c", "Other", {})))
    vectors = np.array([[1, 0], [1, 0], [1, 0]], dtype=np.float32)
    pool = [Candidate(1, "b", 1.0), Candidate(0, "a", 1.0), Candidate(2, "c", 1.0)]
    found = look(pool, vectors, Rules(twins, Profile()), 3)
    assert found.kept == (0, 2)
    assert [(d.item_id, d.check) for d in found.dropped] == [("a", "duplicate")]


def test_misfits_go_only_where_enough_others_remain() -> None:
    doubted = frozenset("ab")
    assert kept(looked(misfits=doubted, size=2)) == "cd"
    assert [d.check for d in looked(misfits=doubted, size=2).dropped] == ["misfit", "misfit"]
    assert kept(looked(misfits=doubted, size=3)) == "cdab"
    assert looked(misfits=doubted, size=3).dropped == ()


ids = st.frozensets(st.sampled_from("abcd"))
wishes = st.lists(st.sampled_from([CHEAP, NO_WAR, Preference(NO_WAR.constraint)]), unique=True)


@given(st.lists(st.sampled_from(ALL), max_size=8), wishes, ids, ids, ids, st.integers(1, 4))
def test_every_candidate_is_kept_once_or_told_of(
    pool: list[Candidate],
    hard: list[Preference],
    excluded: frozenset[str],
    blocked: frozenset[str],
    misfits: frozenset[str],
    size: int,
) -> None:
    found = looked(*hard, candidates=pool, size=size, excluded=excluded, blocked=blocked, misfits=misfits)
    ours = [pool[place].item_id for place in found.kept]
    assert len(ours) == len(set(ours))
    assert len(ours) + len(found.dropped) == len(pool)
    assert not {*ours} & (excluded | blocked)
    assert all(wish.met_by(item) for wish in hard for i in ours if (item := CATALOGUE.find(i)))
