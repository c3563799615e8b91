"""Names and titles of a large catalogue: looked up in files beside it, and found again when they are misspelt.

    <version>/words/    made once of the columns, and made again where it is missing, of another layout or catalogue

It answers as the dicts of a small catalogue's vocabulary do.
"""

import logging
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import numpy as np
import orjson
from rapidfuzz import fuzz, process

from agents.understanding.lexicon import GRAMMAR, Phrase
from agents.understanding.tokens import fold, key
from retrieval.column import NameColumn, Rows
from retrieval.stored.arrays import make_folder
from retrieval.stored.catalogue import StoredCatalogue
from retrieval.stored.likeness import Likeness
from retrieval.stored.lookup import Lookup, digest
from retrieval.stored.texts import Texts

log = logging.getLogger(__name__)
LAYOUT = 1
"""Counts up whenever the files are written otherwise, or words are folded otherwise."""
NAMESAKES = 100
"""Most frequent names of one attribute that a first or a last name alone may stand for."""
ARTICLES = (("the",), ("a",), ("an",))
LOOKUPS = ("names", "lasts", "firsts", "name-words", "titles", "called", "openings", "title-words", "first-words")
REMEMBERED = 1_024

NONE: Rows = np.zeros(0, dtype=np.int64)

K = TypeVar("K")
V = TypeVar("V")


class Answers(Mapping[K, Sequence[V]]):
    """A dict of lists that are worked out when they are asked for; it cannot be walked through."""

    def __init__(self, find: Callable[[K], Sequence[V]], size: int) -> None:
        self._find, self._size = find, size

    def __getitem__(self, wanted: K) -> Sequence[V]:
        if found := self._find(wanted):
            return found
        raise KeyError(wanted)

    def __iter__(self) -> Iterator[K]:
        raise TypeError("Too many to be walked through.")

    def __len__(self) -> int:
        return self._size


class StoredCounts(Mapping[str, int]):
    """How many items have each of many values; 0 for one that none has, as with a Counter."""

    def __init__(self, column: NameColumn) -> None:
        self._column = column

    def __getitem__(self, value: str) -> int:
        code = self._column.codes.get(value)
        return 0 if code is None else int(self._column.starts[code + 1] - self._column.starts[code])

    def __contains__(self, value: object) -> bool:
        return isinstance(value, str) and value in self._column.codes

    def __iter__(self) -> Iterator[str]:
        return (str(name) for name in self._column.names)

    def __len__(self) -> int:
        return len(self._column.names)

    def most_common(self, most: int | None = None) -> list[tuple[str, int]]:
        """The names stand by falling count already."""
        some = self._column.names[: len(self) if most is None else most]
        return [(str(name), self[str(name)]) for name in some]


