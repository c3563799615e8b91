"""Metarank's events: items, rankings as they were shown, and what people did with them, in the order of time."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from storage.exports.context import query
from storage.exports.format import Format, Line, Table
from storage.exports.interactions import interactions
from storage.exports.shelf import ItemShelf
from storage.labels.told import Told


def _rows(told: Told, shelf: ItemShelf) -> Iterator[Line]:
    who = {"user": told.person, "session": told.id}
    for slate, cards in groupby(told.impressions, key=lambda one: one.slate_id):
        shown = [one for one in cards if shelf.find(one.item_id)]
        if shown:
            items = [{"id": one.item_id, "fields": _fields(relevancy=round(one.score, 6))} for one in shown]
            context = _fields(query=query(told, shown[0].turn, shelf), channel=told.channel)
            event = {"event": "ranking", "id": slate, "timestamp": _ms(shown[0].shown_at), **who}
            yield Line("events", {**event, "fields": context, "items": items})
    slates = {one.id: one.slate_id for one in told.impressions}
    for one in interactions(told, shelf):
        label = one.label
        event = {"event": "interaction", "id": label.impression_id, "ranking": slates[label.impression_id]}
        acted = {"timestamp": _ms(one.at), **who, "type": label.rule, "item": label.item_id}
        yield Line("events", {**event, **acted, "fields": _fields(relevance=label.relevance)}, one.origin(told))


def _items(shelf: ItemShelf) -> Iterator[Line]:
    for item in shelf.items():
        fields = _fields(title=item.title, **dict(sorted(item.values.items())))
        event = {"event": "item", "id": f"item-{item.id}", "timestamp": "0", "item": item.id}
        yield Line("events", {**event, "fields": fields})


def _fields(**values: object) -> list[dict[str, object]]:
    return [{"name": name, "value": value} for name, value in values.items()]


def _ms(at: datetime) -> str:
    return str(round(at.timestamp() * 1000))


METARANK = Format(
    name="metarank",
    about="items, slates as they were shown with their scores, and what people did with them",
    consumer="Metarank: historical events",
    rows=_rows,
    tables={"events": Table("events.jsonl", {}, once="", ordered="timestamp")},
    split=False,
    classes="event",
    synthetic="never",
    origins=False,
    catalogue=_items,
    notes=("Interactions carry the names of the label rules; configure accept, like and click as the wanted ones.",),
)
