"""What is looked up in the files of a large catalogue is read as it is in a small one."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from agents.dialogue import Act, Conversation, Other, Profile
from agents.understanding.builtin import BuiltinReader
from agents.understanding.spelled import Spelled, StoredCounts, shared
from agents.understanding.tokens import key
from agents.understanding.vocabulary import Vocabulary
from retrieval import shelf as shelves
from retrieval.catalogue import Attribute, Catalogue, Domain, Item, Kind
from retrieval.embedder import Embedder
from retrieval.importing.report import Report
from retrieval.shelf import Shelf
from retrieval.stored import columns as stored_columns
from retrieval.stored.catalogue import StoredCatalogue
from tests.agents.understanding.imported import imported
from tests.agents.understanding.test_utterances import BLIND, OTHERS

MANY = 35
"""Values from which on they are looked up in files here."""
Both = Callable[[Catalogue], tuple[Vocabulary, Vocabulary]]


@pytest.fixture
def both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Both:
    """Of the same catalogue, held and stored; the names of people and brands count as many."""

    def vocabularies(catalogue: Catalogue) -> tuple[Vocabulary, Vocabulary]:
        shelf = Shelf(tmp_path)
        shelf.stage(catalogue, Report(1, 1))
        held = Vocabulary(shelf.load(catalogue.name, catalogue.version))
        monkeypatch.setattr(shelves, "HELD", -1)
        monkeypatch.setattr(stored_columns, "FEW", MANY)
        return held, Vocabulary(shelf.load(catalogue.name, catalogue.version))

    return vocabularies


def unordered(act: Act) -> Act:
    """Names that may be meant come most frequent first from the files, else as the items have them."""
    return replace(act, nearest=tuple(sorted(act.nearest))) if isinstance(act, Other) else act


@pytest.mark.parametrize("domain", ["films", "outdoor", "restaurants"])
def test_every_utterance_is_read_the_same(
    domain: str,
    both: Both,
    catalogues: Mapping[str, Catalogue],
    fake_embedder: Embedder,
    talk: Callable[..., Conversation],
) -> None:
    catalogue = catalogues[domain] if domain in catalogues else imported(domain)
    held, stored = both(catalogue)
    assert isinstance(stored.catalogue, StoredCatalogue)
    readers = [BuiltinReader(v.catalogue, fake_embedder, v) for v in (held, stored)]
    said = [case for case in (*OTHERS, *BLIND) if case.domain == domain]
    assert len(said) > 50
    for case in said:
        conversation = talk(catalogue.domain, **(case.scene or {}), profile=Profile() if case.before else None)
        one, other = (reader.read(case.say, conversation) for reader in readers)
        assert list(map(unordered, one)) == list(map(unordered, other)), case.say


def test_names_and_titles_are_found_however_they_are_said(both: Both, catalogues: Mapping[str, Catalogue]) -> None:
    held, stored = both(catalogues["films"])
    assert isinstance(stored.counts["cast"], StoredCounts)
    for name, counts in held.counts.items():
        for value in counts:
            words = key(value)
            assert stored.counts[name][value] == counts[value]
            assert set(stored.meanings(words)) == set(held.meanings(words))
            assert stored.value_said(name, value.upper()) == held.value_said(name, value.upper()) == value
            assert {m.value for m in stored.persons(words[-1])} == {m.value for m in held.persons(words[-1])}
            assert set(stored.first_named(words[0])) == set(held.first_named(words[0]))
            assert stored.may_open(words[0])
            assert all(stored.is_word(word) for word in words)
    for words, items in held.called.items():
        assert list(stored.called[words]) == list(items), words
    for words, items in held.titles.items():
        assert sorted(stored.titles[words]) == sorted(items)
        misspelt = " ".join(words)[:-1] + "x"
        assert held.title_like(misspelt, 80) == stored.title_like(misspelt, 80)
        assert all(stored.rows_with(word).tolist() == held.rows_with(word).tolist() for word in words)
    assert stored.counts["cast"]["Nobody Such"] == 0
    assert ("nobody", "such") not in stored.full_names


def test_what_is_spelled_nearly_so_is_found(both: Both, catalogues: Mapping[str, Catalogue]) -> None:
    held, stored = both(catalogues["films"])
    for value in held.counts["cast"]:
        said = " ".join(key(value))
        misspelt = said[:3] + said[4:]
        assert stored.name_like(misspelt, 86) == held.name_like(misspelt, 86)
        assert stored.values_like("cast", misspelt, 80, 1) == held.values_like("cast", misspelt, 80, 1)


DOMAIN = Domain(
    "films", "Films", (Attribute("director", Kind.CATEGORY, label="director"),), noun="film", plural="films"
)


def test_namesakes_are_the_most_frequent_ones(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agents.understanding.spelled.NAMESAKES", 2)
    directors = ["Ann Lee", "Bob Lee", "Bob Lee", "Cay Lee", "Dan Lee", "Dan Lee", "Eve Mor", "Fay Nor"]
    items = tuple(Item(str(n), f"Film {n}", {"director": name}) for n, name in enumerate(directors))
    held, stored = both(Catalogue(DOMAIN, "1", items))
    assert [m.value for m in stored.persons("lee")] == ["Bob Lee", "Dan Lee"]
    assert len(held.persons("lee")) == 4


def test_words_of_another_layout_are_written_again(both: Both, catalogues: Mapping[str, Catalogue]) -> None:
    _, stored = both(catalogues["films"])
    catalogue = stored.catalogue
    assert isinstance(catalogue, StoredCatalogue)
    seal = catalogue.folder.with_name("words") / "made_of.json"
    before = seal.read_bytes()
    seal.write_bytes(b"{}")
    Vocabulary(catalogue)
    assert seal.read_bytes() == before


def test_what_is_looked_up_cannot_be_walked_through(both: Both, catalogues: Mapping[str, Catalogue]) -> None:
    _, stored = both(catalogues["films"])
    with pytest.raises(TypeError, match="walked through"):
        list(stored.titles)
    assert isinstance(stored._spelled, Spelled)  # else nothing of this was tested
    assert shared(stored.rows_with("no such word"), stored.rows_with("the")).tolist() == []