class Spelled:
    """The files opened. `attributes`: those whose values are looked up here; a name's number runs on through them."""

    def __init__(
        self,
        catalogue: StoredCatalogue,
        attributes: Sequence[str],
        people: frozenset[str],
        may_open: Callable[[Phrase], bool],
    ) -> None:
        """`people`: the attributes of which a first or last name alone may be said.

        `may_open`: which first words may stand for the only title that has them.
        """
        self._catalogue = catalogue
        self._may_open = may_open
        self.attributes = tuple(attributes)
        self._columns = [_column(catalogue, name) for name in attributes]
        self._ends = np.cumsum([0, *(len(column.names) for column in self._columns)])
        folder = catalogue.folder.with_name("words")
        if not _made_of(folder, catalogue, attributes):
            log.warning("I look through the names and titles of %s once; a million items take minutes.", catalogue.name)
            make_folder(folder, lambda draft: self._write(draft, people))
        self._folder = folder
        self._lookups = {name: Lookup.open(folder, name) for name in LOOKUPS}

    def warm(self) -> None:
        """Opens what is otherwise opened when first needed."""
        _ = self.first_names, self.name_buckets, self.called

    # --- names --------------------------------------------------------------------------------------------------------

    @cached_property
    def names(self) -> Answers[Phrase, tuple[str, str]]:
        """Folded names to (attribute, value)."""
        return Answers(lambda words: self._named("names", " ".join(words)), len(self._lookups["names"]))

    @cached_property
    def last_names(self) -> Answers[str, tuple[str, str]]:
        return Answers(lru_cache(REMEMBERED)(lambda word: self._named("lasts", word)), len(self._lookups["lasts"]))

    @cached_property
    def first_names(self) -> Answers[str, tuple[str, str]]:
        return Answers(lru_cache(REMEMBERED)(lambda word: self._named("firsts", word)), len(self._lookups["firsts"]))

    @property
    def name_words(self) -> Lookup:
        """Every single word of every name."""
        return self._lookups["name-words"]

    def opens(self, word: str) -> bool:
        """Whether a name or a title begins with it."""
        return word in self._lookups["first-words"]

    @cached_property
    def name_buckets(self) -> Answers[str, str]:
        """The words of names, by first letter, for spelling."""
        words = Texts.open(self._folder, "spelling")
        return Answers(lru_cache(REMEMBERED)(lambda letter: _bucket(words, letter)), len(words))

    def name_like(self, said: str, cutoff: float) -> str:
        """The folded name that is nearest in spelling; empty if none is so near."""
        near = list(dict.fromkeys(" ".join(key(self._value(number)[1])) for number in self._near_names.near(said)))
        best = process.extractOne(said, near, scorer=fuzz.ratio, score_cutoff=cutoff)
        return str(best[0]) if best else ""

    def values_like(self, attribute: str, said: str, cutoff: float, most: int) -> list[tuple[str, float]]:
        """Values of the attribute that are spelled like it, best first, with their likeness of 100."""
        pairs = (self._value(number) for number in self._near_names.near(" ".join(key(said))))
        values = [value for name, value in pairs if name == attribute]
        close = process.extract(fold(said), list(map(fold, values)), scorer=fuzz.ratio, limit=most, score_cutoff=cutoff)
        return [(values[place], score) for _, score, place in close]

    @cached_property
    def _near_names(self) -> Likeness:
        return Likeness.open(self._folder, "near-names")

    def _named(self, lookup: str, said: str) -> list[tuple[str, str]]:
        numbers = self._lookups[lookup].find(said)
        bounds = np.searchsorted(numbers, self._ends)
        kept = (numbers[start : min(end, start + NAMESAKES)] for start, end in pairwise(bounds))
        return [self._value(int(number)) for some in kept for number in some]

    def _value(self, number: int) -> tuple[str, str]:
        place = int(np.searchsorted(self._ends, number, "right")) - 1
        return self.attributes[place], str(self._columns[place].names[number - int(self._ends[place])])

    # --- titles -------------------------------------------------------------------------------------------------------

    @cached_property
    def titles(self) -> Answers[Phrase, str]:
        """Folded titles, with and without their article, to item ids."""
        return Answers(lambda words: self._ids("titles", words), len(self._lookups["titles"]))

    @cached_property
    def called(self) -> Answers[Phrase, str]:
        """What items are called, to the ids of all that may be meant."""

        def find(words: Phrase) -> list[str]:
            return self._ids("called", words) or (self._ids("openings", words) if self._may_open(words) else [])

        return Answers(find, len(self._lookups["called"]))

    def called_like(self, said: str, cutoff: float) -> list[tuple[str, float]]:
        """The nearest of all titles, if any is so near, with its likeness of 100."""
        return self.titles_like(said, cutoff, 1)

    def rows_with(self, word: str) -> Rows:
        """The rows, in order, of the items whose title has the word."""
        return self._lookups["title-words"].find(word).astype(np.int64)

    def titles_like(self, said: str, cutoff: float, most: int) -> list[tuple[str, float]]:
        """Folded titles nearest in spelling, best first, with their likeness of 100."""
        near = (key(self._catalogue.titles[row]) for row in self._near_titles.near(said))
        forms = list(dict.fromkeys(" ".join(form) for words in near for form in title_forms(words)))
        close = process.extract(said, forms, scorer=fuzz.ratio, limit=most, score_cutoff=cutoff)
        return [(str(wording), score) for wording, score, _ in close]

    @cached_property
    def _near_titles(self) -> Likeness:
        return Likeness.open(self._folder, "near-titles")

    def _ids(self, lookup: str, words: Phrase) -> list[str]:
        rows = self._lookups[lookup].find(" ".join(words))
        return [self._catalogue.ids[int(row)] for row in rows[:NAMESAKES]]

    # --- making the files ---------------------------------------------------------------------------------------------

    def _write(self, folder: Path, people: frozenset[str]) -> None:
        columns = zip(self.attributes, self._columns, strict=True)
        firsts = _write_names(folder, [(column.names, name in people) for name, column in columns])
        firsts |= _write_titles(folder, self._catalogue)
        Lookup.of((word, 0) for word in firsts).save(folder, "first-words")
        (folder / "made_of.json").write_bytes(_seal(self._catalogue, self.attributes))


