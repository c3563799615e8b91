"""From one conversation's impressions and feedback to its labels. Pure."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime

from storage.labels.attention import BY_RULE, Attention
from storage.labels.label import VERSION, Label
from storage.labels.rules import judged
from storage.labels.weighing import inverse
from storage.records import Feedback, Impression


def labels_of(
    impressions: Iterable[Impression], feedback: Iterable[Feedback], attention: Attention = BY_RULE, trust: float = 1.0
) -> tuple[Label, ...]:
    """At most one for each impression, in their order; none for what was met with silence."""
    shown, given = tuple(impressions), tuple(feedback)
    signals, to_all = by_impression(given), of_whole_slates(shown, given)
    labels = (_label(one, signals.get(one.id, ()), to_all, attention, trust) for one in shown)
    return tuple(label for label in labels if label)


def of_whole_slates(impressions: Iterable[Impression], feedback: Iterable[Feedback]) -> frozenset[str]:
    """Ids of what words said, at one moment, against every card of a slate of several."""
    slates: dict[str, str] = {one.id: one.slate_id for one in impressions}
    said: dict[tuple[str, datetime], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for one in feedback:
        if one.source == "words" and one.kind == "dislike" and one.impression_id in slates:
            said[slates[one.impression_id], one.at][one.impression_id].append(one.id)
    sizes = Counter(slates.values())
    whole = (cards for (slate, _), cards in said.items() if len(cards) == sizes[slate] > 1)
    return frozenset(name for cards in whole for names in cards.values() for name in names)


def by_impression(feedback: Iterable[Feedback]) -> Mapping[str, Sequence[Feedback]]:
    found: dict[str, list[Feedback]] = defaultdict(list)
    for one in feedback:
        found[one.impression_id].append(one)
    return found


def _label(
    shown: Impression, signals: Sequence[Feedback], to_all: Container[str], attention: Attention, trust: float
) -> Label | None:
    verdict = judged(signals, to_all) if signals else None
    if verdict is None:
        return None
    examination = attention.at(shown.rank)
    factor, clipped = inverse(shown.propensity, examination)
    return Label(
        conversation_id=shown.conversation_id,
        turn=shown.turn,
        item_id=shown.item_id,
        impression_id=shown.id,
        relevance=verdict.relevance,
        weight=verdict.confidence * trust * factor,
        source=verdict.source,
        rule=verdict.rule,
        version=VERSION,
        confidence=verdict.confidence,
        reason=verdict.reason,
        propensity=shown.propensity,
        examination=examination,
        clipped=clipped,
        trust=trust,
    )
