"""Whether labels tell the truth: in a world with known preferences, through a real store, as an export would read it.

1. The order of the items by their labels against the true one, Kendall's tau-b: as counted, and with position bias
   corrected; the policy showed its favourites first, so that counting alone finds out what the policy likes.
2. The same with bots that push bad items, with and without trust.
3. What another policy would earn at the last place, by IPS and SNIPS from the log, in 100 seeded runs: how often the
   95 % interval covers the truth, which is computed.
"""

import statistics
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from random import Random
from typing import NamedTuple

from rich.progress import track
from rich.table import Table

from evals.benchmarks import labels_store
from evals.benchmarks.figures import Line, publish, table
from evals.benchmarks.labels_world import (
    SIZE,
    START,
    Card,
    World,
    bots,
    examination,
    pool,
    relevance,
    scene,
    visits,
    world,
)
from evals.benchmarks.stability import kendall_tau
from storage.engine import open_engine
from storage.labels.attention import Attention
from storage.labels.estimating import Estimate, Log, ips, snips
from storage.labels.label import Label
from storage.labels.reading import Training
from storage.labels.rules import judged
from storage.labels.told import Told
from storage.labels.weighing import inverse
from storage.records import Feedback, Impression

SLATES = 3
"""A person's."""
BOTS, BOT_SLATES, PUSHED = 5, 120, 5
LOGGED = 3_000
"""Slates in the log of one run of the estimates."""
POOLS = 100_000
"""Drawn for the truth about a policy; its own error is a tenth of an interval's width."""
ENOUGH = 93
"""Of 100 intervals that have to cover."""


class Way(NamedTuple):
    """How labels become an item's mean: what each adds, over what its cards count."""

    worth: Callable[[Label], float]
    card: Callable[[Impression], float]


def _one(_: Impression) -> float:
    return 1.0


WAYS: Mapping[str, Way] = {
    "counted": Way(lambda label: label.confidence * label.relevance, _one),
    "corrected": Way(lambda label: label.confidence * label.relevance / label.examination, _one),
    "trusted": Way(lambda label: label.trust * label.confidence * label.relevance / label.examination, _one),
    "weighted": Way(lambda label: label.weight * label.relevance, lambda card: inverse(card.propensity, 1.0)[0]),
}
"""As counted; position bias corrected; with trust in the person, too; and by the exported weight, over cards weighted
by their inverse propensity: clipped, and noisier, for a card that was drawn by lot stands for many."""


@dataclass(frozen=True, slots=True)
class Order:
    """One world's result."""

    taus: Mapping[str, float]
    attention: Attention
    bots: int


@dataclass(frozen=True, slots=True)
class Coverage:
    truth: float
    runs: int
    covered: Mapping[str, int]
    width: Mapping[str, float]
    off: Mapping[str, float]
    """Mean error over the runs."""


def run(people: int = 1_500, worlds: int = 10, runs: int = 100, as_json: bool = False, seed: int = 1) -> None:
    seeds = range(seed, seed + worlds)
    clean = [order(people, one) for one in track(seeds, "Worlds", transient=True)]
    pushed = [order(people, one, BOTS) for one in track(seeds, "Worlds with bots", transient=True)]
    covered = coverage(runs, seed)
    figures: dict[str, object] = {
        "people": people,
        "worlds": worlds,
        "tau": {way: _mean([one.taus[way] for one in clean]) for way in WAYS},
        "gain": _mean([one.taus["corrected"] - one.taus["counted"] for one in clean]),
        "tau_bots": {way: _mean([one.taus[way] for one in pushed]) for way in WAYS},
        "bots_found": statistics.fmean(one.bots for one in pushed),
        "examination": {
            str(rank): round(statistics.fmean(one.attention.at(rank) for one in clean), 4)
            for rank in range(1, SIZE + 1)
        },
        "runs": runs,
        "truth": round(covered.truth, 5),
        "covered": covered.covered,
        "width": {way: round(width, 5) for way, width in covered.width.items()},
        "off": {way: round(off, 5) for way, off in covered.off.items()},
    }
    publish([_taus(clean, pushed), _examined(clean), _coverage(covered)], figures, as_json)


# --- the order of the items -------------------------------------------------------------------------------------------


def order(people: int, seed: int, crowd: int = 0) -> Order:
    """Of one world, through a store of its own."""
    of = world(seed)
    worst = sorted(range(len(of.appeal)), key=lambda item: of.appeal[item])[:PUSHED]
    seen = chain(visits(of, people, SLATES, seed), bots(of, crowd, BOT_SLATES, worst, seed))
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{Path(folder) / 'world.db'}")
        try:
            labels_store.write(engine, of, seen)
            training = Training(engine, secret=b"simulated")
            means = scores(training.told())
        finally:
            engine.dispose()
    true = [relevance(one) for one in of.appeal]
    taus = {way: kendall_tau([found.get(name, 0.0) for name in of.names], true) for way, found in means.items()}
    return Order(taus, training.totals.attention, training.totals.bots)


