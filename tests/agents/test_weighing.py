"""Asking is weighed against a list: whichever leaves fewer turns, whatever the question is about."""

from itertools import product

import numpy as np
import pytest

from agents.belief import Belief, believe
from agents.weighing import Ask, Probe, Show, next_step, turns_after
from retrieval.columns import Mask

LIST = 2
CHANCE = np.random.default_rng(5)
HAS = CHANCE.random((40, 6)) < 0.4


def judged(*values: int, error: float = 0.0, askability: float = 1.0) -> Probe:
    return Probe("it", values, "judged", error, askability)


def named(*values: int, askability: float = 1.0) -> Probe:
    return Probe("it", values, "named", 0.0, askability)


def after_each_answer(belief: Belief, has: Mask, values: tuple[int, ...], error: float) -> float:
    """Turns after a judged question, by updating the belief with each of its answers."""
    total = 0.0
    for answers in product((True, False), repeat=len(values)):
        chance, told = 1.0, belief
        for value, yes in zip(values, answers, strict=True):
            lacks = 1.0 - has[:, value]
            no = float(lacks @ (told.single * lacks) + lacks @ told.pairs @ lacks if told.pairs.size else 0)
            no = no if told.pairs.size else float(told.single @ lacks)
            said_no = (1 - error) * no + error * (1 - no)
            chance *= 1 - said_no if yes else said_no
            told = told.told(has[:, value], yes, error)
        total += chance * told.turns(LIST)
    return total


@pytest.mark.parametrize("two", [0.0, 0.5])
@pytest.mark.parametrize("error", [0.0, 0.1])
@pytest.mark.parametrize("values", [(0,), (1, 2)])
def test_the_turns_after_a_judged_question_are_those_of_its_answers(
    values: tuple[int, ...], error: float, two: float
) -> None:
    belief = believe(np.random.default_rng(3).random(40), two=two)
    has = HAS[belief.places]
    found = turns_after(belief, has, [judged(*values, error=error)], LIST)
    assert found[0] == pytest.approx(after_each_answer(belief, has, values, error), abs=1e-3)


def test_two_values_at_once_are_never_worse_than_one() -> None:
    belief = believe(np.ones(40), two=0.5)
    probes = [judged(0), judged(1), judged(0, 1)]
    first, second, both = turns_after(belief, HAS[belief.places], probes, LIST)
    assert both < min(first, second)


def test_a_question_halves_what_is_named_by_half() -> None:
    belief = believe(np.ones(64))
    has = np.zeros((64, 2), dtype=np.bool_)
    has[:32, 0], has[32:, 1] = True, True
    half = believe(np.ones(32)).turns(LIST)
    assert turns_after(belief, has, [named(0, 1)], LIST)[0] == pytest.approx(half, abs=1e-4)


def test_what_people_cannot_answer_is_worth_little() -> None:
    belief = believe(np.ones(40))
    easy, hard, never = turns_after(
        belief, HAS[belief.places], [named(0, 1), named(0, 1, askability=0.3), named(0, 1, askability=0.0)], LIST
    )
    assert easy < hard < never == pytest.approx(belief.turns(LIST))


def test_a_question_whose_answer_changes_nothing_is_not_asked() -> None:
    everyone = np.ones((40, 1), dtype=np.bool_)
    assert isinstance(next_step(believe(np.ones(40)), everyone, [judged(0)], LIST), Show)


def test_what_fits_on_a_list_is_shown() -> None:
    step = next_step(believe(np.ones(2)), HAS[:2], [judged(0), judged(1)], LIST)
    assert isinstance(step, Show)
    assert step.hit == pytest.approx(1)


def test_many_alike_are_asked_about_and_one_likely_is_shown() -> None:
    flat, sharp = np.ones(40), np.array([400.0, *[1.0] * 39])
    probes = [judged(value) for value in range(6)]
    asked = next_step(believe(flat), HAS, probes, LIST)
    assert isinstance(asked, Ask)
    assert asked.worth > 0
    assert isinstance(next_step(believe(sharp), HAS, probes, LIST), Show)


def test_a_price_turns_a_question_into_a_list() -> None:
    belief, probes = believe(np.ones(40)), [judged(value) for value in range(6)]
    worth = next_step(belief, HAS, probes, LIST)
    assert isinstance(worth, Ask)
    assert isinstance(next_step(belief, HAS, probes, LIST, price=worth.worth + 0.01), Show)


def test_the_last_turn_is_a_list() -> None:
    probes = [judged(value) for value in range(6)]
    assert isinstance(next_step(believe(np.ones(40)), HAS, probes, LIST, turns_left=1), Show)


def test_on_the_last_turn_but_one_only_success_counts() -> None:
    belief = believe(np.ones(8))
    has = np.zeros((8, 1), dtype=np.bool_)
    has[:4, 0] = True
    assert isinstance(next_step(belief, has, [judged(0)], 2, turns_left=2), Show)  # 4 of 8 either way: show
    three = np.stack([np.arange(8) // 2 == value for value in range(4)], axis=1)
    step = next_step(belief, three, [named(0, 1, 2, 3)], 2, turns_left=2)  # whichever is named, a list holds it
    assert isinstance(step, Ask)
    assert step.worth == pytest.approx(0.5)


def test_a_deadline_that_may_be_missed_makes_turns_dearer() -> None:
    belief = believe(np.ones(40))
    probes = [judged(value) for value in range(6)]
    has = HAS[belief.places]
    without, far, near = (turns_after(belief, has, probes, LIST, left).min() for left in (None, 60, 4))
    assert without == pytest.approx(far, abs=0.05)
    assert near > far + 1
