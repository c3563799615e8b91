"""A sentence as marks: titles, values, numbers, negations, frames, and words that nothing accounts for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from agents.dialogue import Preference
from agents.phrasing import quoted, wish_words
from agents.understanding.lexicon import PREPOSITIONS, Phrase
from agents.understanding.numerals import AFTER_NUMBER
from agents.understanding.quantities import Quantity, quantities
from agents.understanding.tokens import Token, key, tokenise
from agents.understanding.vocabulary import Meaning
from agents.verifying.english import BOUNDS, BREAKS, FILLER, FRAMES, NEGATORS, PUNCTUATION
from agents.verifying.grounds import MOST_WORDS, Truth
from retrieval.catalogue import NAMED, Item
from retrieval.wording import in_words, wish_in_words

What = Literal["filler", "unknown", "negator", "title", "other", "claim", "attribute", "cue", "quantity", "wish"]
POINTING = frozenset(("about", "in", "by", "starring", "featuring"))
"""Prepositions that say which attribute the value behind them is of."""
CLAIMS = frozenset(("value", "flag", "hint", "low", "high", "absent", "lower", "higher", "lowest", "highest"))
QUOTED = re.compile(r"“([^”]*)”|\"([^\"]*)\"")
LETTERS = re.compile(r"[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Mark:
    """Tokens `start` up to `end`, and what they are."""

    start: int
    end: int
    what: What
    meanings: tuple[Meaning, ...] = ()
    quantity: Quantity | None = None
    item: Item | None = None
    wishes: tuple[Preference, ...] = ()
    attributes: frozenset[str] = frozenset()
    """Of a cue: those of which a value must follow ("weighing")."""


class Told:
    """One sentence, taken apart for one item."""

    def __init__(self, sentence: str, truth: Truth) -> None:
        self.raw = sentence
        self.truth = truth
        self.tokens: tuple[Token, ...] = tokenise(sentence)
        self.words: Phrase = tuple(token.text for token in self.tokens)
        self._quantities = {q.start: q for q in quantities(self.words)}
        self._fixed = {mark.start: mark for mark in self._literals()}
        self._denying = False
        self.marks = tuple(self._scan())

    def said(self, mark: Mark) -> str:
        return self.raw[self.tokens[mark.start].start : self.tokens[mark.end - 1].end]

    @cached_property
    def clauses(self) -> tuple[int, ...]:
        """The number of the clause that each token is in."""
        found, clause = [], 0
        whole = (mark for mark in self.marks if mark.what in ("title", "other", "wish"))
        titles = {at for mark in whole for at in range(mark.start, mark.end)}
        for at, word in enumerate(self.words):
            clause += word in BREAKS and at not in titles
            found.append(clause)
        return tuple(found)

    def negated(self, mark: Mark) -> bool:
        """Whether a negation stands before it in its clause."""
        return any(
            m.what == "negator" and m.start < mark.start and self.clauses[m.start] == self.clauses[mark.start]
            for m in self.marks
        )

    def before(self, at: int, longest: int = 3) -> Iterator[Phrase]:
        """The phrases that end right before a token, longest first."""
        return (self.words[at - n : at] for n in range(min(longest, at), 0, -1))

    def after(self, at: int, longest: int = 3) -> Iterator[Phrase]:
        return (self.words[at : at + n] for n in range(min(longest, len(self.words) - at), 0, -1))

    # --- what stands as written ---------------------------------------------------------------------------------------

    def _literals(self) -> Iterator[Mark]:
        """Quoted wishes, titles, and values of the item that are more than plain words."""
        taken: set[int] = set()
        for start, end, mark in self._found():
            inside = [at for at, token in enumerate(self.tokens) if token.start >= start and token.end <= end]
            if inside and not taken & set(inside):
                taken.update(inside)
                yield Mark(inside[0], inside[-1] + 1, mark.what, mark.meanings, item=mark.item, wishes=mark.wishes)

    def _found(self) -> Iterator[tuple[int, int, Mark]]:
        wishes = self._wish_wordings()
        for match in QUOTED.finditer(self.raw):
            meant = wishes.get(" ".join((match[1] or match[2] or "").casefold().split()))
            if meant:
                yield match.start(), match.end(), Mark(0, 0, "wish", wishes=tuple(meant))
        own, others = self.truth.grounds.item, self.truth.grounds.others
        titles = [(name, item) for item in (own, *others) for name in _names(item)]
        yield from self._values_with_titles({name for name, _ in titles})
        for name, item in sorted(titles, key=lambda one: -len(one[0])):
            if item is own and key(name) in self.truth.own:
                continue
            everyday = item is not own and (key(name) in self.truth.own or all(word in FILLER for word in key(name)))
            for start in places(name, self.raw):
                if everyday and not self.raw[:start].casefold().endswith(("than ", "like ")):
                    continue
                yield start, start + len(name), Mark(0, 0, "title" if item is own else "other", item=item)
        yield from self._odd_values()

    def _values_with_titles(self, titles: set[str]) -> Iterator[tuple[int, int, Mark]]:
        """The item's values that a title is a part of: "Les Portes de Bordeaux", of a wine called "Bordeaux"."""
        for name, value in self.truth.grounds.item.values.items():
            for one in _strings(value):
                if any(title != one and title in one for title in titles):
                    for start in places(one, self.raw):
                        yield start, start + len(one), Mark(0, 0, "claim", (Meaning("value", name, one),))

    def _odd_values(self) -> Iterator[tuple[int, int, Mark]]:
        """Of the item and of the wishes: what stands in other signs than letters."""
        low = self.raw.casefold()
        grounds, attributes = self.truth.grounds, self.truth.vocabulary.attributes
        values = [*grounds.item.values.items(), *((w.attribute, w.constraint.value) for w in grounds.wishes)]
        for name, one in ((name, one) for name, value in values for one in _strings(value)):
            named = name in attributes and attributes[name].kind in NAMED
            plain = all(word.isascii() and word.isalpha() for word in one.split())
            if named and not plain and LETTERS.search(one):
                for start in places(one.casefold(), low):
                    yield start, start + len(one), Mark(0, 0, "claim", (Meaning("value", name, one),))

    def _wish_wordings(self) -> dict[str, list[Preference]]:
        found: dict[str, list[Preference]] = {}
        for wish in self.truth.grounds.wishes:
            attribute = self.truth.vocabulary.attributes.get(wish.attribute)
            plain = wish_in_words(attribute, wish.constraint) if attribute else ""
            for words in {plain, f"not {plain}", wish_words(wish, self.truth.vocabulary.catalogue.domain), wish.words}:
                for form in (words, quoted(words)[1:-1]):
                    found.setdefault(" ".join(form.casefold().split()), []).append(wish)
        found.pop("", None)
        return found

    # --- what stands in words -----------------------------------------------------------------------------------------

    def _scan(self) -> Iterator[Mark]:
        at = 0
        while at < len(self.tokens):
            mark = self._fixed.get(at) or self._longest(at)
            self._denying = mark.what == "negator" or (self._denying and self.words[at] not in BREAKS)
            yield mark
            at = mark.end

    def _longest(self, at: int) -> Mark:
        if not self.tokens[at].word and at not in self._quantities:
            return Mark(at, at + 1, "filler" if self.words[at] in PUNCTUATION else "unknown")
        found = [*self._framed(at), *self._counted(at), *self._meant(at)]
        plain = Mark(at, at + 1, "filler" if self._void(self.words[at]) else "unknown")
        return max((*found, plain), key=lambda mark: mark.end)

    def _void(self, word: str) -> bool:
        return word in FILLER or word in self.truth.knowledge.nouns

    def _framed(self, at: int) -> Iterator[Mark]:
        for phrase in self.after(at, 5):
            if len(phrase) > 1 and phrase in FRAMES | BOUNDS:
                yield Mark(at, at + len(phrase), "filler")
                return
            if phrase in AFTER_NUMBER and self._behind_number(at):
                yield Mark(at, at + len(phrase), "filler")
                return
            if phrase in NEGATORS:
                yield Mark(at, at + len(phrase), "negator")
                return
            if attributes := self.truth.knowledge.cues.get(phrase):
                yield Mark(at, at + len(phrase), "cue", attributes=attributes)
                return

    def _behind_number(self, at: int) -> bool:
        return any(q.end <= at <= q.end + 1 for q in self._quantities.values())

    def _counted(self, at: int) -> Iterator[Mark]:
        quantity = self._quantities.get(at)
        pronoun = self.words[at] == "one" and self.words[at - 1 : at] not in (("number",), ("no",))
        if quantity is None or (pronoun and quantity.end == at + 1):
            return
        if any(start in self._fixed for start in range(quantity.start, quantity.end)):
            return
        unit = next((words for words in self.after(quantity.end) if words in self.truth.knowledge.units), ())
        yield Mark(at, quantity.end + len(unit), "quantity", quantity=quantity)

    def _meant(self, at: int) -> Iterator[Mark]:
        """The longest wording that is true of the item, else, or behind a denial, the longest."""
        untrue: Mark | None = None
        longest = next((n for n in range(MOST_WORDS) if not self._plain(at + n)), MOST_WORDS)
        for n in range(longest, 0, -1):
            words = self.words[at : at + n]
            meanings = self._fitting([*self.truth.own.get(words, ()), *self._known(words)], at, at + n)
            if not meanings or (n == 1 and self._void(words[0]) and words not in self.truth.own):
                continue
            claims = tuple(m for m in meanings if m.role in CLAIMS)
            if claims and words[:1] in NEGATORS and not any(self.truth.holds(m) for m in claims):
                continue  # "not rated PG" is no "not rated"
            true = any(self.truth.holds(m) for m in claims)
            if (true and not (untrue and self._denying)) or (claims and n == 1 and untrue is None):
                yield Mark(at, at + n, "claim", claims)
                return
            if not claims and untrue is None:
                yield Mark(at, at + n, "attribute", tuple(meanings))
                return
            untrue = untrue or Mark(at, at + n, "claim", claims)
        if untrue:
            yield untrue

    def _known(self, words: Phrase) -> list[Meaning]:
        vocabulary = self.truth.vocabulary
        found = vocabulary.meanings(words) if len(words) > 1 or vocabulary.may_open(words[0]) else []
        return [*found, *(vocabulary.persons(words[0]) if len(words) == 1 else ())]

    def _plain(self, at: int) -> bool:
        return at < len(self.tokens) and self.tokens[at].word and at not in self._fixed

    def _fitting(self, meanings: list[Meaning], start: int, end: int) -> list[Meaning]:
        """Those of the attribute that the words around it name: "about war", "French-language"."""
        vocabulary = self.truth.vocabulary
        at = start - 1 if start and self.words[start - 1] in ("the", "a", "an") else start
        preposition = self.words[at - 1] if at else ""
        if preposition in POINTING:
            role = PREPOSITIONS.get(preposition, preposition)
            pointed = [m for m in meanings if vocabulary.in_role(m.attribute, role)]
            meanings = pointed or meanings
        behind = (m for words in self.after(end, 2) for m in vocabulary.phrases.get(words, ()))
        named = {m.attribute for m in behind if m.role == "attribute"}
        return [m for m in meanings if m.attribute in named] or meanings


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


def shown(item: Item, truth: Truth, name: str) -> str:
    """The item's value of an attribute, for people."""
    attribute, value = truth.vocabulary.attributes.get(name), item.values.get(name)
    return in_words(attribute, value) if attribute and value is not None else "not given"