def scores(told: Iterable[Told]) -> Mapping[str, Mapping[str, float]]:
    """For each way each item's mean over the cards that it was on; silence adds nothing."""
    cards: dict[str, Counter[str]] = {way: Counter() for way in WAYS}
    sums: dict[str, Counter[str]] = {way: Counter() for way in WAYS}
    for one in told:
        for name, way in WAYS.items():
            for card in one.impressions:
                _add(cards[name], card.item_id, way.card(card))
            for label in one.labels:
                _add(sums[name], label.item_id, way.worth(label))
    return {way: {item: found[item] / cards[way][item] for item in cards[way]} for way, found in sums.items()}


def _add(counter: Counter[str], key: str, amount: float) -> None:
    counter[key] += amount  # type: ignore[assignment]  # counters add up fractions, too


# --- another policy's worth -------------------------------------------------------------------------------------------


def coverage(runs: int, seed: int = 1) -> Coverage:
    """Of one world's policy that would show, half of the time, the item of the pool that stands lowest by habit."""
    of = world(seed)
    truth = _truth(of, seed)
    found: dict[str, list[Estimate]] = defaultdict(list)
    for number in track(range(runs), "Runs", transient=True):
        log = logged(of, Random(f"log {seed} {number}"))
        found["ips"].append(ips(log))
        found["snips"].append(snips(log))
        found["none"].append(ips(Log(log.rewards, [1.0] * LOGGED, [1.0] * LOGGED)))
    return Coverage(
        truth,
        runs,
        {way: sum(one.covers(truth) for one in estimates) for way, estimates in found.items()},
        {way: statistics.fmean(one.high - one.low for one in estimates) for way, estimates in found.items()},
        {way: statistics.fmean(one.value - truth for one in estimates) for way, estimates in found.items()},
    )


def logged(of: World, chance: Random) -> Log:
    """The last cards of as many slates, rewarded with the relevance of their labels, 0 where there is none."""
    rewards, propensities, targets = [], [], []
    for number in range(LOGGED):
        one = scene(of, chance)
        card = one.cards[-1]
        rewards.append(_reward(card, number))
        propensities.append(card.propensity)
        targets.append(dict(_target(one.merit, one.others)).get(card.item, 0.0))
    return Log(rewards, propensities, targets)


def _reward(card: Card, number: int) -> float:
    given = [Feedback(f"{number}-{kind}", "card", kind, START) for kind in card.signals]
    verdict = judged(given)
    return verdict.relevance if verdict else 0.0


def _target(merit: int, others: Sequence[int]) -> tuple[tuple[int, float], ...]:
    """What the other policy would show at the last place, and how likely."""
    return (merit, 0.5), (others[-1], 0.5)


def _truth(of: World, seed: int) -> float:
    """The mean over many pools of what is expected in each; all expectations of people are computed."""
    chance = Random(f"truth {seed}")
    total = 0.0
    for _ in range(POOLS):
        ordered = pool(of, chance)
        for item, share in _target(ordered[SIZE - 1], ordered[SIZE:]):
            total += share * relevance(of.appeal[item])
    return total / POOLS * examination(SIZE)


# --- before people ----------------------------------------------------------------------------------------------------


def _mean(values: Sequence[float]) -> tuple[float, float]:
    """With the half width of its 95 % interval, over worlds."""
    error = statistics.stdev(values) / len(values) ** 0.5 if len(values) > 1 else float("inf")
    return round(statistics.fmean(values), 4), round(1.96 * error, 4)


def _taus(clean: Sequence[Order], pushed: Sequence[Order]) -> Table:
    drawn = Table(
        "", "people only", f"with {BOTS} bots", title="Kendall's tau with the true order", title_justify="left"
    )
    for way in WAYS:
        cells = (_mean([one.taus[way] for one in some]) for some in (clean, pushed))
        drawn.add_row(way, *(f"{mean:.3f} ± {error:.3f}" for mean, error in cells))
    return drawn


def _examined(clean: Sequence[Order]) -> Table:
    drawn = Table("rank", "true", "estimated", title="Chance that a card is looked at", title_justify="left")
    for rank in range(1, SIZE + 1):
        found = statistics.fmean(one.attention.at(rank) for one in clean)
        drawn.add_row(str(rank), f"{examination(rank):.3f}", f"{found:.3f}")
    return drawn


def _coverage(found: Coverage) -> Table:
    enough = ENOUGH * found.runs / 100
    lines = [
        Line(
            f"{way}: 95 % intervals that cover {found.truth:.4f}",
            found.covered[way],
            f"of {found.runs}",
            enough,
            "above",
        )
        for way in ("ips", "snips")
    ]
    lines.append(Line("none: as logged, uncorrected", found.covered["none"], f"of {found.runs}"))
    return table("What another policy would earn at the last place", lines)
