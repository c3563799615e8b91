"""What stands on the shelf, told without opening it: a list of a hundred catalogues is a hundred small files."""

import logging
from collections.abc import Iterable
from functools import lru_cache

import orjson

from app.wire.shapes import CatalogueSummary
from retrieval.domain_file import DomainFileError, read_domain
from retrieval.shelf import Shelf, ShelfError

log = logging.getLogger(__name__)


def summaries(shelf: Shelf, names: Iterable[str]) -> tuple[CatalogueSummary, ...]:
    """Of those that can be read; what is wrong with another is told to whoever opens it."""
    found = (_of(shelf, name) for name in names)
    return tuple(one for one in found if one)


def _of(shelf: Shelf, name: str) -> CatalogueSummary | None:
    try:
        return _read(shelf, name, shelf.current(name))
    except (DomainFileError, ShelfError, OSError, orjson.JSONDecodeError) as error:
        log.warning("%s", error)
        return None


@lru_cache(maxsize=256)
def _read(shelf: Shelf, name: str, version: str) -> CatalogueSummary:
    folder = shelf.folder(name, version)
    domain, _ = read_domain(folder / "domain.toml")
    report = orjson.loads((folder / "report.json").read_bytes())
    return CatalogueSummary(
        name=name, title=domain.title or name, plural=domain.plural, version=version, items=report["kept"]
    )
