"""RecBole's own quick start, with the configuration that the export brings, for one epoch."""

import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import numpy as np

from tests.trainers.consumers.jobs import run

MODELS = ("Pop", "BPR")


def trained(folder: Path) -> Mapping[str, object]:
    _make_room()
    from recbole.config import Config
    from recbole.data import create_dataset
    from recbole.quick_start import run_recbole

    (configuration,) = folder.glob("*.yaml")
    name = configuration.stem
    with tempfile.TemporaryDirectory() as work:
        shutil.copytree(folder, work, dirs_exist_ok=True)
        os.chdir(work)  # it writes its logs where it is run
        files = [configuration.name]
        fast = {"epochs": 1, "show_progress": False, "state": "WARNING", "use_gpu": False}
        read = create_dataset(Config(model="Pop", dataset=name, config_file_list=files, config_dict=fast))
        every = {**fast, "val_interval": None}
        whole = create_dataset(Config(model="Pop", dataset=name, config_file_list=files, config_dict=every))
        scores = {one: _score(run_recbole(one, name, files, fast, saved=False)) for one in MODELS}
        os.chdir(folder)
    return {
        "rows": len(whole),
        "wanted": len(read),
        "users": whole.user_num - 1,
        "items": whole.item_num - 1,
        "fields": sorted(whole.field2type),
        "ndcg": scores,
    }


def _make_room() -> None:
    """For a RecBole older than NumPy 2: names that went, and a package that only tunes many runs at once."""
    for name, now in (("float_", np.float64), ("complex_", np.complex128), ("unicode_", np.str_)):
        setattr(np, name, now)
    ray = ModuleType("ray")
    sys.modules["ray"], ray.__dict__["tune"] = ray, ModuleType("ray.tune")


def _score(found: Mapping[str, Mapping[str, float]]) -> float:
    return float(found["test_result"]["ndcg@10"])


if __name__ == "__main__":
    run({"recbole": trained})
