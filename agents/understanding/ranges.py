"""The numbers that a catalogue has: how far they reach, and what "cheap" or "long" means among them."""

from collections.abc import Mapping
from functools import cached_property
from typing import Literal

import numpy as np

from retrieval.catalogue import Attribute, Catalogue
from retrieval.column import Column, NumberColumn
from retrieval.stored.catalogue import StoredCatalogue


class Ranges:
    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    @cached_property
    def numbers(self) -> Mapping[str, np.ndarray]:
        """The sorted values of each numeric attribute."""
        numeric = [a for a in self._catalogue.domain.attributes if a.numeric]
        if isinstance(self._catalogue, StoredCatalogue):
            return {a.name: _in_order(self._catalogue.columns[a.name]) for a in numeric}
        columns = {a.name: [item.number(a.name) for item in self._catalogue.items] for a in numeric}
        return {name: np.sort([v for v in column if v is not None]) for name, column in columns.items()}

    @cached_property
    def different(self) -> Mapping[str, int]:
        """How many different numbers each numeric attribute has."""
        return {name: int(np.count_nonzero(np.diff(ns))) + bool(len(ns)) for name, ns in self.numbers.items()}

    def bound(self, attribute: Attribute, end: Literal["low", "high"]) -> float | None:
        """What a vague word for that end means: the domain's number, else a third of the catalogue from there."""
        given = attribute.low if end == "low" else attribute.high
        values = self.numbers.get(attribute.name, np.empty(0))
        if given is not None or not len(values):
            return given
        return float(np.quantile(values, 1 / 3 if end == "low" else 2 / 3, method="nearest"))

    def spans(self, attribute: str, number: float) -> bool:
        """Whether the number is within the catalogue's own range of the attribute, give or take a factor of two."""
        values = self.numbers.get(attribute, np.empty(0))
        return bool(len(values)) and float(values[0]) / 2 <= number <= float(values[-1]) * 2


def _in_order(column: Column | None) -> np.ndarray:
    return column.numbers[column.order] if isinstance(column, NumberColumn) else np.empty(0)
