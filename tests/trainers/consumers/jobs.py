"""What the consumers share: exports named on the command line, a line of JSON for each, small real models.

These scripts run in `.venv-trainers` and know nothing of Tastemaker: they get folders, as any trainer would.
"""

import importlib.util
import json
import sys
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datasets import Dataset

Job = Callable[[Path], Mapping[str, object]]


def run(jobs: Mapping[str, Job] | Job) -> None:
    """`NAME=FOLDER ...`: what each export's job found, one line each, as soon as it is done. One job may be for all."""
    named, sys.argv[1:] = [argument.split("=", 1) for argument in sys.argv[1:]], []  # RecBole reads them, too
    for name, folder in named:
        with redirect_stdout(sys.stderr):  # trainers print their progress
            found = (jobs[name] if isinstance(jobs, Mapping) else jobs)(Path(folder))
        print(json.dumps({"name": name, **found}), flush=True)  # noqa: T201


class Trainer(Protocol):
    """What the trainers of `transformers` have in common."""

    def evaluate(self) -> Mapping[str, float]: ...

    def train(self) -> object: ...


def before_and_after(trainer: Trainer) -> tuple[float, float]:
    """The loss before training and after it."""
    before = trainer.evaluate()["eval_loss"]
    trainer.train()
    return before, trainer.evaluate()["eval_loss"]


def read_jsonl(folder: Path, split: str = "train") -> "Dataset":
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
