"""How varied slates are, what that costs in scores, and how far the tail dial reaches, over random profiles.

Each profile wishes for one to three values that a random item has, a third of them softly. Every way of choosing gets
the same pool of candidates with the same scores, as a turn would: only the last step differs.
"""

import asyncio
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import mean

import numpy as np
from rich.table import Table

from agents.dialogue import Preference, Profile, Strength
from agents.gatekeeper import Rules
from agents.ranking import Dials, Pool, choose_slate, wished_by
from agents.recommending import POOL
from agents.wishes import query
from app.settings import load_settings
from app.wiring import indexes, open_embedder, open_shelf
from evals.benchmarks.figures import publish
from retrieval.catalogue import NAMED, Catalogue, Constraint, Item, Operator
from retrieval.columns import Columns
from retrieval.diversity import diverse, traits_of
from retrieval.indexing import open_index
from retrieval.quality import Standing, standing
from retrieval.retriever import Retriever
from retrieval.scorers import load_scorer

SIZE = 3
FEW = 0.5
"""A value that fewer of the pool have is not expected on every card."""
SOFT = 1 / 3
FIGURES = {
    "apart_by_vectors": "two cards apart by vectors",
    "apart_by_values": "two cards apart by values",
    "a_value_of_few_on_all": "a rare value on all cards",
    "a_value_on_all": "any value on all cards",
    "score_of_best": "score, of the best",
    "tail": "cards of the long tail",
    "fame": "rank of fame",
}
"""1 - cosine; 1 - Jaccard; the share of slates with a value on all cards that nobody wished for, held by fewer than
`FEW` of the pool, or by any but all; what is given up of the scores; and how well known the cards are."""

Choose = Callable[["Case"], Sequence[int]]
"""Places in the pool."""


@dataclass(frozen=True, slots=True)
class Case:
    profile: Profile
    pool: Pool


@dataclass(frozen=True, slots=True)
class Stage:
    catalogue: Catalogue
    standing: Standing
    cases: tuple[Case, ...]


def run(name: str = "films", profiles: int = 200, as_json: bool = False, seed: int = 7) -> None:
    """Measures and publishes; the catalogue must have been prepared or imported."""
    stage = asyncio.run(staged(name, profiles, seed))
    found = {way: measured(stage, choose) for way, choose in ways(stage).items()}
    publish([_table(name, found)], {"catalogue": name, "profiles": len(stage.cases), "ways": found}, as_json)


async def staged(name: str, profiles: int, seed: int) -> Stage:
    settings = load_settings()
    catalogue, embedder = open_shelf(settings).load(name), open_embedder(settings)
    columns = Columns(catalogue)
    index = open_index(catalogue, embedder, indexes(settings), settings.chroma_place)
    retriever = Retriever(catalogue, columns, index.vectors, embedder, index.lexical, index.nearest)
    scorer, chance = load_scorer("utility", columns), random.Random(seed)
    cases: list[Case] = []
    while len(cases) < profiles:
        profile = _profile(catalogue, chance)
        wanted = query(profile, " ".join(p.words for p in profile.preferences), frozenset())
        candidates = (await retriever.retrieve(wanted))[:POOL]
        if len(candidates) > SIZE:
            scores = await scorer.score(wanted, candidates)
            cases.append(Case(profile, Pool(candidates, scores, retriever.vectors([c.row for c in candidates]))))
    return Stage(catalogue, standing(columns), tuple(cases))


def _profile(catalogue: Catalogue, chance: random.Random) -> Profile:
    item: Item = catalogue.items[chance.randrange(len(catalogue.items))]
    named = [a for a in catalogue.domain.informable if a.kind in NAMED and item.tags(a.name)]
    wishes = []
    for attribute in chance.sample(named, min(chance.choice((1, 1, 2, 3)), len(named))):
        value = chance.choice(item.tags(attribute.name))
        soft = attribute.subjective or chance.random() < SOFT
        strength = Strength.PREFER if soft else Strength.MUST
        wishes.append(Preference(Constraint(attribute.name, Operator.EQ, value), strength, words=value))
    return Profile(tuple(wishes))


def ways(stage: Stage) -> Mapping[str, Choose]:
    return {
        "best scores": lambda case: _best(case)[:SIZE],
        "by vectors": lambda case: diverse(case.pool.candidates, case.pool.scores, case.pool.vectors, SIZE, 0.75),
        "slate": lambda case: _chosen(stage, case, 0.0),
        "popular": lambda case: _chosen(stage, case, -1.0),
        "less known": lambda case: _chosen(stage, case, 1.0),
    }


def _best(case: Case) -> list[int]:
    return sorted(range(len(case.pool.scores)), key=lambda place: -case.pool.scores[place].value)


def _chosen(stage: Stage, case: Case, tail: float) -> list[int]:
    choice = choose_slate(case.pool, Rules(stage.catalogue, case.profile), stage.standing, Dials(SIZE, tail))
    places = {candidate.item_id: place for place, candidate in enumerate(case.pool.candidates)}
    return [places[pick.candidate.item_id] for pick in choice.picks]


def measured(stage: Stage, choose: Choose) -> Mapping[str, float]:
    """Means over the profiles, all 0–1."""
    rows = [dict(_figures(stage, case, list(choose(case)))) for case in stage.cases]
    return {name: round(mean(row[name] for row in rows), 4) for name in rows[0]}


def _figures(stage: Stage, case: Case, places: Sequence[int]) -> Iterator[tuple[str, float]]:
    pool, domain = case.pool, stage.catalogue.domain
    held = [
        {(name, v) for name, vs in traits_of(stage.catalogue.items[c.row], domain.informable).items() for v in vs}
        for c in pool.candidates
    ]
    pairs = list(combinations(places, 2))
    on_all = set[tuple[str, str]].intersection(*(held[place] for place in places)) - wished_by(case.profile)
    shares = [mean(trait in one for one in held) for trait in on_all]
    rows = [pool.candidates[place].row for place in places]
    best = max(score.value for score in pool.scores) or 1.0
    yield "apart_by_vectors", mean(float(1 - pool.vectors[a] @ pool.vectors[b]) for a, b in pairs)
    yield "apart_by_values", mean(1 - len(held[a] & held[b]) / len(held[a] | held[b]) for a, b in pairs)
    yield "a_value_of_few_on_all", float(any(share < FEW for share in shares))
    yield "a_value_on_all", float(any(share < 1 for share in shares))
    yield "score_of_best", mean(pool.scores[place].value for place in places) / best
    yield "tail", float(np.mean(stage.standing.tail[rows]))
    yield "fame", float(np.mean(stage.standing.fame[rows]))


def _table(name: str, found: Mapping[str, Mapping[str, float]]) -> Table:
    drawn = Table(title=f"{name}: means over the profiles, 0–1", title_justify="left")
    drawn.add_column("")
    for way in found:
        drawn.add_column(way, justify="right")
    for figure, told in FIGURES.items():
        drawn.add_row(told, *(f"{figures[figure]:.3f}" for figures in found.values()))
    return drawn
