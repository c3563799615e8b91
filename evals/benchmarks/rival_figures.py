"""What was measured of the rival, as rows and as tables."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, cast

from rich.table import Table

from evals.benchmarks.figures import Figures, Line, median, percentile, table
from evals.benchmarks.model_turns import serial

if TYPE_CHECKING:
    from evals.benchmarks.rival_shop import RivalSample


COUNTS = (
    ("calls", "calls"),
    ("  one after the other", "trips"),
    ("tokens, in and out", "tokens_in", "tokens_out"),
)


def figures(name: str, samples: "Sequence[RivalSample]", counted: bool = True) -> Figures:
    """`counted`: whether the server saw each turn by itself, so that its calls and tokens are known."""

    def p50(values: Sequence[float]) -> float:
        return round(median(values), 1)

    counts = {
        "calls": max(len(s.trips) for s in samples),
        "trips": max(serial(s.trips) for s in samples),
        "tokens_in": round(median([sum(t.tokens_in for t in s.trips) for s in samples])),
        "tokens_out": round(median([sum(t.tokens_out for t in s.trips) for s in samples])),
    }
    return {
        "path": name,
        "turns": len(samples),
        **(counts if counted else {}),
        "first_token_p50_ms": p50([s.first_ms for s in samples]),
        "title_p50_ms": p50([s.title_ms for s in samples]),
        "reply_p50_ms": p50([s.whole_ms for s in samples]),
        "reply_p95_ms": round(percentile([s.whole_ms for s in samples], 0.95), 1),
        "cpu_ms": p50([s.cpu_ms for s in samples]),
    }


def draw(told: Figures, latency: float) -> Iterator[Table]:
    for row in cast("list[Mapping[str, float]]", told["rows"]):
        yield table(f"the rival: {row['path']}, {row['turns']} turns", _turn_lines(row, latency))
    starts, wishes = (cast("Mapping[str, Mapping[str, float]]", told[name]) for name in ("starts", "wishes"))
    yield table("Started, and what it holds after an answer", list(_start_lines(starts)))
    yield table(f"{wishes['rival']['requests']} requests with three hard wishes", list(_wish_lines(wishes)))


def _turn_lines(row: Mapping[str, float], latency: float) -> list[Line]:
    times = [
        line
        for name, words in (("first_token", "first token"), ("title", "first title"), ("reply", "whole answer"))
        for line in (
            Line(f"{words}, p50", row[f"{name}_p50_ms"], "ms"),
            Line("  in latencies", row[f"{name}_p50_ms"] / 1000 / latency, "L"),
        )
    ]
    counts = [
        Line(words, sum(row[name] for name in names), "")
        for words, *names in COUNTS
        if all(name in row for name in names)
    ]
    return [*times, Line("its CPU", row["cpu_ms"], "ms"), *counts]


def _start_lines(starts: Mapping[str, Mapping[str, float]]) -> Iterator[Line]:
    for name, start in starts.items():
        yield Line(f"{name}: until a message could be taken", start["seconds"], "s")
        yield Line("  resident after an answer", start["resident_mib"], "MiB")


def _wish_lines(wishes: Mapping[str, Mapping[str, float]]) -> Iterator[Line]:
    ours, rival = wishes["ours"], wishes["rival"]
    yield Line(f"ours: of {ours['shown']} shown, against a wish", ours["violations"], "", 0)
    yield Line("  requests answered without any item", ours["empty"], "", 0)
    yield Line(f"the rival: of {rival['handed']} handed to its model, in keeping", rival["handed_that_keep"], "")
    yield Line("  requests where any model could pick three in keeping", rival["possible"], "")
    yield Line(
        f"  of the first three, which the double picks ({rival['shown']}), against a wish", rival["violations"], ""
    )
