"""Runs a script of `consumers/` in the trainers' environment, and reads what it found."""

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ENVIRONMENT = Path(os.environ.get("TRAINERS_ENVIRONMENT", ROOT / ".venv-trainers"))
CONSUMERS = "tests.trainers.consumers"
PATIENCE = 900
"""Seconds for all exports of one script; they need fewer than 100 on an idle machine."""
SHOWN = 4000
"""Characters of a failed trainer's output that are shown."""

Found = Mapping[str, object]


@dataclass(frozen=True)
class Failed:
    why: str


def consumed(script: str, folders: Mapping[str, Path], home: Path) -> Mapping[str, Found | Failed]:
    """What the script found in each export. One that a trainer dies of does not keep the others from theirs."""
    found: dict[str, Found | Failed] = {}
    while rest := {name: folder for name, folder in folders.items() if name not in found}:
        done, why = _run(script, rest, home)
        found |= done
        if why:
            found[next(name for name in rest if name not in done)] = Failed(why)
    return found


def result(found: Mapping[str, Found | Failed], name: str) -> Found:
    one = found[name]
    if isinstance(one, Failed):
        pytest.fail(f"{name} was not loaded and trained on:\n{one.why}")
    return one


def _run(script: str, folders: Mapping[str, Path], home: Path) -> tuple[dict[str, Found], str]:
    """What was found until the end, or until it failed, and why it did."""
    python = ENVIRONMENT / "bin" / "python"
    if not python.exists():
        pytest.fail("The trainers are not installed; `make test-trainers` installs them.")
    named = [f"{name}={folder}" for name, folder in folders.items()]
    ran = subprocess.run(
        [python, "-W", "ignore", "-m", f"{CONSUMERS}.{script}", *named],
        cwd=home,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "HF_HOME": str(home),
            "HF_HUB_OFFLINE": "1",
            "OMP_NUM_THREADS": "1",
        },
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    told = [json.loads(line) for line in ran.stdout.splitlines()]
    return {one["name"]: one for one in told}, ran.stderr[-SHOWN:] if len(told) < len(folders) else ""
