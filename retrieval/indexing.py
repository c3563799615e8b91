"""Building a catalogue's indexes once, so that opening them is quick.

    <root>/<catalogue>/<version>-<embedder>/   vectors.npy, hashes.npy (of the documents, by row), bm25/
    <root>/<catalogue>/.<embedder>.part/       vectors of an unfinished build, so that the next one goes on from there

The vectors stand in Chroma too, if it is named. A folder is there whole or not at all.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from retrieval.catalogue import Catalogue
from retrieval.documents import document, document_hash
from retrieval.embedder import Embedder, Progress, Vectors, silent
from retrieval.index import UnusableIndexError, VectorIndex
from retrieval.indexes.exact import ExactIndex
from retrieval.lexical import Lexical

Hashes = npt.NDArray[np.bytes_]

CHUNK = 256
"""Documents embedded between two saves: what an interruption may cost."""
KEPT = 2
"""Versions whose indexes stay: the newest, and the one before it for conversations that are still going on."""


@dataclass(frozen=True, slots=True)
class OpenIndex:
    vectors: ExactIndex
    lexical: Lexical
    opening: Future[VectorIndex] | None = None
    """Chroma, which takes seconds to import and open, so it is done beside the first turns; None if there is none."""

    def nearest(self) -> VectorIndex | None:
        """Chroma once it is open, before that and if it can't be opened None."""
        ready = self.opening is not None and self.opening.done() and not self.opening.exception()
        return self.opening.result() if ready and self.opening else None

    @property
    def trouble(self) -> str:
        """Why Chroma could not be opened; empty while it is not known to be so."""
        failed = self.opening is not None and self.opening.done() and self.opening.exception()
        return str(failed or "")

    def wait(self, seconds: float | None = None) -> None:
        """Until Chroma is open. Raises UnusableIndexError if it can't be, TimeoutError if it isn't in time."""
        if self.opening is not None:
            self.opening.result(seconds)


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
    """
    folder = index_folder(catalogue, embedder, root)
    documents = [document(item, catalogue.domain) for item in catalogue.items]
    if not _finished(folder, catalogue, embedder):
        previous = root / catalogue.name / f"{previous_version}-{embedder.name}"
        hashes = np.array([document_hash(text, embedder.name) for text in documents], dtype="S64")
        vectors = _embed(documents, hashes, embedder, _part(folder, embedder), previous, progress)
        _write(folder, vectors, hashes, Lexical.build(documents, catalogue.domain.language))
    if chroma is not None:
        from retrieval.indexes.chroma import fill_collection

        fill_collection(chroma, catalogue, embedder, _load(folder / "vectors.npy"), documents, progress)
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
    opening = None if chroma is None else _beside(lambda: _open_chroma(chroma, catalogue, embedder))
    return OpenIndex(ExactIndex(_load(folder / "vectors.npy")), lexical, opening)


def index_folder(catalogue: Catalogue, embedder: Embedder, root: Path) -> Path:
    return root / catalogue.name / f"{catalogue.version}-{embedder.name}"


def _part(folder: Path, embedder: Embedder) -> Path:
    return folder.parent / f".{embedder.name}.part"


def _open_chroma(spec: str, catalogue: Catalogue, embedder: Embedder) -> VectorIndex:
    from retrieval.indexes.chroma import open_collection

    return open_collection(spec, catalogue, embedder)


def _beside(work: Callable[[], VectorIndex]) -> Future[VectorIndex]:
    thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="chroma")
    future = thread.submit(work)
    thread.shutdown(wait=False)
    return future


def _finished(folder: Path, catalogue: Catalogue, embedder: Embedder) -> bool:
    """Whether it is there, for so many items, and still made as documents are made now (the first and last tell)."""
    try:
        vectors, hashes = _load(folder / "vectors.npy"), np.load(folder / "hashes.npy")
    except (OSError, ValueError):
        return False
    size = len(catalogue.items)
    if vectors.shape != (size, embedder.dimension) or len(hashes) != size:
        return False
    ends = {0, size - 1} if size else set()
    texts = {row: document(catalogue.items[row], catalogue.domain) for row in ends}
    return all(hashes[row] == document_hash(text, embedder.name).encode() for row, text in texts.items())


def _load(path: Path) -> Vectors:
    return np.asarray(np.load(path), dtype=np.float32)


def _embed(
    documents: Sequence[str], hashes: Hashes, embedder: Embedder, part: Path, previous: Path, progress: Progress
) -> Vectors:
    """By row. Equal documents are embedded once."""
    step = "embedding"
    known = dict(_known(part, previous, embedder.dimension))
    wanted: Mapping[bytes, int] = {digest: row for row, digest in enumerate(hashes.tolist())}
    missing = [(digest, row) for digest, row in wanted.items() if digest not in known]
    done = len(wanted) - len(missing)
    progress(step, done, len(wanted))
    for start in range(0, len(missing), CHUNK):
        chunk = missing[start : start + CHUNK]
        vectors = embedder.embed([documents[row] for _, row in chunk])
        digests = [digest for digest, _ in chunk]
        _keep(part, digests, vectors)
        known.update(zip(digests, vectors, strict=True))
        progress(step, done + start + len(chunk), len(wanted))
    found = [known[digest] for digest in hashes.tolist()]
    return np.stack(found) if found else np.zeros((0, embedder.dimension), dtype=np.float32)


def _known(part: Path, previous: Path, dimension: int) -> Iterator[tuple[bytes, Vectors]]:
    """Vectors by the hash of their document; a file that can't be read is as good as none."""
    for path in sorted(part.glob("*.npz")):
        try:
            with path.open("rb") as file, np.load(file) as chunk:
                hashes, vectors = chunk["hashes"], chunk["vectors"]
        except (OSError, ValueError, KeyError, BadZipFile):
            continue
        if vectors.shape == (len(hashes), dimension):
            yield from zip(hashes.tolist(), vectors, strict=True)
    try:
        hashes, vectors = np.load(previous / "hashes.npy"), np.load(previous / "vectors.npy", mmap_mode="r")
    except (OSError, ValueError):
        return
    if vectors.shape == (len(hashes), dimension):
        yield from zip(hashes.tolist(), vectors, strict=True)


def _keep(part: Path, digests: Sequence[bytes], vectors: Vectors) -> None:
    part.mkdir(parents=True, exist_ok=True)
    target = part / f"{digests[0].decode()}.npz"
    unfinished = target.with_suffix(f".{os.getpid()}")
    with unfinished.open("wb") as file:
        np.savez(file, hashes=np.array(digests, dtype="S64"), vectors=vectors)
    os.replace(unfinished, target)


def _write(folder: Path, vectors: Vectors, hashes: Hashes, lexical: Lexical) -> None:
    """Beside the folder first, then in its place by one rename."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder.parent, prefix=".build-") as building:
        ready = Path(building) / "ready"
        lexical.save(ready / "bm25")
        np.save(ready / "hashes.npy", hashes)
        np.save(ready / "vectors.npy", vectors)
        if folder.exists():  # unusable, or it would not be built again
            os.replace(folder, Path(building) / "old")
        os.replace(ready, folder)


def _drop_old(folder: Path, embedder: Embedder) -> None:
    os.utime(folder)
    built = sorted(folder.parent.glob(f"*-{embedder.name}"), key=lambda one: one.stat().st_mtime_ns)
    for old in built[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)
