"""The bundled catalogues straight from their files: no shelf, no index."""

from pathlib import Path

import retrieval
from retrieval.catalogue import Catalogue
from retrieval.domain_file import read_domain
from retrieval.importing.build import build_catalogue
from retrieval.importing.reading import read_rows
from retrieval.importing.report import Tally

NAMES = ("films", "outdoor")


def bundled(name: str) -> Catalogue:
    folder = Path(retrieval.__file__).with_name("domains") / name
    domain, roles = read_domain(folder / "domain.toml")
    tally = Tally()
    return build_catalogue(read_rows(folder / "items.jsonl", tally), domain, roles, tally=tally)[0]
