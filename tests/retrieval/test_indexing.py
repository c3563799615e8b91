"""Indexes are built once, whole or not at all, and nothing is embedded twice."""

import errno
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from retrieval.catalogue import Attribute, Catalogue, Domain, Item, Kind
from retrieval.columns import Columns
from retrieval.documents import document
from retrieval.embedder import Vectors
from retrieval.embedders.hash import HashEmbedder
from retrieval.index import UnusableIndexError
from retrieval.indexes.chroma_client import client
from retrieval.indexes.chroma_collections import collection_name
from retrieval.indexes.compact import write_compact
from retrieval.indexes.embedded import CHUNK
from retrieval.indexing import build_index, index_folder, open_index
from retrieval.retriever import Retriever
from retrieval.scorer import Query

DOMAIN = Domain("shop", "A shop", (Attribute("colour", Kind.TAGS), Attribute("price", Kind.MONEY)))


def catalogue(version: str, titles: Sequence[str], name: str = "shop") -> Catalogue:
    items = [
        Item(f"i{n}", title, {"colour": ("red",) if n % 2 else (), "price": float(n)}) for n, title in enumerate(titles)
    ]
    return Catalogue(replace(DOMAIN, name=name), version, tuple(items))


class Counting(HashEmbedder):
    """Remembers what it was asked; gives up after `most` calls, as if it were interrupted."""

    def __init__(self, most: int = 99) -> None:
        super().__init__(32)
        self.most = most
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        if self.most == 0:
            raise KeyboardInterrupt
        self.most -= 1
        self.asked += texts
        return super().embed(texts)


TITLES = [f"thing number {n}" for n in range(40)]


def texts(of: Catalogue) -> list[str]:
    return [document(item, of.domain) for item in of.items]


def test_what_is_opened_is_what_was_built(tmp_path: Path) -> None:
    shop, embedder = catalogue("1", TITLES), Counting()
    seen: list[tuple[str, int, int]] = []
    build_index(shop, embedder, tmp_path, progress=lambda *step: seen.append(step))
    opened = open_index(shop, embedder, tmp_path)
    np.testing.assert_allclose(opened.vectors.vectors(range(40)), HashEmbedder(32).embed(texts(shop)), atol=1e-6)
    assert opened.lexical.scores("number 17").argmax() == 17
    assert opened.nearest() is None
    assert seen[0] == ("embedding", 0, 40)
    assert seen[-1] == ("embedding", 40, 40)


def test_building_again_does_nothing(tmp_path: Path) -> None:
    shop, embedder = catalogue("1", TITLES), Counting()
    build_index(shop, embedder, tmp_path)
    build_index(shop, Counting(most=0), tmp_path)
    assert [p.name for p in (tmp_path / "shop").iterdir()] == ["1-hash-32"]


def test_unchanged_items_are_not_embedded_again(tmp_path: Path) -> None:
    build_index(catalogue("1", TITLES), Counting(), tmp_path)
    embedder, changed = Counting(), catalogue("2", [*TITLES[1:], "something new"])
    build_index(changed, embedder, tmp_path, previous_version="1")
    assert {t.partition(".")[0] for t in embedder.asked} >= {"something new"}
    assert set(embedder.asked) == set(texts(changed)) - set(texts(catalogue("1", TITLES)))
    opened = open_index(changed, embedder, tmp_path)
    np.testing.assert_allclose(opened.vectors.vectors(range(40)), HashEmbedder(32).embed(texts(changed)), atol=1e-6)


def test_equal_items_are_embedded_once(tmp_path: Path) -> None:
    embedder = Counting()
    build_index(catalogue("1", ["same"] * 6), embedder, tmp_path)
    assert len(embedder.asked) == 2  # with the colour and without
    assert len(open_index(catalogue("1", ["same"] * 6), embedder, tmp_path).vectors) == 6


def test_an_interrupted_build_leaves_no_index_and_goes_on_where_it_was(tmp_path: Path) -> None:
    shop = catalogue("1", [f"item {n}" for n in range(2 * CHUNK + 10)])
    with pytest.raises(KeyboardInterrupt):
        build_index(shop, Counting(most=1), tmp_path)
    with pytest.raises(UnusableIndexError, match="build it again"):
        open_index(shop, Counting(), tmp_path)
    embedder = Counting()
    build_index(shop, embedder, tmp_path)
    assert len(embedder.asked) == CHUNK + 10
    opened = open_index(shop, embedder, tmp_path)
    np.testing.assert_allclose(
        opened.vectors.vectors([0, CHUNK, 2 * CHUNK + 9]) @ embedder.embed(["item"])[0] > 0, True
    )
    assert [p.name for p in (tmp_path / "shop").iterdir()] == ["1-hash-32"]


