"""What deciding costs: weighing questions against a slate, and finding ways out where nothing fits.

Over synthetic catalogues, without a reader, a database or vectors. Profiles wish for what random items have; where
nothing may fit, for what several items have, one wish each, until no item has it all.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter

from agents.asking import best_question
from agents.conflict import conflict
from agents.dialogue import Preference, Profile
from agents.relaxation import relaxations
from agents.wishes import tests
from evals.benchmarks.figures import Figures, Line, median, percentile, publish, table
from evals.benchmarks.staging import films
from evals.benchmarks.synthetic import recombined
from retrieval.catalogue import Attribute, Catalogue, Constraint, Item, Operator
from retrieval.columns import Columns

SIZES = (1_000, 10_000, 100_000)
DECIDE_MS = 15.0
"""Budget of a turn's decision at `BUDGETED` items."""
BUDGETED = 10_000
MOST_WISHES = 12
TRIES = 1_000


@dataclass(frozen=True, slots=True)
class Deciding:
    items: int
    question_ms: tuple[float, ...]
    ways_ms: tuple[float, ...]
    conflict_ms: tuple[float, ...]

    def figures(self) -> Figures:
        found: dict[str, object] = {"items": self.items}
        for name, samples in (("question", self.question_ms), ("ways", self.ways_ms), ("conflict", self.conflict_ms)):
            found[f"{name}_p50_ms"] = round(median(samples), 2)
            found[f"{name}_p95_ms"] = round(percentile(samples, 0.95), 2)
        return found

    def lines(self) -> Iterator[Line]:
        budget = DECIDE_MS if self.items == BUDGETED else None
        yield Line("weighing questions, p50", median(self.question_ms), "ms", budget)
        yield Line("weighing questions, p95", percentile(self.question_ms, 0.95), "ms", budget)
        yield Line("ways out, p50", median(self.ways_ms), "ms", budget)
        yield Line("ways out, p95", percentile(self.ways_ms, 0.95), "ms", budget)
        yield Line("what collides, p95", percentile(self.conflict_ms, 0.95), "ms")


def run(sizes: Sequence[int], decisions: int, as_json: bool) -> None:
    """Measures and publishes; the sizes in turn."""
    found = [measure(size, decisions) for size in sizes or SIZES]
    tables = [table(f"Deciding, {one.items:,} items", one.lines()) for one in found]
    publish(tables, {"rows": [one.figures() for one in found]}, as_json)


def measure(items: int, decisions: int, seed: int = 7) -> Deciding:
    catalogue = recombined(films(), items)
    columns, chance = Columns(catalogue), random.Random(seed)
    possible = [Profile(tuple(_wishes(catalogue, chance, count % 3))) for count in range(decisions)]
    impossible = [_impossible(catalogue, columns, chance) for _ in range(decisions)]

    def question(profile: Profile) -> object:
        return best_question(profile, catalogue, columns, columns.mask(*tests(profile.preferences)))

    return Deciding(
        items,
        _timed(question, possible),
        _timed(lambda profile: relaxations(profile, catalogue, columns), impossible),
        _timed(lambda profile: conflict(profile.hard, columns), impossible),
    )


def _timed(decide: Callable[[Profile], object], profiles: Sequence[Profile]) -> tuple[float, ...]:
    found = []
    for profile in profiles:
        start = perf_counter()
        decide(profile)
        found.append((perf_counter() - start) * 1000)
    return tuple(found)


def _impossible(catalogue: Catalogue, columns: Columns, chance: random.Random) -> Profile:
    """Raises RuntimeError for a catalogue in which everything goes together."""
    for _ in range(TRIES):
        profile = Profile()
        while len(profile.preferences) < MOST_WISHES:
            profile = Profile((*profile.preferences, *_wishes(catalogue, chance, 1)))
            if not columns.mask(*tests(profile.preferences)).any():
                return profile
    raise RuntimeError(f"No {MOST_WISHES} wishes of {catalogue.name!r} exclude each other.")


def _wishes(catalogue: Catalogue, chance: random.Random, count: int) -> Iterator[Preference]:
    """One wish each about what `count` random items have."""
    while count:
        item, attribute = chance.choice(catalogue.items), chance.choice(catalogue.domain.informable)
        if constraint := _had(item, attribute, chance):
            count -= 1
            yield Preference(constraint)


def _had(item: Item, attribute: Attribute, chance: random.Random) -> Constraint | None:
    if tags := item.tags(attribute.name):
        return Constraint(attribute.name, Operator.EQ, chance.choice(tags))
    number = item.number(attribute.name)
    return None if number is None else Constraint(attribute.name, chance.choice((Operator.LE, Operator.GE)), number)
