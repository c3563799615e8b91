"""The short codes: what is read, what is dropped, and when no more is waited for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.scorers._codes import read_grades, read_order

BEST = 3


@pytest.mark.parametrize(
    ("text", "grades"),
    [
        ("CA2F0GK", {2: 3, 0: 3, 5: 2, 6: 0, 10: 0}),
        ("3CA2F0GK", {2: 3, 0: 3, 5: 2, 6: 0, 10: 0}),
        ("3: C, A\n2: F; 0: G K", {2: 3, 0: 3, 5: 2, 6: 0, 10: 0}),
        ("`3B`", {1: 3}),
        ("3B3B3B3B", {1: 3}),
        ("AZ.", {0: 3}),
        ("0G", {6: 0}),
        ("3M0L", {11: 0}),
    ],
)
def test_grades_are_read_by_their_letters(text: str, grades: dict[int, int]) -> None:
    code = read_grades(text, 12, BEST)
    assert code.grades == grades
    assert code.refused == ()


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("9A", "a grade of 9"),
        ("10A", "a grade of 10"),
        ("-1A", "a grade of -1"),
        ("2.5A", "a grade of 2.5"),
        ("4A", "a grade of 4"),
    ],
)
def test_a_grade_off_the_scale_is_refused_and_never_bent_to_it(text: str, refused: str) -> None:
    code = read_grades(f"{text}3B", 12, BEST)
    assert 0 not in code.grades
    assert code.grades == {1: 3}
    assert len(code.refused) == 1
    assert code.refused[0].startswith(refused)


def test_an_item_with_two_grades_has_none() -> None:
    code = read_grades("3AB0A", 12, BEST)
    assert code.grades == {1: 3}
    assert code.refused == ("two grades for A",)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Sure! CA",
        "I would say A",
        "3 films fit",
        "12 Angry Men",
        "A 90s film",
        "٣A",
        "3²A",
        '{"grades": "A"}',
        "CA!",
    ],
)
def test_an_answer_with_anything_else_in_it_is_no_code(text: str) -> None:
    assert not read_grades(text, 12, BEST).grades


@pytest.mark.parametrize("text", ["Sure", "Ca", "CA because", "CA (then 0B)", "ABCD2EFGHIJKL"])
def test_nothing_more_is_waited_for_where_nothing_can_come(text: str) -> None:
    assert read_grades(text, 12, BEST).over


@pytest.mark.parametrize("text", ["", "3", "C", "CA2", "CA2F0", "ABCDEFGHIJK"])
def test_more_may_come_while_it_is_a_code(text: str) -> None:
    assert not read_grades(text, 12, BEST).over


@given(st.dictionaries(st.integers(0, 11), st.integers(0, 3), min_size=1))
def test_any_grades_come_back(grades: dict[int, int]) -> None:
    text = "".join(f"{grade}{chr(65 + place)}" for place, grade in grades.items())
    code = read_grades(text, 12, BEST)
    assert code.grades == grades
    assert code.over == (len(grades) == 12)


@given(st.text(max_size=80))
def test_nothing_but_known_places_and_grades_is_ever_read(text: str) -> None:
    code = read_grades(text, 5, BEST)
    assert set(code.grades) <= set(range(5))
    assert set(code.grades.values()) <= set(range(4))
    order = read_order(text, 5).order
    assert len(set(order)) == len(order)
    assert set(order) <= set(range(5))


@given(st.permutations(range(12)))
def test_any_order_comes_back(order: list[int]) -> None:
    code = read_order("".join(chr(65 + place) for place in order), 12)
    assert code.order == tuple(order)
    assert code.over


def test_an_order_with_strangers_and_repeats() -> None:
    assert read_order("C A, Z\nC > B", 4).order == (2, 0, 1)
    assert read_order("CA3B", 4).order == ()
    assert read_order("CABD and so on", 4).order == (2, 0, 1, 3)
