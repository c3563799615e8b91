"""Rows and a domain to a catalogue. The domain may have been inferred, or written by hand: it makes no difference."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from retrieval.catalogue import Attribute, Catalogue, Domain, Item, Kind, Value
from retrieval.importing.cells import Warn, missing, one_line, web_address
from retrieval.importing.convert import Convert, columns_of, converter, text_of
from retrieval.importing.names import slug
from retrieval.importing.quantiles import quantiled
from retrieval.importing.report import Problem, Report, Tally, shorten
from retrieval.importing.rows import Limits, RawRow
from retrieval.shelf import version_of

ROLES = ("id", "title", "text", "image", "link")
LONGEST_ID = 200
LONGEST_TITLE = 500


def build_catalogue(
    rows: Iterable[RawRow],
    domain: Domain,
    roles: Mapping[str, str],
    *,
    tally: Tally | None = None,
    limits: Limits | None = None,
    progress: Callable[[int], None] | None = None,
) -> tuple[Catalogue, Report]:
    """The catalogue, and what became of every row. `tally` holds what reading them already rejected.

    A role without a column takes the column of its own name. What "cheap" or "long" mean, where the domain does not
    say, is taken from the items.
    """
    counted = tally or Tally()
    builder = _Builder(
        domain, dict.fromkeys(ROLES, "") | {role: role for role in ROLES} | dict(roles), counted, limits or Limits()
    )
    for number, row in enumerate(rows, 1):
        builder.add(row)
        if progress and not number % 1_000:
            progress(number)
    if tally is None:
        counted.rows = counted.left_out + len(builder.items)
    items = _one_spelling(tuple(builder.items.values()), domain)
    settled = quantiled(domain, items)
    return Catalogue(settled, version_of(settled, items), items), counted.report(len(items))


@dataclass(frozen=True, slots=True)
class _Source:
    attribute: Attribute
    columns: tuple[str, ...]
    convert: Convert


class _Builder:
    def __init__(self, domain: Domain, roles: Mapping[str, str], tally: Tally, limits: Limits) -> None:
        self.items: dict[str, Item] = {}
        self._lines: dict[str, int] = {}
        self._twins: dict[bytes, int] = {}
        self._domain, self._roles, self._tally, self._limits = domain, roles, tally, limits
        self._sources: tuple[_Source, ...] = ()

    def add(self, row: RawRow) -> None:
        if not self._sources:
            self._sources = tuple(self._source(attribute, row.cells) for attribute in self._domain.attributes)
        title = one_line(self._text(row, "title", LONGEST_TITLE))
        if not title:
            self._tally.reject(Problem(row.line, self._roles["title"], "the title is missing"))
            return
        made = Item("", title, self._values(row.cells), self._text(row, "text", self._limits.cell))
        item = replace(made, image=self._address(row, "image"), link=self._address(row, "link"))
        given = self._given_id(row)
        twin = self._twins.setdefault(_fingerprint(item, bool(given)), row.line)
        if twin != row.line:
            self._tally.reject(
                Problem(row.line, self._roles["title"], f"the same item as line {twin}:", shorten(title))
            )
            return
        item_id = given or self._made_id(item, row)
        if item_id in self.items:
            reason = f"the same id as line {self._lines[item_id]}; the first one is kept:"
            self._tally.reject(Problem(row.line, self._roles["id"], reason, shorten(item_id)))
            return
        self._lines[item_id] = row.line
        self.items[item_id] = replace(item, id=item_id)

    def _source(self, attribute: Attribute, cells: Mapping[str, object]) -> _Source:
        column = attribute.column or attribute.name
        # "2 Seasons" is no duration, but no mistake either where another attribute reads the same column
        shared = sum(column == (a.column or a.name) for a in self._domain.attributes) > 1
        warn: Warn = _unheard if shared else self._tally.warn
        return _Source(attribute, columns_of(column, cells), converter(attribute, self._limits, warn))

    def _text(self, row: RawRow, role: str, longest: int) -> str:
        cell = row.cells.get(self._roles[role])
        return "" if missing(cell) else text_of(cell, self._tally.warn, longest)

    def _address(self, row: RawRow, role: str) -> str:
        cell = row.cells.get(self._roles[role])
        first = cell[0] if isinstance(cell, list) and cell else cell
        return web_address(str(first), self._tally.warn) if not missing(first) else ""

    def _values(self, cells: Mapping[str, object]) -> dict[str, Value]:
        values: dict[str, Value] = {}
        for source in self._sources:
            value = _value(source, cells)
            if value is not None:
                values[source.attribute.name] = value
        return values

    def _given_id(self, row: RawRow) -> str:
        cell = row.cells.get(self._roles["id"])
        return "" if missing(cell) else one_line(text_of(cell, self._tally.warn, LONGEST_ID))

    def _made_id(self, item: Item, row: RawRow) -> str:
        """An id that stays the same as long as title and year do; for a namesake, as long as nothing changes."""
        if self._roles["id"] in row.cells:
            self._tally.warn("an item without an id was given one made from its title")
        years = [item.values[a.name] for a in self._domain.attributes if a.kind is Kind.YEAR and a.name in item.values][
            :1
        ]
        made = _hashed(item.title, str(years))
        return (
            made if made not in self.items else _hashed(item.title, f"{years}{sorted(item.values.items())}{item.text}")
        )


def _fingerprint(item: Item, has_id: bool) -> bytes:
    """Equal for two rows that are the same thing: alike in all but the id; without ids, in title and link or text."""
    telling = item.link or item.text if not has_id else ""
    whole = (
        f"{item.title}|{telling}" if telling else repr((item.title, item.text, item.link, sorted(item.values.items())))
    )
    return sha256(whole.encode("utf-8", "replace")).digest()[:12]


def _unheard(_: str) -> None:
    return None


def _value(source: _Source, cells: Mapping[str, object]) -> Value | None:
    if len(source.columns) == 1:
        cell = cells.get(source.columns[0])
        return None if missing(cell) else source.convert(cell)
    several = [cell for column in source.columns if not missing(cell := cells.get(column))]
    return source.convert(several) if several else None


def _hashed(title: str, more: str) -> str:
    mark = sha256(f"{title.casefold()}|{more}".encode()).hexdigest()[:8]
    return f"{slug(title)}-{mark}".lstrip("-")


def _one_spelling(items: tuple[Item, ...], domain: Domain) -> tuple[Item, ...]:
    """Names that differ only in capitals, as "Thriller" and "thriller", in their commonest spelling."""
    changes = {
        a.name: c for a in domain.attributes if a.kind in (Kind.CATEGORY, Kind.TAGS) and (c := _changes(items, a))
    }
    if not changes:
        return items
    return tuple(replace(item, values=_respelled(item.values, changes)) for item in items)


def _changes(items: tuple[Item, ...], attribute: Attribute) -> Mapping[str, str]:
    counts = Counter(name for item in items for name in item.tags(attribute.name))
    commonest: dict[str, str] = {}
    for name, _ in counts.most_common():
        commonest.setdefault(name.casefold(), name)
    return {name: best for name in counts if (best := commonest[name.casefold()]) != name}


def _respelled(values: Mapping[str, Value], changes: Mapping[str, Mapping[str, str]]) -> dict[str, Value]:
    new = dict(values)
    for name, spelling in changes.items():
        value = new.get(name)
        if isinstance(value, str):
            new[name] = spelling.get(value, value)
        elif isinstance(value, tuple):
            new[name] = tuple(dict.fromkeys(spelling.get(one, one) for one in value))
    return new
