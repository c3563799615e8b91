"""LensKit trains on the tables, as frames and as MovieLens files, and recommends."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
from lenskit import Component, Dataset, recommend, topn_pipeline
from lenskit.als import BiasedMFScorer, ImplicitMFScorer
from lenskit.data import from_interactions_df, load_movielens
from lenskit.knn import ItemKNNScorer

from tests.trainers.consumers.jobs import run

LENGTH = 5


def interest_and_ratings(folder: Path) -> Mapping[str, object]:
    interest = pd.read_parquet(folder / "interactions.parquet")
    ratings = pd.read_parquet(folder / "ratings.parquet")
    implicit, explicit = from_interactions_df(interest), from_interactions_df(ratings)
    return {
        "rows": {"interactions": implicit.interaction_count, "ratings": explicit.interaction_count},
        "recommended": {
            "ALS of interest": _recommended(ImplicitMFScorer(embedding_size=4, epochs=3), implicit),
            "item neighbours of interest": _recommended(ItemKNNScorer(feedback="implicit"), implicit),
            "ALS of ratings": _recommended(BiasedMFScorer(embedding_size=4, epochs=3), explicit),
        },
    }


def movielens(folder: Path) -> Mapping[str, object]:
    read = load_movielens(folder)
    found = _recommended(ItemKNNScorer(feedback="explicit"), read)
    return {"rows": read.interaction_count, "recommended": {"item neighbours of ratings": found}}


def _recommended(scorer: Component, read: Dataset) -> int:
    """How many items somebody is recommended."""
    pipeline = topn_pipeline(scorer, n=LENGTH)
    pipeline.train(read)
    return len(recommend(pipeline, read.users.ids()[0]))


if __name__ == "__main__":
    run({"lenskit": interest_and_ratings, "movielens": movielens})
