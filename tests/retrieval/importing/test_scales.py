"""Which values are a scale, and in which order."""

import pytest

from retrieval.importing.scales import order_of


@pytest.mark.parametrize(
    ("values", "order"),
    [
        (("hard", "easy", "medium"), ("easy", "medium", "hard")),
        (("Full-bodied", "Light-bodied", "Medium-bodied"), ("Light-bodied", "Medium-bodied", "Full-bodied")),
        (("full", "light", "medium"), ("light", "medium", "full")),
        (("expensive", "cheap", "moderate"), ("cheap", "moderate", "expensive")),
        (("XL", "S", "M", "L"), ("S", "M", "L", "XL")),
        (("$$", "$", "$$$"), ("$", "$$", "$$$")),
        (("R", "PG-13", "G", "PG", "Not rated"), ("G", "PG", "PG-13", "R")),
        (("18", "U", "PG", "12A", "15"), ("U", "PG", "12A", "15", "18")),
        (("TV-MA", "R", "PG-13", "TV-14", "TV-Y7"), ("TV-Y7", "PG-13", "TV-14", "TV-MA", "R")),
    ],
)
def test_a_well_known_scale_is_ordered(values: tuple[str, ...], order: tuple[str, ...]) -> None:
    assert order_of(values) == order


@pytest.mark.parametrize(
    "values",
    [("red", "white"), ("G", "R"), ("light", "dark"), ("easy", "French"), (), ("medium",), ("R", "G", "B", "PG")],
)
def test_other_values_are_no_scale(values: tuple[str, ...]) -> None:
    assert order_of(values) == ()
