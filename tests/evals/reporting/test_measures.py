"""Figures are counted alike for all runs, and read as people read them."""

from dataclasses import replace

import pytest

from evals.reporting.measures import Unit, measures, shown
from evals.results import Played
from tests.evals.reporting.made import played, turn


def measured(key: str, one: Played) -> list[float]:
    return list(next(measure for measure in measures([one]) if measure.key == key).of(one))


def test_scripts_pass_or_fail_and_people_find_something_or_not() -> None:
    assert measured("passed", played(passed=False)) == [0.0]
    person = played(kind="simulated", figures={"success": 1.0, "turns": 3.0})
    assert measured("passed", person) == []
    assert measured("success", person) == [1.0]
    assert measured("turns", person) == [3.0]
    assert measured("turns", played()) == []


def test_a_turn_that_was_never_answered_took_no_time() -> None:
    lost = replace(turn(2, ms=9_000), move="")
    assert measured("p50_ms", played(turns=[turn(1, ms=5), lost])) == [5.0]


def test_figures_that_runs_bring_along_are_measured_and_those_about_the_people_are_not() -> None:
    keys = [
        one.key for one in measures([played(figures={"odd_one": 2.0, "regret": 0.5, "intent.ask": 1.0, "told": 2.0})])
    ]
    assert keys.index("regret") < keys.index("odd_one")
    assert not {"intent.ask", "told"} & set(keys)
    odd = next(one for one in measures([played(figures={"odd_one": 2.0})]) if one.key == "odd_one")
    assert (odd.words, odd.better) == ("Odd one", "neither")


@pytest.mark.parametrize(
    ("value", "unit", "signed", "read"),
    [
        (0.984, "share", False, "98.4 %"),
        (1.0, "share", False, "100 %"),
        (-0.025, "share", True, "−2.5 points"),
        (0.0, "share", True, "0 points"),
        (-0.0001, "share", True, "0.0 points"),
        (12.34, "ms", False, "12.3 ms"),
        (1234.5, "ms", True, "+1,234 ms"),
        (0.015, "number", False, "0.015"),
        (4.532, "number", False, "4.53"),
        (float("nan"), "ms", False, "–"),
    ],
)
def test_numbers_are_read_with_their_units(value: float, unit: Unit, signed: bool, read: str) -> None:
    assert shown(value, unit, signed) == read
