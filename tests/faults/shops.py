"""A tiny shop to break indexes of."""

from collections.abc import Sequence
from pathlib import Path

from retrieval.catalogue import Attribute, Catalogue, Domain, Item, Kind
from retrieval.embedders.hash import HashEmbedder

DOMAIN = Domain("shop", "A shop", (Attribute("price", Kind.MONEY),))
TITLES = tuple(f"thing number {n}" for n in range(40))
EMBEDDER = HashEmbedder(32)


def shop(version: str = "1", titles: Sequence[str] = TITLES) -> Catalogue:
    return Catalogue(
        DOMAIN, version, tuple(Item(f"i{n}", title, {"price": float(n)}) for n, title in enumerate(titles))
    )


def everything_in(folder: Path) -> dict[str, bytes]:
    """Every file, by its place in the folder."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
