"""From one conversation's impressions and feedback to its labels. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from storage.labels.attention import BY_RULE, Attention
from storage.labels.label import VERSION, Label
from storage.labels.rules import judged
from storage.labels.weighing import inverse
from storage.records import Feedback, Impression


def labels_of(
    impressions: Iterable[Impression], feedback: Iterable[Feedback], attention: Attention = BY_RULE, trust: float = 1.0
) -> tuple[Label, ...]:
    """At most one for each impression, in their order; none for what was met with silence."""
    signals = by_impression(feedback)
    labels = (_label(one, signals.get(one.id, ()), attention, trust) for one in impressions)
    return tuple(label for label in labels if label)


def by_impression(feedback: Iterable[Feedback]) -> Mapping[str, Sequence[Feedback]]:
    found: dict[str, list[Feedback]] = defaultdict(list)
    for one in feedback:
        found[one.impression_id].append(one)
    return found


def _label(shown: Impression, signals: Sequence[Feedback], attention: Attention, trust: float) -> Label | None:
    verdict = judged(signals) if signals else None
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
