"""Tables for LensKit: interest for models of implicit feedback, ratings for those of explicit."""

from collections.abc import Iterator

from storage.exports.format import Columns, Format, Line, Table
from storage.exports.interactions import TOUCHED, interactions
from storage.exports.shelf import ItemShelf
from storage.labels.told import Told

INTERACTIONS: Columns = {"user_id": "text", "item_id": "text", "timestamp": "whole"}
RATINGS: Columns = {"user_id": "text", "item_id": "text", "rating": "number", "timestamp": "whole"}
ITEMS: Columns = {"item_id": "text", "title": "text"}
USERS: Columns = {"user_id": "text", "split": "text"}
WHO_AND_WHAT = ("user_id", "item_id")


def _rows(told: Told, shelf: ItemShelf) -> Iterator[Line]:
    found = list(interactions(told, shelf))
    for one in found:
        who = {"user_id": told.person, "item_id": one.label.item_id}
        if one.label.relevance >= TOUCHED:
            yield Line("interactions", {**who, "timestamp": one.seconds}, one.origin(told))
        if one.label.source == "explicit":
            yield Line("ratings", {**who, "rating": one.stars, "timestamp": one.seconds}, one.origin(told))
    if found:
        yield Line("users", {"user_id": told.person, "split": told.split})


def _items(shelf: ItemShelf) -> Iterator[Line]:
    return (Line("items", {"item_id": item.id, "title": item.title}) for item in shelf.items())


LENSKIT = Format(
    name="lenskit",
    about="who took what (interactions), and how they judged it (ratings, 1 to 5): the latest of a person and item",
    consumer="LensKit: from_interactions_df(pandas.read_parquet(...))",
    rows=_rows,
    tables={
        "interactions": Table("interactions.parquet", INTERACTIONS, "parquet", "", WHO_AND_WHAT),
        "ratings": Table("ratings.parquet", RATINGS, "parquet", "", WHO_AND_WHAT),
        "items": Table("items.parquet", ITEMS, "parquet", "", whole=True),
        "users": Table("users.parquet", USERS, "parquet", "here", whole=True),
    },
    split=False,
    synthetic="never",
    origins=False,
    catalogue=_items,
    notes=("Clicks are interest and no rating; unwanted items are rated and no interest.",),
)
