"""Queries with all items that were judged at that turn."""

from collections.abc import Iterator

from storage.exports.context import query
from storage.exports.format import Format, Line, Origin, by_split
from storage.exports.preferring import by_turn
from storage.exports.shelf import ItemShelf
from storage.labels.told import Told

MIXED = "mixed"
"""The rule of a list whose labels come from several."""


def _lists(told: Told, shelf: ItemShelf) -> Iterator[Line]:
    for turn, labels in by_turn(told):
        judged = [(label, text) for label in labels if (text := shelf.text(label.item_id))]
        if len({label.relevance for label, _ in judged}) < 2:
            continue
        row = {
            "query": query(told, turn, shelf),
            "docs": [text for _, text in judged],
            "labels": [round(label.relevance, 6) for label, _ in judged],
        }
        rules = {label.rule for label, _ in judged}
        sources = {label.source for label, _ in judged}
        found = Origin(
            conversation=told.id,
            turn=turn,
            items=tuple(label.item_id for label, _ in judged),
            source=next(s for s in ("synthetic", "implicit", "explicit") if s in sources),
            rule=min(rules) if len(rules) == 1 else MIXED,
            weight=round(sum(label.weight for label, _ in judged) / len(judged), 6),
        )
        yield Line(told.split, row, found)


LISTS = Format(
    name="st-lists",
    about="what was wished for, and all items judged then with their relevance, 0 to 3",
    consumer="sentence-transformers: CrossEncoder with LambdaLoss, ListNetLoss",
    rows=_lists,
    tables=by_split({"query": "text", "docs": "texts", "labels": "numbers"}),
    notes=("Items that were shown and not judged are in no list, and lists of a single grade are left out.",),
)
