"""What the consumers share: exports named on the command line, a line of JSON for each, small real models.

These scripts run in `.venv-trainers` and know nothing of Tastemaker: they get folders, as any trainer would.
"""

import importlib.util
import json
import sys
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from pathlib import Path

Job = Callable[[Path], Mapping[str, object]]


def run(jobs: Mapping[str, Job]) -> None:
    """`NAME=FOLDER ...`: what each export's job found, one line each, as soon as it is done."""
    for name, folder in (argument.split("=", 1) for argument in sys.argv[1:]):
        with redirect_stdout(sys.stderr):  # trainers print their progress
            found = jobs[name](Path(folder))
        print(json.dumps({"name": name, **found}), flush=True)  # noqa: T201


def read_jsonl(folder: Path, split: str = "train") -> "Dataset":  # noqa: F821
    """As `datasets` reads it, which is how TRL and sentence-transformers are given files."""
    from datasets import load_dataset

    return load_dataset("json", data_files=str(folder / f"{split}.jsonl"), split="train")


def weights_of(package: str) -> Path:
    """The folder of a package's weights; the package itself is not imported."""
    spec = importlib.util.find_spec(package)
    places = spec.submodule_search_locations if spec else None
    for place in places or ():
        for found in Path(place).glob("*/config.json"):
            return found.parent
    raise SystemExit(f"The package {package} is not installed here; `make test-trainers` installs it.")
