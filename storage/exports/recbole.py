"""RecBole's atomic files: `NAME/NAME.inter`, `.item` and `.user`, and a configuration that reads them."""

import re
from collections.abc import Iterator, Mapping

from retrieval.catalogue import Attribute, Domain, Kind, Value
from storage.exports.format import Columns, Format, Line, Table, row
from storage.exports.interactions import interactions
from storage.exports.shelf import ItemShelf
from storage.labels.told import Told

TYPES: Mapping[Kind, str] = {
    Kind.CATEGORY: "token",
    Kind.TAGS: "token_seq",
    Kind.TEXT: "token_seq",
}
"""Of an attribute's field; numbers and flags are floats."""
INTER: Columns = {
    "user_id:token": "text",
    "item_id:token": "text",
    "rating:float": "number",
    "timestamp:float": "whole",
}
USER: Columns = {"user_id:token": "text", "channel:token": "text"}


def _rows(told: Told, shelf: ItemShelf) -> Iterator[Line]:
    for one in interactions(told, shelf):
        values = (told.person, one.label.item_id, one.stars, one.seconds)
        yield Line("inter", row(INTER, *values), one.origin(told))
        yield Line("user", row(USER, told.person, told.channel))


def _items(shelf: ItemShelf) -> Iterator[Line]:
    columns = _item_columns(shelf.domain)
    for item in shelf.items():
        values = (_cell(item.values.get(attribute.name)) for attribute in _told(shelf.domain))
        yield Line("item", row(columns, item.id, item.title, *values))


def _told(domain: Domain) -> tuple[Attribute, ...]:
    return tuple(one for one in domain.attributes if one.informable)


def _item_columns(domain: Domain) -> Columns:
    fields = {"item_id:token": "text", "title:token_seq": "text"}
    for one in _told(domain):
        fields[f"{_field(one.name)}:{TYPES.get(one.kind, 'float')}"] = "text"
    return fields  # type: ignore[return-value]  # of the literal type, which a dict that grows does not keep


def _field(name: str) -> str:
    plain = re.sub(r"\W+", "_", name)
    return f"{plain}_" if plain in ("item_id", "title") else plain


def _cell(value: Value | None) -> object:
    """Several values are separated by a space, so that none may have one."""
    if isinstance(value, tuple):
        return " ".join("_".join(one.split()) for one in value)
    return float(value) if isinstance(value, bool) else value


def _configuration(shelf: ItemShelf) -> Mapping[str, str]:
    name = shelf.name
    return {
        f"{name}.yaml": f"""\
# For RecBole, run in this folder:
#   run_recbole(model="BPR", dataset="{name}", config_file_list=["{name}.yaml"])
data_path: .
dataset: {name}
USER_ID_FIELD: user_id
ITEM_ID_FIELD: item_id
RATING_FIELD: rating
TIME_FIELD: timestamp
load_col:
  inter: [user_id, item_id, rating, timestamp]
# 1 is unwanted, 5 taken. A model that takes every row for interest must not see the unwanted ones.
val_interval:
  rating: "[2,inf)"
eval_args:
  split: {{RS: [0.8, 0.1, 0.1]}}
  order: TO
  group_by: user
  mode: full
"""
    }


def _table(path: str, columns: Columns, *keys: str) -> Table:
    return Table(path, columns, "tsv", once="here", latest=keys)


RECBOLE = Format(
    name="recbole",
    about="who took what, and when: one row a person and item, the latest, with stars from 1 to 5",
    consumer="RecBole: atomic files and a configuration",
    rows=_rows,
    tables={
        "inter": _table("{name}/{name}.inter", INTER, "user_id:token", "item_id:token"),
        "item": Table("{name}/{name}.item", _item_columns, "tsv", once="", whole=True),
        "user": Table("{name}/{name}.user", USER, "tsv", once="", latest=("user_id:token",), whole=True),
    },
    split=False,
    synthetic="never",
    origins=False,
    catalogue=_items,
    texts=_configuration,
    notes=(
        "Unwanted items are among the rows, with 1 star; the configuration keeps them from models of pure interest.",
    ),
)
