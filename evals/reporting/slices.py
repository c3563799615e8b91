"""The same figures by domain and by persona: an average hides the people it fails."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from evals.intervals import Estimate, estimate, figure
from evals.reporting.measures import FOUND, P95, PASSED, TALK, Measure, shown
from evals.reporting.plots import Bar, Curve, curve, within
from evals.reporting.scorecard import ends, over
from evals.results import Played, Run

FEW = 10
"""Conversations below which a slice says little."""
LONGEST = 12
"""Turns shown of the curve."""


@dataclass(frozen=True, slots=True)
class Slice:
    name: str
    n: int
    value: str
    ends: str
    bar: Bar | None
    turns: str
    p95: str
    few: bool


@dataclass(frozen=True, slots=True)
class Sliced:
    title: str
    measure: str
    rows: tuple[Slice, ...]
    simulated: bool
    marked: bool
    """Whether the bars show where the run before stands."""


def sliced(run: Run, earlier: Run | None) -> Iterator[Sliced]:
    """A table is only made of two slices or more, except by domain."""
    before = earlier.played if earlier else ()
    for measure, kind, words in ((PASSED, "script", "Scripts"), (FOUND, "simulated", "Simulated people")):
        for by, key in (("domain", _domain), ("persona", _persona)):
            groups = _grouped([one for one in run.played if one.kind == kind], key)
            if groups and (by == "domain" or len(groups) > 1):
                then = _grouped([one for one in before if one.kind == kind], key)
                rows = tuple(_slice(name, ones, then.get(name, []), measure) for name, ones in groups.items())
                yield Sliced(f"{words} by {by}", measure.words, rows, kind == "simulated", bool(then))


def _domain(one: Played) -> str:
    return one.domain


def _persona(one: Played) -> str:
    return one.persona


def _grouped(played: Sequence[Played], key: Callable[[Played], str]) -> dict[str, list[Played]]:
    groups: defaultdict[str, list[Played]] = defaultdict(list)
    for one in played:
        groups[key(one) or "(none named)"].append(one)
    return dict(sorted(groups.items()))


def _slice(name: str, ones: Sequence[Played], before: Sequence[Played], measure: Measure) -> Slice:
    told = over(ones, measure)
    return Slice(
        name,
        len(ones),
        shown(told.value, measure.unit),
        ends(told, measure.unit),
        within(told, over(before, measure)),
        shown(figure([TALK[0].of(one) for one in ones]), "number"),
        shown(figure([P95.of(one) for one in ones], P95.statistic), "ms"),
        len(ones) < FEW,
    )


# --- within how many turns --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Within:
    """Share of simulated people who had found something by each turn, this run first."""

    curves: tuple[Curve, ...]
    steps: tuple[str, ...]
    words: tuple[str, ...]
    """The curves as sentences."""


def found_within(named: Sequence[tuple[str, Run]]) -> Within | None:
    """Of runs with their names, of which some have no simulated people; None if the first has none."""
    told = [(name, ones) for name, run in named if (ones := [one for one in run.played if "success" in one.figures])]
    if not told or told[0][0] != named[0][0]:
        return None
    longest = int(min(LONGEST, max(_length(one) for _, ones in told for one in ones)))
    steps = tuple(str(turn) for turn in range(1, longest + 1))
    drawn = [(name, [(step, _by(ones, int(step))) for step in steps]) for name, ones in told]
    shifts = [(place - (len(told) - 1) / 2) * 1.2 for place in range(len(told))]
    curves = (curve(name, shares, shift) for (name, shares), shift in zip(drawn, shifts, strict=True))
    return Within(tuple(curves), steps, tuple(_sentence(name, shares) for name, shares in drawn))


def _by(ones: Sequence[Played], turn: int) -> Estimate:
    return estimate([(float(bool(one.figures["success"]) and _length(one) <= turn),) for one in ones], "share")


def _length(one: Played) -> float:
    return one.figures.get("turns", float(len(one.turns)))


def _sentence(label: str, estimates: Sequence[tuple[str, Estimate]]) -> str:
    return f"{label}: " + ", ".join(f"by turn {step} {shown(told.value, 'share')}" for step, told in estimates)
