"""What a run of simulated conversations comes to, in all and by persona."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from hashlib import sha256
from json import dumps

from rich.table import Table

from evals.benchmarks.figures import median, percentile
from evals.intervals import Statistic, estimate
from evals.results import Played, Run

AT = (1, 3, 5, 10)
"""Turns by which a person may have found something."""
COLUMNS: tuple[tuple[str, str, Statistic], ...] = (
    ("success", "found", "share"),
    ("satisfaction", "glad", "mean"),
    ("regret", "regret", "mean"),
    ("turns", "turns", "mean"),
    ("questions", "asked", "mean"),
    ("wasted", "wasted", "mean"),
    ("broken", "broken", "mean"),
    ("repeated", "back", "mean"),
    ("misheard", "misheard", "share"),
)


def figures(played: Sequence[Played]) -> dict[str, float]:
    """Means over the conversations, unless a name says otherwise; the times are milliseconds of a turn."""
    if not played:
        return {"conversations": 0.0}
    times = [turn.ms for one in played for turn in one.turns]
    asked = _total(played, "questions")
    return {
        "conversations": float(len(played)),
        "utterances": float(len(times)),
        **{f"success@{turns}": _rounded(found_by(played, turns)) for turns in AT},
        **{name: _rounded(_total(played, name) / len(played)) for name, _, _ in measured(played)},
        "turns_to_success": _rounded(_mean([one.figures["turns"] for one in played if one.figures["success"]])),
        "wasted_share": _rounded(_total(played, "wasted") / asked if asked else 0.0),
        "leaks": _total(played, "leaks"),
        "distinct_utterances": _rounded(len({turn.utterance for one in played for turn in one.turns}) / len(times)),
        "p50_ms": round(median(times), 1),
        "p95_ms": round(percentile(times, 0.95), 1),
    }


def measured(played: Iterable[Played]) -> tuple[tuple[str, str, Statistic], ...]:
    """What is known of all: a baseline may have no figure that it could not be judged by."""
    known = set.intersection(*(set(one.figures) for one in played))
    return tuple(column for column in COLUMNS if column[0] in known)


def found_by(played: Sequence[Played], turns: int) -> float:
    """success@t: the share that had taken something after so many replies."""
    return sum(one.figures["success"] > 0 and one.figures["turns"] <= turns for one in played) / len(played)


def digest(played: Iterable[Played]) -> str:
    """The same for the same conversations, whatever time they took."""
    told = sha256()
    for one in played:
        row = asdict(one)
        for turn in row["turns"]:
            turn.pop("ms")
        told.update(dumps(row, sort_keys=True).encode())
    return told.hexdigest()[:16]


def in_a_sentence(run: Run) -> str:
    told = run.figures
    found = ", ".join(f"{told[f'success@{turns}']:.0%} by turn {turns}" for turns in (1, 3, 5, 10))
    return (
        f"Found something: {found}. Wasted questions: {told['wasted_share']:.0%}. "
        f"Leaks in {told['utterances']:,.0f} utterances: {told['leaks']:.0f}. "
        f"A turn takes {told['p50_ms']:,.0f} ms (p95 {told['p95_ms']:,.0f})."
    )


def by_persona(played: Sequence[Played], title: str) -> Table:
    """With intervals of 95 % below the row of all."""
    drawn = Table(title=title, title_justify="left")
    drawn.add_column("", no_wrap=True)
    columns = measured(played)
    for _, heading, _ in columns:
        drawn.add_column(heading, justify="right")
    for persona in dict.fromkeys(one.persona for one in played):
        mine = [one for one in played if one.persona == persona]
        drawn.add_row(persona, *(f"{_total(mine, name) / len(mine):.2f}" for name, _, _ in columns))
    drawn.add_section()
    told = [estimate([[one.figures[name]] for one in played], statistic) for name, _, statistic in columns]
    drawn.add_row("all", *(f"{one.value:.2f}" for one in told))
    if all(one.bounded for one in told):
        drawn.add_row("  95 % from", *(f"{one.low:.2f}" for one in told))
        drawn.add_row("  to", *(f"{one.high:.2f}" for one in told))
    return drawn


def _total(played: Iterable[Played], name: str) -> float:
    return sum(one.figures[name] for one in played)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _rounded(value: float) -> float:
    return round(value, 4)
