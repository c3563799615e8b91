"""`tastemaker eval compare A B`: the same conversations, played twice. What broke, and which figures moved.

A script that passed and now fails is told by name: with the built-in model, chance has no part in it. A simulated
person takes another course at the first other word, so of people only figures are told. Figures come with the paired
bootstrap of `evals.intervals`, each at 95 %: of twenty that are the same, one will look different.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from rich.markup import escape
from rich.table import Table

from evals.benchmarks.figures import publish
from evals.intervals import Estimate, difference, figure
from evals.reporting.finding import Identity, found, identity
from evals.reporting.measures import Measure, bare, measures, shown
from evals.results import BrokenRun, Played, Run

Verdict = Literal["better", "worse", "moved", "same", "unclear"]
WORDS = {
    "better": "better",
    "worse": "worse",
    "moved": "moved",
    "same": "the same",
    "unclear": "may be chance",
}
NAMED = 20
"""Conversations told by name before the rest is only counted."""


@dataclass(frozen=True, slots=True)
class Change:
    """One figure before and after, over the conversations that are in both runs."""

    measure: Measure
    before: float
    after: float
    difference: Estimate

    @property
    def verdict(self) -> Verdict:
        told, better = self.difference, self.measure.better
        if told.bounded and told.low == told.high == 0:
            return "same"
        if not told.apart:
            return "unclear"
        if better == "neither":
            return "moved"
        return "better" if (told.value > 0) == (better == "higher") else "worse"


@dataclass(frozen=True, slots=True)
class Comparison:
    before: Run
    after: Run
    pairs: int
    changes: tuple[Change, ...]
    broken: tuple[Played, ...]
    """Scripts as they went after: met every expectation before, and now do not."""
    mended: tuple[Played, ...]
    unmatched: tuple[int, int]
    """Conversations that are only in the one, and only in the other; no figure counts them."""


def compared(before: Run, after: Run) -> Comparison:
    """Raises BrokenRun where no conversation is in both."""
    firsts, seconds = _keyed(before.played), _keyed(after.played)
    both = [(firsts[one], other) for one, other in seconds.items() if one in firsts]
    if not both:
        raise BrokenRun(
            f'No conversation is both in "{before.label}" and in "{after.label}": they are matched by kind, domain, '
            "name, persona and seed. Play the same scripts, or simulate with the same seed."
        )
    scripts = [pair for pair in both if pair[1].kind == "script"]
    return Comparison(
        before,
        after,
        len(both),
        tuple(_changes([one for one, _ in both], [other for _, other in both])),
        tuple(other for one, other in scripts if one.passed and not other.passed),
        tuple(other for one, other in scripts if other.passed and not one.passed),
        (len(firsts) - len(both), len(seconds) - len(both)),
    )


def _keyed(played: Sequence[Played]) -> dict[tuple[Identity, int], Played]:
    """Two of one name in one run are told apart by their order."""
    times: Counter[Identity] = Counter()
    keyed = {}
    for one in played:
        times[identity(one)] += 1
        keyed[identity(one), times[identity(one)]] = one
    return keyed


def _changes(before: Sequence[Played], after: Sequence[Played]) -> Iterator[Change]:
    for measure in measures([*before, *after]):
        first, second = [measure.of(one) for one in before], [measure.of(one) for one in after]
        told = difference(first, second, measure.statistic)
        if told.known:
            pairs = [(one, other) for one, other in zip(first, second, strict=True) if len(one) and len(other)]
            sides = [figure([pair[side] for pair in pairs], measure.statistic) for side in (0, 1)]
            yield Change(measure, sides[0], sides[1], told)


# --- before people ----------------------------------------------------------------------------------------------------


def run(before: str, after: str, as_json: bool) -> None:
    """Raises SystemExit with a sentence where there is nothing to compare."""
    try:
        told = compared(found(before), found(after))
    except BrokenRun as error:
        raise SystemExit(str(error)) from error
    publish([table(told), *_lists(told)], figures(told), as_json)


def table(told: Comparison) -> Table:
    """What is the same in every conversation stands below it, by name only."""
    same = [one.measure.words for one in told.changes if one.verdict == "same"]
    below = f"The same in every conversation: {'; '.join(same)}" if same else None
    drawn = Table(
        title=escape(title(told)),
        title_justify="left",
        caption=escape(below) if below else None,
        caption_justify="left",
    )
    drawn.add_column("")
    for column in (told.before.label, told.after.label, "difference (95 %)"):
        drawn.add_column(escape(column), justify="right")
    drawn.add_column("")
    for one in told.changes:
        if one.verdict != "same":
            drawn.add_row(*_cells(one))
    return drawn


def _cells(one: Change) -> tuple[str, ...]:
    unit, told = one.measure.unit, one.difference
    ends = f"\n({bare(told.low, unit)} to {bare(told.high, unit)})" if told.bounded else ""
    return (
        escape(one.measure.words),
        shown(one.before, unit),
        shown(one.after, unit),
        shown(told.value, unit, signed=True) + ends,
        {"better": "[green]better[/]", "worse": "[red]worse[/]"}.get(one.verdict, WORDS[one.verdict]),
    )


def title(told: Comparison) -> str:
    only = [
        f'{n:,} only in "{run.label}"' for n, run in zip(told.unmatched, (told.before, told.after), strict=True) if n
    ]
    return f"{told.pairs:,} conversations are in both" + (f"; {' and '.join(only)}" if only else "")


def _lists(told: Comparison) -> Iterator[Table]:
    for words, ones in (("Broken scripts: they passed before", told.broken), ("Mended scripts", told.mended)):
        if ones:
            yield _list(f"{words} ({len(ones):,})", ones)


def _list(words: str, ones: Sequence[Played]) -> Table:
    drawn = Table(title=words, title_justify="left", show_header=False)
    for one in ones[:NAMED]:
        first = one.failures[0] if one.failures else None
        drawn.add_row(escape(f"{one.domain}/{one.name}"), escape(f"{first.name}: {first.reason}") if first else "")
    if len(ones) > NAMED:
        drawn.add_row(f"and {len(ones) - NAMED:,} more", "")
    return drawn


def figures(told: Comparison) -> dict[str, object]:
    """Stable keys; a number that is not known is null."""
    return {
        "before": told.before.label,
        "after": told.after.label,
        "pairs": told.pairs,
        "only_before": told.unmatched[0],
        "only_after": told.unmatched[1],
        "broken": [f"{one.domain}/{one.name}" for one in told.broken],
        "mended": [f"{one.domain}/{one.name}" for one in told.mended],
        "measures": {
            one.measure.key: {
                "before": one.before,
                "after": one.after,
                "difference": asdict(one.difference),
                "verdict": one.verdict,
            }
            for one in told.changes
        },
    }
