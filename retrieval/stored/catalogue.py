"""A catalogue too large to be held: its items lie in their file, all that is reckoned over them in arrays beside it.

<version>/items.jsonl    the items
<version>/columns/       where each line begins, ids, titles and one column an attribute; made in one walk over the
                         items, and made again where they are missing, of another layout or of other items
"""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import file_digest
from itertools import accumulate, islice
from pathlib import Path

import numpy as np
import orjson

from retrieval.catalogue import Catalogue, Constraint, Domain, Item
from retrieval.column import Column, Mask, NameColumn, gathering, passes
from retrieval.stored.arrays import make_folder, open_array, save_array
from retrieval.stored.columns import open_column, save_column
from retrieval.stored.items import BrokenItemsError, Lines, StoredItems, read_item
from retrieval.stored.lookup import Lookup
from retrieval.stored.texts import Texts

LAYOUT = 2
"""Counts up whenever the files are written otherwise."""
CHUNK = 4_096


class Places(Mapping[str, int]):
    """Item id to row."""

    def __init__(self, lookup: Lookup, catalogue: "StoredCatalogue") -> None:
        self._lookup, self._catalogue = lookup, catalogue

    def __getitem__(self, item_id: str) -> int:
        found = self._lookup.find(item_id)
        if not len(found):
            raise KeyError(item_id)
        return int(found[-1])

    def __iter__(self) -> Iterator[str]:
        return iter(self._catalogue.ids)

    def __len__(self) -> int:
        return len(self._lookup)


@dataclass(frozen=True)
class StoredCatalogue(Catalogue):
    folder: Path = field(repr=False, default=Path())
    """Where its columns are."""

    @cached_property
    def rows(self) -> Mapping[str, int]:
        return Places(Lookup.open(self.folder, "rows"), self)

    @cached_property
    def ids(self) -> Sequence[str]:
        return Texts.open(self.folder, "ids")

    @cached_property
    def titles(self) -> Texts:
        """By row."""
        return Texts.open(self.folder, "titles")

    @cached_property
    def columns(self) -> Mapping[str, Column | None]:
        """By attribute; None where values were not of the attribute's kind."""
        names = [f"{number}" for number in range(len(self.domain.attributes))]
        stored = {
            name: open_column(self.folder, name) for name in names if (self.folder / f"{name}-present.npy").exists()
        }
        return {a.name: stored.get(name) for name, a in zip(names, self.domain.attributes, strict=True)}

    @cached_property
    def names_per_item(self) -> Mapping[str, float]:
        return {name: _held(column) for name, column in self.columns.items()}

    def passing(self, required: Sequence[Constraint], forbidden: Sequence[Constraint] = ()) -> Iterator[Item]:
        """Only these are read."""
        if any(self.columns.get(test.attribute) is None for test in (*required, *forbidden)):
            return super().passing(required, forbidden)
        return (self.items[int(row)] for row in np.flatnonzero(self._mask(required, forbidden)))

    def known_of(
        self, names: frozenset[str], required: Sequence[Constraint], forbidden: Sequence[Constraint] = ()
    ) -> frozenset[str]:
        columns = {name: self.columns.get(name) for name in (*names, *(t.attribute for t in (*required, *forbidden)))}
        if None in columns.values():
            return super().known_of(names, required, forbidden)
        left = self._mask(required, forbidden)
        return frozenset(name for name in names if (column := columns[name]) and (column.present & left).any())

    def _mask(self, required: Sequence[Constraint], forbidden: Sequence[Constraint]) -> Mask:
        left = np.ones(len(self.items), dtype=np.bool_)
        for test in required:
            left &= self._passes(test)
        for test in forbidden:
            left &= ~self._passes(test)
        return left

    def _passes(self, test: Constraint) -> Mask:
        column = self.columns[test.attribute]
        if column is None:
            raise TypeError(f"{test.attribute!r} of {self.name!r} has values of several kinds.")
        return passes(column, test)


def open_stored(domain: Domain, version: str, path: Path) -> StoredCatalogue:
    """The items of a file, with their columns beside it. Raises BrokenItemsError for a file that was cut or changed."""
    folder = path.parent / "columns"
    if not _fits(folder, domain, path):
        make_folder(folder, lambda draft: _write(draft, domain, path))
    starts = open_array(folder, "starts").astype(np.int64, copy=False)
    return StoredCatalogue(domain, version, StoredItems(Lines(path, starts)), folder)


def _fits(folder: Path, domain: Domain, path: Path) -> bool:
    """Whether the folder is of this layout, these attributes and this file.

    A file of the same length but another date is looked through once. Raises BrokenItemsError if it is another one.
    """
    try:
        told = orjson.loads((folder / "made_of.json").read_bytes())
    except (OSError, ValueError):
        return False
    if told["layout"] != LAYOUT or told["attributes"] != _attributes(domain):
        return False
    status = path.stat()
    if status.st_size != told["bytes"] or (status.st_mtime_ns != told["date"] and _digest(path) != told["sha256"]):
        raise BrokenItemsError(
            f"{path} is not as it was imported ({status.st_size:,} bytes, then {told['bytes']:,}): it was cut short or "
            "changed. Import its file again."
        )
    if status.st_mtime_ns != told["date"]:
        with suppress(OSError):  # a copy: noted, so that it is not looked through at every start
            (folder / "made_of.json").write_bytes(orjson.dumps({**told, "date": status.st_mtime_ns}))
    return True


def _attributes(domain: Domain) -> list[list[str]]:
    return [[attribute.name, str(attribute.kind)] for attribute in domain.attributes]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _write(folder: Path, domain: Domain, path: Path) -> None:
    status = path.stat()
    columns = [gathering(attribute) for attribute in domain.attributes]
    starts, ids, titles = array("q", [0]), list[bytes](), list[bytes]()
    with path.open("rb") as file:
        while lines := list(islice(file, CHUNK)):
            items = [read_item(line, path, len(starts) + n) for n, line in enumerate(lines)]
            for attribute, column in zip(domain.attributes, columns, strict=True):
                column.add([item.values.get(attribute.name) for item in items])
            starts.extend(accumulate(map(len, lines), initial=starts.pop()))
            ids += [item.id.encode() for item in items]
            titles += [item.title.encode() for item in items]
    save_array(folder, "starts", np.array(starts))
    stored = Texts.of_bytes(ids)
    stored.save(folder, "ids")
    Lookup.of((item_id, row) for row, item_id in enumerate(stored)).save(folder, "rows")
    Texts.of_bytes(titles).save(folder, "titles")
    for number, gathered in enumerate(columns):
        if found := gathered.column():
            save_column(folder, str(number), found)
    told = {
        "layout": LAYOUT,
        "attributes": _attributes(domain),
        "bytes": status.st_size,
        "date": status.st_mtime_ns,
        "sha256": _digest(path),
    }
    (folder / "made_of.json").write_bytes(orjson.dumps(told))


def _held(column: Column | None) -> float:
    """How many names the items have that have one."""
    if not isinstance(column, NameColumn) or (column.names and isinstance(column.names[0], bool)):
        return 0.0
    having = int(np.count_nonzero(column.present))
    return len(column.flat_codes) / having if having else 0.0
