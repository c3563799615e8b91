"""What is read of a judge's answer: grades that are plain, and nothing that is not."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.judging.wire import GRADES, expected, form, read, schema

READ: tuple[tuple[str, dict[int, float]], ...] = (
    ('{"A":2,"B":0,"C":3}', {0: 2.0, 1: 0.0, 2: 3.0}),
    ('```json\n{\n  "A": 2,\n  "B": 0\n}\n```', {0: 2.0, 1: 0.0}),
    ('{"A":"2","B":0.0', {0: 2.0, 1: 0.0}),
    ("A: 2\nB: 0\n", {0: 2.0, 1: 0.0}),
    ("**A**: 3, because it fits. **B**: 1.", {0: 3.0, 1: 1.0}),
    ("{'grades': {'A': 1}}", {0: 1.0}),
    # none of ours
    ('{"A":4,"B":-1,"C":1.5}', {}),
    ('{"A":2,"A":3,"B":1}', {1: 1.0}),
    ('{"A":2,"D":3,"Z":0}', {0: 2.0}),
    ("A is better than B, I'd say 3", {}),
    ("The plan: 2. Grade BA: 3. A1: 2", {}),
    ('{"A":GRADE,"B":GRADE,"C":GRADE}', {}),
    ("A: 2nd best", {}),
    ("", {}),
)


@pytest.mark.parametrize(("text", "grades"), READ)
def test_read(text: str, grades: dict[int, float]) -> None:
    assert read(text, 3) == grades


@given(st.lists(st.integers(0, 3), min_size=1, max_size=8))
def test_what_the_schema_asks_for_is_read_back(grades: list[int]) -> None:
    asked = schema(len(grades))
    letters = asked["required"]
    assert isinstance(letters, list)
    answer = json.dumps(dict(zip(letters, grades, strict=True)))
    assert read(answer, len(grades)) == dict(enumerate(map(float, grades)))
    assert re.findall(r'"([A-Z])":GRADE', form(len(grades))) == letters


@given(st.text(max_size=200))
def test_whatever_comes_only_grades_are_read(text: str) -> None:
    found = read(text, 5)
    assert set(found) <= set(range(5))
    assert set(found.values()) <= {0.0, 1.0, 2.0, 3.0}


def test_the_expected_grade_lies_between_the_grades() -> None:
    assert expected((0.0, 0.0, 0.0, 1.0)) == 3.0
    assert expected((0.5, 0.0, 0.0, 0.5)) == 1.5
    assert expected((0.1, 0.2, 0.3, 0.4)) == pytest.approx(2.0)


@pytest.mark.parametrize("nothing", [(0.25,) * 4, (), (1.0,), (float("nan"), 0.0, 0.0, 1.0), (0.0,) * 4])
def test_where_the_model_tells_nothing_there_is_no_grade(nothing: tuple[float, ...]) -> None:
    assert len(GRADES) == 4
    assert expected(nothing) is None
