"""Users, items and feedback as Gorse imports them."""

from collections.abc import Iterator

from storage.exports.format import Columns, Format, Line, Table, row
from storage.exports.interactions import interactions
from storage.exports.shelf import ItemShelf
from storage.labels.told import Told

FEEDBACK: Columns = {"FeedbackType": "text", "UserId": "text", "ItemId": "text", "Value": "number", "Timestamp": "time"}
ITEMS: Columns = {
    "ItemId": "text",
    "IsHidden": "flag",
    "Categories": "texts",
    "Timestamp": "text",
    "Labels": "json",
    "Comment": "text",
}
USERS: Columns = {"UserId": "text", "Labels": "json"}
BEFORE = "1970-01-01T00:00:00Z"
"""A catalogue does not know since when it has an item."""
SHOWN = "shown"


def _rows(told: Told, shelf: ItemShelf) -> Iterator[Line]:
    if told.impressions:
        yield Line("users", {"UserId": told.person, "Labels": {}})
    for shown in told.impressions:
        if shelf.find(shown.item_id):
            yield Line("feedback", row(FEEDBACK, SHOWN, told.person, shown.item_id, 0.0, shown.shown_at))
    for one in interactions(told, shelf):
        values = (one.label.rule, told.person, one.label.item_id, round(one.label.relevance, 6), one.at)
        yield Line("feedback", row(FEEDBACK, *values), one.origin(told))


def _items(shelf: ItemShelf) -> Iterator[Line]:
    for item in shelf.items():
        labels = {name: item.tags(name) for name in sorted(item.values) if item.tags(name)}
        yield Line("items", row(ITEMS, item.id, False, [], BEFORE, labels, item.title))


GORSE = Format(
    name="gorse",
    about="people, items, and what was shown, liked, taken and rejected; Value is the relevance, 0 to 3",
    consumer="Gorse: import of users, items and feedback",
    rows=_rows,
    tables={
        "feedback": Table("feedback.jsonl", FEEDBACK, once="here"),
        "items": Table("items.jsonl", ITEMS, once="", whole=True),
        "users": Table("users.jsonl", USERS, once="here", whole=True),
    },
    split=False,
    classes="FeedbackType",
    synthetic="never",
    origins=False,
    catalogue=_items,
    notes=("Name shown and dislike among read_feedback_types, accept, like and click among positive_feedback_types.",),
)
