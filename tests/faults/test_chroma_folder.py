"""What can be wrong with Chroma's folder: each is told in words, and the turns go on without it."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
import pytest
from chromadb import Collection

from retrieval.catalogue import Catalogue
from retrieval.embedder import Embedder
from retrieval.embedders.hash import HashEmbedder
from retrieval.index import UnusableIndexError
from retrieval.indexes.chroma_client import DATABASE, claim, client
from retrieval.indexes.chroma_collections import collection_name
from retrieval.indexing import OpenIndex, build_index, index_folder, open_index
from tests.faults.shops import EMBEDDER, TITLES, shop


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Filled, but not opened yet in this process: a copy of one that was."""
    build_index(shop(), EMBEDDER, tmp_path, chroma=f"chroma:{tmp_path / 'filled'}")
    shutil.copytree(tmp_path / "filled", tmp_path / "chroma")
    return tmp_path / "chroma"


def opened(folder: Path, of: Catalogue | None = None) -> OpenIndex:
    return open_index(of or shop(), EMBEDDER, folder.parent, f"chroma:{folder}")


def refused(folder: Path) -> str:
    """What is said about a folder that isn't used, while all else works."""
    index = opened(folder)
    with pytest.raises(UnusableIndexError) as error:
        index.wait(60)
    assert index.trouble == str(error.value)
    assert str(folder) in index.trouble
    assert index.nearest() is None
    assert len(index.vectors) == len(TITLES)
    return index.trouble


def test_a_folder_as_it_was_left_is_used(folder: Path) -> None:
    index = opened(folder)
    index.wait(60)
    assert not index.trouble
    assert index.nearest() is not None


def test_a_database_that_is_none_is_told_with_the_way_out(folder: Path) -> None:
    (folder / DATABASE).write_bytes(b"no database " * 500)
    assert "is no database; move the folder away" in refused(folder)
    shutil.move(folder, folder.with_name("aside"))
    build_index(shop(), EMBEDDER, folder.parent, chroma=f"chroma:{folder}")
    opened(folder).wait(60)


def test_a_folder_of_another_version_of_chroma_is_told(folder: Path) -> None:
    with closing(sqlite3.connect(folder / DATABASE)) as database:
        database.execute("UPDATE migrations SET hash = 'of another version' WHERE version = 1")
        database.commit()
    assert "was written by another version of Chroma" in refused(folder)


def test_a_folder_whose_tables_are_of_another_version_is_told(folder: Path) -> None:
    with closing(sqlite3.connect(folder / DATABASE)) as database:
        database.execute("ALTER TABLE collections RENAME TO collections_of_the_future")
        database.commit()
    assert "no such table" in refused(folder)


def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path) -> None:
    build_index(shop(), EMBEDDER, tmp_path)
    (tmp_path / "chroma").write_text("a file", encoding="utf-8")
    assert "can't be used" in refused(tmp_path / "chroma")


LOCKING = """
import sqlite3, sys, time
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.execute("PRAGMA locking_mode = EXCLUSIVE")
database.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
time.sleep(120)
"""
CLAIMING = """
import sys, time
from pathlib import Path
from retrieval.indexes.chroma_client import claim
assert not claim(Path(sys.argv[1]))
print("claimed", flush=True)
time.sleep(120)
"""


@contextmanager
def beside(program: str, place: Path) -> Iterator[int]:
    """Another process that has got hold of the place. Its number."""
    command = [sys.executable, "-c", program, str(place)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]) as process:
        try:
            assert process.stdout
            process.stdout.readline()
            yield process.pid
        finally:
            process.kill()


def test_a_locked_folder_is_told_and_not_waited_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retrieval.indexes.chroma_client.LOCK_S", 0.1)
    with beside(LOCKING, folder / DATABASE):
        assert "another program has locked it" in refused(folder)
    opened(folder).wait(60)


