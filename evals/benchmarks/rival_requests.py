"""Requests with hard wishes that some items keep, and who keeps them."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from retrieval.catalogue import Catalogue, Constraint, Item, Operator

ENOUGH = 3
"""Items that keep them, at the least: as many as are recommended."""


@dataclass(frozen=True, slots=True)
class Request:
    utterance: str
    wishes: tuple[Constraint, ...]

    def kept_by(self, item: Item) -> bool:
        return all(wish.accepts(item) for wish in self.wishes)


def requests(catalogue: Catalogue, count: int, seed: int = 7) -> list[Request]:
    """A genre, a decade and a running time, as some film has them, and at least two others."""
    return list(islice(_drawn(catalogue, random.Random(seed)), count))


def _drawn(catalogue: Catalogue, chance: random.Random) -> Iterator[Request]:
    for item in chance.sample(catalogue.items, len(catalogue.items)):
        genres, year, minutes = item.tags("genres"), item.number("year"), item.number("runtime")
        if not genres or year is None or minutes is None:
            continue
        decade, most = int(year) // 10 * 10, (int(minutes) // 10 + 1) * 10
        if decade < 1930 or decade >= 2000:  # elsewhere "the 10s" is said in more than one way
            continue
        wishes = (
            Constraint("genres", Operator.EQ, genres[0]),
            Constraint("year", Operator.BETWEEN, (float(decade), float(decade + 9))),
            Constraint("runtime", Operator.LT, float(most)),
        )
        one = Request(f"just show me a {genres[0]} film from the {decade}s under {most} minutes", wishes)
        if _enough(one, catalogue.items):
            yield one


def _enough(request: Request, items: Sequence[Item]) -> bool:
    return len(list(islice((item for item in items if request.kept_by(item)), ENOUGH))) == ENOUGH
