"""Which values a catalogue has, how many items have each, and which of them are names."""

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import chain, islice

from agents.understanding.spelled import StoredCounts
from retrieval.catalogue import NAMED, Catalogue
from retrieval.column import NameColumn
from retrieval.stored.catalogue import StoredCatalogue

Counts = Counter[str] | StoredCounts
"""Values to the number of items that have them."""


def counts_of(catalogue: Catalogue) -> dict[str, Counts]:
    """By named attribute."""
    counts: dict[str, Counts] = {}
    columns = catalogue.columns if isinstance(catalogue, StoredCatalogue) else {}
    for attribute in catalogue.domain.attributes:
        if isinstance(column := columns.get(attribute.name), NameColumn) and attribute.kind in NAMED:
            stored = StoredCounts(column)
            counts[attribute.name] = Counter(dict(stored)) if isinstance(column.names, tuple) else stored
        elif attribute.kind in NAMED:
            cells = [item.values.get(attribute.name, ()) for item in catalogue.items]
            tags = (cell if isinstance(cell, tuple) else (cell,) for cell in cells if isinstance(cell, str | tuple))
            counts[attribute.name] = Counter(chain.from_iterable(tags))
    return counts


def names_among(counts: Mapping[str, Counts]) -> frozenset[str]:
    """The attributes whose values are names."""
    return frozenset(attribute for attribute, values in counts.items() if _are_names(values))


def _are_names(values: Iterable[str]) -> bool:
    """Whether most values are two or more capitalised words, as people and brands are."""
    sample = list(islice(values, 400))
    proper = [v for v in sample if " " in v and all(w[0].isupper() for w in v.split()[:: max(1, v.count(" "))] if w)]
    return len(sample) > 2 and len(proper) >= 0.6 * len(sample)
