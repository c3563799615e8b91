"""Do labels of ratings train anything, and does the product rank well by them? Beside the tuned models of a library.

Nobody says a word here: MovieLens and X-Wines know who gave which item how many stars, and when.
"""

import csv
import random
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import orjson
from rich.table import Table

from app.settings import load_settings
from evals.benchmarks.figures import publish
from evals.benchmarks.logs import TRAINERS
from evals.benchmarks.ratings_figures import MEASURES, Standing, best, estimates, standing
from evals.benchmarks.ratings_files import Ratings, read_ratings
from evals.benchmarks.ratings_gains import Figures
from evals.benchmarks.ratings_product import asked_of, ranked, tuned
from evals.benchmarks.ratings_world import World, open_world
from evals.benchmarks.yardstick_files import FilesError
from evals.intervals import Estimate
from retrieval.importing.reading import read_rows
from retrieval.importing.report import Tally
from retrieval.importing.rows import BadFileError
from retrieval.weights import DEFAULT

ROOT = Path(__file__).parents[2]
LIBRARY = "evals.benchmarks.ratings_library"
PRODUCT, TUNED, LABELS = "the product", "the product, tuned", " from our labels"
Found = Mapping[str, Mapping[str, object]]
"""By family: what was chosen, of how many trials, and people's figures."""
Task = Mapping[str, Figures]
"""Row to people's figures."""


def run(data: Path, n: int, seed: int, as_json: bool) -> None:
    """`n` people drawn by the seed are judged, 0 for all. Ends with a sentence if a file or the library is missing."""
    try:
        ratings = judging(read_ratings(data), n, seed)
        _library_is_there()
        world = open_world(ratings, load_settings())
    except (FilesError, BadFileError) as error:
        raise SystemExit(str(error)) from error
    raw, labels = searched(ratings, world, seed)
    weights = tuned(world)
    plain, learned = ranked(world, asked_of(ratings), [DEFAULT, weights])
    own = {PRODUCT: plain, TUNED: learned}
    result = {
        "data": ratings.name,
        "ratings": {part: len(some) for part, some in ratings.parts.items()},
        "weights": dict(weights.utility),
        **{task: compared(task, raw[task], labels[task], own if task == "ranking" else {}, seed) for task in MEASURES},
    }
    publish([_table(ratings.name, task, result[task]) for task in MEASURES], result, as_json)


def judging(ratings: Ratings, n: int, seed: int) -> Ratings:
    """With what `n` people went on to rate as the test part; everybody's known ratings stay known."""
    test = ratings.parts["test"]
    people = sorted({one.person for one in test})
    drawn = frozenset(random.Random(seed).sample(people, n) if 0 < n < len(people) else people)
    return replace(ratings, parts={**ratings.parts, "test": tuple(one for one in test if one.person in drawn)})


def _library_is_there() -> None:
    if not TRAINERS.exists():
        raise FilesError(
            f"LensKit, whose models are the yardstick of ratings, is not installed: no “{TRAINERS}”. "
            "`sh scripts/trainers.sh` installs it beside the product."
        )


# --- the library's side -----------------------------------------------------------------------------------------------


def searched(ratings: Ratings, world: World, seed: int) -> tuple[Mapping[str, Found], Mapping[str, Found]]:
    """What the library makes of the ratings as published, all searched through; the best of it, from our labels."""
    work = world.labels.parent
    raw = _learned(write_raw(ratings, work / "raw.csv"), seed, [])
    file = work / "chosen.json"
    file.write_bytes(orjson.dumps({task: _best(task, found) for task, found in raw.items()}))
    return raw, _learned(write_labels(ratings, world, work / "labels.csv"), seed, [str(file.resolve())])


def _best(task: str, found: Found) -> dict[str, object]:
    """The family that does best, and what was chosen of it."""
    family = best(_people(found), next(iter(MEASURES[task])), task)
    return {family: found[family]["chosen"]}


