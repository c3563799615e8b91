"""What a run is held to: nothing that passed fails, no law is broken more often, and no rate is worse for certain.

Scripts: the ones that passed when accepted pass; so do new ones, unless they are known to fail. People, who were
accepted with the same seed: what must not happen at all happens no more often, in any domain; what has an ideal but
no law (rates) is worse only if the paired bootstrap over all people says so at 95 %. No time counts.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean
from textwrap import shorten

from evals.compare import Change, Comparison, compared
from evals.gating.keeping import Accepted, began
from evals.reporting.measures import bare, shown
from evals.results import Played, Run

HELD = {
    "leaks": "things told by the simulator before they were due",
    "broken": "cards that break a hard wish that was told",
    "repeated": "cards that came back after a no",
    "asked_again": "questions asked twice",
}
"""Counts that may not rise, by figure; a check of the same conversation tells which it was."""
REASONS = {"leaks": "no leak", "broken": "keeps what was said", "repeated": "nothing comes back"}
RATES = ("success", "satisfaction", "turns")
LONGEST = 300
"""Characters of a reason."""
SHOWN = 5
"""Conversations told by name before the rest is only counted."""

Pair = tuple[Played, Played]
"""When accepted, and now."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Sentences."""

    worse: tuple[str, ...]
    """Empty: the gate is open."""
    better: tuple[str, ...]
    beside: tuple[str, ...]
    """What is neither, such as what is new."""


def judged(accepted: Accepted, run: Run) -> Verdict:
    """Raises BrokenRun where the two share no conversation."""
    told = compared(accepted.run, run)
    before = {(one.kind, one.domain, one.name): one for one in accepted.run.played}
    pairs = [(before[key], one) for one in run.played if (key := (one.kind, one.domain, one.name)) in before]
    fresh = [one for one in run.played if (one.kind, one.domain, one.name) not in before]
    people = [pair for pair in pairs if pair[1].kind == "simulated"]
    return Verdict(
        (*_broken(told, fresh), *_counts(people, more=True), *_rates(told, people, "worse")),
        (*_mended(told), *_counts(people, more=False), *_rates(told, people, "better")),
        (*_others(people, accepted), *_unpaired(told, fresh)),
    )


def judged_first(run: Run) -> Verdict:
    """Where nothing is accepted yet."""
    return Verdict(tuple(_new_and_failing(run.played)), (), ())


# --- scripts ----------------------------------------------------------------------------------------------------------


def _broken(told: Comparison, fresh: Sequence[Played]) -> Iterator[str]:
    yield from (f"{one.name} passed when accepted and fails now: {_first(one)}" for one in told.broken)
    broken = {(one.domain, one.name) for one in told.broken}
    new = {(one.domain, one.name) for one in fresh}
    for one in told.after.played:
        if one.kind == "script" and not one.passed and not one.known and (one.domain, one.name) not in broken | new:
            yield f"{one.name} fails, as it did when accepted, and is not known to: {_first(one)}"
    yield from _new_and_failing(fresh)


def _new_and_failing(fresh: Iterable[Played]) -> Iterator[str]:
    for one in fresh:
        if one.kind == "script" and not one.passed and not one.known:
            yield f"{one.name} is new and fails: {_first(one)}"


def _first(one: Played) -> str:
    check, *rest = one.failures
    said = next((turn.utterance for turn in one.turns if turn.number == check.turn), "")
    place = f"turn {check.turn}, " if check.turn else ""
    quoted = f'"{said}", ' if said else ""
    more = f" (and {len(rest)} more)" if rest else ""
    return f"{place}{quoted}{check.name}: {shorten(check.reason, LONGEST, placeholder='…')}{more}"


def _mended(told: Comparison) -> Iterator[str]:
    for one in told.mended:
        out = f'; take `known` out ("{one.known}")' if one.known else ""
        yield f"{one.name} failed when accepted and passes now{out}"


# --- people -----------------------------------------------------------------------------------------------------------


def _counts(people: Sequence[Pair], more: bool) -> Iterator[str]:
    """What rose, or fell, in each domain."""
    for domain in dict.fromkeys(now.domain for _, now in people):
        here = [pair for pair in people if pair[1].domain == domain]
        for figure, words in HELD.items():
            then, now = (sum(one.figures.get(figure, 0) for one in side) for side in zip(*here, strict=True))
            if (now > then) if more else (now < then):
                where = f", in {_where(here, figure)}" if more else ""
                yield f"{domain}: {now:.0f} {words}, {then:.0f} when accepted{where}"


def _where(pairs: Sequence[Pair], figure: str) -> str:
    rose = [now for then, now in pairs if now.figures.get(figure, 0) > then.figures.get(figure, 0)]
    named = [f"{one.name}{_because(one, figure)}" for one in rose[:SHOWN]]
    return ", ".join(named) + (f" and {len(rose) - SHOWN} more" if len(rose) > SHOWN else "")


def _because(one: Played, figure: str) -> str:
    reasons = [check.reason for check in one.failures if check.name == REASONS.get(figure, "asks once")]
    return f" ({reasons[0]})" if reasons else ""


def _rates(told: Comparison, people: Sequence[Pair], verdict: str) -> Iterator[str]:
    for change in told.changes:
        if change.measure.key in RATES and change.verdict == verdict:
            yield f"{_moved(change)}; {', '.join(_by_domain(change, people))}"


def _moved(change: Change) -> str:
    unit, told = change.measure.unit, change.difference
    ends = f"{bare(told.low, unit)} to {shown(told.high, unit, signed=True)}"
    return (
        f"{change.measure.words}: {shown(change.after, unit)}, {shown(change.before, unit)} when accepted "
        f"({ends} at 95 %)"
    )


def _by_domain(change: Change, people: Sequence[Pair]) -> Iterator[str]:
    of, unit = change.measure.of, change.measure.unit
    for domain in dict.fromkeys(now.domain for _, now in people):
        then, now = ([value for pair in people if pair[1].domain == domain for value in of(pair[s])] for s in (0, 1))
        yield f"{domain} {shown(fmean(now), unit)}, was {shown(fmean(then), unit)}"


# --- what is neither --------------------------------------------------------------------------------------------------


def _others(people: Sequence[Pair], accepted: Accepted) -> Iterator[str]:
    strange = sum(began(now) != accepted.began.get((now.domain, now.name)) for _, now in people)
    if strange:
        yield (
            f"{strange} of {len(people)} people begin with other words than when accepted: the simulator or a "
            "catalogue has changed, and figures of people may differ for that reason"
        )


def _unpaired(told: Comparison, fresh: Sequence[Played]) -> Iterator[str]:
    new = sum(one.kind == "script" for one in fresh)
    if new:
        yield f"{new} scripts are new since"
    if len(fresh) > new:
        yield f"{len(fresh) - new} people are new since, and held to nothing"
    if told.unmatched[0]:
        yield f"{told.unmatched[0]} accepted conversations are no longer played"
