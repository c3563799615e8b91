"""Building a catalogue's indexes once, so that opening them is quick.

    <root>/<catalogue>/<version>-<embedder>/   vectors.npy, hashes.npy (of the documents, by row), bm25/, compact/
    <root>/<catalogue>/.<embedder>.part/       vectors of an unfinished build, so that the next one goes on from there

The vectors stand in Chroma too, if it is named. A folder is there whole or not at all.
"""

import os
import shutil
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from retrieval.catalogue import Catalogue
from retrieval.documents import document, document_hash
from retrieval.embedder import Embedder, Progress, Vectors, silent
from retrieval.index import UnusableIndexError, VectorIndex
from retrieval.indexes.beside import Beside
from retrieval.indexes.compact import write_compact
from retrieval.indexes.embedded import embed_into
from retrieval.indexes.exact import ExactIndex
from retrieval.indexes.mapped import COMPACT, VECTORS, is_large, load_vectors, open_vectors
from retrieval.lexical import Lexical

KEPT = 2
"""Versions whose indexes stay: the newest, and the one before it for conversations that are still going on."""
MENDED_UP_TO = 50_000
"""Items up to which a Chroma collection that disagrees is filled again beside the turns; a minute's work. More of them
are left to the next import."""


@dataclass(frozen=True, slots=True)
class OpenIndex:
    vectors: ExactIndex
    lexical: Lexical
    beside: Beside | None = None
    """Chroma, which takes seconds to import and open, so it is done beside the first turns; None if there is none."""

    def nearest(self) -> VectorIndex | None:
        """Chroma once it is open; before that, if it can't be opened and for a while after it failed None."""
        return self.beside.index() if self.beside else None

    @property
    def trouble(self) -> str:
        """Why Chroma is not used; empty while it is not known to be so."""
        return self.beside.trouble if self.beside else ""

    def wait(self, seconds: float | None = None) -> None:
        """Until Chroma is open. Raises UnusableIndexError if it can't be, TimeoutError if it isn't in time."""
        if self.beside:
            self.beside.wait(seconds)


def build_index(
    catalogue: Catalogue,
    embedder: Embedder,
    root: Path,
    previous_version: str | None = None,
    progress: Progress = silent,
    chroma: str | None = None,
) -> None:
    """Builds what is missing; nothing, if all is there. `chroma` is `chroma:FOLDER` or `chroma:http://HOST:PORT`.

    An item whose document is unchanged since `previous_version`, or since an interrupted build, is not embedded again.
    Raises UnusableIndexError where it can't be written; what was in force stays.
    """
    folder = index_folder(catalogue, embedder, root)
    texts = _Texts(catalogue)
    try:
        if not _finished(folder, catalogue, embedder):
            _build(folder, texts, embedder, root / catalogue.name / f"{previous_version}-{embedder.name}", progress)
    except OSError as error:
        raise UnusableIndexError(
            f"The index of catalogue '{catalogue.name}' can't be written to '{folder}': "
            f"{error.strerror or error}. Nothing has changed; what was embedded is kept for the next time."
        ) from error
    if chroma is not None:
        from retrieval.indexes.chroma_collections import fill_collection

        fill_collection(chroma, catalogue, embedder, load_vectors(folder / VECTORS), texts.some, progress)
    shutil.rmtree(_part(folder, embedder), ignore_errors=True)
    _drop_old(folder, embedder)


def open_index(catalogue: Catalogue, embedder: Embedder, root: Path, chroma: str | None = None) -> OpenIndex:
    """What `build_index` built. Raises UnusableIndexError if it is missing or of something else.

    Trouble with Chroma alone shows in the result, which works without it.
    """
    folder = index_folder(catalogue, embedder, root)
    if not _finished(folder, catalogue, embedder):
        raise UnusableIndexError(
            f"The index of catalogue '{catalogue.name}', version '{catalogue.version}', for embedder '{embedder.name}' "
            f"is missing or out of date in '{folder}': build it again."
        )
    lexical = Lexical.load(folder / "bm25", len(catalogue.items), catalogue.domain.language)
    beside = None if chroma is None else _beside(chroma, catalogue, embedder, load_vectors(folder / VECTORS))
    return OpenIndex(open_vectors(folder), lexical, beside)


