"""Ratings brought into the product as an owner would, and out again as labels: its catalogue, its store, its export."""

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from app.catalogues import import_catalogue
from app.commands.progress import bars
from app.exporting import Wanted, export_conversations
from app.logs import Log, bring_logs
from app.security.secret import open_secret
from app.settings import Settings
from app.wiring import indexes, open_embedder, open_shelf
from evals.benchmarks.ratings_files import Rated, Ratings
from evals.benchmarks.recommending_world import FOLDER
from retrieval.catalogue import Catalogue
from retrieval.embedder import Progress
from retrieval.indexing import build_index
from storage.exports.formats import find_format
from storage.labels.pseudonyms import Pseudonyms

MEAN, COUNT = "rating", "votes"
"""Columns that an owner who has ratings has beside the published ones; counted from what is known alone."""
RATED = ("userId", "movieId", "rating", "timestamp")


@dataclass(frozen=True, slots=True)
class World:
    """`settings` point at a catalogue and a database of this yardstick's own."""

    catalogue: Catalogue
    settings: Settings
    labels: Path
    """The folder of `tastemaker export lenskit`."""
    people: Mapping[str, str]
    """Pseudonym to person."""


def open_world(ratings: Ratings, settings: Settings) -> World:
    """What was brought in, and the catalogue's vectors, are kept under `var` for the next run with the same ratings."""
    home = settings.var / FOLDER
    work = home / f"ratings-{ratings.name}-{_digest(ratings.known)}"
    work.mkdir(parents=True, exist_ok=True)
    own = settings.model_copy(update={"var": home, "database": f"sqlite:///{work / 'known.db'}"})
    with bars() as progress:
        catalogue = _imported(ratings, own, work, progress)
        if not (work / "whole").exists():
            file = write_rated(ratings.known, work / "known" / "ratings.csv")  # titles beside it would be read
            bring_logs(Log("movielens", file, catalogue.name, source=ratings.name), own, progress)
            (work / "whole").touch()
        labels = work / "labels"
        export_conversations(find_format("lenskit"), Wanted(catalogue.name), labels, own, force=True, progress=progress)
    names = Pseudonyms(open_secret(own.var / "secret", own.secret.get_secret_value()))
    people = {one.person for one in ratings.known}
    return World(catalogue, own, labels, {names.of("person", "", person_of(ratings.name, one)): one for one in people})


def _digest(rated: Sequence[Rated]) -> str:
    found = sha256()
    for one in rated:
        found.update(f"{one.person},{one.item},{one.stars},{one.at}\n".encode())
    return found.hexdigest()[:12]


def person_of(source: str, person: str) -> str:
    """What somebody of a log is called in the store."""
    return f"{source}:{person}"


def _imported(ratings: Ratings, own: Settings, work: Path, progress: Progress) -> Catalogue:
    embedder = open_embedder(own)

    def build(catalogue: Catalogue, before: str | None, told: Progress) -> None:
        build_index(catalogue, embedder, indexes(own), before, told)

    file = write_items(ratings, work / "items.csv")
    shelf = open_shelf(own)
    mapping = (f"{ratings.item_id}=id",)
    return import_catalogue(
        file, name=ratings.name, mapping=mapping, shelf=shelf, index_builder=build, progress=progress
    ).catalogue


def write_items(ratings: Ratings, file: Path) -> Path:
    """The published columns, and what the known ratings say of each item."""
    stars: Mapping[str, list[float]] = defaultdict(list)
    for one in ratings.known:
        stars[one.item].append(one.stars)
    with file.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow((*ratings.columns, MEAN, COUNT))
        for item in ratings.items:
            given = stars.get(item[ratings.item_id], [])
            mean = f"{sum(given) / len(given):.3f}" if given else ""
            rows.writerow((*(item[column] for column in ratings.columns), mean, len(given)))
    return file


def write_rated(rated: Sequence[Rated], file: Path) -> Path:
    """As MovieLens has it, which the product brings in."""
    file.parent.mkdir(exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(RATED)
        rows.writerows((one.person, one.item, f"{one.stars:g}", f"{one.at:.0f}") for one in rated)
    return file
