"""What people in real dialogues went on to name: how often the product, listening, would have put it on its list."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.progress import track
from rich.table import Table

from app.settings import load_settings
from evals.benchmarks.figures import publish
from evals.benchmarks.recommending_dialogues import Dialogue, dialogues
from evals.benchmarks.recommending_figures import AT, figures
from evals.benchmarks.recommending_learning import learned
from evals.benchmarks.recommending_logs import liked_together
from evals.benchmarks.recommending_published import (
    JOINED,
    MESSAGES,
    NAIVE,
    POPULARITY,
    agreement,
    baselines,
    baselines_table,
    counted,
    counts_table,
)
from evals.benchmarks.recommending_ranking import Ranked, hits, rank
from evals.benchmarks.recommending_replay import Replay
from evals.benchmarks.recommending_rows import naive, popularity
from evals.benchmarks.recommending_world import Opened, open_yardstick
from evals.benchmarks.yardstick_files import FilesError, folder_of
from retrieval.collaborative import Collaborative
from retrieval.importing.rows import BadFileError
from retrieval.retriever import Retriever
from retrieval.scorers.utility import Utility
from retrieval.shelf import ShelfError
from retrieval.weights import DEFAULT

PRODUCT = "the product"
LIMIT = 1_000
"""Candidates that the retriever gives and the scorer judges: more than a turn's, for recall at 50 to mean anything."""
FITTED_ON = 400
"""Train dialogues that `--tuned` learns from."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Which rows stand beside the product's own."""

    signals: bool = False
    """The product without each part of its score, and with each alone."""
    tuned: bool = False
    """Weights learned on the train side."""
    logs: bool = False
    """Likes of the train side as evidence, and weights learned with it: a product that has been in use."""


def run(
    data: Path,
    name: str,
    split: str,
    n: int,
    seed: int,
    as_json: bool,
    signals: bool = False,
    tuned: bool = False,
    logs: bool = False,
) -> None:
    """`name` is that of the catalogue on the shelf: redial (Li et al. 2018), or inspired (Hayati et al. 2020).

    `n` dialogues drawn by the seed, 0 for all; flags add rows. Ends with a sentence if the folder lacks that split.
    """
    try:
        data = folder_of(data, name, "*.norm.jsonl*")
        whole = dialogues(data, split)
        if not any(one.items for talk in whole for one in talk.said):
            raise FilesError(f"The dialogues of the split “{split}” in “{data}” name no items: no turn has “items”.")
        counts = {JOINED: counted(whole), MESSAGES: counted(dialogues(data, split, by_message=True))}
        talks, corrected = sample(whole, n, seed), sample(dialogues(data, split, "items_v2"), n, seed)
        if tuned or logs:
            dialogues(data, "train")  # looked at before anything is measured
        opened = open_yardstick(data, name, load_settings())
    except (FilesError, ShelfError, BadFileError) as error:
        raise SystemExit(str(error)) from error
    result, found = measured(opened, data, talks, split, seed, Rows(signals, tuned, logs))
    if any(one.items for talk in corrected for one in talk.said):
        told = "Listening, annotation corrected by hand"
        found["annotation corrected by hand"] = figures(list(hits(listened(opened, corrected, told), DEFAULT.utility)))
    beside = {row: figure for row, figure in found.items() if row != PRODUCT}
    published = baselines(name, found)
    agreed = {way: agreement(one, name, split, way) for way, one in counts.items()}
    tables = [counts_table(name, split, counts), table(split, found), baselines_table(split, published)]
    publish(tables, {**result, "rows": beside, "counts": agreed, "baselines": published}, as_json)


def sample(talks: tuple[Dialogue, ...], n: int, seed: int) -> tuple[Dialogue, ...]:
    return tuple(random.Random(seed).sample(talks, n)) if 0 < n < len(talks) else talks


def measured(
    opened: Opened, data: Path, talks: Sequence[Dialogue], split: str, seed: int, wanted: Rows
) -> tuple[dict[str, object], dict[str, Mapping[str, object]]]:
    """The product's own figures, and all rows by name."""
    ranked = listened(opened, talks, f"Listening, {split}")
    result = figures(list(hits(ranked, DEFAULT.utility)))
    rows: dict[str, Mapping[str, object]] = {PRODUCT: result}
    rows |= {POPULARITY: popularity(data, talks), NAIVE: naive(data, talks)}
    if wanted.signals:
        rows |= contributions(ranked)
    if wanted.tuned or wanted.logs:
        train = sample(dialogues(data, "train"), FITTED_ON, seed)
    if wanted.tuned:
        weights = learned(listened(opened, train, "Learning, train"))
        rows["weights learned on train"] = {**figures(list(hits(ranked, weights))), "weights": dict(weights)}
    if wanted.logs:
        others = liked_together(opened.catalogue, dialogues(data, "train"))
        weights = learned(listened(opened, train, "Learning with logs, train", others, held_out=True))
        with_logs = listened(opened, talks, f"Listening with logs, {split}", others)
        rows["likes in train logs, weights learned"] = figures(list(hits(with_logs, weights)))
    return result, rows


def listened(
    opened: Opened, talks: Sequence[Dialogue], told: str, others: Collaborative | None = None, held_out: bool = False
) -> list[Ranked]:
    """Every turn that counts, ranked. `held_out`: what `others` has from a dialogue itself is left out of it."""
    replay = Replay(opened.catalogue, opened.reader, LIMIT)
    scorer = Utility(opened.columns)
    retriever = _retriever(opened, others)
    ranked = []
    for talk in track(talks, told):
        if held_out and others:
            retriever = _retriever(opened, others.without(talk.id))
        ranked += [rank(asked, retriever, scorer) for asked in replay.play(talk)]
    return ranked


def _retriever(opened: Opened, others: Collaborative | None) -> Retriever:
    index = opened.index
    return Retriever(opened.catalogue, opened.columns, index.vectors, opened.embedder, index.lexical, others=others)


def contributions(ranked: Sequence[Ranked]) -> dict[str, Mapping[str, object]]:
    """What is left without each part, and what each alone gives."""
    names = [name for name in DEFAULT.utility if any(name in one.names for one in ranked)]
    rows: dict[str, Mapping[str, object]] = {}
    for name in names:
        rest = [other for other in names if other != name]
        rows[f"without {name}"] = figures(list(hits(ranked, DEFAULT.utility, (name,))))
        rows[f"{name} alone"] = figures(list(hits(ranked, DEFAULT.utility, rest)))
    return rows


def table(split: str, rows: Mapping[str, Mapping[str, object]]) -> Table:
    drawn = Table(title=f"Named next in real dialogues, {split}, 95 % intervals", title_justify="left")
    drawn.add_column("")
    for kind in ("fresh", "all"):
        for k in AT:
            drawn.add_column(f"{kind} R@{k}", justify="right")
    for name, figure in rows.items():
        drawn.add_row(name, *(_cell(figure, kind, k) for kind in ("fresh", "all") for k in AT))
    return drawn


def _cell(figure: Mapping[str, object], kind: str, k: int) -> str:
    recall, intervals = figure[kind], figure["interval"]
    if not isinstance(recall, dict) or not isinstance(intervals, dict):
        raise TypeError("figures have a table for each kind of recall")
    low, high = intervals[kind].get(f"r{k}", (float("nan"), float("nan")))
    return f"{recall[f'r{k}']:.3f}\n[{low:.3f}, {high:.3f}]"