def test_a_second_process_is_told_and_served_but_mends_nothing(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    with beside(CLAIMING, folder) as other:
        index = opened(folder)
        index.wait(60)
        assert f"Another process ({other}) has the Chroma folder '{folder}' open" in caplog.text
        assert index.nearest() is not None
        client(f"chroma:{folder}").delete_collection(collection_name(shop(), EMBEDDER))
        assert "open in another process" in refused(folder)


def test_a_claim_ends_with_its_process(tmp_path: Path) -> None:
    with beside(CLAIMING, tmp_path):
        assert "Another process" in claim(tmp_path)
    assert not claim(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="has other permissions")
def test_a_folder_that_may_only_be_read_is_told(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as place:
        there = Path(place) / "chroma"
        shutil.copytree(folder, there)
        os.chmod(place, 0o755)
        for path in (there, *there.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        with as_nobody(), pytest.raises(UnusableIndexError, match=r"may only be read.*allow writing there"):
            client(f"chroma:{there}")
        for path in (there, *there.rglob("*")):
            path.chmod(0o755)


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may write anywhere."""
    me = os.geteuid()
    os.seteuid(65534 if me == 0 else me)
    try:
        yield
    finally:
        os.seteuid(me)


# --- a collection that disagrees with the catalogue -------------------------------------------------------------------


def lacking(spec: str) -> None:
    collection(spec).delete(ids=["i1", "i2"])


def with_more(spec: str) -> None:
    collection(spec).upsert(ids=["i99"], embeddings=np.ones((1, 32), np.float32))


def of_others(spec: str) -> None:
    lacking(spec)
    collection(spec).upsert(ids=["x1", "x2"], embeddings=np.ones((2, 32), np.float32))


def with_other_vectors(spec: str) -> None:
    ids = [f"i{n}" for n in range(len(TITLES))]
    collection(spec).upsert(ids=ids, embeddings=np.ones((len(ids), 32), np.float32))


def of_another_width(spec: str) -> None:
    client(spec).delete_collection(collection_name(shop(), EMBEDDER))
    ids = [f"i{n}" for n in range(len(TITLES))]
    remade(spec, {}).upsert(ids=ids, embeddings=np.ones((len(ids), 16), np.float32))


def of_another_embedder(spec: str) -> None:
    client(spec).delete_collection(collection_name(shop(), EMBEDDER))
    ids = [f"i{n}" for n in range(len(TITLES))]
    remade(spec, {"embedder": "other"}).upsert(ids=ids, embeddings=np.ones((len(ids), 32), np.float32))


def unfinished(spec: str) -> None:
    collection(spec).modify(metadata={"catalogue": "shop"})


def gone(spec: str) -> None:
    client(spec).delete_collection(collection_name(shop(), EMBEDDER))


def collection(spec: str) -> Collection:
    return client(spec).get_collection(collection_name(shop(), EMBEDDER), embedding_function=None)


def remade(spec: str, about: dict[str, str]) -> Collection:
    there = client(spec)
    return there.create_collection(
        collection_name(shop(), EMBEDDER),
        embedding_function=None,
        configuration={"hnsw": {"space": "cosine"}},
        metadata={"complete": True, **about},
    )


HARMS = {
    "holds 38 of 40 items": lacking,
    "holds 41 of 40 items": with_more,
    "lacks items of the catalogue": of_others,
    "has other vectors": with_other_vectors,
    "other vectors than the catalogue's index": of_another_width,
    "was made with the embedder 'other', not 'hash-32'": of_another_embedder,
    "is unfinished": unfinished,
    "has no collection 'shop.1.hash-32'": gone,
}


@pytest.mark.parametrize(("told", "harm"), HARMS.items())
def test_a_collection_that_disagrees_is_told_and_filled_again(
    tmp_path: Path, told: str, harm: Callable[[str], None], caplog: pytest.LogCaptureFixture
) -> None:
    spec = f"chroma:{tmp_path / 'chroma'}"
    build_index(shop(), EMBEDDER, tmp_path, chroma=spec)
    harm(spec)
    index = opened(tmp_path / "chroma")
    index.wait(60)
    assert told in caplog.text
    assert "It is being filled again; until then I look without it." in caplog.text
    assert not index.trouble
    nearest = index.nearest()
    assert nearest is not None
    assert len(nearest) == len(TITLES)
    np.testing.assert_allclose(nearest.vectors(range(40)), index.vectors.vectors(range(40)), atol=1e-6)


@pytest.mark.parametrize(("told", "harm"), HARMS.items())
def test_a_large_one_is_left_to_the_next_build(
    tmp_path: Path, told: str, harm: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.indexing.MENDED_UP_TO", 5)
    spec = f"chroma:{tmp_path / 'chroma'}"
    build_index(shop(), EMBEDDER, tmp_path, chroma=spec)
    harm(spec)
    said = refused(tmp_path / "chroma")
    assert told in said
    assert "Build the index again; until then I look without it." in said
    build_index(shop(), EMBEDDER, tmp_path, chroma=spec)
    opened(tmp_path / "chroma").wait(60)


def test_vectors_made_anew_for_the_same_version_are_noticed(tmp_path: Path) -> None:
    spec = f"chroma:{tmp_path / 'chroma'}"
    build_index(shop(), EMBEDDER, tmp_path, chroma=spec)
    vectors = index_folder(shop(), EMBEDDER, tmp_path) / "vectors.npy"
    np.save(vectors, np.roll(np.load(vectors), 1, axis=0))
    index = opened(tmp_path / "chroma")
    index.wait(60)
    nearest = index.nearest()
    assert nearest is not None
    np.testing.assert_allclose(nearest.vectors([0]), np.load(vectors)[[0]], atol=1e-6)


def test_two_embedders_have_two_collections(tmp_path: Path) -> None:
    wide: Embedder = HashEmbedder(64)
    assert collection_name(shop(), wide) != collection_name(shop(), EMBEDDER)
