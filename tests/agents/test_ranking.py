"""From scored candidates to the slate."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from random import Random

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.dialogue import Preference, Profile, Strength
from agents.gatekeeper import Rules
from agents.ranking import TICKETS, Choice, Dials, Pool, choose_slate, notices
from retrieval.catalogue import Attribute, Catalogue, Constraint, Domain, Item, Kind, Operator
from retrieval.quality import Standing
from retrieval.scorer import Candidate, Score

DOMAIN = Domain(
    "d",
    "D",
    (Attribute("genre", Kind.TAGS), Attribute("maker", Kind.CATEGORY), Attribute("fame", Kind.NUMBER)),
    popularity="fame",
)
SIZE = 12
ITEMS = tuple(
    Item(f"i{n}", f"Title {n}", {"genre": ("war",) if n % 3 else ("love",), "maker": f"m{n % 4}", "fame": float(n)})
    for n in range(SIZE)
)
CATALOGUE = Catalogue(DOMAIN, "1", ITEMS)
STANDING = Standing(np.arange(SIZE) / SIZE, "fame", np.array([n == 0 for n in range(SIZE)]))
LOVE = Preference(Constraint("genre", Operator.EQ, "love"))


def directions(count: int) -> npt.NDArray[np.float32]:
    return np.eye(count, dtype=np.float32)


def pool(*values: float) -> Pool:
    """The first items with these scores, all at right angles."""
    count = len(values)
    candidates = [Candidate(n, f"i{n}", 0.5) for n in range(count)]
    return Pool(candidates, [Score(v, {"own": v}, "test", "1") for v in values], directions(count))


def chosen(
    given_pool: Pool,
    *wishes: Preference,
    dials: Dials | None = None,
    misfits: frozenset[str] = frozenset(),
    blocked: frozenset[str] = frozenset(),
    seed: str = "",
) -> Choice:
    rules = Rules(CATALOGUE, Profile(wishes), blocked=blocked, misfits=misfits)
    return choose_slate(given_pool, rules, STANDING, dials or Dials(), seed)


def ids(choice: Choice) -> tuple[str, ...]:
    return tuple(pick.candidate.item_id for pick in choice.picks)


def test_the_best_that_also_differ_in_the_order_to_show_them() -> None:
    assert ids(chosen(pool(0.9, 0.2, 0.8, 0.1, 0.7)))[0] == "i0"
    assert len(ids(chosen(pool(0.9, 0.2)))) == 2
    assert ids(chosen(pool())) == ()


def test_what_is_blocked_is_replaced_by_the_next_best() -> None:
    values = (0.9, 0.8, 0.2, 0.1)
    assert set(ids(chosen(pool(*values), dials=Dials(size=2)))) == {"i0", "i1"}
    found = chosen(pool(*values), dials=Dials(size=2), blocked=frozenset({"i0"}))
    assert set(ids(found)) == {"i1", "i2"}
    assert [d.check for d in found.dropped] == ["blocked"]


def test_a_misfit_stands_last_with_nothing_and_its_parts_say_so() -> None:
    found = chosen(pool(0.9, 0.5, 0.4), misfits=frozenset({"i0"}))
    assert ids(found) == ("i1", "i2", "i0")
    assert found.picks[-1].score.value == 0
    assert found.picks[-1].score.parts == {"own": 0.9, "misfit": -0.9}
    assert "i0" not in ids(chosen(pool(0.9, 0.5, 0.4, 0.3), misfits=frozenset({"i0"})))


def test_a_misfit_that_is_shown_for_want_of_others_is_told_of_and_none_else() -> None:
    found = chosen(pool(0.9, 0.5), misfits=frozenset({"i0"}))
    assert notices(found, CATALOGUE) == ("The language model doubts that “Title 0” fits what you said.",)
    both = chosen(pool(0.9, 0.5), misfits=frozenset({"i0", "i1"}))
    assert "“Title 0” and “Title 1” fit what" in notices(both, CATALOGUE)[0]
    assert notices(chosen(pool(0.9, 0.5)), CATALOGUE) == ()


def test_the_dial_moves_the_slate_along_the_tail_and_the_parts_still_add_up() -> None:
    level = pool(*([0.5] * SIZE))
    popular, obscure = (
        np.mean([p.candidate.row for p in chosen(level, dials=Dials(tail=tail)).picks]) for tail in (-1.0, 1.0)
    )
    assert popular > 7
    assert obscure < 5
    for pick in chosen(level, dials=Dials(tail=0.7)).picks:
        assert sum(pick.score.parts.values()) == pytest.approx(pick.score.value)
        assert pick.score.parts["tail"] != 0
    assert all("tail" not in p.score.parts for p in chosen(level).picks)


def test_what_the_person_says_about_fame_comes_before_the_dial() -> None:
    famous = Preference(Constraint("fame", Operator.GE, 3.0), Strength.PREFER)
    level = pool(*([0.5] * SIZE))
    assert ids(chosen(level, famous, dials=Dials(tail=1.0))) == ids(chosen(level, famous))


def test_no_value_is_on_every_card_where_others_are_as_good() -> None:
    slate = chosen(pool(*([0.5] * SIZE)), dials=Dials(size=4))
    for attribute in ("genre", "maker"):
        assert len({ITEMS[p.candidate.row].tags(attribute) for p in slate.picks}) > 1


def test_what_was_wished_may_be_on_every_card() -> None:
    """Love was preferred, and those scored best: the next best war is no better for being something else."""
    values = [0.8 if n % 3 == 0 else 0.75 for n in range(SIZE)]
    assert len({ITEMS[p.candidate.row].tags("genre") for p in chosen(pool(*values)).picks}) == 2
    soft = replace(LOVE, strength=Strength.PREFER)
    assert {ITEMS[p.candidate.row].tags("genre") for p in chosen(pool(*values), soft).picks} == {("love",)}


def test_a_score_that_is_no_number_counts_as_nothing() -> None:
    found = chosen(pool(float("nan"), 0.4, 7.0, 0.3), dials=Dials(size=2))
    assert ids(found) == ("i1", "i3")


# --- exploration ------------------------------------------------------------------------------------------------------


def test_without_exploration_every_propensity_is_1() -> None:
    assert [p.propensity for p in chosen(pool(*([0.5] * 6)), seed="x").picks] == [1.0, 1.0, 1.0]
    assert [p.propensity for p in chosen(pool(0.5, 0.4), dials=Dials(explore=0.9), seed="x").picks] == [1.0, 1.0]


def test_the_same_seed_shows_the_same() -> None:
    dials = Dials(explore=0.5)
    values = pool(*([0.5] * SIZE))
    for seed in map(str, range(20)):
        assert chosen(values, dials=dials, seed=seed) == chosen(values, dials=dials, seed=seed)


def test_propensities_are_the_frequencies_of_the_last_card() -> None:
    """The cold item `i0`, which scores worst, is drawn three times as often as the others."""
    values, dials = pool(0.1, *([0.6] * 4), 0.5), Dials(size=2, explore=0.4)
    shown, told = Counter[str](), dict[str, float]()
    draws = 1_000
    for seed in range(draws):
        first, last = chosen(values, dials=dials, seed=str(seed)).picks
        assert first.propensity == 1.0
        shown[last.candidate.item_id] += 1
        told[last.candidate.item_id] = last.propensity
    assert sum(told.values()) == pytest.approx(1.0)
    assert told["i0"] == pytest.approx(0.4 * TICKETS / (TICKETS + 3))
    for item, propensity in told.items():
        assert shown[item] / draws == pytest.approx(propensity, abs=4 * (propensity * (1 - propensity) / draws) ** 0.5)


# --- whatever anybody says --------------------------------------------------------------------------------------------

scores = st.lists(st.floats(0, 1), min_size=1, max_size=SIZE)
dials = st.builds(Dials, st.integers(1, 5), st.floats(-1, 1), st.floats(0, 1))
hard = st.lists(
    st.sampled_from(
        [
            LOVE,
            Preference(Constraint("maker", Operator.EQ, "m1"), Strength.NEVER),
            Preference(Constraint("fame", Operator.LE, 6.0)),
            Preference(Constraint("fame", Operator.LE, "many")),
        ]
    ),
    unique=True,
)
some = st.frozensets(st.sampled_from([item.id for item in ITEMS]))


@given(hard, dials, some, some, st.text(max_size=3))
def test_a_scorer_that_gives_1_to_what_breaks_a_must_shows_none_of_it(
    wishes: Sequence[Preference], turned: Dials, misfits: frozenset[str], blocked: frozenset[str], seed: str
) -> None:
    profile = Profile(tuple(wishes))

    def permitted(item: Item) -> bool:
        try:
            return profile.permits(item)
        except (TypeError, ValueError):
            return False

    against = pool(*(0.1 if permitted(item) else 1.0 for item in ITEMS))
    found = chosen(against, *wishes, dials=turned, misfits=misfits, blocked=blocked, seed=seed)
    assert all(permitted(ITEMS[p.candidate.row]) for p in found.picks)
    assert not {*ids(found)} & blocked
    able = [item.id for item in ITEMS if permitted(item) and item.id not in blocked]
    assert len(found.picks) == min(turned.size, len(able))
    assert all(0 < p.propensity <= 1 for p in found.picks if turned.explore < 1)


@given(scores, dials, st.randoms(use_true_random=False), some)
def test_the_order_of_the_pool_plays_no_part(
    values: list[float], turned: Dials, shuffled: Random, misfits: frozenset[str]
) -> None:
    one = pool(*values)
    places = list(range(len(values)))
    shuffled.shuffle(places)
    other = chosen(one.taken(places), dials=turned, misfits=misfits, seed="s")
    assert other == chosen(one, dials=turned, misfits=misfits, seed="s")


@given(scores, st.integers(1, 5))
def test_twins_never_stand_together(values: list[float], size: int) -> None:
    """Every item is there twice, under two ids, in another colour."""
    domain = Domain("d", "D", (Attribute("colour", Kind.TAGS, label="colour"),))
    items = [Item(f"{n}{c}", f"Thing {n} {c}", {"colour": (c,)}) for n in range(len(values)) for c in ("red", "blue")]
    vectors = np.repeat(directions(len(values)), 2, axis=0)
    both = [Score(v, {}, "test", "1") for value in values for v in (value, value / 2)]
    level = Standing(np.full(len(items), 0.5), "", np.ones(len(items), dtype=np.bool_))
    candidates = [Candidate(row, item.id, 0.5) for row, item in enumerate(items)]
    rules = Rules(Catalogue(domain, "1", tuple(items)), Profile())
    found = choose_slate(Pool(candidates, both, vectors), rules, level, Dials(size, explore=0.5), "s")
    assert len({p.candidate.row // 2 for p in found.picks}) == len(found.picks) == min(size, len(values))
    assert all(p.candidate.item_id.endswith("red") for p in found.picks)
