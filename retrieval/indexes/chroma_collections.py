"""A catalogue's collection in Chroma: named by version and embedder, filled once, compared when it is opened.

It is never changed once it is complete; `vectors.npy` is what it is filled from and compared with. Chroma's own
embedding function and telemetry stay off: both would go to the network.
"""

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from time import time
from typing import TYPE_CHECKING, overload

import numpy as np

from retrieval.catalogue import Catalogue, Item
from retrieval.columns import Rows
from retrieval.embedder import Embedder, Progress, Vectors
from retrieval.index import IndexDisagreesError, Metadata
from retrieval.indexes.chroma import BATCH, COMPARED, ChromaIndex
from retrieval.indexes.chroma_client import client, patient, worded

if TYPE_CHECKING:
    from chromadb import Collection
    from chromadb.api import ClientAPI

EF_SEARCH = 512
"""Neighbours looked at in a search. The default, 100, misses some and differs from build to build; with this many, two
builds of the bundled films found the nearest 250 of ten queries without a miss, as one look at it showed."""
CLOSE = 1e-3
"""How far a number of a stored vector may be off; Chroma stores what it is given."""


def open_collection(spec: str, catalogue: Catalogue, embedder: Embedder, vectors: Vectors) -> ChromaIndex:
    """The finished collection of this catalogue, warm. Raises UnusableIndexError if Chroma fails.

    Raises IndexDisagreesError if the collection is missing, unfinished or not of these vectors.
    """
    name = collection_name(catalogue, embedder)
    with worded(spec):
        there = {collection.name: collection for collection in client(spec).list_collections()}
        if name not in there:
            raise IndexDisagreesError(f"Chroma at '{spec}' has no collection '{name}'.")
        collection = client(spec).get_collection(name, embedding_function=None)
        index = _index(spec, collection, catalogue)
        if wrong := _wrong(collection, index, embedder, vectors):
            raise IndexDisagreesError(f"The Chroma collection '{name}' at '{spec}' {wrong}.")
        if len(vectors):
            index.search(vectors[0], 1)  # loads the graph, which takes a second at 100,000 items
    return index


def fill_collection(
    spec: str,
    catalogue: Catalogue,
    embedder: Embedder,
    vectors: Vectors,
    documents: Callable[[Sequence[int]], Sequence[str]],
    progress: Progress,
) -> None:
    """Adds what the collection lacks, marks it complete, then drops all but the last two versions.

    One that is of something else is made anew. `documents` gives those of some rows.
    """
    with worded(spec), patient(client(spec)):
        there = client(spec)
        collection = _collection(there, catalogue, embedder)
        held = _kept(collection, _index(spec, collection, catalogue), embedder, vectors)
        if held is None:
            there.delete_collection(collection.name)
            collection = _collection(there, catalogue, embedder)
        index = _index(spec, collection, catalogue, there.get_max_batch_size())
        _fill(index, held or set(), catalogue, vectors, documents, progress)
        collection.modify(metadata={**_about(catalogue, embedder), "complete": True, "built": time()})
        _drop_old(there, catalogue, embedder)


def _fill(
    index: ChromaIndex,
    held: set[int],
    catalogue: Catalogue,
    vectors: Vectors,
    documents: Callable[[Sequence[int]], Sequence[str]],
    progress: Progress,
) -> None:
    size, step = len(vectors), "storing vectors"
    missing = [row for row in range(size) if row not in held]
    progress(step, len(held), size)
    for start in range(0, len(missing), BATCH):
        rows = missing[start : start + BATCH]
        index.add(rows, vectors[rows], documents(rows), [_metadata(catalogue.items[row]) for row in rows])
        progress(step, len(held) + start + len(rows), size)


def _collection(there: "ClientAPI", catalogue: Catalogue, embedder: Embedder) -> "Collection":
    return there.get_or_create_collection(
        collection_name(catalogue, embedder),
        embedding_function=None,
        configuration={"hnsw": {"space": "cosine", "ef_search": EF_SEARCH}},
        metadata=_about(catalogue, embedder),
    )


def _index(spec: str, collection: "Collection", catalogue: Catalogue, most: int = BATCH) -> ChromaIndex:
    return ChromaIndex(collection, _Ids(catalogue), min(BATCH, most), catalogue.rows, spec)


class _Ids(Sequence[str]):
    """A million strings need not be listed to look up some."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._items = catalogue.items

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        return [i.id for i in self._items[place]] if isinstance(place, slice) else self._items[place].id


def _about(catalogue: Catalogue, embedder: Embedder) -> dict[str, str | float | bool]:
    return {"catalogue": catalogue.name, "version": catalogue.version, "embedder": embedder.name}


def _wrong(collection: "Collection", index: ChromaIndex, embedder: Embedder, vectors: Vectors) -> str:
    about: Mapping[str, object] = collection.metadata or {}
    if (made := about.get("embedder", embedder.name)) != embedder.name:
        return f"was made with the embedder '{made}', not '{embedder.name}'"
    if (count := len(index)) != (size := len(vectors)):
        return f"holds {count:,} of {size:,} items"
    rows, stored = index.sample(size)
    if len(rows) < min(size, COMPARED):
        return "lacks items of the catalogue and has others instead"
    if _differs(rows, stored, vectors):
        return "has other vectors than the catalogue's index"
    return "" if about.get("complete") else "is unfinished"


def _kept(collection: "Collection", index: ChromaIndex, embedder: Embedder, vectors: Vectors) -> set[int] | None:
    """The rows it holds already; None if it is of something else and must be made anew."""
    about: Mapping[str, object] = collection.metadata or {}
    if about.get("embedder", embedder.name) != embedder.name or _differs(*index.sample(len(vectors)), vectors):
        return None
    held = index.held()
    return held if len(held) == len(index) else None


def _differs(rows: Rows, stored: Vectors, vectors: Vectors) -> bool:
    return len(rows) > 0 and (stored.shape[1] != vectors.shape[1] or not np.allclose(stored, vectors[rows], atol=CLOSE))


def collection_name(catalogue: Catalogue, embedder: Embedder) -> str:
    """`name.version.embedder`, letters that Chroma doesn't take replaced; a hash keeps names apart that would meet."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in catalogue.name).strip("-_")
    if plain != catalogue.name:
        plain = f"{plain[:64]}{sha256(catalogue.name.encode()).hexdigest()[:8]}"
    return f"{plain}.{catalogue.version}.{embedder.name}"


def _metadata(item: Item) -> Metadata:
    """Chroma takes no empty list."""
    values = {name: list(v) if isinstance(v, tuple) else v for name, v in item.values.items() if v != ()}
    return {"title": item.title, **values}


def _drop_old(there: "ClientAPI", catalogue: Catalogue, embedder: Embedder) -> None:
    ours: list[tuple[float, str]] = []
    for collection in there.list_collections():
        about: Mapping[str, object] = collection.metadata or {}
        if (about.get("catalogue"), about.get("embedder")) == (catalogue.name, embedder.name):
            built = about.get("built")
            ours.append((built if isinstance(built, float) else 0.0, collection.name))
    for _, name in sorted(ours)[:-2]:
        there.delete_collection(name)
