from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.dialogue import Strength
from evals.simulator.drawing import Needs, NothingToWish
from evals.simulator.need import Need, Want
from evals.simulator.wording import forms
from retrieval.catalogue import Attribute, Catalogue, Constraint, Domain, Item, Kind, Operator
from retrieval.columns import Columns


def test_every_need_can_be_met_by_something_not_known_yet(needs: Needs) -> None:
    for seed in range(200):
        need = needs.draw(Random(seed), patience=8)
        fitting = [needs.catalogue.items[int(row)] for row in np.flatnonzero(need.fits)]
        assert len(fitting) >= 2
        assert need.best > 0
        assert not need.known & {item.id for item in fitting}
        assert all(want.met_by(item) for item in fitting for want in need.wants if want.hard)
        assert any(want.hard for want in need.wants)


def test_no_two_wishes_of_a_need_share_a_word(needs: Needs) -> None:
    for seed in range(100):
        wants = needs.draw(Random(seed), patience=8).wants
        said = [form for want in wants for form in forms(want)]
        assert len(said) == len(set(said))


def test_a_bound_is_tolerated_a_little_and_to_the_letter_only_what_keeps_it(needs: Needs) -> None:
    price = needs.catalogue.domain.attributes[3]
    want = Want(price, Constraint("price", Operator.LE, 20.0), Strength.MUST, tolerance=0.1)
    dear, dearer = Item("a", "A", {"price": 22.0}), Item("b", "B", {"price": 22.5})
    assert want.tolerated_in(dear)
    assert not want.met_by(dear)
    assert not want.tolerated_in(dearer)
    assert not want.tolerated_in(Item("c", "C", {}))


def test_worth_falls_with_each_soft_wish_missed_and_is_nothing_beyond_a_hard_one(needs: Needs) -> None:
    kind, notes = needs.catalogue.domain.attributes[0], needs.catalogue.domain.attributes[2]
    hard = Want(kind, Constraint("kind", Operator.EQ, "green"), Strength.MUST)
    soft = Want(notes, Constraint("notes", Operator.EQ, "smoky"), Strength.PREFER)
    need = Need(needs.catalogue, needs.columns, (hard, soft), frozenset(), 8, 1)
    worths: dict[int, list[float]] = {0: [], 1: [], 2: []}
    for item in needs.catalogue.items:
        met = 0 if not hard.met_by(item) else 1 + soft.met_by(item)
        worths[met].append(need.worth_of(item))
    assert set(worths[0]) == {0.0}
    assert 0 < max(worths[1]) < min(worths[2]) <= 1
    assert need.best == max(worths[2])


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000))
def test_what_somebody_wants_instead_can_be_met_and_is_something_else(seed: int) -> None:
    needs = Needs(CATALOGUE, COLUMNS)
    chance = Random(seed)
    need = needs.draw(chance, 8)
    want = need.wants[0]
    fresh = needs.another(need, want, chance)
    if fresh is not None:
        assert fresh.attribute is want.attribute
        assert fresh.constraint != want.constraint
        changed = Need(CATALOGUE, COLUMNS, (fresh, *need.wants[1:]), need.known, 8, need.taste)
        assert changed.fits.any()


def test_a_catalogue_that_nobody_can_wish_about_is_told_of() -> None:
    domain = Domain("stones", "Stones", (Attribute("colour", Kind.CATEGORY, askability=0),))
    catalogue = Catalogue(domain, "1", tuple(Item(str(n), f"Stone {n}", {"colour": "grey"}) for n in range(9)))
    with pytest.raises(NothingToWish, match=r'"stones" has no wishes.*askability'):
        Needs(catalogue, Columns(catalogue)).draw(Random(1), 8)


_SIZES = ("small", "medium", "large")
CATALOGUE = Catalogue(
    Domain(
        "mugs",
        "Mugs",
        (
            Attribute("size", Kind.CATEGORY, label="size", askability=0.9),
            Attribute("volume", Kind.NUMBER, label="volume", unit="ml", askability=0.6),
            Attribute("glaze", Kind.TAGS, label="glaze", askability=0.6),
        ),
    ),
    "1",
    tuple(
        Item(
            f"m{n}",
            f"Mug {n}",
            {"size": _SIZES[n % 3], "volume": 150.0 + 7 * n, "glaze": ("matt", "blue")[: 1 + n % 2]},
        )
        for n in range(60)
    ),
)
COLUMNS = Columns(CATALOGUE)
