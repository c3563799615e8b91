"""Two conversations in both orders: where the orders disagree it is a tie; how often the first place won is told."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from agents.models.model import Answer, LanguageModel, Prompt
from evals.intervals import Estimate, estimate
from evals.judging.answers import Asked, Kept, ask_all
from evals.judging.questions import Side, Talk, Unreadable, comparing, read_sides
from evals.judging.rubric import Rubric

Outcome = Literal["first", "second", "same", "split", "unread"]
"""Of a pair by a criterion. "split": the orders disagree, which is a tie; "unread": one of the two was no answer."""
OUTCOMES: tuple[Outcome, ...] = ("first", "second", "same", "split", "unread")
SWAPPED: Mapping[Side, Side] = {"first": "second", "second": "first", "same": "same"}
LEAN: Mapping[Outcome, float] = {"first": -1.0, "second": 1.0, "same": 0.0, "split": 0.0}


@dataclass(frozen=True, slots=True)
class Pair:
    name: str
    first: Talk
    second: Talk


@dataclass(frozen=True, slots=True)
class Judged:
    name: str
    answers: tuple[Mapping[str, Side] | Unreadable, Mapping[str, Side] | Unreadable]
    """As said of what stood first and second: in the pair's order, and with the two swapped."""

    def outcome(self, criterion: str) -> Outcome:
        there, back = self.answers
        if isinstance(there, Unreadable) or isinstance(back, Unreadable):
            return "unread"
        return there[criterion] if there[criterion] == SWAPPED[back[criterion]] else "split"

    def places(self, criterion: str) -> list[float]:
        """Of each answer that chose: 1 where it chose what stood first, 0 where it chose what stood second."""
        chosen = [answer[criterion] for answer in self.answers if not isinstance(answer, Unreadable)]
        return [float(side == "first") for side in chosen if side != "same"]


@dataclass(frozen=True, slots=True)
class Row:
    """What came of one criterion."""

    criterion: str
    counts: Counter[Outcome]
    lean: Estimate
    """−1: the first is better in every pair; 1: the second is. Ties are 0."""
    first_place: Estimate
    """Share of choices that fell on what stood first: .5 of a judge that does not mind places."""


async def compare(
    model: LanguageModel,
    rubric: Rubric,
    pairs: Sequence[Pair],
    kept: Kept,
    asked: Asked,
    at_once: int = 4,
    told: Callable[[], None] = lambda: None,
) -> list[Judged]:
    """Two questions a pair."""
    prompts = [prompt for pair in pairs for prompt in both_orders(rubric, pair)]
    read = [_read(answer, rubric) for answer in await ask_all(model, prompts, kept, asked, at_once, told)]
    return [Judged(pair.name, (read[2 * n], read[2 * n + 1])) for n, pair in enumerate(pairs)]


def both_orders(rubric: Rubric, pair: Pair) -> tuple[Prompt, Prompt]:
    return comparing(rubric, pair.first, pair.second), comparing(rubric, pair.second, pair.first)


def rows(judged: Sequence[Judged], rubric: Rubric) -> Iterator[Row]:
    for criterion in rubric.names:
        outcomes = [one.outcome(criterion) for one in judged]
        leans = [(LEAN[outcome],) if outcome in LEAN else () for outcome in outcomes]
        places = [one.places(criterion) for one in judged]
        yield Row(criterion, Counter(outcomes), estimate(leans), estimate(places))


def unreadable(judged: Sequence[Judged]) -> Counter[str]:
    """Why answers could not be read, with how often."""
    return Counter(answer.why for one in judged for answer in one.answers if isinstance(answer, Unreadable))


def _read(answer: Answer | None, rubric: Rubric) -> Mapping[str, Side] | Unreadable:
    return Unreadable("no answer") if answer is None else read_sides(answer.text, rubric)
