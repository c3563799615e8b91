"""A disk that fills up while an index is built: nothing is half written, and what was in force stays."""

import errno
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from chromadb import Collection
from chromadb.errors import InternalError

from retrieval.embedder import Vectors
from retrieval.embedders.hash import HashEmbedder
from retrieval.index import UnusableIndexError
from retrieval.indexing import build_index, index_folder, open_index
from tests.faults.shops import EMBEDDER, TITLES, everything_in, shop

NEW = shop("2", [*TITLES[:20], *(f"new thing {n}" for n in range(600))])


class Counting(HashEmbedder):
    def __init__(self) -> None:
        super().__init__(32)
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return super().embed(texts)


def after(most: int, write: Callable[..., object]) -> Callable[..., object]:
    """Fails from the call after `most` on."""
    calls = 0

    def filling(*given: object, **named: object) -> object:
        nonlocal calls
        calls += 1
        if calls > most:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(*given, **named)

    return filling


@pytest.mark.parametrize(
    ("target", "most"),
    [
        ("retrieval.indexes.embedded._Target.put", 1),
        ("retrieval.indexes.embedded.np.savez", 0),
        ("retrieval.indexes.embedded.np.savez", 1),
        ("retrieval.indexing.np.save", 0),
        ("retrieval.indexing.Lexical.save", 0),
        ("retrieval.indexing.write_compact", 0),
        ("retrieval.indexing.os.replace", 0),
    ],
)
def test_a_full_disk_leaves_the_old_index_and_no_half_of_the_new(
    target: str, most: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.indexes.mapped.COMPACT_FROM", 500)
    build_index(shop(), EMBEDDER, tmp_path)
    before = everything_in(tmp_path)
    with monkeypatch.context() as filling:
        package, _, name = target.rpartition(".")
        filling.setattr(target, after(most, _found(package, name)))
        with pytest.raises(UnusableIndexError, match=r"can't be written.*No space left on device.*Nothing has changed"):
            build_index(NEW, EMBEDDER, tmp_path, previous_version="1")
    there = everything_in(tmp_path)
    assert {place: content for place, content in there.items() if ".part/" not in place} == before
    assert all(place.endswith(".npz") for place in there.keys() - before.keys())
    assert len(open_index(shop(), EMBEDDER, tmp_path).vectors) == len(TITLES)
    with pytest.raises(UnusableIndexError, match="build it again"):
        open_index(NEW, EMBEDDER, tmp_path)

    embedder, kept = Counting(), len(there) - len(before)
    build_index(NEW, embedder, tmp_path, previous_version="1")
    assert len(embedder.asked) == max(0, 600 - 256 * kept)
    vectors = open_index(NEW, EMBEDDER, tmp_path).vectors
    assert len(vectors) == len(NEW.items)
    assert not list(tmp_path.glob("shop/.*"))


def _found(place: str, name: str) -> Callable[..., object]:
    from pkgutil import resolve_name

    found: Callable[..., object] = getattr(resolve_name(place), name)
    return found


def test_a_disk_that_chroma_finds_full_is_told_and_filling_goes_on_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: object, **__: object) -> None:
        raise InternalError("error returned from database: (code: 13) database or disk is full")

    spec = f"chroma:{tmp_path / 'chroma'}"
    with monkeypatch.context() as filling:
        filling.setattr(Collection, "upsert", no_room)
        with pytest.raises(UnusableIndexError, match="the disk is full; make room, then import again"):
            build_index(shop(), EMBEDDER, tmp_path, chroma=spec)
        opened = open_index(shop(), EMBEDDER, tmp_path, spec)
        with pytest.raises(UnusableIndexError, match="the disk is full"):
            opened.wait(30)
        assert "the disk is full" in opened.trouble
        assert len(opened.vectors) == len(TITLES)
    build_index(shop(), EMBEDDER, tmp_path, chroma=spec)
    open_index(shop(), EMBEDDER, tmp_path, spec).wait(30)


def test_vectors_are_the_same_however_they_came(tmp_path: Path) -> None:
    build_index(shop(), EMBEDDER, tmp_path)
    build_index(NEW, EMBEDDER, tmp_path, previous_version="1")
    build_index(NEW, EMBEDDER, tmp_path / "afresh")
    ways = [np.load(index_folder(NEW, EMBEDDER, root) / "vectors.npy") for root in (tmp_path, tmp_path / "afresh")]
    assert ways[0].tolist() == ways[1].tolist()
