"""Who took what, and when: what recommenders that know no words are trained on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from storage.exports.format import Origin
from storage.exports.shelf import ItemShelf
from storage.labels.label import Label
from storage.labels.told import Told

SAYS_NOTHING = ("shown", "seen", "withdraw")
"""Feedback that says nothing of when somebody made up their mind."""
TOUCHED = 1.0
"""Relevance from which an interaction counts as interest: a click does, an unwanted item does not."""


@dataclass(frozen=True, slots=True)
class Interaction:
    label: Label
    at: datetime
    """When the last signal came that the label may rest on; when the item was shown, if none is known."""

    @property
    def stars(self) -> float:
        """1 to 5, as people rate: 1 unwanted, 5 taken; a rating is the stars that were given."""
        return round(1 + self.label.relevance * 4 / 3, 4)

    @property
    def seconds(self) -> int:
        """Since 1970."""
        return int(self.at.timestamp())

    def origin(self, told: Told) -> Origin:
        label = self.label
        return Origin(told.id, label.turn, (label.item_id,), label.source, label.rule, round(label.weight, 6))


def interactions(told: Told, shelf: ItemShelf) -> Iterator[Interaction]:
    """What people made of items that are still there, in the order of time."""
    shown = {one.id: one.shown_at for one in told.impressions}
    said = dict(shown)
    for one in told.feedback:
        if one.kind not in SAYS_NOTHING and one.impression_id in said:
            said[one.impression_id] = max(one.at, said[one.impression_id])
    found = [
        Interaction(label, said[label.impression_id])
        for label in told.labels
        if label.source != "synthetic" and label.impression_id in said and shelf.find(label.item_id)
    ]
    return iter(sorted(found, key=lambda one: one.at))
