"""Samples beside a language model into rows and tables; L is the model's time to its first token."""

from collections.abc import Mapping, Sequence
from math import isnan

from rich.table import Table

from evals.benchmarks.figures import Figures, Line, median, percentile, table
from evals.benchmarks.model_turns import Crowd, Sample, serial

AGREED, DIFFERED, BUILTIN_MS, CPU_MS, TOKEN_MS, TOKENS = 1.3, 2.3, 60.0, 40.0, 0.3, 1_650.0
REASON_AFTER, CALLS, SHARE_OF_IDEAL, P50_OF_ONE = 1.2, 3, 0.9, 1.2
LATENCIES: Mapping[str, float] = {"agreed": AGREED, "corrected": DIFFERED, "foreign": DIFFERED}
MANY_WITH_A_MODEL = 8


def figures(name: str, samples: Sequence[Sample], latency: float) -> Figures:
    """Calls, trips and tokens are as the server saw them, those that were broken off among them."""
    cards, replies = [s.cards_ms for s in samples], [s.reply_ms for s in samples]
    after = median([s.reason_ms - s.cards_ms for s in samples])
    return {
        "path": name,
        "turns": len(samples),
        "understood_by": samples[0].understood_by,
        "scored_by": samples[0].scored_by,
        "phrased_by": samples[0].phrased_by,
        "calls": max(max(len(s.trips), len(s.calls)) for s in samples),
        "trips": max(serial(s.trips) for s in samples),
        "broken_off": sum(t.hung_up for s in samples for t in s.trips),
        "trouble": sorted({c.trouble for s in samples for c in s.calls if c.trouble}),
        "tokens_in": round(median([sum(t.tokens_in for t in s.trips) for s in samples])),
        "tokens_out": round(median([sum(t.tokens_out for t in s.trips) for s in samples])),
        "cards_p50_ms": round(median(cards), 1),
        "cards_p95_ms": round(percentile(cards, 0.95), 1),
        "cards_in_latencies": round(median(cards) / 1000 / latency, 2),
        "words_p50_ms": round(median([s.words_ms for s in samples]), 1),
        "reason_after_cards_in_latencies": None if isnan(after) else round(after / 1000 / latency, 2),
        "reply_p50_ms": round(median(replies), 1),
        "reply_in_latencies": round(median(replies) / 1000 / latency, 2),
        "cpu_ms": round(median([s.cpu_ms for s in samples]), 1),
    }


def draw(row: Figures) -> Table:
    name = str(row["path"])
    value = {key: float(one) for key, one in row.items() if isinstance(one, int | float)}
    tokens = value["tokens_in"] + value["tokens_out"]
    lines = [
        Line("cards, p50", value["cards_p50_ms"], "ms", BUILTIN_MS if name == "certain" else None),
        Line("cards, p95", value["cards_p95_ms"], "ms"),
        Line("cards, p50, in latencies", value["cards_in_latencies"], "L", _cards_budget(name)),
        Line("first words after them, p50", value["words_p50_ms"] - value["cards_p50_ms"], "ms"),
        Line("whole reply, p50", value["reply_p50_ms"], "ms"),
        Line("whole reply, p50, in latencies", value["reply_in_latencies"], "L"),
        Line("our CPU, median", value["cpu_ms"], "ms", CPU_MS + TOKEN_MS * value["tokens_out"]),
        Line("calls", value["calls"], "", CALLS),
        Line("  one after the other", value["trips"], ""),
        Line("tokens, in and out", tokens, "", TOKENS),
    ]
    if "reason_after_cards_in_latencies" in value:
        after = Line(
            "first reason by the model after the cards", value["reason_after_cards_in_latencies"], "L", REASON_AFTER
        )
        lines.insert(4, after)
    return table(f"{name}: {row['understood_by']}; {row['scored_by']}; {value['turns']:.0f} turns", lines)


def _cards_budget(name: str) -> float | None:
    if name == "certain":
        return None
    return LATENCIES.get(name.rpartition(": ")[2], AGREED)


# --- at once ----------------------------------------------------------------------------------------------------------


def crowd_figures(name: str, crowds: Sequence[Crowd]) -> list[Figures]:
    """The first of them is one conversation alone, which ideal and p50 are measured by."""
    alone = crowds[0]
    one = median([s.cards_ms for s in alone.samples])
    return [
        {
            "setup": name,
            "at_once": crowd.at_once,
            "turns": len(crowd.samples),
            "cards_p50_ms": round(median(cards := [s.cards_ms for s in crowd.samples]), 1),
            "cards_p95_ms": round(percentile(cards, 0.95), 1),
            "cards_p50_of_one": round(median(cards) / one, 2),
            "reply_p50_ms": round(median(replies := [s.reply_ms for s in crowd.samples]), 1),
            "reply_p95_ms": round(percentile(replies, 0.95), 1),
            "burst_cards_p50_ms": round(median(burst := [s.cards_ms for s in crowd.burst]), 1),
            "burst_cards_p95_ms": round(percentile(burst, 0.95), 1),
            "turns_per_s": round(crowd.rate, 2),
            "of_ideal": round(crowd.of_ideal(alone), 3),
            "cpu_ms": round(1000 * crowd.cpu_s / max(1, len(crowd.samples)), 1),
            "errors": list(crowd.errors),
        }
        for crowd in crowds
    ]


def draw_crowd(row: Figures) -> Table:
    value = {key: float(one) for key, one in row.items() if isinstance(one, int | float)}
    budgets = value["at_once"] == MANY_WITH_A_MODEL
    errors = row["errors"]
    lines = [
        Line("cards, p50", value["cards_p50_ms"], "ms"),
        Line("cards, p95", value["cards_p95_ms"], "ms"),
        Line("cards, p50, of one alone", value["cards_p50_of_one"], "×", P50_OF_ONE if budgets else None),
        Line("whole reply, p50", value["reply_p50_ms"], "ms"),
        Line("whole reply, p95", value["reply_p95_ms"], "ms"),
        Line("all begin at one instant: cards, p50", value["burst_cards_p50_ms"], "ms"),
        Line("  p95", value["burst_cards_p95_ms"], "ms"),
        Line("turns a second", value["turns_per_s"], ""),
        Line("  of ideal", value["of_ideal"], "", SHARE_OF_IDEAL if budgets else None, "above"),
        Line("our CPU a turn", value["cpu_ms"], "ms"),
        Line("errors", float(len(errors)) if isinstance(errors, list) else float("nan"), "", 0),
    ]
    return table(f"{row['setup']}: {value['at_once']:.0f} at once, {value['turns']:.0f} turns", lines)
