"""Chroma: the durable store of vectors, documents and values, and the nearest-neighbour index of large catalogues."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from retrieval.columns import Rows
from retrieval.embedder import Vectors
from retrieval.index import Hits, Metadata
from retrieval.indexes.chroma_client import worded

if TYPE_CHECKING:
    from chromadb import Collection

BATCH = 1000
"""Below Chroma's own limit, so that progress is seen."""
IDS = 50_000
"""Ids asked for at a time."""
COMPARED = 100
"""Vectors by which a collection is known to be that of a catalogue."""


class ChromaIndex:
    name = "chroma"

    def __init__(
        self,
        collection: "Collection",
        ids: Sequence[str],
        batch: int = BATCH,
        rows: Mapping[str, int] | None = None,
        place: str = "",
    ) -> None:
        """`ids` are those of the items, by row; `rows` the other way round, if it is at hand; `place` is for people."""
        self._collection, self._ids, self._batch = collection, ids, batch
        self._place = place or collection.name
        self._rows = {item_id: row for row, item_id in enumerate(ids)} if rows is None else rows

    def __len__(self) -> int:
        return int(self._collection.count())

    def add(
        self, rows: Sequence[int], vectors: Vectors, documents: Sequence[str] = (), metadata: Sequence[Metadata] = ()
    ) -> None:
        for start in range(0, len(rows), self._batch):
            part = slice(start, start + self._batch)
            self._collection.upsert(
                ids=[self._ids[row] for row in rows[part]],
                embeddings=np.asarray(vectors[part]),
                documents=list(documents[part]) or None,
                metadatas=[dict(one) for one in metadata[part]] or None,
            )

    def search(self, vector: Vectors, limit: int) -> Hits:
        """Raises UnusableIndexError if Chroma fails, or its server can't be reached. Ids of others are left out."""
        with worded(self._place):
            found = self._collection.query(
                query_embeddings=np.asarray(vector)[None, :], n_results=max(1, limit), include=["distances"]
            )
        hits = zip(found["ids"][0], (found["distances"] or [[]])[0], strict=True)
        ours = [(self._rows[item_id], distance) for item_id, distance in hits if item_id in self._rows]
        rows = np.array([row for row, _ in ours], dtype=np.int64)
        cosines = 1 - np.array([distance for _, distance in ours], dtype=np.float32)
        order = np.lexsort((rows, -cosines))[:limit]
        return Hits(rows[order], cosines[order])

    def vectors(self, rows: Sequence[int] | Rows) -> Vectors:
        wanted = [self._ids[row] if 0 <= row < len(self._ids) else "" for row in rows]
        if not wanted:
            return np.zeros((0, 0), dtype=np.float32)
        found = self._collection.get(ids=list(dict.fromkeys(wanted)), include=["embeddings"])
        places = {item_id: place for place, item_id in enumerate(found["ids"])}
        if missing := [int(row) for row, item_id in zip(rows, wanted, strict=True) if item_id not in places]:
            raise KeyError(f"The Chroma collection '{self._collection.name}' does not hold row {missing[0]}.")
        return np.asarray(found["embeddings"], dtype=np.float32)[[places[item_id] for item_id in wanted]]

    def held(self) -> set[int]:
        """The rows it has."""
        found: set[int] = set()
        for start in range(0, len(self), IDS):
            ids = self._collection.get(limit=IDS, offset=start, include=[])["ids"]
            found.update(row for item_id in ids if (row := self._rows.get(item_id)) is not None)
        return found

    def sample(self, size: int) -> tuple[Rows, Vectors]:
        """Of the rows up to `size`, `COMPARED` evenly spread ones, those it holds, with their vectors."""
        rows = np.unique(np.linspace(0, max(0, size - 1), min(size, COMPARED)).astype(np.int64))
        found = self._collection.get(ids=[self._ids[row] for row in rows] or ["none"], include=["embeddings"])
        there = np.array([self._rows[item_id] for item_id in found["ids"]], dtype=np.int64)
        return there, np.asarray(found["embeddings"], dtype=np.float32)