def index_folder(catalogue: Catalogue, embedder: Embedder, root: Path) -> Path:
    return root / catalogue.name / f"{catalogue.version}-{embedder.name}"


class _Texts:
    """The documents of a catalogue, made when they are wanted: those of a million items take a gigabyte."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def __iter__(self) -> Iterator[str]:
        return (document(item, self._catalogue.domain) for item in self._catalogue.items)

    def some(self, rows: Sequence[int]) -> list[str]:
        return [document(self._catalogue.items[row], self._catalogue.domain) for row in rows]

    @property
    def language(self) -> str:
        return self._catalogue.domain.language


def _part(folder: Path, embedder: Embedder) -> Path:
    return folder.parent / f".{embedder.name}.part"


def _build(folder: Path, texts: _Texts, embedder: Embedder, previous: Path, progress: Progress) -> None:
    """Beside the folder first, then in its place by one rename."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder.parent, prefix=".build-") as building:
        ready = Path(building) / "ready"
        ready.mkdir()
        hashes = np.fromiter((document_hash(text, embedder.name).encode() for text in texts), dtype="S64")
        embed_into(ready / VECTORS, texts.some, hashes, embedder, _part(folder, embedder), previous, progress)
        np.save(ready / "hashes.npy", hashes)
        Lexical.build(texts, texts.language).save(ready / "bm25")
        if is_large(hashes):
            write_compact(ready / COMPACT, load_vectors(ready / VECTORS))
        if folder.exists():  # unusable, or it would not be built again
            os.replace(folder, Path(building) / "old")
        os.replace(ready, folder)


def _beside(chroma: str, catalogue: Catalogue, embedder: Embedder, vectors: Vectors) -> Beside:
    def opened() -> VectorIndex:
        from retrieval.indexes.chroma_collections import open_collection

        return open_collection(chroma, catalogue, embedder, vectors)

    def mend() -> None:
        from retrieval.indexes.chroma_client import claimed
        from retrieval.indexes.chroma_collections import fill_collection

        if not claimed(chroma):
            raise UnusableIndexError(f"Chroma at '{chroma}' is open in another process, so I don't fill it again.")
        fill_collection(chroma, catalogue, embedder, vectors, _Texts(catalogue).some, _while_the_program_runs)

    return Beside(opened, mend if len(vectors) <= MENDED_UP_TO else None)


def _while_the_program_runs(step: str, done: int, total: int) -> None:
    """The program need not wait for what the next start takes up again."""
    if not threading.main_thread().is_alive():
        raise UnusableIndexError(f"Left off {step} at {done:,} of {total:,}.")


def _finished(folder: Path, catalogue: Catalogue, embedder: Embedder) -> bool:
    """Whether it is there, for so many items, and still made as documents are made now (the first and last tell)."""
    try:
        vectors, hashes = np.load(folder / VECTORS, mmap_mode="r"), np.load(folder / "hashes.npy", mmap_mode="r")
    except (OSError, ValueError):
        return False
    size = len(catalogue.items)
    if vectors.shape != (size, embedder.dimension) or len(hashes) != size:
        return False
    ends = {0, size - 1} if size else set()
    texts = {row: document(catalogue.items[row], catalogue.domain) for row in ends}
    return all(hashes[row] == document_hash(text, embedder.name).encode() for row, text in texts.items())


def _drop_old(folder: Path, embedder: Embedder) -> None:
    os.utime(folder)
    built = sorted(folder.parent.glob(f"*-{embedder.name}"), key=lambda one: one.stat().st_mtime_ns)
    for old in built[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)
