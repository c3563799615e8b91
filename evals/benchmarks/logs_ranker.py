"""LensKit's rankers, trained on exported rows alone, against popularity; run where LensKit is (scripts/trainers.sh).

    .venv-trainers/bin/python evals/benchmarks/logs_ranker.py TRAIN VALID [SEED]

Both are folders that `tastemaker export lenskit` wrote. Of every person of VALID with two items or more that TRAIN
knows, the last is to be found, given the others. Which ranker, and how strict, is chosen on TRAIN alone: on the people
that the export put in its split `valid`. Ends with one line of JSON.
"""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from lenskit import Dataset
    from lenskit.pipeline import Component

Score = Callable[[Sequence[str], Sequence[str]], np.ndarray]
"""From the items that somebody took and those left, to one number each of the latter; NaN where nothing is known."""

AT = 10
DRAWS = 10_000
"""Of the bootstrap, with people as its units."""


@dataclass(frozen=True, slots=True)
class Case:
    known: tuple[str, ...]
    wanted: str


def rankers() -> Mapping[str, Callable[[], "Component"]]:
    from lenskit.als import ImplicitMFScorer
    from lenskit.knn import EASEScorer, ItemKNNScorer

    found: dict[str, Callable[[], Component]] = {}
    for size in (20, 100):
        found[f"ItemKNN, {size} neighbours"] = partial(ItemKNNScorer, max_nbrs=size, feedback="implicit")
    for strictness in (10, 50, 200):
        found[f"EASE, regularization {strictness}"] = partial(EASEScorer, regularization=strictness)
    for size in (16, 64):
        found[f"ImplicitMF, {size} factors"] = partial(ImplicitMFScorer, embedding_size=size, epochs=15)
    return found


def cases(rows: pd.DataFrame, known: frozenset[str]) -> list[Case]:
    """One for every person who took two of the known items or more, in the order of the rows."""
    found = []
    for _, theirs in rows.groupby("user_id", sort=True):
        items = [item for item in theirs["item_id"] if item in known]
        if len(items) > 1:
            found.append(Case(tuple(items[:-1]), items[-1]))
    return found


def places(score: Score, items: Sequence[str], people: Sequence[Case]) -> np.ndarray:
    """At which place, from 1, each wanted item comes among those not known; ties take their expected place."""
    found = []
    for one in people:
        left = [item for item in items if item not in one.known]
        scores = np.nan_to_num(score(one.known, left), nan=-np.inf)
        mine = scores[left.index(one.wanted)]
        better, alike = np.count_nonzero(scores > mine), np.count_nonzero(scores == mine)
        found.append(better + (alike + 1) / 2)
    return np.array(found)


def by_popularity(rows: pd.DataFrame) -> Score:
    """By how many people took each."""
    counts = rows["item_id"].value_counts()
    return lambda known, left: counts.reindex(list(left)).to_numpy(dtype=np.float64)


def gains(at: np.ndarray) -> Mapping[str, np.ndarray]:
    """By measure, one number a person."""
    return {
        f"hit@{AT}": (at <= AT).astype(float),
        f"ndcg@{AT}": np.where(at <= AT, 1 / np.log2(at + 1), 0.0),
        "mrr": 1 / at,
    }


def trained(build: Callable[[], "Component"], rows: "Dataset") -> Score:
    from lenskit.data import ItemList, RecQuery
    from lenskit.training import TrainingOptions

    scorer = build()
    scorer.train(rows, TrainingOptions(rng=7))

    def score(known: Sequence[str], left: Sequence[str]) -> np.ndarray:
        told = RecQuery(user_items=ItemList(item_ids=list(known)))
        return np.asarray(scorer(query=told, items=ItemList(item_ids=list(left))).scores(), dtype=np.float64)

    return score


def dataset(rows: pd.DataFrame) -> "Dataset":
    from lenskit.data import from_interactions_df

    return from_interactions_df(rows[["user_id", "item_id"]])


def chosen(rows: pd.DataFrame, people: pd.DataFrame) -> str:
    """The ranker that does best on the people of the split `valid`, of whom the others know nothing."""
    of_split = rows["user_id"].map(dict(zip(people["user_id"], people["split"], strict=True)))
    others, judges = rows[of_split == "train"], rows[of_split == "valid"]
    items = sorted(set(others["item_id"]))
    asked = cases(judges, frozenset(items))
    told = dataset(others)
    scores = {name: gains(places(trained(b, told), items, asked))["mrr"].mean() for name, b in rankers().items()}
    for name, score in scores.items():
        print(f"{name}: MRR {score:.4f} on {len(asked)} people held out of train", file=sys.stderr)  # noqa: T201
    return max(scores, key=lambda name: scores[name])


def intervals(found: Mapping[str, np.ndarray], beside: Mapping[str, np.ndarray], seed: int) -> dict[str, object]:
    """Means with bootstrap intervals (2.5 and 97.5 %), and of the difference person by person."""
    draw = np.random.default_rng(seed)
    size = len(next(iter(found.values())))
    drawn = draw.integers(0, size, (DRAWS, size))
    told: dict[str, object] = {}
    for measure, mine in found.items():
        other = beside[measure]
        rows = {"ranker": mine, "popularity": other, "difference": mine - other}
        told[measure] = {
            name: [
                round(float(v), 4) for v in (values.mean(), *np.quantile(values[drawn].mean(axis=1), (0.025, 0.975)))
            ]
            for name, values in rows.items()
        }
    return told


def main(train: Path, valid: Path, seed: int) -> None:
    rows = pd.read_parquet(train / "interactions.parquet")
    name = chosen(rows, pd.read_parquet(train / "users.parquet"))
    items = sorted(set(rows["item_id"]))
    asked = cases(pd.read_parquet(valid / "interactions.parquet"), frozenset(items))
    told = dataset(rows)
    mine = gains(places(trained(rankers()[name], told), items, asked))
    popularity = gains(places(by_popularity(rows), items, asked))
    figures = {"ranker": name, "trained_on": len(rows), "items": len(items), "people": len(asked)}
    print(json.dumps({**figures, **intervals(mine, popularity, seed)}))  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 7)
