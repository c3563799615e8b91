"""Queries with an item that was preferred to another."""

from collections.abc import Iterator

from storage.exports.context import query
from storage.exports.format import Format, Line, Origin, by_split
from storage.exports.preferring import preferences
from storage.exports.shelf import ItemShelf
from storage.labels.told import Told


def _triplets(told: Told, shelf: ItemShelf) -> Iterator[Line]:
    for pair in preferences(told):
        better, worse = shelf.text(pair.better), shelf.text(pair.worse)
        if better and worse:
            row = {"anchor": query(told, pair.turn, shelf), "positive": better, "negative": worse}
            found = Origin(told.id, pair.turn, (pair.better, pair.worse), pair.source, pair.rule, round(pair.weight, 6))
            yield Line(told.split, row, found)


TRIPLETS = Format(
    name="st-triplets",
    about="what was wished for, an item, and one that it was preferred to",
    consumer="sentence-transformers: MultipleNegativesRankingLoss, TripletLoss",
    rows=_triplets,
    tables=by_split({"anchor": "text", "positive": "text", "negative": "text"}),
)
