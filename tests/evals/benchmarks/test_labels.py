"""The simulated world that labels are tried on, and what is measured in it."""

import math
from collections import Counter
from random import Random

import pytest

from evals.benchmarks import labels
from evals.benchmarks.labels import coverage, logged, order
from evals.benchmarks.labels_world import POOL, SIZE, START, bots, examination, relevance, scene, signals, visits, world
from storage.labels.rules import judged
from storage.records import Feedback


def test_the_propensities_of_a_scene_are_those_of_its_policy() -> None:
    """The last place: the item that stands there by merit, and each of the others, as often as is said."""
    of, chance = world(1, explore=0.4), Random(1)
    drawn: Counter[bool] = Counter()
    for _ in range(4_000):
        one = scene(of, chance)
        last = one.cards[-1]
        assert last.propensity == pytest.approx(0.6 if last.item == one.merit else 0.4 / len(one.others))
        assert [card.propensity for card in one.cards[:-1]] == [1.0] * (SIZE - 1)
        assert len({card.item for card in one.cards}) == SIZE
        drawn[last.item != one.merit] += 1
    assert len(one.others) == POOL - SIZE
    assert drawn[True] / 4_000 == pytest.approx(0.4, abs=0.03)


def test_expected_relevance_is_what_people_give() -> None:
    of, chance = world(2), Random(2)
    item = 7
    given = [signals(of, item, 1, chance) for _ in range(20_000)]
    verdicts = [judged([Feedback(str(n), "card", kind, START) for n, kind in enumerate(one)]) for one in given]
    mean = sum(one.relevance for one in verdicts if one) / len(given)
    assert mean == pytest.approx(relevance(of.appeal[item]), abs=0.03)


def test_people_look_less_the_lower_a_card_stands() -> None:
    of, chance = world(3), Random(3)
    looked = sum(bool(signals(of, 0, 4, chance)) for _ in range(4_000)) / 4_000
    assert looked == pytest.approx(examination(4), abs=0.03)


def test_worlds_and_visits_are_the_same_for_the_same_seed() -> None:
    of = world(5)
    assert of == world(5) != world(6)
    assert list(visits(of, 5, 2, 1)) == list(visits(of, 5, 2, 1)) != list(visits(of, 5, 2, 2))


def test_bots_push_only_what_they_are_paid_for() -> None:
    of = world(1)
    scenes = [one for visit in bots(of, 2, 30, (3, 4), 1) for one in visit.scenes]
    assert {card.item for one in scenes for card in one.cards if card.signals} <= {3, 4}
    assert {card.item for one in scenes for card in one.cards} > {3, 4}


@pytest.mark.slow
def test_the_true_order_is_found_once_positions_are_corrected() -> None:
    found = order(120, seed=2)
    assert found.taus["corrected"] > found.taus["counted"] + 0.1
    assert found.attention.at(2) == pytest.approx(0.5, abs=0.08)
    assert found.bots == 0


@pytest.mark.slow
def test_bots_are_found_and_train_nobody() -> None:
    clean, pushed = order(60, seed=1), order(60, seed=1, crowd=2)
    assert (clean.bots, pushed.bots) == (0, 2)
    assert pushed.taus["trusted"] == pytest.approx(clean.taus["trusted"], abs=0.1)


def test_intervals_cover_where_nothing_is_corrected_they_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(labels, "LOGGED", 1_000)
    monkeypatch.setattr(labels, "POOLS", 4_000)
    found = coverage(12, seed=1)
    assert found.covered["ips"] >= 10
    assert found.covered["snips"] >= 10
    assert found.covered["none"] < found.covered["snips"]
    assert abs(found.off["snips"]) < abs(found.off["none"])


def test_a_log_has_a_chance_for_every_card(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(labels, "LOGGED", 300)
    log = logged(world(1), Random(1))
    weights = [target / one for one, target in zip(log.propensities, log.targets, strict=True)]
    assert math.isclose(sum(weights) / 300, 1, abs_tol=0.5)
    assert set(log.rewards) <= {0.0, 1.0, 2.0, 3.0}