def _learned(file: Path, seed: int, chosen: list[str]) -> Mapping[str, Found]:
    out = file.with_suffix(".json").resolve()
    command = [str(TRAINERS.absolute()), "-m", LIBRARY, str(file.resolve()), str(out), str(seed), *chosen]
    subprocess.run(command, cwd=ROOT, check=True)
    found: Mapping[str, Found] = orjson.loads(out.read_bytes())
    return found


def write_raw(ratings: Ratings, file: Path) -> Path:
    rows = [(one.person, one.item, one.stars, part) for part, some in ratings.parts.items() for one in some]
    return _written(rows, file)


def write_labels(ratings: Ratings, world: World, file: Path) -> Path:
    """What `tastemaker export lenskit` wrote of the known ratings, in their parts; what is to be foretold as it was."""
    parts = {(one.person, one.item): part for part, some in ratings.parts.items() for one in some}
    rows = []
    for row in read_rows(world.labels / "ratings.parquet", Tally()):
        cells = row.cells
        person, item = world.people[str(cells["user_id"])], str(cells["item_id"])
        rows.append((person, item, float(str(cells["rating"])), parts[person, item]))
    rows += [(one.person, one.item, one.stars, "test") for one in ratings.parts["test"]]
    return _written(rows, file)


def _written(rows: Sequence[tuple[str, str, float, str]], file: Path) -> Path:
    with file.open("w", encoding="utf-8", newline="") as stream:
        written = csv.writer(stream)
        written.writerow(("user_id", "item_id", "rating", "part"))
        written.writerows(rows)
    return file


# --- beside each other ------------------------------------------------------------------------------------------------


def compared(task: str, raw: Found, labels: Found, own: Task, seed: int) -> dict[str, object]:
    """All rows with their intervals; and how ours stand to the best of the library from the ratings themselves."""
    library, ours = _people(raw), {f"{name}{LABELS}": found for name, found in _people(labels).items()} | dict(own)
    rows = {
        name: {key: _told(one) for key, one in estimates(found, MEASURES[task], seed).items()}
        for name, found in (library | ours).items()
    }
    main = next(iter(MEASURES[task]))
    rival = best(library, main, task)
    judged = [f"{rival}{LABELS}", *own]
    stand = {name: standing(ours[name], rival, library[rival], task, main, seed) for name in judged}
    chosen = {name: [found["chosen"], found["trials"]] for name, found in raw.items()}
    return {"rows": rows, "chosen": chosen, "beside": {name: _stood(one) for name, one in stand.items()}}


def _people(found: Found) -> dict[str, Figures]:
    people: dict[str, Figures] = {}
    for name, one in found.items():
        figures = one["people"]
        if isinstance(figures, dict):
            people[name] = figures
    return people


def _told(one: Estimate) -> list[float]:
    return [round(value, 4) for value in (one.value, one.low, one.high)] + [one.n]


def _stood(one: Standing) -> dict[str, object]:
    return {
        "measure": one.measure,
        "baseline": one.baseline,
        "difference": _told(one.difference)[:3],
        "verdict": one.verdict,
    }


def _table(name: str, task: str, found: object) -> Table:
    if not isinstance(found, dict):
        raise TypeError("a task has rows")
    drawn = Table(
        "", *MEASURES[task], "people", title=f"{name}, {task}: test part, 95 % intervals", title_justify="left"
    )
    for row, figures in found["rows"].items():
        cells = [f"{value:.3f} [{low:.3f}, {high:.3f}]" for value, low, high, _ in figures.values()]
        drawn.add_row(row, *cells, f"{next(iter(figures.values()))[3]:,}")
    for row, one in found["beside"].items():
        value, low, high = one["difference"]
        drawn.add_row(
            f"{row} less {one['baseline']}: {one['verdict']}", f"{value:+.3f} [{low:+.3f}, {high:+.3f}]", "", ""
        )
    return drawn
