"""What a format is: which tables it fills, and the rows that one conversation gives."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from retrieval.catalogue import Domain
from storage.exports.shelf import ItemShelf
from storage.labels.label import LabelSource
from storage.labels.told import Split, Told
from storage.store import StoreError

Row = Mapping[str, object]
"""Column to value, in the order of the table's columns: trainers go by the order of columns, too."""

Type = Literal["text", "whole", "number", "flag", "time", "texts", "numbers", "messages", "json"]
"""Of a column. `number` is a float, `messages` a list of objects with `role` and `content`, `json` whatever JSON can
say (in Parquet its text)."""

Columns = Mapping[str, Type]
Kind = Literal["jsonl", "csv", "tsv", "parquet"]

SPLITS: tuple[Split, ...] = ("train", "valid", "test")


class ExportError(StoreError):
    """Nothing was written. Its text is a sentence for people."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a row comes from; written beside rows whose format has no room for it."""

    conversation: str
    turn: int
    items: tuple[str, ...] = ()
    """Those that the row is about, the wanted ones first."""
    source: LabelSource | Literal[""] = ""
    """Empty where no judgement stands behind the row."""
    rule: str = ""
    weight: float = 1.0


class Line(NamedTuple):
    """A row and the table that it goes to."""

    table: str
    row: Row
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One file of an export."""

    path: str
    """Within the folder. `{name}` stands for the catalogue's name."""
    columns: Columns | Callable[[Domain], Columns]
    """In order; all rows have exactly these. Empty where rows have several shapes."""
    kind: Kind = "jsonl"
    once: Literal["in all", "here", ""] = "in all"
    """Equal rows are written once among the tables that say `in all`, once in this table (`here`), or each (empty)."""
    latest: tuple[str, ...] = ()
    """Columns that tell rows apart: of those alike in them, the last is kept, in the place of the first."""
    ordered: str = ""
    """The column of whole numbers that rows are sorted by, equals as they come; empty: all as they come."""
    numbered: tuple[str, ...] = ()
    """Columns whose values are written as numbers from 1, in order of first appearance, the same in every table."""
    whole: bool = False
    """Describes what the rows are about (items, people): no training row, and no reason to write anything."""


Rows = Callable[[Told, ItemShelf], Iterator[Line]]


def nothing(_: ItemShelf) -> Iterator[Line]:
    return iter(())


def no_texts(_: ItemShelf) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True)
class Format:
    """A shape of training data."""

    name: str
    about: str
    """What its rows are, in one line, for people."""
    consumer: str
    """What loads it."""
    rows: Rows
    """Pure: equal conversations give equal lines in equal order. Skips items whose text the shelf has not."""
    tables: Mapping[str, Table]
    """By the name that lines carry."""
    split: bool = True
    """Whether rows go to train, valid and test; false where trainers split people's histories themselves."""
    classes: str = ""
    """The column that a trainer needs two different values of, to learn anything; empty if none."""
    synthetic: Literal["asked", "always", "never"] = "asked"
    """Whether conversations come with the labels that a model gave. `always` where rows say whose judgement they are,
    `never` where rows are what people did."""
    origins: bool = True
    """Whether lines' origins are written beside the rows, to `origins.jsonl`; false where rows have the ids in them."""
    one_scale: bool = False
    """Warns where the origins' rules differ: their numbers are not on one scale."""
    catalogue: Callable[[ItemShelf], Iterator[Line]] = nothing
    """Lines that describe the items; written before the first conversation's."""
    texts: Callable[[ItemShelf], Mapping[str, str]] = no_texts
    """Small files beside the tables, such as a trainer's configuration: path to text."""
    notes: tuple[str, ...] = field(default=())
    """What a trainer has to know, in sentences; printed and kept in the manifest."""


def row(columns: Columns, *values: object) -> Row:
    """The values under the names of the columns."""
    return dict(zip(columns, values, strict=True))


def columns_of(table: Table, domain: Domain) -> Columns:
    return table.columns(domain) if callable(table.columns) else table.columns


def by_split(columns: Columns, kind: Kind = "jsonl") -> Mapping[str, Table]:
    """A table for each of train, valid and test; equal rows are in one of them only."""
    return {split: Table(f"{split}.{kind}", columns, kind) for split in SPLITS}
