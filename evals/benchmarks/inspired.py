"""INSPIRED: sociable recommendation dialogues (Hayati et al. 2020)."""

from pathlib import Path

from evals.benchmarks import recommending


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
    """`n` dialogues drawn by the seed, 0 for all; the flags add rows to the table and to `rows` of the figures."""
    recommending.run(data, "inspired", split, n, seed, as_json, signals, tuned, logs)
