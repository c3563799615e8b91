"""What a model said of an item before is not asked again while it was asked for the same."""

from collections import OrderedDict
from collections.abc import Hashable, Iterable, Mapping

from agents.grading import Wanted
from agents.scorers._verdicts import Verdict

CLOSE_TO = 3
"""Of the items to stay close to, the latest."""
KEPT = 4096
"""Verdicts, about 300 bytes each with their keys."""


def taste(wanted: Wanted) -> Hashable:
    """What is wanted, whenever and in whichever words it was wished: equal for "more like these", other for new wishes.

    The text of the query stands for what was said beside the wishes; the message itself ("more") says nothing new.
    """
    profile = wanted.profile
    wishes = frozenset((p.constraint, type(p.constraint.value).__name__, p.strength) for p in profile.preferences)
    return wishes, profile.waived, profile.liked[-CLOSE_TO:], profile.rejected, wanted.query.text


class Verdicts:
    """The latest verdicts by what was asked; None is a verdict too: asked after, and passed over by the model."""

    def __init__(self, most: int = KEPT) -> None:
        self._kept: OrderedDict[Hashable, Verdict | None] = OrderedDict()
        self._most = most

    def find(self, asked: Hashable, item_ids: Iterable[str]) -> dict[str, Verdict | None]:
        """Those there are, by item id."""
        found = {item_id: self._kept[asked, item_id] for item_id in item_ids if (asked, item_id) in self._kept}
        for item_id in found:
            self._kept.move_to_end((asked, item_id))
        return found

    def keep(self, asked: Hashable, verdicts: Mapping[str, Verdict | None]) -> None:
        for item_id, verdict in verdicts.items():
            self._kept[asked, item_id] = verdict
            self._kept.move_to_end((asked, item_id))
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