def test_a_spoilt_piece_of_an_interrupted_build_is_made_again(tmp_path: Path) -> None:
    shop = catalogue("1", [f"item {n}" for n in range(CHUNK + 10)])
    with pytest.raises(KeyboardInterrupt):
        build_index(shop, Counting(most=1), tmp_path)
    (piece,) = tmp_path.glob("shop/.hash-32.part/*.npz")
    piece.write_bytes(piece.read_bytes()[:100])
    build_index(shop, Counting(), tmp_path)
    assert len(open_index(shop, Counting(), tmp_path).vectors) == CHUNK + 10


def test_an_index_made_of_other_documents_is_refused_and_mended(tmp_path: Path) -> None:
    shop, other = catalogue("1", TITLES), catalogue("1", ["other", *TITLES[1:]])
    build_index(other, Counting(), tmp_path)
    with pytest.raises(UnusableIndexError, match="'shop', version '1'"):
        open_index(shop, Counting(), tmp_path)
    build_index(shop, Counting(), tmp_path)
    assert open_index(shop, Counting(), tmp_path).lexical.scores("other").any() == np.False_


def test_a_broken_file_is_refused_and_mended(tmp_path: Path) -> None:
    shop = catalogue("1", TITLES)
    build_index(shop, Counting(), tmp_path)
    (index_folder(shop, Counting(), tmp_path) / "vectors.npy").write_bytes(b"broken")
    with pytest.raises(UnusableIndexError):
        open_index(shop, Counting(), tmp_path)
    build_index(shop, Counting(), tmp_path)
    open_index(shop, Counting(), tmp_path)


def test_an_empty_catalogue_has_an_index(tmp_path: Path) -> None:
    build_index(catalogue("1", []), Counting(), tmp_path)
    assert len(open_index(catalogue("1", []), Counting(), tmp_path).vectors) == 0


def test_the_last_two_versions_stay(tmp_path: Path) -> None:
    for version in "123":
        build_index(catalogue(version, TITLES[:4]), Counting(), tmp_path, previous_version=None)
    assert sorted(p.name for p in (tmp_path / "shop").iterdir()) == ["2-hash-32", "3-hash-32"]


# --- large ones, which here begin at ten items -----------------------------------------------------------------------


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retrieval.indexes.mapped.COMPACT_FROM", 10)


@pytest.mark.usefixtures("large")
def test_a_large_index_is_mapped_and_has_a_compact_copy(tmp_path: Path) -> None:
    shop, embedder = catalogue("1", TITLES), Counting()
    build_index(shop, embedder, tmp_path)
    opened = open_index(shop, embedder, tmp_path)
    vectors = HashEmbedder(32).embed(texts(shop))
    assert opened.vectors.rough is not None
    np.testing.assert_allclose(opened.vectors.rough.cosines(vectors[7]), vectors @ vectors[7], atol=0.15)
    assert opened.vectors.vectors([7]).tolist() == vectors[[7]].tolist()


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("harm", ["missing", "cut", "other", "stale"])
def test_a_large_index_without_a_whole_compact_copy_gets_one_when_it_is_opened(tmp_path: Path, harm: str) -> None:
    shop, embedder = catalogue("1", TITLES), Counting()
    build_index(shop, embedder, tmp_path)
    compact = index_folder(shop, embedder, tmp_path) / "compact"
    match harm:
        case "missing":
            shutil.rmtree(compact)
        case "cut":
            (compact / "compact.codes").write_bytes(b"short")
        case "other":
            write_compact(compact, np.eye(12, 32, dtype=np.float32))
        case "stale":
            write_compact(compact, np.roll(embedder.embed(texts(shop)), 16, axis=1))
    for _ in range(2):
        rough = open_index(shop, embedder, tmp_path).vectors.rough
        assert rough is not None
        vectors = embedder.embed(texts(shop))
        np.testing.assert_allclose(rough.cosines(vectors[0]), vectors @ vectors[0], atol=0.15)
    assert sorted(p.name for p in compact.parent.iterdir()) == ["bm25", "compact", "hashes.npy", "vectors.npy"]


