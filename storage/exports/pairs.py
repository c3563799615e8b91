"""Queries with one item: the wanted ones alone, or every judged one with its grade."""

from collections.abc import Iterator

from storage.exports.context import query
from storage.exports.format import Format, Line, Origin, by_split
from storage.exports.preferring import WANTED
from storage.exports.shelf import ItemShelf
from storage.labels.label import Label
from storage.labels.told import Told

MOST = 3.0
"""The highest relevance."""


def origin(told: Told, label: Label) -> Origin:
    return Origin(told.id, label.turn, (label.item_id,), label.source, label.rule, round(label.weight, 6))


def _pairs(told: Told, shelf: ItemShelf) -> Iterator[Line]:
    for label in told.labels:
        if label.relevance >= WANTED and (text := shelf.text(label.item_id)):
            row = {"anchor": query(told, label.turn, shelf), "positive": text}
            yield Line(told.split, row, origin(told, label))


def _labelled(told: Told, shelf: ItemShelf) -> Iterator[Line]:
    for label in told.labels:
        if text := shelf.text(label.item_id):
            grade = round(label.relevance / MOST, 6)
            row = {"query": query(told, label.turn, shelf), "passage": text, "label": grade}
            yield Line(told.split, row, origin(told, label))


PAIRS = Format(
    name="st-pairs",
    about="what was wished for, and an item that was liked or taken",
    consumer="sentence-transformers: MultipleNegativesRankingLoss",
    rows=_pairs,
    tables=by_split({"anchor": "text", "positive": "text"}),
)
LABELLED = Format(
    name="st-labelled",
    about="what was wished for, an item, and how relevant it was, 0 to 1",
    consumer="sentence-transformers: CrossEncoder with BinaryCrossEntropyLoss; CosineSimilarityLoss, CoSENTLoss",
    rows=_labelled,
    tables=by_split({"query": "text", "passage": "text", "label": "number"}),
    classes="label",
)
