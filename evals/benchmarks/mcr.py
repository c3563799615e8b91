"""How well it asks and when it stops: multi-round elicitation on LastFM*, through the rule that decides in the chat.

Nothing of this yardstick is known to the deciding code: it is handed a belief, questions and the size of a list.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.table import Table

from app.commands.progress import bars
from evals.benchmarks.figures import Figures, Line, percentile, publish, table
from evals.benchmarks.mcr_files import Lists, Session, World, checked, read_sessions, read_world
from evals.benchmarks.mcr_prior import Choice, Signals, chances, fit
from evals.benchmarks.mcr_talk import ByValue, Person, Played, candidates, opening, play
from evals.benchmarks.yardstick_files import FilesError, folder_of
from evals.intervals import estimate
from retrieval.columns import Numbers
from retrieval.embedder import Progress

FITTED_ON = 500
"""Sessions that the prior's coefficients are fitted on, never of users that are played with them."""
GOALS = {0.0: 0.99, 0.05: 0.98, 0.15: 0.95}
"""Share of wrong answers to the success that is aimed at."""


@dataclass(frozen=True, slots=True)
class Stage:
    world: World
    holders: Lists
    """The items with each attribute."""
    signals: Signals


def run(data: Path, split: str, n: int, seed: int, wrong: float, as_json: bool) -> None:
    """Ends with a sentence if the folder lacks what it takes."""
    try:
        data = folder_of(data, "mcr", "*.json*") if not (data / "lastfm_star").is_dir() else data
        world, known, sessions = read_world(data), read_sessions(data, "train"), read_sessions(data, split)
        checked(world, (*known, *sessions), split)
    except FilesError as error:
        raise SystemExit(str(error)) from error
    with bars() as progress:
        played = measure(staged(world), sessions, known, n, seed, wrong, progress)
    result = Result(tuple(played), split, seed, wrong)
    publish([draw(result)], result.figures(), as_json)


def staged(world: World, graph: bool = True) -> Stage:
    """With `graph`, friends and liked attributes are among the signals, as in the published systems."""
    return Stage(world, world.items.turned(len(world.types)), Signals(world, graph))


def measure(
    stage: Stage,
    sessions: Sequence[Session],
    known: Sequence[Session],
    n: int,
    seed: int,
    wrong: float,
    progress: Progress = lambda step, done, total: None,
) -> list[Played]:
    """Plays `n` of the sessions (0: all). `known`: sessions to fit the prior on, those of other users in turn."""
    drawn = np.random.default_rng(seed).permutation(len(sessions))[: n or None]
    half = np.random.default_rng(seed + 1).random(len(stage.world.owned)) < 0.5
    coefficients = [fit(list(_choices(stage, [s for s in known if half[s.user] != side], seed))) for side in (0, 1)]
    played = []
    for done, number in enumerate(drawn, start=1):
        session = sessions[number]
        chance = np.random.default_rng([seed, int(number)])
        played.append(_one(stage, session, coefficients[int(half[session.user])], wrong, chance))
        progress("sessions", done, len(drawn))
    return played


def _one(stage: Stage, session: Session, beta: Numbers, wrong: float, chance: np.random.Generator) -> Played:
    world = stage.world
    opened = opening(world, session, chance)
    items = candidates(world, stage.holders, session, opened, chance)
    has = frozenset(int(a) for target in session.targets for a in world.items[target])
    asker = ByValue(world, items, lambda: chances(stage.signals.of(session.user, items) @ beta), opened)
    return play(Person(session.targets, has, wrong, chance), asker)


def _choices(stage: Stage, sessions: Sequence[Session], seed: int) -> Iterator[Choice]:
    chance = np.random.default_rng(seed + 2)
    for number in chance.permutation(len(sessions))[:FITTED_ON]:
        session = sessions[number]
        items = candidates(stage.world, stage.holders, session, opening(stage.world, session, chance), chance)
        wanted = np.flatnonzero(np.isin(items, session.targets))
        yield Choice(stage.signals.of(session.user, items), wanted)


@dataclass(frozen=True, slots=True)
class Mean:
    value: float
    error: float
    """One standard error."""
    low: float
    high: float
    """The ends of the interval of 95 %: of a share by the score, of other means by drawing sessions again and again."""


def mean(samples: Sequence[float], share: bool = False) -> Mean:
    found = estimate([(one,) for one in samples], "share" if share else "mean")
    return Mean(found.value, float(np.std(samples) / np.sqrt(len(samples))), found.low, found.high)


@dataclass(frozen=True, slots=True)
class Result:
    played: tuple[Played, ...]
    split: str
    seed: int
    wrong: float

    @property
    def success(self) -> Mean:
        return mean([float(one.success) for one in self.played], share=True)

    @property
    def turns(self) -> Mean:
        """A failure counts 15."""
        return mean([float(one.turns) for one in self.played])

    @property
    def hdcg(self) -> Mean:
        return mean([one.hdcg for one in self.played])

    def wall_ms(self, share: float) -> float:
        return percentile([ms for one in self.played for ms in one.wall_ms], share)

    def cpu_ms(self, share: float) -> float:
        return percentile([ms for one in self.played for ms in one.cpu_ms], share)

    def figures(self) -> Figures:
        means = {"sr15": self.success, "at": self.turns, "hdcg": self.hdcg}
        return {
            **{name: round(one.value, 4) for name, one in means.items()},
            "n": len(self.played),
            "p95_ms": round(self.wall_ms(0.95), 1),
            "p50_ms": round(self.wall_ms(0.5), 1),
            "p95_cpu_ms": round(self.cpu_ms(0.95), 1),
            "se": {name: round(one.error, 4) for name, one in means.items()},
            "interval": {name: [round(one.low, 4), round(one.high, 4)] for name, one in means.items()},
            "split": self.split,
            "seed": self.seed,
            "wrong": self.wrong,
            "prior": "graph",
        }


def draw(result: Result) -> Table:
    success, turns, hdcg = result.success, result.turns, result.hdcg
    truthful = not result.wrong
    lines = [
        Line(f"success within 15 turns {_ends(success)}", success.value, "", GOALS.get(result.wrong), "above"),
        Line(f"turns, a failure as 15 {_ends(turns)}", turns.value, "", 3.5 if truthful else None),
        Line(f"hDCG {_ends(hdcg)}", hdcg.value, "", 0.51 if truthful else None, "above"),
        Line("an action, p95", result.wall_ms(0.95), "ms", 100),
        Line("an action, CPU, p95", result.cpu_ms(0.95), "ms"),
    ]
    wrong = f"{result.wrong:.0%} of the answers wrong" if result.wrong else "all answers true"
    return table(f"{len(result.played):,} sessions of {result.split}, {wrong} (intervals of 95 %)", lines)


def _ends(one: Mean) -> str:
    return rf"\[{one.low:.3f}, {one.high:.3f}]"
