"""Invented kettles, in a file beside the scripts about them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.settings import Settings
from evals.scripting.reading import Read, read
from retrieval.catalogue import Attribute, Catalogue, Domain, Item, Kind

COLOURS = ("red", "blue", "green")
STYLES = ("modern", "rustic")

Write = Callable[..., Path]


@pytest.fixture
def kettles() -> Catalogue:
    """Twelve of them: prices from 20 to 75, five apart; every third is red."""
    domain = Domain(
        name="kettles",
        title="Kettles",
        noun="kettle",
        plural="kettles",
        attributes=(
            Attribute("colour", Kind.CATEGORY, label="colour"),
            Attribute("style", Kind.TAGS, label="style"),
            Attribute("price", Kind.MONEY, label="price", unit="EUR"),
            Attribute("whistles", Kind.FLAG, label="whistles"),
        ),
    )
    items = tuple(
        Item(
            f"k{n}",
            f"Kettle {n}",
            {
                "colour": COLOURS[n % 3],
                "style": (STYLES[n % 2],),
                "price": 20.0 + 5 * n,
                "whistles": n % 4 == 0,
            },
        )
        for n in range(12)
    )
    return Catalogue(domain, "1", items)


@pytest.fixture
def write(tmp_path: Path, kettles: Catalogue) -> Write:
    """Writes a script into a folder that brings the kettles; its path."""
    folder = tmp_path / "kettles"
    folder.mkdir()
    rows = [
        f"{i.id},{i.title},{i.values['colour']},{i.tags('style')[0]},{i.number('price'):.2f} EUR" for i in kettles.items
    ]
    (folder / "catalogue.csv").write_text("\n".join(["id,title,colour,style,price", *rows]) + "\n", encoding="utf-8")

    def written(text: str, name: str = "one") -> Path:
        path = folder / f"{name}.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return written


@pytest.fixture
def script(write: Write) -> Callable[[str], Read]:
    return lambda text: read(write(text))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(var=tmp_path / "var", embedder="hash", chroma="none")
