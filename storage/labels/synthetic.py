"""Labels that a language model gave where no person did: never in the place of a person's, and always marked."""

from collections.abc import Iterable, Sequence

from storage.judgements import Judgement
from storage.labels.label import VERSION, Label
from storage.records import Impression

CONFIDENCE = 0.3
"""Below any rule that reads a person's behaviour: a model says what somebody like this might think."""


def synthetic_labels(
    judgements: Iterable[Judgement], impressions: Sequence[Impression], labels: Iterable[Label], trust: float = 1.0
) -> tuple[Label, ...]:
    """At most one a turn and item of one conversation, by turn and item; of several judgements the latest counts.

    `labels` are those that people gave, explicitly or implicitly: for what they are about there is none here.
    `trust` is that of the person in whose context was judged. No propensity: nobody had to be shown anything.
    """
    given = {(one.turn, one.item_id) for one in labels}
    shown = {(one.turn, one.item_id): one.id for one in reversed(impressions)}
    latest = {(one.turn, one.item_id): one for one in sorted(judgements, key=lambda one: (one.at, one.id))}
    return tuple(
        _label(one, shown.get(place, ""), trust) for place, one in sorted(latest.items()) if place not in given
    )


def _label(one: Judgement, impression_id: str, trust: float) -> Label:
    return Label(
        conversation_id=one.conversation_id,
        turn=one.turn,
        item_id=one.item_id,
        impression_id=impression_id,
        relevance=one.relevance,
        weight=CONFIDENCE * trust,
        source="synthetic",
        rule=one.prompt,
        version=VERSION,
        confidence=CONFIDENCE,
        reason=one.judge,
        trust=trust,
    )
