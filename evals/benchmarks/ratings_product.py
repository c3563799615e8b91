"""What the product itself recommends to people of whom it knows ratings, and nothing said."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from agents.dialogue import Profile
from agents.wishes import query
from app.commands.progress import bars
from app.tuning import tune
from app.wiring import indexes, open_embedder
from evals.benchmarks.ratings_files import Rated, Ratings
from evals.benchmarks.ratings_gains import AT, LIKED, Figures, gains
from evals.benchmarks.ratings_world import World
from retrieval.collaborative import Collaborative
from retrieval.columns import Columns
from retrieval.indexing import open_index
from retrieval.retriever import Retriever
from retrieval.scorers.utility import Utility, shared_out
from retrieval.weights import DEFAULT, Weights
from storage.choices import likes
from storage.engine import open_engine

LIMIT = 1_000
"""Candidates that are scored, as in the other yardsticks of ranking."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody whose next good ones are to be found."""

    person: str
    liked: tuple[str, ...]
    """Items that they gave four stars or more, the latest last."""
    seen: frozenset[str]
    wanted: frozenset[str]


def asked_of(ratings: Ratings) -> list[Asked]:
    """Those who gave a good rating in the test part."""
    known, wanted = _by_person(ratings.known), _by_person(ratings.parts["test"])
    good = {person: frozenset(one.item for one in some if one.stars >= LIKED) for person, some in wanted.items()}
    return [
        Asked(person, _liked(known[person]), frozenset(one.item for one in known[person]), items)
        for person, items in good.items()
        if items
    ]


def tuned(world: World) -> Weights:
    """As `tastemaker tune` learns them from the known ratings; the defaults where they are no better."""
    with bars() as progress:
        found = tune(world.catalogue.name, world.settings, dry_run=True, progress=progress).learned
    return Weights(utility=found.weights) if found else DEFAULT


def ranked(world: World, asked: Sequence[Asked], weights: Sequence[Weights]) -> list[Figures]:
    """For each of the weights, nDCG and recall by person."""
    retriever, scorer = _opened(world)
    found: list[dict[str, Sequence[float]]] = [{} for _ in weights]
    with bars() as progress:
        for done, one in enumerate(asked, start=1):
            wish = query(Profile(liked=one.liked), "", one.seen, LIMIT)
            candidates = retriever.candidates(wish)
            parts = scorer.parts(wish, candidates)
            for each, figures in zip(weights, found, strict=True):
                shares = shared_out(each.utility, parts)
                scores = sum((shares[name] * values for name, values in parts.items()), np.zeros(len(candidates)))
                best = np.argsort(-scores, kind="stable")[:AT]
                figures[one.person] = gains([candidates[place].item_id for place in best], one.wanted)
            progress("people", done, len(asked))
    return list(found)


def _opened(world: World) -> tuple[Retriever, Utility]:
    catalogue, settings = world.catalogue, world.settings
    columns, embedder = Columns(catalogue), open_embedder(settings)
    index = open_index(catalogue, embedder, indexes(settings))
    engine = open_engine(settings.database_url)
    try:
        others = Collaborative.from_likes(likes(engine, catalogue.name), catalogue)
    finally:
        engine.dispose()
    retriever = Retriever(catalogue, columns, index.vectors, embedder, index.lexical, others=others)
    return retriever, Utility(columns)


def _by_person(rated: Sequence[Rated]) -> Mapping[str, list[Rated]]:
    found: dict[str, list[Rated]] = defaultdict(list)
    for one in rated:
        found[one.person].append(one)
    return found


def _liked(rated: Sequence[Rated]) -> tuple[str, ...]:
    return tuple(one.item for one in sorted(rated, key=lambda one: one.at) if one.stars >= LIKED)
