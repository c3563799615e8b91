"""Others' dialogues brought in, exported, compared word for word; and a ranker that knows the exported rows alone."""

import gzip
import re
import subprocess
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

import orjson
from rich.table import Table

from app.commands.progress import bars
from app.exporting import Wanted, export_conversations
from app.logs import Log, bring_logs
from app.settings import Settings, load_settings
from evals.benchmarks.figures import publish
from evals.benchmarks.recommending_world import FOLDER, open_yardstick
from evals.benchmarks.yardstick_files import FilesError
from retrieval.catalogue import Catalogue
from retrieval.importing.reading import read_rows
from retrieval.importing.report import Tally
from retrieval.shelf import ShelfError
from storage.exports.formats import find_format
from storage.scrubbing import quoting, scrub

SPLITS: Mapping[str, datetime] = {"train": datetime(2018, 1, 1, tzinfo=UTC), "valid": datetime(2018, 2, 1, tzinfo=UTC)}
"""When each side is taken to have been: the data do not say, and a day between them tells them apart in the exports."""
MARK = re.compile(r"<[A-Z]{2,}>")
"""What stands where something was scrubbed."""
TRAINERS = Path(".venv-trainers/bin/python")
RANKER = Path(__file__).with_name("logs_ranker.py")


@dataclass(frozen=True, slots=True)
class Whole:
    """A dialogue as it is compared: who said what, and what was liked and not."""

    said: tuple[tuple[str, str], ...]
    liked: frozenset[str]
    disliked: frozenset[str]


def run(data: Path, name: str, seed: int, as_json: bool) -> None:
    """`name` is that of the catalogue: redial, or inspired. Ends with a sentence if the folder lacks a split."""
    try:
        settings = load_settings()
        catalogue = open_yardstick(data, name, settings).catalogue
        own = _own(settings, name)
        brought = {split: _brought(data, name, split, own) for split in SPLITS}
        figures: dict[str, object] = {"brought": brought, "round_trip": round_trip(data, catalogue, own)}
        figures["ranker"] = ranked(name, own, seed)
    except (FileNotFoundError, FilesError, ShelfError) as error:
        raise SystemExit(str(error)) from error
    publish([_table(name, figures)], figures, as_json)


def _own(settings: Settings, name: str) -> Settings:
    """The yardsticks' catalogues, and a database that is kept: a second run brings nothing in again."""
    home = settings.var / FOLDER
    return settings.model_copy(update={"var": home, "database": f"sqlite:///{home / f'logs-{name}.db'}"})


def _brought(data: Path, name: str, split: str, own: Settings) -> dict[str, object]:
    file = data / f"{split}.norm.jsonl.gz"
    if not file.exists():
        raise FileNotFoundError(f"“{data}” has no dialogues of the split “{split}”: no “{file.name}”.")
    with bars() as progress:
        report = bring_logs(Log("dialogues", file, name, source=name, at=SPLITS[split]), own, progress)
    return {key: value for key, value in report.figures().items() if key != "file"}


# --- the round trip -----------------------------------------------------------------------------------------------


def round_trip(data: Path, catalogue: Catalogue, own: Settings) -> dict[str, object]:
    """How many dialogues come out of the export as they are in the data, but for what was scrubbed."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "parquet"
        export_conversations(find_format("parquet"), Wanted(catalogue.name), out, own)
        found = Counter(exported(out))
    wanted = Counter(one for split in SPLITS for one in originals(data / f"{split}.norm.jsonl.gz", catalogue))
    survived = wanted & found
    texts = Counter(_texts(wanted)) & Counter(_texts(found))
    return {
        "dialogues": wanted.total(),
        "exported": found.total(),
        "same_words": texts.total(),
        "same_words_and_likes": survived.total(),
        "scrubbed": sum(any(MARK.search(text) for _, text in one.said) for one in found.elements()),
    }


def _texts(found: Counter[Whole]) -> Iterator[tuple[tuple[str, str], ...]]:
    return (one.said for one in found.elements())


def originals(file: Path, catalogue: Catalogue) -> Iterator[Whole]:
    """As the file has them, read by no code of the product; likes of items that the catalogue has."""
    with gzip.open(file) as lines:
        for line in lines:
            row = orjson.loads(line)
            said = [(str(turn["role"]), str(turn["text"])) for turn in row["turns"]]
            forms = {item: by.get("seeker", {}).get("liked") for item, by in row.get("item_feedback", {}).items()}
            known = {item: liked for item, liked in forms.items() if catalogue.find(item)}
            liked, disliked = (frozenset(i for i, said in known.items() if said == as_) for as_ in (1, 0))
            yield Whole(tuple(_scrubbed(list(_joined(said)))), liked, disliked)


def _joined(said: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Messages of one side in a row as one of several lines."""
    for role, group in groupby(said, key=lambda one: one[0]):
        yield role, "\n".join(text for _, text in group)


def _scrubbed(said: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """What names a person is taken out of every text, and what the seeker was found to be called wherever it stands."""
    quoted = quoting(text for role, text in said if role == "seeker") or (lambda text: text)
    return ((role, quoted(scrub(text))) for role, text in said if text)


def exported(folder: Path) -> Iterator[Whole]:
    """From the tables that `tastemaker export parquet` wrote."""
    said: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for turn in sorted(_rows(folder, "turns"), key=lambda row: int(str(row["turn"]))):
        told = (("seeker", str(turn["utterance"] or "")), ("recommender", str(turn["reply"] or "")))
        said[str(turn["conversation_id"])] += [one for one in told if one[1]]
    shown = {
        str(row["impression_id"]): (str(row["conversation_id"]), str(row["item_id"]))
        for row in _rows(folder, "impressions")
    }
    judged: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in _rows(folder, "feedback"):
        if row["source"] == "import" and row["kind"] in ("like", "dislike"):
            conversation, item = shown[str(row["impression_id"])]
            judged[conversation, str(row["kind"])].add(item)
    for one, texts in said.items():
        yield Whole(tuple(texts), frozenset(judged[one, "like"]), frozenset(judged[one, "dislike"]))


def _rows(folder: Path, table: str) -> Iterator[Mapping[str, object]]:
    return (row.cells for row in read_rows(folder / f"{table}.parquet", Tally()))


# --- a ranker that knows the rows alone ---------------------------------------------------------------------------


def ranked(name: str, own: Settings, seed: int) -> dict[str, object]:
    """LensKit against popularity, on the people of the valid side; empty where LensKit is not installed."""
    if not TRAINERS.exists():
        return {}
    form = find_format("lenskit")
    with tempfile.TemporaryDirectory() as folder:
        train, valid = Path(folder) / "train", Path(folder) / "valid"
        export_conversations(form, Wanted(name, until=SPLITS["valid"]), train, own)
        export_conversations(form, Wanted(name, since=SPLITS["valid"]), valid, own)
        command = [str(TRAINERS), str(RANKER), str(train), str(valid), str(seed)]
        ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, object] = orjson.loads(ran.stdout.splitlines()[-1])
    return found


def _table(name: str, figures: Mapping[str, object]) -> Table:
    drawn = Table("", "", title=f"Logs brought in and out again, {name}", title_justify="left")
    for part, found in figures.items():
        if isinstance(found, dict):
            for key, value in found.items():
                drawn.add_row(f"{part}, {key}", orjson.dumps(value).decode())
    if not figures.get("ranker"):
        drawn.add_row("ranker", "LensKit is not installed: sh scripts/trainers.sh")
    return drawn
