"""INSPIRED: sociable recommendation dialogues (Hayati et al. 2020)."""

from pathlib import Path

from evals.benchmarks.recommending import Rows
from evals.benchmarks.recommending import run as run_yardstick


def run(
    data: Path,
    split: str,
    n: int,
    seed: int,
    as_json: bool,
    signals: bool = False,
    tuned: bool = False,
    logs: bool = False,
) -> None:
    """`n` dialogues drawn by the seed, 0 for all; each flag adds rows to the table, and to `rows` of the figures."""
    run_yardstick(data, "inspired", split, n, seed, as_json, Rows(signals, tuned, logs))
