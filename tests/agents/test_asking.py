"""The question of a chat: about an open slot, with options that leave something, and with its true reason."""

import re
from dataclasses import replace

import numpy as np
import pytest

from agents.asking import best_question, default_wording, expected, meets_all
from agents.dialogue import Preference, Profile, Strength
from retrieval.catalogue import Attribute, Catalogue, Constraint, Domain, Item, Kind, Operator
from retrieval.columns import Columns, Mask

ALWAYS = -99.0
"""A price at which anything is asked."""


def gear(count: int, popularity: str = "") -> Catalogue:
    """Half of it is waterproof; five makers, the last with nothing else said; a price from 1 up."""
    attributes = (
        Attribute("maker", Kind.CATEGORY, label="maker", askability=0.9),
        Attribute("dry", Kind.FLAG, label="waterproof", askability=0.9),
        Attribute("cost", Kind.MONEY, label="price", unit="USD", askability=0.9),
    )
    items = tuple(
        Item(str(n), f"Item {n}", {"maker": "abcde"[n % 5], "dry": n % 2 == 0, "cost": float(1 + n)})
        for n in range(count)
    )
    domain = Domain("gear", "Gear", attributes, noun="thing", plural="things", popularity=popularity)
    return Catalogue(domain, "v1", items)


def everything(catalogue: Catalogue) -> Mask:
    return np.ones(len(catalogue.items), dtype=np.bool_)


def only(catalogue: Catalogue, name: str) -> Catalogue:
    kept = tuple(a for a in catalogue.domain.attributes if a.name == name)
    return Catalogue(replace(catalogue.domain, attributes=kept), "v2", catalogue.items)


def test_every_option_says_how_many_it_leaves() -> None:
    catalogue = gear(200)
    columns = Columns(catalogue)
    question = best_question(Profile(), catalogue, columns, everything(catalogue))
    assert question is not None
    assert question.attribute == "maker"
    assert [(option.label, option.count) for option in question.options] == [(name, 40) for name in "abcde"]
    assert question.worth > 0


def test_counts_are_of_all_items_even_where_only_some_are_reckoned_with() -> None:
    catalogue = gear(5_000)
    question = best_question(Profile(), catalogue, Columns(catalogue), everything(catalogue))
    assert question is not None
    assert sum(option.count or 0 for option in question.options) == 5_000


def test_the_reason_is_what_the_answer_does_to_what_is_left() -> None:
    catalogue = only(gear(200), "dry")
    question = best_question(Profile(), catalogue, Columns(catalogue), everything(catalogue), price=ALWAYS)
    assert question is not None
    assert "splits the 200 things left almost in half (100 " in question.why
    many = gear(200)
    question = best_question(Profile(), many, Columns(many), everything(many))
    assert question is not None
    assert "leaves about 40 of the 200 things left" in question.why
    saved = re.search(r"save about (\d+) turn", question.why)
    assert saved is not None
    assert int(saved[1]) == round(question.worth)


def test_a_question_that_saves_less_than_it_costs_is_not_asked() -> None:
    catalogue = gear(200)
    columns, mask = Columns(catalogue), everything(catalogue)
    question = best_question(Profile(), catalogue, columns, mask)
    assert question is not None
    assert best_question(Profile(), catalogue, columns, mask, price=question.worth + 0.1) is None


def test_known_waived_asked_and_unaskable_slots_are_closed() -> None:
    catalogue = gear(200)
    columns, mask = Columns(catalogue), everything(catalogue)
    wish = Preference(Constraint("dry", Operator.EQ, True))
    closed = Profile((wish,), waived=frozenset({"cost"}), asked=frozenset({"maker"}))
    assert best_question(closed, catalogue, columns, mask, price=ALWAYS) is None
    shy = tuple(replace(a, askability=0.0) for a in catalogue.domain.attributes)
    silent = Catalogue(replace(catalogue.domain, attributes=shy), "v3", catalogue.items)
    assert best_question(Profile(), silent, Columns(silent), mask, price=ALWAYS) is None


def test_nothing_is_asked_where_every_answer_leaves_the_same() -> None:
    items = tuple(Item(str(n), str(n), {"maker": "a"}) for n in range(50))
    domain = Domain("d", "D", (Attribute("maker", Kind.CATEGORY, label="maker", askability=1.0),))
    catalogue = Catalogue(domain, "v1", items)
    assert best_question(Profile(), catalogue, Columns(catalogue), everything(catalogue), price=ALWAYS) is None


def test_what_most_items_lack_is_not_asked_about() -> None:
    items = tuple(Item(str(n), str(n), {"maker": "ab"[n % 2]} if n < 10 else {}) for n in range(50))
    domain = Domain("d", "D", (Attribute("maker", Kind.CATEGORY, label="maker", askability=1.0),))
    catalogue = Catalogue(domain, "v1", items)
    assert best_question(Profile(), catalogue, Columns(catalogue), everything(catalogue), price=ALWAYS) is None


def test_a_soft_wish_makes_items_likelier_and_rules_none_out() -> None:
    catalogue = gear(100)
    columns, mask = Columns(catalogue), everything(catalogue)
    dry = Profile((Preference(Constraint("dry", Operator.EQ, True), Strength.PREFER),))
    wanted = expected(dry, catalogue, columns, mask, mask & meets_all(dry, columns))
    assert wanted is not None
    on_dry = wanted.belief.likely[wanted.rows % 2 == 0]
    off_dry = wanted.belief.likely[wanted.rows % 2 == 1]
    assert on_dry.min() > 5 * off_dry.max() > 0
    wet = Profile((Preference(Constraint("dry", Operator.EQ, True), Strength.AVOID),))
    wanted = expected(wet, catalogue, columns, mask, mask & meets_all(wet, columns))
    assert wanted is not None
    assert wanted.belief.likely[wanted.rows % 2 == 1].sum() > 0.8


def test_what_was_shown_and_not_taken_is_less_likely() -> None:
    catalogue = gear(20)
    mask = everything(catalogue)
    wanted = expected(Profile(shown=("3", "4")), catalogue, Columns(catalogue), mask, mask)
    assert wanted is not None
    by_row = dict(zip(wanted.rows.tolist(), wanted.belief.likely.tolist(), strict=True))
    assert 0 < by_row[3] == by_row[4] < by_row[5]


def test_what_is_well_known_is_mildly_likelier() -> None:
    catalogue = gear(101, popularity="cost")
    mask = everything(catalogue)
    wanted = expected(Profile(), catalogue, Columns(catalogue), mask, mask)
    assert wanted is not None
    by_row = dict(zip(wanted.rows.tolist(), wanted.belief.likely.tolist(), strict=True))
    assert 2 <= by_row[100] / by_row[50] <= 4
    assert by_row[100] > by_row[50] > by_row[0] > 0


def test_a_catalogue_that_grows_is_asked_about_alike() -> None:
    worth = []
    for size in (900, 1_000, 1_024, 1_100, 4_000, 20_000):
        catalogue = gear(size)
        question = best_question(Profile(), catalogue, Columns(catalogue), everything(catalogue))
        assert question is not None
        assert question.attribute == "maker"
        worth.append(question.worth)
    assert max(worth) - min(worth) < 0.35
    assert max(abs(np.diff(worth[:4]))) < 0.08


@pytest.mark.parametrize("label", ["waterproof", "porch", "for kids"])
def test_a_flag_without_a_question_of_its_own_is_asked_for_a_yes_or_a_no(label: str) -> None:
    attribute = Attribute("it", Kind.FLAG, label=label)
    assert default_wording(attribute) == f"{label.capitalize()}: yes or no?"
