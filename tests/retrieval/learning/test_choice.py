"""Weights are found from choices, none negative, and judged on choices held out."""

import numpy as np
import pytest

from retrieval.learning.choice import Choice, fit, gain
from retrieval.learning.tuning import FEWEST, NAMES, choice, learn
from retrieval.learning.weighing import as_weights
from retrieval.scorers.utility import shared_out
from retrieval.weights import UTILITY

TRUE = np.array([3.0, 1.0, 0.0])


def _choices(weights: np.ndarray, count: int, seed: int = 1) -> list[Choice]:
    draw = np.random.default_rng(seed)
    found = []
    for n in range(count):
        parts = draw.random((6, len(weights)))
        noise = draw.gumbel(size=6)
        found.append(Choice(f"talk {n // 2}", parts, int(np.argmax(parts @ weights + noise))))
    return found


def test_the_weights_that_people_chose_by_are_found_again() -> None:
    assert fit(_choices(TRUE, 3000), ("a", "b", "c")) == pytest.approx(TRUE, abs=0.35)


def test_no_weight_is_negative() -> None:
    found = fit(_choices(np.array([2.0, -2.0]), 400), ("a", "b"))
    assert found[0] > 1
    assert found[1] == 0
    assert fit([], ("a", "b")).tolist() == [0, 0]


def test_better_weights_gain_and_only_their_order_counts() -> None:
    held_out = _choices(TRUE, 400, seed=2)
    right, wrong = TRUE, np.array([0.0, 0.0, 1.0])
    better = gain(held_out, right, wrong)
    assert better.sure
    assert better.groups == 200
    assert not gain(held_out, wrong, right).sure
    same = gain(held_out, right * 7, right)
    assert same.mean == pytest.approx(0, abs=1e-3)
    assert not same.sure


def test_a_part_that_nothing_told_of_keeps_its_default() -> None:
    names = tuple(UTILITY)
    found = as_weights(np.array([1.0 if name in ("wishes", "quality") else 0.0 for name in names]), names)
    assert sum(found.values()) == pytest.approx(1)
    assert found["likeness"] == UTILITY["likeness"]
    assert found["wishes"] == found["quality"] == pytest.approx((UTILITY["wishes"] + UTILITY["quality"]) / 2)
    assert as_weights(np.zeros(len(names)), names) == dict(UTILITY)


def test_contributions_are_taken_apart_again() -> None:
    shares = shared_out(UTILITY, ("wishes", "quality"))
    cards = [{"wishes": shares["wishes"] * w, "quality": shares["quality"] * q} for w, q in ((1.0, 0.2), (0.5, 0.9))]
    found = choice("talk", cards, 1, UTILITY)
    assert found.parts[:, NAMES.index("wishes")] == pytest.approx([1.0, 0.5])
    assert found.parts[:, NAMES.index("quality")] == pytest.approx([0.2, 0.9])
    assert found.parts[:, NAMES.index("place")] == pytest.approx([1, 0.5])


def _slates(by: str, count: int) -> list[Choice]:
    draw = np.random.default_rng(3)
    found = []
    for n in range(count):
        parts = np.zeros((3, len(NAMES)))
        parts[:, NAMES.index("wishes")] = draw.random(3)
        parts[:, NAMES.index("quality")] = draw.random(3)
        parts[:, NAMES.index("place")] = 1 / np.arange(1, 4)
        noisy = 8 * parts[:, NAMES.index(by)] + draw.gumbel(size=3)
        found.append(Choice(f"talk {n}", parts, int(np.argmax(noisy))))
    return found


def test_people_who_go_by_quality_are_learned_from() -> None:
    learned = learn(_slates("quality", 300), UTILITY)
    assert learned is not None
    assert learned.gain.sure
    assert learned.weights["quality"] > learned.weights["wishes"]
    assert "place" not in learned.weights


def test_people_who_go_by_the_weights_in_force_change_nothing_for_sure() -> None:
    now = {**UTILITY, "wishes": 0.43, "quality": 0.0}
    learned = learn(_slates("wishes", 300), now)
    assert learned is not None
    assert not learned.gain.sure
    assert learn(_slates("wishes", FEWEST - 1), now) is None
