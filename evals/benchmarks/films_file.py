"""The file that `bench import` imports."""

import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from evals.benchmarks.staging import films
from evals.benchmarks.synthetic import recombined
from retrieval.catalogue import Item, Value


def write_films(file: Path, rows: int) -> None:
    write(file, recombined(films(), rows).items)


def write(file: Path, items: Sequence[Item]) -> None:
    """A plain CSV, several values in a cell parted by "|"."""
    names = sorted({name for item in items for name in item.values})
    with file.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["id", "title", *names, "description"])
        for item in items:
            rows.writerow([item.id, item.title, *(_cell(item.values.get(name)) for name in names), item.text])


def _cell(value: Value | None) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "|".join(value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def changed(item: Item) -> Item:
    return replace(item, text=f"{item.text} Now restored.")
