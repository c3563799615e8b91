"""Every file of an export, as `datasets` (JSON lines, Parquet) or pandas (CSV, TSV) reads it."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
from datasets import load_dataset

from tests.trainers.consumers.jobs import run

SEPARATED = {".csv": ",", ".inter": "\t", ".item": "\t", ".user": "\t"}
KINDS = {".jsonl": "json", ".parquet": "parquet"}


def loaded(folder: Path) -> Mapping[str, object]:
    """Rows and columns by file."""
    files = [file for file in sorted(folder.rglob("*")) if file.suffix in SEPARATED or file.suffix in KINDS]
    return {"files": {str(file.relative_to(folder)): _read(file) for file in files}}


def _read(file: Path) -> tuple[int, list[str]]:
    if file.suffix in SEPARATED:
        frame = pd.read_csv(file, sep=SEPARATED[file.suffix])
        return len(frame), list(frame.columns)
    rows = load_dataset(KINDS[file.suffix], data_files=str(file), split="train")
    return len(rows), rows.column_names


if __name__ == "__main__":
    run(loaded)
