from collections.abc import Mapping
from pathlib import Path

import pytest

from evals.gating.keeping import Accepted, accepted, keep
from evals.gating.verdict import judged, judged_first
from evals.results import Played, Run
from tests.evals.reporting.made import played, run, turn

WELL = {"success": 1.0, "satisfaction": 0.8, "turns": 3.0, "leaks": 0.0, "broken": 1.0, "repeated": 0.0}
BAD, GOOD, KNOWN = "films/bad", "films/good", "films/known"


def person(number: int, figures: Mapping[str, float], said: str = "a quiet one") -> Played:
    return played(
        f"plain-{number}", kind="simulated", persona="plain", turns=[turn(utterance=said)], figures={**WELL, **figures}
    )


def people(count: int, figures: Mapping[str, float], of: int = 40) -> list[Played]:
    """So many of them with these figures."""
    return [person(n, figures if n < count else {}) for n in range(of)]


def scripts(*changed: Played) -> list[Played]:
    """As accepted, but for these."""
    ones = {one.name: one for one in (played(GOOD), played(KNOWN, passed=False, known="an honest miss"))}
    return list({**ones, **{one.name: one for one in changed}}.values())


@pytest.fixture
def before(tmp_path: Path) -> Accepted:
    keep(run("gate", [*scripts(), *people(0, {})]), tmp_path)
    found = accepted(tmp_path)
    assert found is not None
    return found


def now(*ones: Played) -> Run:
    return run("gate", ones)


def test_what_is_as_it_was_passes_whatever_time_it_takes(before: Accepted) -> None:
    slow = played(GOOD, turns=[turn(ms=9_000.0)])
    assert judged(before, now(*scripts(slow), *people(0, {}))) == judged(before, now(*scripts(), *people(0, {})))
    told = judged(before, now(*scripts(), *people(0, {})))
    assert (told.worse, told.better, told.beside) == ((), (), ())


def test_a_script_that_passed_and_fails_is_told_with_its_turn_and_reason(before: Accepted) -> None:
    (told,) = judged(before, now(*scripts(played(GOOD, passed=False)), *people(0, {}))).worse
    assert told == (
        'films/good passed when accepted and fails now: turn 1, "short ones", move: it was elicit, not recommend'
    )


def test_calling_it_known_does_not_hide_that_it_passed(before: Accepted) -> None:
    hidden = played(GOOD, passed=False, known="so it is")
    assert len(judged(before, now(*scripts(hidden), *people(0, {}))).worse) == 1


def test_a_script_that_is_known_to_fail_and_passes_is_mended(before: Accepted) -> None:
    told = judged(before, now(*scripts(played(KNOWN, known="an honest miss")), *people(0, {})))
    assert told.worse == ()
    assert told.better == ('films/known failed when accepted and passes now; take `known` out ("an honest miss")',)


def test_a_script_that_fails_and_is_not_known_to_any_more_is_worse(before: Accepted) -> None:
    (told,) = judged(before, now(*scripts(played(KNOWN, passed=False)), *people(0, {}))).worse
    assert told.startswith("films/known fails, as it did when accepted, and is not known to")


def test_new_scripts_need_no_refreshing_but_must_pass(before: Accepted) -> None:
    new = [played("films/new"), played("films/new-miss", passed=False, known="too hard")]
    told = judged(before, now(*scripts(), *new, *people(0, {})))
    assert (told.worse, told.beside) == ((), ("2 scripts are new since",))
    (worse,) = judged(before, now(*scripts(played("films/new", passed=False)), *people(0, {}))).worse
    assert worse.startswith('films/new is new and fails: turn 1, "short ones", move: ')
    assert judged_first(now(*scripts(played("films/new", passed=False)))).worse == (worse,)


def test_what_is_no_longer_played_is_told(before: Accepted) -> None:
    told = judged(before, now(*people(0, {})))
    assert told.beside == ("2 accepted conversations are no longer played",)


@pytest.mark.parametrize("figure", ["leaks", "broken", "repeated", "asked_again"])
def test_one_more_of_what_must_not_happen_is_worse(before: Accepted, figure: str) -> None:
    more = {figure: WELL.get(figure, 0.0) + 1}
    (told,) = judged(before, now(*scripts(), *people(1, more))).worse
    assert told.startswith("films: ")
    assert "plain-0" in told
    assert "plain-1" not in told


def test_less_of_it_is_better_even_if_it_is_more_for_one(before: Accepted) -> None:
    ones = [person(0, {"broken": 3.0}), *(person(n, {"broken": 0.0}) for n in range(1, 40))]
    told = judged(before, now(*scripts(), *ones))
    assert told.worse == ()
    assert told.better == ("films: 3 cards that break a hard wish that was told, 40 when accepted",)


def test_rates_may_move_by_chance_but_not_for_certain(before: Accepted) -> None:
    worse = {"success": 0.0, "satisfaction": 0.0, "turns": 12.0}
    assert judged(before, now(*scripts(), *people(1, worse))).worse == ()
    told = judged(before, now(*scripts(), *people(20, worse))).worse
    assert [one.partition(":")[0] for one in told] == [
        "People who found what they would take",
        "Satisfaction, from 0 to 1",
        "Turns of a simulated conversation",
    ]
    assert "50.0 %, 100 % when accepted" in told[0]
    better = judged(before, now(*scripts(), *people(20, {"satisfaction": 0.9})))
    assert better.worse == ()
    assert better.better[0].startswith("Satisfaction")


def test_other_people_than_those_accepted_are_told_apart(before: Accepted) -> None:
    others = [person(n, {}, said="something loud") for n in range(40)]
    told = judged(before, now(*scripts(), *others))
    assert told.worse == ()
    assert told.beside[0].startswith("40 of 40 people begin with other words than when accepted")
