"""What needs no product: the rows that every published table has."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from evals.benchmarks.recommending_dialogues import Case, Dialogue, cases
from evals.benchmarks.recommending_figures import Hit, Scores, figures, interval, place, recall, standard_error
from evals.benchmarks.recommending_world import mentions

COUNTS = ("train_mentions_est", "train_mentions")


def popularity(data: Path, talks: Sequence[Dialogue]) -> dict[str, object]:
    """Ranked by how often train dialogues named an item, as published; items named already are left out of `fresh`."""
    counts = mentions(data, COUNTS)
    rows = {item: row for row, item in enumerate(counts)}
    scores = np.array(list(counts.values()), dtype=np.float64)
    kept = [hit for case in _cases(talks) for hit in _hits(case, scores, rows)]
    removed = [hit for case in _cases(talks) for hit in _hits(case, _unseen(case, scores, rows), rows)]
    fresh = [hit for hit in removed if hit.fresh]
    return {
        **figures(kept),
        "fresh": recall(fresh),
        "se": {"all": standard_error(kept), "fresh": standard_error(fresh)},
        "interval": {"all": interval(kept), "fresh": interval(fresh)},
    }


def naive(data: Path, talks: Sequence[Dialogue]) -> dict[str, object]:
    """What was named already, the last first."""
    rows = {item: row for row, item in enumerate(mentions(data, COUNTS))}
    return figures([hit for case in _cases(talks) for hit in _hits(case, _repeated(case, rows), rows)])


def _cases(talks: Sequence[Dialogue]) -> Iterator[Case]:
    return (case for talk in talks for case in cases(talk))


def _hits(case: Case, scores: Scores, rows: dict[str, int]) -> Iterator[Hit]:
    return (Hit(case.dialogue, item in case.fresh, place(scores, rows[item])) for item in case.truths)


def _named(case: Case, rows: dict[str, int]) -> list[int]:
    return [rows[item] for said in case.context for item in said.items]


def _unseen(case: Case, scores: Scores, rows: dict[str, int]) -> Scores:
    left = scores.copy()
    left[_named(case, rows)] = -np.inf
    return left


def _repeated(case: Case, rows: dict[str, int]) -> Scores:
    scores = np.full(len(rows), -np.inf)
    for at, row in enumerate(_named(case, rows)):
        scores[row] = at
    return scores
