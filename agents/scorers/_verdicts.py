"""How a model's verdicts and the first scorer's scores come to stand on one scale."""

from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.scorer import Score

MAINLY = 0.9
"""What the model's grade counts in the mix; the first scorer's value is the rest, and decides between equal grades."""


@dataclass(frozen=True, slots=True)
class Verdict:
    grade: float
    """0–1, higher is better."""
    poor: bool = False
    """Whether it belongs below the items that were not judged, instead of above them."""
    misfit: bool = False


def placed(
    before: Sequence[Score], verdicts: Sequence[Verdict | None], part: str, scored_by: str, version: str
) -> tuple[Score, ...]:
    """The first scorer's scores with the verdicts worked in; where there is none, the score it had, untouched.

    With m = 0.9 * grade + 0.1 * first value, and `line` the best first value of the unjudged (of all, the lowest, if
    all were judged): line + (1 - line) * m, and for a poor one floor * m, `floor` being the lowest first value of all.
    So no judged item that is not poor stands below an unjudged one, among these or among those the first scorer put
    behind them; no poor one stands above an unjudged one of these; and grades come before first values.

    The parts are the first scorer's, which make up its value, and `part`: what the verdict added to that, or took.
    """
    floor = min((score.value for score in before), default=0.0)
    left = [score.value for score, verdict in zip(before, verdicts, strict=True) if verdict is None]
    line = max(left, default=floor)
    return tuple(
        score if verdict is None else _mixed(score, verdict, line, floor, part, scored_by, version)
        for score, verdict in zip(before, verdicts, strict=True)
    )


def _mixed(score: Score, verdict: Verdict, line: float, floor: float, part: str, scored_by: str, version: str) -> Score:
    mix = MAINLY * verdict.grade + (1 - MAINLY) * score.value
    value = min(1.0, floor * mix if verdict.poor else line + (1 - line) * mix)
    first = score.parts or {score.scored_by: score.value}
    return Score(value, {**first, part: value - sum(first.values())}, scored_by, version)
