"""LensKit's predictors and rankers on one table of ratings, tuned and judged; run where it is (scripts/trainers.sh).

    .venv-trainers/bin/python -m evals.benchmarks.ratings_library RATINGS OUT SEED [CHOSEN]

RATINGS is a CSV of user_id, item_id, rating and part. Of every family each trial is learned from `train` and judged on
`valid`; the best is learned again from both and judged on `test`. OUT gets, as JSON, what was chosen and what each
person's figures are. With CHOSEN, JSON of task, family and trial, these are learned from the ratings, and nothing is
searched for.
"""

import json
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from evals.benchmarks.ratings_gains import AT, LIKED, Figures, gains

if TYPE_CHECKING:
    from lenskit import Dataset
    from lenskit.pipeline import Component

JUDGES = 200
"""People that a trial is judged by, at most."""
WHO = "user_id"
COLUMNS = [WHO, "item_id", "rating"]


Chosen = Mapping[str, Mapping[str, str]]
"""By task and family the trial's name; empty where everything is still to be searched for."""


@dataclass(frozen=True, slots=True)
class Trial:
    name: str
    build: Callable[[], "Component"]


def predictors() -> Mapping[str, list[Trial]]:
    from lenskit.als import BiasedMFScorer
    from lenskit.basic import BiasScorer
    from lenskit.knn import ItemKNNScorer

    bias = {f"damping {d}": d for d in (0, 5, 10, 25)}
    sizes = [(size, reg) for size in (16, 64) for reg in (0.03, 0.1, 0.3)]
    return {
        "global mean": [Trial("", partial(BiasScorer, entities=set()))],
        "item mean": [Trial(n, partial(BiasScorer, entities={"item"}, damping=d)) for n, d in bias.items()],
        "item and user bias": [Trial(n, partial(BiasScorer, damping=d)) for n, d in bias.items()],
        "item neighbours": [
            Trial(f"{k} neighbours", partial(ItemKNNScorer, max_nbrs=k, min_nbrs=least, feedback="explicit"))
            for k, least in ((20, 2), (50, 2), (50, 5))
        ],
        "matrix factorisation": [
            Trial(f"{s} factors, {r}", partial(BiasedMFScorer, embedding_size=s, regularization=r)) for s, r in sizes
        ],
    }


def rankers() -> Mapping[str, list[Trial]]:
    from lenskit.als import ImplicitMFScorer
    from lenskit.basic import PopScorer
    from lenskit.knn import EASEScorer, ItemKNNScorer

    factors = [(size, weight) for size in (16, 64) for weight in (5, 40)]
    return {
        "popularity": [Trial("", PopScorer)],
        "item neighbours": [
            Trial(f"{k} neighbours", partial(ItemKNNScorer, max_nbrs=k, feedback="implicit")) for k in (20, 50, 100)
        ],
        "implicit matrix factorisation": [
            Trial(f"{s} factors, weight {w}", partial(ImplicitMFScorer, embedding_size=s, weight=w)) for s, w in factors
        ],
        "EASE": [Trial(f"regularization {r}", partial(EASEScorer, regularization=r)) for r in (50, 200, 800)],
    }


class Learned:
    """A trial learned from a table, asked about one person after the other."""

    def __init__(self, trial: Trial, rows: pd.DataFrame) -> None:
        from lenskit.training import TrainingOptions

        self._data = dataset(rows)
        self._scorer = trial.build()
        self._scorer.train(self._data, TrainingOptions(rng=7))

    def __call__(self, person: str, items: Sequence[str]) -> np.ndarray:
        """One number an item; NaN where it knows nothing."""
        from lenskit.basic import PopScorer
        from lenskit.data import ItemList, RecQuery

        wanted = ItemList(item_ids=list(items))
        if isinstance(self._scorer, PopScorer):
            return np.asarray(self._scorer(items=wanted).scores(), dtype=np.float64)
        query = RecQuery(user_id=person, user_items=self._data.user_row(person))
        return np.asarray(self._scorer(query=query, items=wanted).scores(), dtype=np.float64)


