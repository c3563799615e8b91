"""Which values are a scale, and in which order."""

from pathlib import Path

import pytest

from app.catalogues import dry_run
from retrieval.domain_file import read_domain, write_domain
from retrieval.importing.scales import order_of
from retrieval.shelf import Shelf


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


def test_an_order_is_inferred_written_and_read_back(tmp_path: Path) -> None:
    file = tmp_path / "walks.csv"
    steps = ("hard", "easy", "medium")
    rows = [f"Walk {n},{steps[n % 3]},{('hill', 'wood')[n % 2]}" for n in range(30)]
    file.write_text("\n".join(["name,difficulty,place", *rows]), encoding="utf-8")
    domain = dry_run(file, shelf=Shelf(tmp_path / "shelf")).catalogue.domain
    assert {a.name: a.order for a in domain.attributes if a.order} == {"difficulty": ("easy", "medium", "hard")}
    write_domain(tmp_path / "domain.toml", domain, {"id": "name", "title": "name"})
    assert read_domain(tmp_path / "domain.toml")[0] == domain
