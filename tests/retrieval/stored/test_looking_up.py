"""Texts in arrays, what is looked up by digest, and what may be another spelling."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz, process

from retrieval.stored.likeness import Likeness
from retrieval.stored.lookup import Lookup
from retrieval.stored.texts import Texts

texts = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), max_size=12)


@given(texts)
def test_texts_come_back_as_they_were(some: list[str]) -> None:
    stored = Texts.of(some)
    assert list(stored) == some
    assert [stored[n] for n in range(len(stored))] == some
    assert stored[1:4] == some[1:4]


def test_texts_have_an_end() -> None:
    with pytest.raises(IndexError):
        Texts.of(["a"])[1]


@given(st.lists(st.tuples(st.sampled_from(["a", "b", "", "é c"]), st.integers(0, 5)), max_size=20))
def test_a_lookup_answers_as_a_dict_of_sets(pairs: list[tuple[str, int]]) -> None:
    lookup = Lookup.of(pairs)
    for text in ("a", "b", "", "é c", "d"):
        places = sorted({place for one, place in pairs if one == text})
        assert lookup.find(text).tolist() == places
        assert (text in lookup) == bool(places)
        assert lookup.alone().find(text).tolist() == (places if len(places) == 1 else [])


def test_without_what_another_has() -> None:
    lookup = Lookup.of([("a", 1), ("b", 2)]).without(Lookup.of([("b", 7)]))
    assert (lookup.find("a").tolist(), lookup.find("b").tolist()) == ([1], [])


def test_all_is_as_it_was_saved(tmp_path: Path) -> None:
    names = [f"Name {n} Surname {n % 7}" for n in range(9_000)]
    Texts.of(names).save(tmp_path, "names")
    Lookup.of((name, n) for n, name in enumerate(names)).save(tmp_path, "places")
    Likeness.of(Texts.of(names)).save(tmp_path, "near")
    assert list(Texts.open(tmp_path, "names")) == names
    assert Lookup.open(tmp_path, "places").find(names[8_000]).tolist() == [8_000]
    assert Likeness.open(tmp_path, "near").near("Nam 8000 Surname 6", 5)[0] == 8_000


WORDS = ["quiet", "river", "wind", "house", "stone", "night", "garden", "winter", "letters", "blue", "machine", "sea"]
TITLES = [f"{a} {b} {c}" for a in WORDS for b in WORDS for c in WORDS if len({a, b, c}) == 3]


@pytest.mark.parametrize("said", ["quite river wind", "ston gardn winter", "leters blue machin", "the night sea house"])
def test_a_misspelt_title_is_among_the_proposed(said: str) -> None:
    proposed = {TITLES[place] for place in Likeness.of(Texts.of(TITLES)).near(said, 100)}
    best = process.extractOne(said, TITLES, scorer=fuzz.ratio)
    assert best[0] in proposed


def test_nothing_is_like_nothing() -> None:
    assert Likeness.of(Texts.of([])).near("river") == []
