"""BM25 over documents, with stems, accents and scripts without spaces."""

from pathlib import Path

import numpy as np
import pytest

from retrieval.catalogue import Attribute, Domain, Item, Kind, Value
from retrieval.documents import document, document_hash
from retrieval.lexical import Lexical, Tokens

DOCUMENTS = [
    "A quiet tent for two hikers",
    "Hiking boots, waterproof",
    "Crème brûlée torch, something to show",
    "徒步帐篷 两人",
    "",
]


@pytest.mark.parametrize(
    ("text", "best"),
    [("tents", 0), ("hike", 1), ("creme brulee", 2), ("CRÈME", 2), ("帐篷", 3), ("the waterproofed", 1)],
)
def test_finds_what_uses_the_words(text: str, best: int) -> None:
    scores = Lexical.build(DOCUMENTS).scores(text)
    assert scores.shape == (5,)
    assert scores.argmax() == best
    assert scores[best] == 1


@pytest.mark.parametrize("text", ["", "the of and", "zeppelin", "!?", "please show me something"])
def test_finds_nothing_where_there_is_nothing(text: str) -> None:
    assert not Lexical.build(DOCUMENTS).scores(text).any()


@pytest.mark.parametrize("documents", [[], ["", "the"]])
def test_documents_without_words_are_no_accident(documents: list[str], tmp_path: Path) -> None:
    empty = Lexical.build(documents)
    assert empty.scores("tent").shape == (len(documents),)
    empty.save(tmp_path / "bm25")
    assert not Lexical.load(tmp_path / "bm25", len(documents)).scores("tent").any()


def test_the_best_is_the_best_of_what_is_left() -> None:
    scores = Lexical.build(DOCUMENTS).scores("tent for a hike", np.array([False, True, True, True, True]))
    assert scores.tolist() == [0, 1, 0, 0, 0]


def test_saved_and_loaded_scores_alike(tmp_path: Path) -> None:
    built = Lexical.build(DOCUMENTS)
    built.save(tmp_path / "bm25")
    for text in ("hiking in a tent", "帐篷", "nothing of it"):
        np.testing.assert_array_equal(Lexical.load(tmp_path / "bm25", 5).scores(text), built.scores(text))


def test_what_was_never_saved_cannot_be_loaded(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Lexical.load(tmp_path, 5)


def test_a_language_has_its_own_stems_and_an_unknown_one_none() -> None:
    assert Tokens("de")("die Häuser und das Haus") == ["haus", "haus"]
    assert Tokens("xx")("The Tents") == ["the", "tents"]


def test_letters_of_two_scripts_are_taken_apart() -> None:
    assert Tokens("zh")("北京饭店wifi") == ["北京", "京饭", "饭店", "wifi"]
    assert Tokens("zh")("京") == ["京"]


FILMS = Domain(
    "films",
    "Films",
    (
        Attribute("genre", Kind.TAGS),
        Attribute("director", Kind.CATEGORY, label="directed by"),
        Attribute("year", Kind.YEAR),
        Attribute("runtime", Kind.DURATION),
        Attribute("subtitled", Kind.FLAG, label="with subtitles"),
    ),
)


def test_document_says_names_years_and_flags_but_no_other_numbers() -> None:
    values: dict[str, Value] = {
        "genre": ("drama", "crime"),
        "director": "A. B.",
        "year": 1994.0,
        "runtime": 142.0,
        "subtitled": True,
    }
    text = document(Item("1", "The Title", values, "What happens."), FILMS)
    assert text == "The Title. genre: drama, crime. directed by: A. B. 1994. with subtitles. What happens"


def test_document_leaves_out_what_is_missing() -> None:
    assert document(Item("1", "Alone", {"genre": (), "subtitled": False}), FILMS) == "Alone"


def test_hash_changes_with_the_text_and_with_the_embedder() -> None:
    assert len({document_hash("a", "x"), document_hash("b", "x"), document_hash("a", "y")}) == 3
    assert document_hash("a", "x") == document_hash("a", "x")
