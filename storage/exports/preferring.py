"""Which of two items was preferred in one context: as people showed, or as a model's grades say."""

from collections.abc import Iterator
from itertools import groupby, permutations

from storage.labels.label import Label, Pair
from storage.labels.told import Told

WANTED = 2.0
"""Relevance from which an item counts as wanted: liked, or taken."""
APART = 1.0
"""Relevance between two items, one of them graded by a model, from which one is preferred."""

GRADES = "grades"


def preferences(told: Told) -> Iterator[Pair]:
    """The conversation's pairs, then those that a model's grades add to them; each two items of a turn once."""
    known: set[tuple[int, str, str]] = set()
    for pair in (*told.pairs, *_of_grades(told)):
        low, high = sorted((pair.better, pair.worse))
        if (pair.turn, low, high) not in known:
            known.add((pair.turn, low, high))
            yield pair


def _of_grades(told: Told) -> Iterator[Pair]:
    for _, labels in by_turn(told):
        for better, worse in permutations(labels, 2):
            graded = "synthetic" in (better.source, worse.source) and better.item_id != worse.item_id
            if graded and better.relevance - worse.relevance >= APART:
                yield _pair(better, worse)


def _pair(better: Label, worse: Label) -> Pair:
    return Pair(
        conversation_id=better.conversation_id,
        turn=better.turn,
        better=better.item_id,
        worse=worse.item_id,
        rule=GRADES,
        source="synthetic",
        weight=min(better.weight, worse.weight),
        margin=better.relevance - worse.relevance,
    )


def by_turn(told: Told) -> Iterator[tuple[int, tuple[Label, ...]]]:
    """The labels of each turn that has any."""
    ordered = sorted(told.labels, key=lambda label: label.turn)
    return ((turn, tuple(labels)) for turn, labels in groupby(ordered, key=lambda label: label.turn))
