"""What an export says of itself: counted while it is written, `manifest.json` in the end. No clock, no machine."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import orjson

from storage.exports.folder import OURS
from storage.exports.format import SPLITS, Format, Line
from storage.exports.shelf import ItemShelf
from storage.labels.label import VERSION
from storage.labels.told import Told

FEW = 100
"""Fewer rows to train on than this come with a warning."""


WHOLE = "all"
ONE_KIND = {"True": "positive", "False": "negative"}
BY = ("split", "consent", "source", "rule")


@dataclass(frozen=True, slots=True)
class Written:
    """A finished file. `rows` is 0 for one without rows."""

    path: str
    rows: int
    bytes: int
    sha256: str
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Tally:
    """Counts, while rows go by."""

    read: Counter[str] = field(default_factory=Counter)
    versions: Counter[str] = field(default_factory=Counter)
    """Of the catalogue, by impressions."""
    scorers: Counter[str] = field(default_factory=Counter)
    policies: Counter[str] = field(default_factory=Counter)
    rows: int = 0
    by: dict[str, Counter[str]] = field(default_factory=lambda: {key: Counter() for key in BY})
    duplicates: int = 0
    synthetic: int = 0
    """Labels and pairs of a model that were left out."""
    classes: dict[str, set[bool | str]] = field(default_factory=dict)
    """Of the column that needs two, by split."""

    def saw(self, told: Told) -> None:
        self.read["conversations"] += 1
        for name in ("turns", "impressions", "feedback", "labels", "pairs"):
            self.read[name] += len(getattr(told, name))
        for one in told.impressions:
            self.versions[one.catalogue_version] += 1
            self.scorers[f"{one.scored_by} {one.scorer_version}".strip()] += 1
            self.policies[one.policy or "unrecorded"] += 1

    def wrote(self, marks: Mapping[str, str], value: object) -> None:
        """`marks`: split, consent, source and rule of a training row; `value`: of the column that needs two."""
        self.rows += 1
        for key, mark in marks.items():
            self.by[key][mark] += 1
        if value is not None:
            self.classes.setdefault(marks["split"], set()).add(value >= 0.5 if isinstance(value, float) else str(value))


def marks(line: Line, told: Told, form: Format) -> dict[str, str]:
    origin = line.origin
    return {
        "split": told.split if form.split else WHOLE,
        "consent": told.consent,
        "source": (origin.source if origin else "") or "none",
        "rule": (origin.rule if origin else "") or "none",
    }


def manifest(
    form: Format,
    shelf: ItemShelf,
    tally: Tally,
    files: list[Written],
    filters: Mapping[str, object],
    totals: Mapping[str, object],
    warnings: list[str],
) -> bytes:
    """JSON for people and programs: keys sorted, equal bytes for equal exports."""
    from importlib.metadata import version

    body = {
        OURS: version("tastemaker"),
        "format": form.name,
        "about": form.about,
        "consumer": form.consumer,
        "catalogue": shelf.name,
        "catalogue_version": shelf.catalogue.version,
        "shown_of_versions": tally.versions,
        "scored_by": tally.scorers,
        "policies": tally.policies,
        "label_rules": VERSION,
        "filters": filters,
        "read": tally.read,
        "store": totals,
        "rows": {"all": tally.rows, **{f"by_{key}": counts for key, counts in tally.by.items()}},
        "left_out": {
            "duplicates": tally.duplicates,
            "synthetic": tally.synthetic,
            "items_gone": len(shelf.gone),
            **shelf.left_out,
        },
        "files": [_file(one) for one in sorted(files, key=lambda one: one.path)],
        "notes": form.notes,
        "warnings": warnings,
    }
    return orjson.dumps(body, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def _file(one: Written) -> dict[str, object]:
    # Columns keep their order, which sorted keys would lose.
    columns = [{"name": name, "type": kind} for name, kind in one.columns.items()]
    return {"path": one.path, "rows": one.rows, "bytes": one.bytes, "sha256": one.sha256, "columns": columns}


def refusal(form: Format, tally: Tally) -> str:
    """Why nothing may be written, in a sentence; empty if it may."""
    if not tally.read["conversations"]:
        return "There are no conversations to export"
    if not tally.rows:
        return f"None of {tally.read['conversations']:,} conversations gives a row of “{form.name}” ({form.about})"
    found = tally.classes.get("train") or next(iter(tally.classes.values()), set())
    if form.classes and len(found) < 2:
        kind = ONE_KIND.get(str(next(iter(found))), f"of one kind, “{next(iter(found))}”")
        rows = (
            f"All {tally.rows:,} rows of “{form.name}” are" if tally.rows > 1 else f"The only row of “{form.name}” is"
        )
        return (
            f"{rows} {kind}, and a trainer needs two kinds to learn to tell them "
            "apart. Nothing was written; wait for more feedback"
        )
    return ""


def doubts(form: Format, tally: Tally) -> list[str]:
    """What a data scientist should know before training on it, in sentences."""
    found = []
    count = tally.by["split"]
    if (rows := count["train" if form.split else WHOLE]) < FEW:
        found.append(f"Only {rows:,} rows to train on: too few to learn from, enough to try the path.")
    if empty := [split for split in SPLITS if form.split and not count[split]]:
        found.append(f"No rows of {' or '.join(empty)}: there are too few people, or too few days, to split.")
    if form.one_scale and len(rules := sorted(tally.by["rule"])) > 1:
        found.append(f"The numbers come from {', '.join(rules)}, which are not on one scale.")
    return found