def dataset(rows: pd.DataFrame) -> "Dataset":
    from lenskit.data import from_interactions_df

    return from_interactions_df(rows[COLUMNS])


def foretold(trial: Trial, fallback: Trial, known: pd.DataFrame, wanted: pd.DataFrame) -> Figures:
    """Stars of `wanted`; where the trial knows nothing of an item, the fallback's are taken, within 0.5 to 5."""
    scores, otherwise = Learned(trial, known), Learned(fallback, known)
    found = {}
    for person, theirs in wanted.groupby(WHO):
        items = theirs["item_id"].tolist()
        told = scores(str(person), items)
        told = np.where(np.isnan(told), otherwise(str(person), items), told)
        off = np.clip(told, 0.5, 5) - theirs["rating"].to_numpy(dtype=np.float64)
        found[str(person)] = [float(off @ off), float(np.abs(off).sum()), float(len(off))]
    return found


def ranked(trial: Trial, known: pd.DataFrame, wanted: pd.DataFrame) -> Figures:
    """Of people with a good rating in `wanted`, from the good ones known; what they rated before is left out."""
    good = known[known["rating"] >= LIKED]
    scores, items = Learned(trial, good), good["item_id"].unique()
    seen = known.groupby(WHO)["item_id"].agg(frozenset)
    found = {}
    for person, theirs in wanted[wanted["rating"] >= LIKED].groupby(WHO):
        left = [item for item in items if item not in seen.get(person, frozenset())]
        order = np.argsort(-np.nan_to_num(scores(str(person), left), nan=-np.inf), kind="stable")[:AT]
        found[str(person)] = gains([left[place] for place in order], frozenset(theirs["item_id"]))
    return found


def rmse(found: Figures) -> float:
    """Negative, so that more is better."""
    return -float(np.sqrt(sum(one[0] for one in found.values()) / sum(one[2] for one in found.values())))


def ndcg(found: Figures) -> float:
    return float(np.mean([one[0] for one in found.values()])) if found else 0.0


def chosen(trials: Sequence[Trial], judged: Callable[[Trial], Figures], worth: Callable[[Figures], float]) -> Trial:
    return max(trials, key=lambda trial: worth(judged(trial))) if len(trials) > 1 else trials[0]


def drawn(rows: pd.DataFrame, people: int, seed: int) -> pd.DataFrame:
    names = np.sort(rows[WHO].unique())
    if people >= len(names):
        return rows
    return rows[rows[WHO].isin(np.random.default_rng(seed).choice(names, people, replace=False))]


def main(rows: pd.DataFrame, seed: int, before: Chosen) -> Mapping[str, object]:
    train, valid, test = (rows[rows["part"] == part] for part in ("train", "valid", "test"))
    known, judges = pd.concat([train, valid]), drawn(valid, JUDGES, seed)
    found: dict[str, dict[str, object]] = {"rating": {}, "ranking": {}}
    foretell = partial(foretold, fallback=predictors()["item and user bias"][1])
    tasks = (("rating", predictors(), foretell, rmse), ("ranking", rankers(), ranked, ndcg))
    for task, families, play, worth in tasks:
        for family, trials in families.items():
            names = [before[task].get(family)] if before else [one.name for one in trials]
            left = [one for one in trials if one.name in names]
            if not left:
                continue
            best = chosen(left, partial(play, known=train, wanted=judges), worth)
            people_figures = play(best, known=known, wanted=test)
            found[task][family] = {"chosen": best.name, "trials": len(left), "people": people_figures}
            sys.stderr.write(f"{family}: {best.name} {worth(people_figures):.4f}\n")
    return found


if __name__ == "__main__":
    warnings.filterwarnings("ignore", "no query items")  # of people without a good rating
    file, out, start, *others = sys.argv[1:]
    table = pd.read_csv(file, dtype={WHO: str, "item_id": str})
    earlier = json.loads(Path(others[0]).read_text(encoding="utf-8")) if others else {}
    Path(out).write_text(json.dumps(main(table, int(start), earlier)), encoding="utf-8")
