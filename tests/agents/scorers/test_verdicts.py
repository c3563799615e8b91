"""How the model's scale and the first scorer's meet."""

from hypothesis import given
from hypothesis import strategies as st

from agents.scorers._verdicts import Verdict, placed
from retrieval.scorer import Score

values = st.floats(0, 0.99)
grades = st.sampled_from([None, *(Verdict(g / 3, poor=g < 2, misfit=g == 0) for g in range(4))])


def scores(*firsts: float) -> list[Score]:
    return [Score(value, {"wishes": value}, "utility", "2") for value in firsts]


def test_without_a_verdict_the_score_is_the_very_one_it_was() -> None:
    before = scores(0.7, 0.6)
    after = placed(before, [None, Verdict(1.0)], "grade", "llm-grade (m)", "grade.v1")
    assert after[0] is before[0]
    assert (after[1].scored_by, after[1].version) == ("llm-grade (m)", "grade.v1")


def test_the_parts_add_up_to_the_value_with_the_first_scorers_among_them() -> None:
    up, down = placed(scores(0.5, 0.5), [Verdict(2 / 3), Verdict(0.0, poor=True)], "grade", "m", "v")
    for after in (up, down):
        assert after.parts["wishes"] == 0.5
        assert abs(sum(after.parts.values()) - after.value) < 1e-12
    assert up.parts["grade"] > 0 > down.parts["grade"]


def test_a_first_score_without_parts_is_a_part_itself() -> None:
    (after,) = placed([Score(0.5, {}, "own", "1")], [Verdict(1.0)], "grade", "m", "v")
    assert after.parts["own"] == 0.5
    assert abs(sum(after.parts.values()) - after.value) < 1e-12


def test_the_mix_is_as_documented() -> None:
    after = placed(scores(0.8, 0.6, 0.4), [Verdict(1.0), None, Verdict(0.0, poor=True)], "grade", "m", "v")
    assert after[0].value == 0.6 + 0.4 * (0.9 + 0.1 * 0.8)
    assert abs(after[2].value - 0.4 * 0.1 * 0.4) < 1e-9


pools = st.lists(st.tuples(values, grades), min_size=1, max_size=12)


@given(pools, values)
def test_scales_meet(pool: list[tuple[float, Verdict | None]], further: float) -> None:
    """No accident of scale: those behind the twelve, and the twelve among themselves, stand where they belong."""
    before = scores(*(value for value, _ in pool))
    verdicts = [verdict for _, verdict in pool]
    after = placed(before, verdicts, "grade", "m", "v")
    behind = further * min(score.value for score in before)  # what was put behind them scored no better
    unjudged = [score.value for score, verdict in zip(after, verdicts, strict=True) if verdict is None]
    for score, first, verdict in zip(after, before, verdicts, strict=True):
        assert 0 <= score.value <= 1
        if verdict is None:
            assert score == first
        elif not verdict.poor:
            assert score.value > max([*unjudged, behind]) or score.value >= behind == 0
        else:
            assert all(score.value <= value for value in unjudged)


@given(pools)
def test_grades_come_first_and_first_scores_decide_between_equal_ones(
    pool: list[tuple[float, Verdict | None]],
) -> None:
    before = scores(*(value for value, _ in pool))
    after = placed(before, [verdict for _, verdict in pool], "grade", "m", "v")
    judged = [(v, f.value, s.value) for (_, v), f, s in zip(pool, before, after, strict=True) if v is not None]
    for one, first, value in judged:
        for other, other_first, other_value in judged:
            if one.grade > other.grade or (one.grade == other.grade and first >= other_first):
                assert value >= other_value or abs(value - other_value) < 1e-12


def test_where_the_first_scorer_gave_all_of_it_nothing_is_above_and_nothing_breaks() -> None:
    after = placed(scores(1.0, 1.0, 1.0), [Verdict(1.0), None, Verdict(0.0, poor=True)], "grade", "m", "v")
    assert after[0].value == after[1].value == 1.0
    assert after[2].value < 0.2
