"""What stands in a sentence just as it is written elsewhere: quoted wishes, titles, values that are no plain words."""

import re
from collections.abc import Iterator, Sequence

from agents.dialogue import Preference
from agents.phrasing import quoted, wish_words
from agents.understanding.meaning import Meaning
from agents.understanding.tokens import Token, key
from agents.verifying.english import FILLER
from agents.verifying.grounds import Truth
from agents.verifying.marks import Mark
from retrieval.catalogue import NAMED, Item
from retrieval.wording import wish_in_words

QUOTED = re.compile(r"“([^”]*)”|\"([^\"]*)\"")
LETTERS = re.compile(r"[A-Za-z]+")


class Literals:
    def __init__(self, raw: str, tokens: Sequence[Token], truth: Truth) -> None:
        self._raw = raw
        self._tokens = tokens
        self._truth = truth

    def marks(self) -> Iterator[Mark]:
        """Quoted wishes, titles, and values of the item that are more than plain words."""
        taken: set[int] = set()
        for start, end, mark in self._found():
            inside = [at for at, token in enumerate(self._tokens) if token.start >= start and token.end <= end]
            if inside and not taken & set(inside):
                taken.update(inside)
                yield Mark(inside[0], inside[-1] + 1, mark.what, mark.meanings, item=mark.item, wishes=mark.wishes)

    def _found(self) -> Iterator[tuple[int, int, Mark]]:
        wishes = self._wish_wordings()
        for match in QUOTED.finditer(self._raw):
            meant = wishes.get(" ".join((match[1] or match[2] or "").casefold().split()))
            if meant:
                yield match.start(), match.end(), Mark(0, 0, "wish", wishes=tuple(meant))
        own, others = self._truth.grounds.item, self._truth.grounds.others
        whole = {item.title for item in (own, *others)}
        titles = [(n, item) for item in (own, *others) for n in _names(item) if n == item.title or n not in whole]
        yield from self._values_with_titles({name for name, _ in titles})
        for name, item in sorted(titles, key=lambda one: -len(one[0])):
            if item is own and key(name) in self._truth.own:
                continue
            everyday = item is not own and (key(name) in self._truth.own or all(word in FILLER for word in key(name)))
            for start in places(name, self._raw):
                if everyday and not self._raw[:start].casefold().endswith(("than ", "like ")):
                    continue
                yield start, start + len(name), Mark(0, 0, "title" if item is own else "other", item=item)
        yield from self._odd_values()

    def _values_with_titles(self, titles: set[str]) -> Iterator[tuple[int, int, Mark]]:
        """The item's values that a title is a part of: "Les Portes de Bordeaux", of a wine called "Bordeaux"."""
        for name, value in self._truth.grounds.item.values.items():
            for one in _strings(value):
                if any(title != one and title in one for title in titles):
                    for start in places(one, self._raw):
                        yield start, start + len(one), Mark(0, 0, "claim", (Meaning("value", name, one),))

    def _odd_values(self) -> Iterator[tuple[int, int, Mark]]:
        """Of the item and of the wishes: what stands in other signs than letters."""
        low = self._raw.casefold()
        grounds, attributes = self._truth.grounds, self._truth.vocabulary.attributes
        values = [*grounds.item.values.items(), *((w.attribute, w.constraint.value) for w in grounds.wishes)]
        for name, one in ((name, one) for name, value in values for one in _strings(value)):
            named = name in attributes and attributes[name].kind in NAMED
            plain = all(word.isascii() and word.isalpha() for word in one.split())
            if named and not plain and LETTERS.search(one):
                for start in places(one.casefold(), low):
                    yield start, start + len(one), Mark(0, 0, "claim", (Meaning("value", name, one),))

    def _wish_wordings(self) -> dict[str, list[Preference]]:
        found: dict[str, list[Preference]] = {}
        for wish in self._truth.grounds.wishes:
            attribute = self._truth.vocabulary.attributes.get(wish.attribute)
            plain = wish_in_words(attribute, wish.constraint) if attribute else ""
            for words in {plain, f"not {plain}", wish_words(wish, self._truth.vocabulary.catalogue.domain), wish.words}:
                for form in (words, quoted(words)[1:-1]):
                    found.setdefault(" ".join(form.casefold().split()), []).append(wish)
        found.pop("", None)
        return found


def places(words: str, text: str) -> Iterator[int]:
    """Where the words stand as a whole; those with an end inside another word are left out."""
    at = text.find(words) if words else -1
    while at >= 0:
        before, behind = text[at - 1 : at], text[at + len(words) : at + len(words) + 1]
        if not (before.isalnum() and words[0].isalnum()) and not (behind.isalnum() and words[-1].isalnum()):
            yield at
        at = text.find(words, at + 1)


def _strings(value: object) -> tuple[str, ...]:
    values = value if isinstance(value, tuple) else (value,)
    return tuple(one for one in values if isinstance(one, str))


def _names(item: Item) -> Iterator[str]:
    """Its title, and what stands before a colon in it."""
    yield item.title
    opening = item.title.split(":")[0].strip()
    if opening != item.title and len(opening) > 3:
        yield opening
