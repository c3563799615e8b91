"""What is published of ReDial and INSPIRED beside what is counted and measured here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from rich.table import Table

from evals.benchmarks.recommending_dialogues import Dialogue, cases
from evals.benchmarks.recommending_figures import AT

MESSAGES, JOINED = "messages", "turns joined"
"""Ways to count: each message is a turn, or all that one speaker said in a row."""
POPULARITY, NAIVE = "popularity in train dialogues", "naive repeat"
WITHIN = 1.96
"""Standard errors that figures which are the same still differ by, 19 times of 20."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Turns that count and what they name: in all, and without what was named before."""

    turns: int
    pairs: int
    fresh_turns: int
    fresh_pairs: int


@dataclass(frozen=True, slots=True)
class Row:
    """A published row, protocol "all"; `pairs` is what it was counted on."""

    recall: tuple[float, float, float]
    pairs: int
    source: str


COUNTS: Mapping[tuple[str, str, str], Mapping[str, int]] = {
    ("redial", "test", MESSAGES): {"turns": 4198, "pairs": 4975, "fresh_turns": 3838, "fresh_pairs": 4472},
    ("redial", "test", JOINED): {"turns": 3617, "pairs": 4897, "fresh_turns": 3372, "fresh_pairs": 4426},
    ("redial", "valid", JOINED): {"pairs": 3823, "fresh_pairs": 3544},
    ("inspired", "valid", JOINED): {"pairs": 308, "fresh_pairs": 243},
    ("inspired", "test", JOINED): {"pairs": 291, "fresh_pairs": 248},
}
"""By data set, split and way of counting; messages of one speaker in a row are one turn, or each its own (Kostric and
Balog, SIGIR 2026). INSPIRED's are of the original annotation."""
PUBLISHED: Mapping[tuple[str, str], Row] = {
    ("redial", POPULARITY): Row((0.012, 0.061, 0.179), 4975, "test, MCCRS (2025), table 3"),
    ("redial", NAIVE): Row((0.043, 0.090, 0.090), 4975, "test, Kostric and Balog (2026)"),
    ("inspired", POPULARITY): Row((0.032, 0.155, 0.323), 253, "test, MCCRS (2025), table 4"),
}


def counted(talks: Sequence[Dialogue]) -> Counts:
    found = [case for talk in talks for case in cases(talk)]
    fresh = [len(case.fresh) for case in found if case.fresh]
    return Counts(len(found), sum(len(case.truths) for case in found), len(fresh), sum(fresh))


def agreement(found: Counts, name: str, split: str, way: str) -> list[tuple[str, int, int | None, str]]:
    """Each count, the published one if there is one, and whether they agree."""
    published = COUNTS.get((name, split, way), {})
    each = {one: getattr(found, one) for one in ("turns", "pairs", "fresh_turns", "fresh_pairs")}
    return [(one, n, published.get(one), _agrees(n, published.get(one))) for one, n in each.items()]


def _agrees(found: int, published: int | None) -> str:
    return "" if published is None else "agrees" if found == published else "differs"


def within(value: float, error: float, published: float, pairs: int) -> bool:
    """Whether a figure and a published one may be the same; the latter's error is that of a share of its pairs."""
    return abs(value - published) <= WITHIN * sqrt(error**2 + published * (1 - published) / pairs) + 5e-4


def counts_table(name: str, split: str, by_way: Mapping[str, Counts]) -> Table:
    drawn = Table("", "", "counted", "published", "", title=f"What counts, {name} {split}", title_justify="left")
    for way, found in by_way.items():
        for one, n, published, verdict in agreement(found, name, split, way):
            told = "" if published is None else f"{published:,}"
            drawn.add_row(way, one.replace("_", " "), f"{n:,}", told, verdict)
    return drawn


def baselines(name: str, rows: Mapping[str, Mapping[str, object]]) -> dict[str, dict[str, object]]:
    """The rows that are published too, with their verdicts at each depth."""
    found: dict[str, dict[str, object]] = {}
    for row, figure in rows.items():
        published, recall, errors = PUBLISHED.get((name, row)), figure["all"], figure["se"]
        if published and isinstance(recall, dict) and isinstance(errors, dict):
            found[row] = {
                f"r{k}": [
                    recall[f"r{k}"],
                    value,
                    within(recall[f"r{k}"], errors["all"][f"r{k}"], value, published.pairs),
                ]
                for k, value in zip(AT, published.recall, strict=True)
            } | {"source": published.source}
    return found


def baselines_table(split: str, found: Mapping[str, Mapping[str, object]]) -> Table:
    drawn = Table("", "", title=f"Baselines: {split} here, beside the published test row (all)", title_justify="left")
    for k in AT:
        drawn.add_column(f"R@{k}, published", justify="right")
    for row, figures in found.items():
        cells = []
        for k in AT:
            one = figures[f"r{k}"]
            if isinstance(one, list):
                cells.append(f"{one[0]:.3f}, {one[1]:.3f}: {'within error' if one[2] else 'not within error'}")
        drawn.add_row(row, str(figures["source"]), *cells)
    return drawn
