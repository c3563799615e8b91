"""The catalogues of `catalogues/`, imported as an owner's file is: nothing in them is edited by hand."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from app.catalogues import dry_run
from retrieval.catalogue import Catalogue
from retrieval.shelf import Shelf

FILES = {
    "wines": "wines.csv",
    "restaurants": "restaurants.jsonl",
    "recipes": "recipes.csv",
    "cheeses": "cheeses.csv",
}


@cache
def imported(domain: str) -> Catalogue:
    """The catalogue that the importer makes of the domain's file; nothing stays on disk."""
    with TemporaryDirectory() as folder:
        return dry_run(Path(__file__).parent / "catalogues" / FILES[domain], shelf=Shelf(Path(folder))).catalogue
