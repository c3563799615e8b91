"""Who looks like a person."""

from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from storage.labels.trust import SUSPECT, Conduct, Watch

START = datetime(2026, 5, 1, tzinfo=UTC)


def watched(gaps: list[float], kinds: str = "like dislike click", items: int = 1000) -> Conduct:
    """One event before each gap, of the kinds in turn, and of ever other items."""
    watch, at = Watch(), START
    for number, gap in enumerate(gaps):
        kind = kinds.split()[number % len(kinds.split())]
        watch.saw(kind, f"i{number % items}", at)
        at += timedelta(seconds=gap)
    return watch.conduct()


def at_ease(count: int = 60) -> list[float]:
    chance = Random(3)
    return [chance.expovariate(1 / 12) + 0.5 for _ in range(count)]


def test_somebody_who_takes_their_time_is_trusted() -> None:
    assert watched(at_ease()).trust == 1


def test_who_gives_a_few_signals_is_trusted_however_they_come() -> None:
    assert watched([0.1] * 10, "like").trust == 1
    assert Watch().conduct().trust == 1


def test_a_flood_is_not_trusted() -> None:
    found = watched([0.2] * 200)
    assert found.pace == 200
    assert found.trust == 0


def test_twice_the_pace_of_a_person_is_a_quarter_of_the_trust() -> None:
    uneven = [gap for _ in range(100) for gap in (0.25, 1.75)]
    found = watched(uneven)
    assert found.pace in (60, 61)
    assert 0.2 < found.trust < 0.3


def test_the_ticking_of_a_clock_is_not_trusted() -> None:
    assert watched([20.0] * 40).trust == 0
    assert watched([gap for _ in range(20) for gap in (18.0, 22.0)]).trust == 0


def test_always_the_same_item_is_hardly_trusted() -> None:
    assert watched(at_ease(), items=1).trust == 0
    assert watched(at_ease(), items=30).trust == 1


def test_always_the_same_kind_is_half_trusted() -> None:
    assert watched(at_ease(), "like").trust == 0.5
    assert watched(at_ease(20), "like").trust == 1


def test_a_night_between_two_visits_is_no_gap() -> None:
    ticking = [20.0] * 20 + [50_000.0] + [20.0] * 20
    assert watched(ticking).trust < SUSPECT


@given(st.lists(st.floats(0, 10_000), max_size=80), st.sampled_from(["like", "like dislike"]), st.integers(1, 50))
def test_trust_is_a_share(gaps: list[float], kinds: str, items: int) -> None:
    found = watched(gaps, kinds, items)
    assert 0 <= found.trust <= 1
    assert found.events == len(gaps)
    assert found.pace <= found.events
