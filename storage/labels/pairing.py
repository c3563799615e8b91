"""Which of two items was preferred, within one turn of a conversation. Pure.

In this order, and of two rules on the same two items the first one speaks:
1. `graded`: both have labels, and these differ.
2. `duel`: of two slates side by side one was chosen. One choice is shared out among all its pairs.
3. `skipped`: a card was taken and one above it, which was on screen, was not (Joachims et al. 2005).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, groupby

from storage.labels.label import Label, LabelSource, Pair
from storage.labels.labelling import by_impression
from storage.labels.rules import standing
from storage.records import Feedback, Impression

DUEL_CONFIDENCE, DUEL_MARGIN = 0.6, 1.0
SKIP_CONFIDENCE, SKIP_MARGIN = 0.3, 0.5


def pairs_of(
    impressions: Sequence[Impression], feedback: Iterable[Feedback], labels: Iterable[Label], trust: float = 1.0
) -> tuple[Pair, ...]:
    """`labels` are those of the impressions. By turn, and at most one for two items of a turn."""
    signals = {one: standing(given) for one, given in by_impression(feedback).items()}
    labelled = {label.impression_id: label for label in labels if label.impression_id}
    found: dict[tuple[int, frozenset[str]], Pair] = {}
    for _, group in groupby(sorted(impressions, key=_place), key=lambda one: one.turn):
        cards = list(group)
        for pair in (
            *_graded(cards, labelled),
            *_duels(cards, signals, trust),
            *_skipped(cards, signals, labelled, trust),
        ):
            found.setdefault((pair.turn, frozenset((pair.better, pair.worse))), pair)
    return tuple(found.values())


def _place(one: Impression) -> tuple[int, str, int, str]:
    return one.turn, one.slate_id, one.rank, one.id


def _graded(cards: Sequence[Impression], labels: Mapping[str, Label]) -> Iterator[Pair]:
    """Weighs as much as the lesser of its two labels."""
    found = [labels[one.id] for one in cards if one.id in labels]
    for one, other in combinations(found, 2):
        better, worse = (one, other) if one.relevance > other.relevance else (other, one)
        if better.relevance == worse.relevance or better.item_id == worse.item_id:
            continue
        source: LabelSource = "explicit" if better.source == worse.source == "explicit" else "implicit"
        weight, margin = min(better.weight, worse.weight), better.relevance - worse.relevance
        yield Pair(better.conversation_id, better.turn, better.item_id, worse.item_id, "graded", source, weight, margin)


def _duels(cards: Sequence[Impression], signals: Mapping[str, Sequence[Feedback]], trust: float) -> Iterator[Pair]:
    for duel in sorted({one.duel for one in cards if one.duel}):
        verdicts = [(one, _verdict(signals.get(one.id, ()))) for one in cards if one.duel == duel]
        won, lost = ([one for one, verdict in verdicts if verdict is side] for side in (True, False))
        both = {one.item_id for one in won} & {one.item_id for one in lost}
        fought = [(a, b) for a in won for b in lost if not {a.item_id, b.item_id} & both]
        for a, b in fought:
            weight = DUEL_CONFIDENCE * trust / len(fought)
            yield Pair(a.conversation_id, a.turn, a.item_id, b.item_id, "duel", "explicit", weight, DUEL_MARGIN)


def _verdict(signals: Sequence[Feedback]) -> bool | None:
    """Whether the card's slate won its duel, by the latest word on it; None for a tie, or if nobody said."""
    value = next((one.value for one in reversed(signals) if one.kind == "duel"), None)
    return None if value not in (0, 1) else value == 1


def _skipped(
    cards: Sequence[Impression],
    signals: Mapping[str, Sequence[Feedback]],
    labels: Mapping[str, Label],
    trust: float,
) -> Iterator[Pair]:
    """Both were examined for certain, so that ranks need no correction."""
    for taken in cards:
        if taken.duel or taken.id not in labels or labels[taken.id].relevance < 1:
            continue
        for other in cards:
            above = other.slate_id == taken.slate_id and other.rank < taken.rank
            if above and other.item_id != taken.item_id and _only_shown(signals.get(other.id, ())):
                weight = SKIP_CONFIDENCE * labels[taken.id].confidence * trust
                better, worse = taken.item_id, other.item_id
                yield Pair(taken.conversation_id, taken.turn, better, worse, "skipped", "implicit", weight, SKIP_MARGIN)


def _only_shown(signals: Sequence[Feedback]) -> bool:
    """On screen, and nothing else: not opened, not judged, not known already."""
    return any(one.kind == "shown" for one in signals) and all(one.kind in ("shown", "dwell") for one in signals)
