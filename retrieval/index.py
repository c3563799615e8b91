"""Where vectors are kept and the nearest ones found. The indexes themselves are modules of `retrieval.indexes`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from retrieval.columns import Rows
from retrieval.embedder import Vectors

Metadata = Mapping[str, str | int | float | bool | list[str]]


@dataclass(frozen=True, slots=True)
class Hits:
    """Rows, best first, with their cosines to what was looked for."""

    rows: Rows
    cosines: npt.NDArray[np.float32]


class VectorIndex(Protocol):
    """Unit vectors by row, which is an item's place in its catalogue. Its calls block."""

    name: str

    def __len__(self) -> int: ...

    def add(
        self, rows: Sequence[int], vectors: Vectors, documents: Sequence[str] = (), metadata: Sequence[Metadata] = ()
    ) -> None:
        """Takes the place of what the rows held. What an index has no room for (documents, metadata) it leaves out."""
        ...

    def search(self, vector: Vectors, limit: int) -> Hits:
        """The nearest by cosine of all it holds, `vector` being one row of length 1; exact or nearly so."""
        ...

    def vectors(self, rows: Sequence[int] | Rows) -> Vectors:
        """In the order of `rows`. Raises KeyError for a row it doesn't hold."""
        ...


class UnusableIndexError(Exception):
    """An index that is missing, unfinished or out of reach. Its text is for people; building it again mends it."""


class IndexDisagreesError(UnusableIndexError):
    """An index that is not of the catalogue it stands for. Filling it again from the stored vectors mends it."""