@pytest.mark.usefixtures("large")
def test_a_compact_copy_that_cannot_be_written_is_done_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shop, embedder = catalogue("1", TITLES), Counting()
    build_index(shop, embedder, tmp_path)
    shutil.rmtree(index_folder(shop, embedder, tmp_path) / "compact")

    def full(folder: Path, vectors: Vectors) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("retrieval.indexes.mapped.write_compact", full)
    assert open_index(shop, embedder, tmp_path).vectors.rough is None


def test_small_indexes_stay_without_a_copy(tmp_path: Path) -> None:
    shop, embedder = catalogue("1", TITLES), Counting()
    build_index(shop, embedder, tmp_path)
    assert open_index(shop, embedder, tmp_path).vectors.rough is None
    assert not (index_folder(shop, embedder, tmp_path) / "compact").exists()


# --- with Chroma ------------------------------------------------------------------------------------------------------


@pytest.fixture
def chroma(tmp_path: Path) -> str:
    return f"chroma:{tmp_path / 'chroma'}"


async def test_chroma_holds_vectors_documents_and_values_and_serves_retrieval(tmp_path: Path, chroma: str) -> None:
    shop, embedder = catalogue("1", TITLES), Counting()
    build_index(shop, embedder, tmp_path, chroma=chroma)
    opened = open_index(shop, embedder, tmp_path, chroma)
    opened.wait(30)
    nearest = opened.nearest()
    assert nearest is not None
    assert nearest.name == "chroma"
    np.testing.assert_allclose(nearest.vectors([3, 1]), opened.vectors.vectors([3, 1]), atol=1e-6)
    retriever = Retriever(shop, Columns(shop), opened.vectors, embedder, opened.lexical, opened.nearest, exact_up_to=1)
    assert (await retriever.retrieve(Query(text="thing number 8", limit=5)))[0].item_id == "i8"


def test_chroma_holds_documents_and_values(tmp_path: Path, chroma: str) -> None:
    shop = catalogue("1", TITLES)
    build_index(shop, Counting(), tmp_path, chroma=chroma)
    collection = client(chroma).get_collection(collection_name(shop, Counting()), embedding_function=None)
    found = collection.get(ids=["i1", "i2"])
    assert found["documents"] == texts(shop)[1:3]
    assert found["metadatas"] == [
        {"title": "thing number 1", "colour": ["red"], "price": 1.0},
        {"title": "thing number 2", "price": 2.0},
    ]


def test_what_chroma_lacks_is_added_by_the_next_build(tmp_path: Path, chroma: str) -> None:
    shop = catalogue("1", TITLES)
    build_index(shop, Counting(), tmp_path, chroma=chroma)
    client(chroma).get_collection(collection_name(shop, Counting()), embedding_function=None).delete(ids=["i1", "i2"])
    seen: list[tuple[str, int, int]] = []
    build_index(shop, Counting(most=0), tmp_path, progress=lambda *step: seen.append(step), chroma=chroma)
    assert seen == [("storing vectors", 38, 40), ("storing vectors", 40, 40)]
    open_index(shop, Counting(), tmp_path, chroma).wait(30)


def test_chroma_keeps_the_last_two_versions_and_other_catalogues(tmp_path: Path, chroma: str) -> None:
    build_index(catalogue("1", TITLES[:3], "other"), Counting(), tmp_path, chroma=chroma)
    for version in "123":
        build_index(catalogue(version, TITLES[:4]), Counting(), tmp_path, chroma=chroma)
    names = sorted(collection.name for collection in client(chroma).list_collections())
    assert names == ["other.1.hash-32", "shop.2.hash-32", "shop.3.hash-32"]


def test_a_server_that_does_not_answer_is_said_so(tmp_path: Path) -> None:
    shop = catalogue("1", TITLES[:2])
    with pytest.raises(UnusableIndexError, match=r"No Chroma server answers at 'http://127\.0\.0\.1:9'"):
        build_index(shop, Counting(), tmp_path, chroma="chroma:http://127.0.0.1:9")
    assert len(open_index(shop, Counting(), tmp_path).vectors) == 2


def test_what_is_not_chroma_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="'chroma:FOLDER'"):
        build_index(catalogue("1", TITLES[:2]), Counting(), tmp_path, chroma="faiss:here")


def test_collection_names_that_chroma_takes_stay_apart() -> None:
    names = {collection_name(catalogue("1", [], name), Counting()) for name in ("北京", "饭店", "a b", "a-b", "shop")}
    assert len(names) == 5
    assert all(name.isascii() and name[0].isalnum() for name in names)
    assert "shop.1.hash-32" in names
