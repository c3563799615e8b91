"""Which item of the catalogue a log means."""

import re
from collections.abc import Iterator
from functools import lru_cache

from agents.understanding.tokens import key
from agents.understanding.vocabulary import Vocabulary
from retrieval.catalogue import Catalogue, Item, Kind
from storage.logs.log import Named
from storage.logs.report import Lost

ALIKE = 92.0
"""Likeness (of 100) of a misspelt title in the same year."""
ALIKE_YEARLESS = 96.0
NEAREST = 5
YEARS_APART = 1
"""A film is often listed under the year of its first showing elsewhere."""
_YEAR = re.compile(r"\s*\((\d{4})(?:[-–]\d{0,4})?\)\s*$")
_LATE_ARTICLE = re.compile(r"^(.*), (the|a|an|les?|la|l'|der|die|das|el|los|il)$", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*\([^()]*\)")


class Matcher:
    """By title where the log has one, as the catalogue's own titles are understood in talk; else by id."""

    def __init__(self, catalogue: Catalogue, vocabulary: Vocabulary) -> None:
        self._catalogue, self._vocabulary = catalogue, vocabulary
        years = (a.name for a in catalogue.domain.attributes if a.kind is Kind.YEAR)
        self._year = next(years, "")
        self._by_title = lru_cache(maxsize=50_000)(self._find_title)

    def find(self, named: Named) -> str | Lost:
        """An id of the catalogue, or why there is none."""
        item = self._catalogue.find(named.id) if named.id else None
        if not named.title:
            return item.id if item else Lost(named, "is no id of the catalogue")
        if item and self._same(item, named.title):
            return item.id
        found = self._by_title(named.title)
        return found if isinstance(found, str) else Lost(named, found[0])

    def _same(self, item: Item, title: str) -> bool:
        bare, year = split_year(title)
        its_year = item.number(self._year)
        alike = any(key(form) == key(item.title) for form in forms(bare))
        return alike and (not year or its_year is None or abs(its_year - year) <= YEARS_APART)

    def _find_title(self, title: str) -> str | tuple[str]:
        """An id; or the reason, in a tuple, why there is none."""
        bare, year = split_year(title)
        for form in (title, *forms(bare)):
            called = self._called(form)
            close = self._of_year(called, year)
            if len(close) == 1:
                return close[0]
            if close:
                return self._best_known(close) or (f"may be {len(close)} items of the catalogue",)
            if called:
                return (f"is in the catalogue, but not of {year}",)
        return self._misspelt(bare, year)

    def _called(self, title: str) -> list[str]:
        words = key(title)
        return list(self._vocabulary.titles.get(words, ())) if words else []

    def _of_year(self, item_ids: list[str], year: int) -> list[str]:
        """Those of that very year, else of one near it; all where the log has none, or the catalogue has none of it."""
        if not year or not self._year:
            return item_ids
        years = {i: item.number(self._year) for i in item_ids if (item := self._catalogue.find(i))}
        apart = {i: 0.5 if known is None else abs(known - year) for i, known in years.items()}
        best = min(apart.values(), default=YEARS_APART + 1.0)
        return [i for i, far in apart.items() if far == best <= YEARS_APART]

    def _best_known(self, item_ids: list[str]) -> str:
        """Of entries of one title and one year, which are one thing twice; empty where they differ in either."""
        items = [item for i in item_ids if (item := self._catalogue.find(i))]
        if not self._year or len({(key(item.title), item.number(self._year)) for item in items}) > 1:
            return ""
        domain = self._catalogue.domain
        telling = [name for name in (domain.rating_count, domain.popularity) if name]
        return max(items, key=lambda item: [item.number(name) or 0.0 for name in telling]).id

    def _misspelt(self, bare: str, year: int) -> str | tuple[str]:
        cutoff = ALIKE if year and self._year else ALIKE_YEARLESS
        near = self._vocabulary.titles_near(" ".join(key(bare)), cutoff, NEAREST)
        close = self._of_year([i for one in near for i in self._namesakes(one)], year)
        return close[0] if len(close) == 1 else ("is not in the catalogue",)

    def _namesakes(self, item_id: str) -> list[str]:
        item = self._catalogue.find(item_id)
        return self._called(item.title) if item else []


def split_year(title: str) -> tuple[str, int]:
    """ "Heat (1995)" to "Heat" and 1995; 0 where there is no year."""
    found = _YEAR.search(title)
    return (title[: found.start()], int(found[1])) if found else (title, 0)


def forms(title: str) -> Iterator[str]:
    """How else it may stand in a catalogue: "Matrix, The" as "The Matrix", and without what is in brackets."""
    plain = " ".join(title.split())
    yield from dict.fromkeys((plain, _turned(plain), _turned(_BRACKETS.sub("", plain).strip()) or plain))
    for inner in re.findall(r"\((?:a\.?k\.?a\.? )?([^()]{3,})\)", plain):
        yield _turned(inner)


def _turned(title: str) -> str:
    found = _LATE_ARTICLE.match(title)
    return f"{found[2]}{'' if found[2].endswith(chr(39)) else ' '}{found[1]}" if found else title
