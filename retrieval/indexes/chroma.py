"""Chroma: the durable store of vectors, documents and values, and the nearest-neighbour index of large catalogues.

One collection a catalogue, version and embedder, never changed once it is complete. Chroma's own embedding function and
telemetry stay off: both would go to the network. One process a folder: a second one would not see what the first adds.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from threading import Lock
from time import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import numpy as np

from retrieval.catalogue import Catalogue, Item
from retrieval.columns import Rows
from retrieval.embedder import Embedder, Progress, Vectors
from retrieval.index import Hits, Metadata, UnusableIndexError

if TYPE_CHECKING:
    from chromadb import Collection
    from chromadb.api import ClientAPI

EF_SEARCH = 512
"""Neighbours looked at in a search. The default, 100, misses some and differs from build to build; with this many, two
builds of the bundled films found the nearest 250 of ten queries without a miss, as one look at it showed."""
BATCH = 1000
"""Below Chroma's own limit, so that progress is seen."""
_connecting = Lock()


class ChromaIndex:
    name = "chroma"

    def __init__(self, collection: "Collection", ids: Sequence[str], batch: int = BATCH) -> None:
        """`ids` are those of the items, by row."""
        self._collection, self._ids, self._batch = collection, ids, batch
        self._rows = {item_id: row for row, item_id in enumerate(ids)}

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
        found = self._collection.query(
            query_embeddings=np.asarray(vector)[None, :], n_results=max(1, limit), include=["distances"]
        )
        rows = np.array([self._rows[item_id] for item_id in found["ids"][0]], dtype=np.int64)
        cosines = 1 - np.array(found["distances"][0], dtype=np.float32)
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

    def held(self) -> frozenset[int]:
        """The rows it has."""
        return frozenset(self._rows[item_id] for item_id in self._collection.get(include=[])["ids"])


def open_collection(spec: str, catalogue: Catalogue, embedder: Embedder) -> ChromaIndex:
    """The finished collection of this catalogue, warm. Raises UnusableIndexError if it isn't all there."""
    name, size = collection_name(catalogue, embedder), len(catalogue.items)
    with _in_words(spec):
        there = {collection.name: collection for collection in _client(spec).list_collections()}
        if name not in there:
            raise UnusableIndexError(f"Chroma at '{spec}' has no collection '{name}': build the index again.")
        collection = _client(spec).get_collection(name, embedding_function=None)
        count, complete = collection.count(), (collection.metadata or {}).get("complete")
        if count != size or not complete:
            raise UnusableIndexError(
                f"The Chroma collection '{name}' at '{spec}' holds {count:,} of {size:,} items: build the index again."
            )
        index = ChromaIndex(collection, [item.id for item in catalogue.items])
        if size:
            index.search(index.vectors([0])[0], 1)  # loads the graph, which takes a second at 100,000 items
    return index


def fill_collection(
    spec: str,
    catalogue: Catalogue,
    embedder: Embedder,
    vectors: Vectors,
    documents: Sequence[str],
    progress: Progress,
) -> None:
    """Adds what the collection lacks, marks it complete, then drops all but the last two versions."""
    size, step = len(catalogue.items), "storing vectors"
    with _in_words(spec):
        client = _client(spec)
        about: dict[str, str | float | bool] = {
            "catalogue": catalogue.name,
            "version": catalogue.version,
            "embedder": embedder.name,
        }
        collection = client.get_or_create_collection(
            collection_name(catalogue, embedder),
            embedding_function=None,
            configuration={"hnsw": {"space": "cosine", "ef_search": EF_SEARCH}},
            metadata=about,
        )
        index = ChromaIndex(collection, [i.id for i in catalogue.items], min(BATCH, client.get_max_batch_size()))
        held = index.held()
        missing = [row for row in range(size) if row not in held]
        progress(step, len(held), size)
        for start in range(0, len(missing), BATCH):
            rows = missing[start : start + BATCH]
            said = [documents[row] for row in rows]
            index.add(rows, vectors[rows], said, [_metadata(catalogue.items[row]) for row in rows])
            progress(step, len(held) + start + len(rows), size)
        collection.modify(metadata={**about, "complete": True, "built": time()})
        _drop_old(client, catalogue, embedder)


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


def _drop_old(client: "ClientAPI", catalogue: Catalogue, embedder: Embedder) -> None:
    ours: list[tuple[float, str]] = []
    for collection in client.list_collections():
        about: Mapping[str, object] = collection.metadata or {}
        if (about.get("catalogue"), about.get("embedder")) == (catalogue.name, embedder.name):
            built = about.get("built")
            ours.append((built if isinstance(built, float) else 0.0, collection.name))
    for _, name in sorted(ours)[:-2]:
        client.delete_collection(name)


@lru_cache(maxsize=8)
def _connect(spec: str) -> "ClientAPI":
    import chromadb
    from chromadb.config import Settings

    place = spec.removeprefix("chroma:")
    settings = Settings(anonymized_telemetry=False)
    if place.startswith(("http://", "https://")):
        url = urlsplit(place)
        secure = url.scheme == "https"
        port = url.port or (443 if secure else 8000)
        try:
            return chromadb.HttpClient(host=url.hostname or "", port=port, ssl=secure, settings=settings)
        except ValueError as error:  # what it raises for a server that doesn't answer
            raise UnusableIndexError(f"No Chroma server answers at '{place}': start one with `chroma run`.") from error
    Path(place).mkdir(parents=True, exist_ok=True)
    return chromadb.PersistentClient(place, settings=settings)


def _client(spec: str) -> "ClientAPI":
    """One a process and place. `spec` is `chroma:FOLDER` or `chroma:http://HOST:PORT`."""
    kind, _, place = spec.partition(":")
    if kind != "chroma" or not place:
        raise ValueError(f"A Chroma index is named 'chroma:FOLDER' or 'chroma:http://HOST:PORT', not {spec!r}.")
    with _connecting:
        return _connect(spec)


@contextmanager
def _in_words(spec: str) -> Iterator[None]:
    """Chroma's errors, and those of the way to it, as UnusableIndexError."""
    from chromadb.errors import ChromaError
    from httpx import HTTPError

    try:
        yield
    except (ChromaError, HTTPError, OSError) as error:
        raise UnusableIndexError(f"Chroma at '{spec}' can't be used: {error}") from error