def shared(some: Rows, others: Rows) -> Rows:
    """Rows that stand in both, each in rising order, in time that the shorter sets."""
    few, many = (some, others) if len(some) < len(others) else (others, some)
    return few[many[np.minimum(many.searchsorted(few), len(many) - 1)] == few] if len(many) else few


def title_forms(words: Phrase) -> list[Phrase]:
    """A title as it is, and without its article."""
    bare = words[1:] if words[:1] in ARTICLES else words
    return [form for form in dict.fromkeys((words, bare)) if form]


def called_forms(words: Phrase, nouns: Iterable[Phrase]) -> list[Phrase]:
    """A title as it is, and without any of the words that say what all items are."""
    without = tuple(w for w in words if (w,) not in nouns)
    return [form for form in dict.fromkeys((words, without)) if form]


def _column(catalogue: StoredCatalogue, name: str) -> NameColumn:
    column = catalogue.columns[name]
    if not isinstance(column, NameColumn):
        raise TypeError(f"{name!r} of {catalogue.name!r} has no names.")
    return column


def _bucket(words: Texts, letter: str) -> list[str]:
    return words[bisect_left(words, letter) : bisect_left(words, chr(ord(letter) + 1))]


def _seal(catalogue: StoredCatalogue, attributes: Sequence[str]) -> bytes:
    """What the files are made of; the catalogue's version stands in the folder's own name."""
    columns = orjson.loads((catalogue.folder / "made_of.json").read_bytes())
    return orjson.dumps({"layout": LAYOUT, "attributes": list(attributes), "sha256": columns["sha256"]})


def _made_of(folder: Path, catalogue: StoredCatalogue, attributes: Sequence[str]) -> bool:
    try:
        return (folder / "made_of.json").read_bytes() == _seal(catalogue, attributes)
    except OSError:
        return False


class _Digests:
    """Texts and numbers for a Lookup, as they come."""

    def __init__(self) -> None:
        self._digests, self._places = array("Q"), array("i")

    def add(self, text: int, place: int) -> None:
        self._digests.append(text)
        self._places.append(place)

    def lookup(self) -> Lookup:
        return Lookup.of_digests(np.array(self._digests, dtype=np.uint64), np.array(self._places, dtype=np.int32))


def _write_names(folder: Path, columns: Sequence[tuple[Sequence[str | bool], bool]]) -> set[str]:
    """The first words of all names; `columns` say which are people's."""
    of_word = cache(digest)
    full, last, first = _Digests(), _Digests(), _Digests()
    seen, firsts = set[str](), set[str]()
    spelled: list[str] = []
    for names, people in columns:
        for name in names:
            words, number = key(str(name)), len(spelled)
            spelled.append(" ".join(words))
            if words:
                full.add(digest(spelled[-1]) if len(words) > 1 else of_word(words[0]), number)
                seen.update(words)
                firsts.add(words[0])
            if people and len(words) > 1:
                last.add(of_word(words[-1]), number)
                first.add(of_word(words[0]), number)
    for name, digests in (("names", full), ("lasts", last), ("firsts", first)):
        digests.lookup().save(folder, name)
    Lookup.of((word, 0) for word in seen).save(folder, "name-words")
    Texts.of(sorted(w for w in seen if len(w) >= 4 and w.isalpha() and w not in GRAMMAR)).save(folder, "spelling")
    Likeness.of(Texts.of(spelled)).save(folder, "near-names")
    return firsts


def _write_titles(folder: Path, catalogue: StoredCatalogue) -> set[str]:
    """The first words of all titles."""
    firsts = set[str]()
    of_word = cache(digest)
    nouns = {key(catalogue.domain.noun), key(catalogue.domain.plural)}
    found = {name: _Digests() for name in ("titles", "called", "openings", "title-words")}
    for row, title in enumerate(catalogue.titles):
        words = key(title)
        for form in title_forms(words):
            found["titles"].add(digest(" ".join(form)), row)
            firsts.add(form[0])
            for short in called_forms(form, nouns):
                found["called"].add(digest(" ".join(short)), row)
            for length in range(1, len(form)):
                found["openings"].add(digest(" ".join(form[:length])), row)
        for word in words:
            found["title-words"].add(of_word(word), row)
    lookups = {name: digests.lookup() for name, digests in found.items()}
    lookups["openings"] = lookups["openings"].alone().without(lookups["called"])
    for name, lookup in lookups.items():
        lookup.save(folder, name)
    Likeness.of(Texts.of(" ".join(key(title)) for title in catalogue.titles)).save(folder, "near-titles")
    return firsts
