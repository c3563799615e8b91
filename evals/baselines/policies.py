"""Whom simulated people talk to, by name."""

from collections.abc import AsyncIterator
from dataclasses import replace
from difflib import get_close_matches

import numpy as np

from agents.world import World
from evals.baselines.forgetful import forgetting
from evals.baselines.listing import by_chance, by_fame, by_meaning, listed
from evals.results import Played
from evals.simulator.playing import Opens
from retrieval.embedder import Embedder

PRODUCT = "product"
LISTS = ("popularity", "embedding", "random")
"""They show and never ask; nor do they hear when something is taken."""
POLICIES = (PRODUCT, *LISTS, "no-dialogue")


def checked(policy: str) -> str:
    """Raises ValueError with a sentence for one that there is not."""
    if policy in POLICIES:
        return policy
    near = get_close_matches(policy, POLICIES, 1)
    hint = f'did you mean "{near[0]}"?' if near else f"there are {', '.join(POLICIES)}."
    raise ValueError(f'There is no policy "{policy}"; {hint}')


def opening(policy: str, product: Opens, world: World, embedder: Embedder, seed: int) -> Opens:
    """Conversations with that policy, over the catalogue that the product talks about."""
    if policy == PRODUCT:
        return product
    if policy == "no-dialogue":
        return forgetting(product)
    size = len(world.catalogue.items)
    orders = {
        "popularity": lambda: by_fame(world.standing.fame),
        "embedding": lambda: by_meaning(world.retriever.vectors(np.arange(size)), embedder),
        "random": lambda: by_chance(size, seed),
    }
    return listed(policy, world.catalogue, world.dials.size, orders[policy]())


async def judged(policy: str, talks: AsyncIterator[Played]) -> AsyncIterator[Played]:
    """A list cannot hear that something is taken, so it is not judged by that."""
    async for one in talks:
        yield _unheard(one) if policy in LISTS else one


def _unheard(one: Played) -> Played:
    figures = {name: value for name, value in one.figures.items() if name != "misheard"}
    checks = tuple(check for check in one.checks if check.name != "hears what is taken")
    return replace(one, figures=figures, checks=checks)
