"""A sentence as marks: titles, values, numbers, negations, frames, and words that nothing accounts for."""

from collections.abc import Iterator
from functools import cached_property

from agents.understanding.lexicon import PREPOSITIONS, Phrase
from agents.understanding.meaning import Meaning
from agents.understanding.numerals import AFTER_NUMBER
from agents.understanding.quantities import quantities
from agents.understanding.tokens import Token, tokenise
from agents.verifying.english import BOUNDS, BREAKS, FILLER, FRAMES, NEGATORS, PUNCTUATION
from agents.verifying.grounds import MOST_WORDS, Truth
from agents.verifying.literals import Literals
from agents.verifying.marks import Mark

CLAIMS = frozenset(("value", "flag", "hint", "low", "high", "absent", "lower", "higher", "lowest", "highest"))
POINTING = frozenset(("about", "in", "by", "starring", "featuring"))
"""Prepositions that say which attribute the value behind them is of."""


class Told:
    """One sentence, taken apart for one item."""

    def __init__(self, sentence: str, truth: Truth) -> None:
        self.raw = sentence
        self.truth = truth
        self.tokens: tuple[Token, ...] = tokenise(sentence)
        self.words: Phrase = tuple(token.text for token in self.tokens)
        self._quantities = {q.start: q for q in quantities(self.words)}
        self._fixed = {mark.start: mark for mark in Literals(sentence, self.tokens, truth).marks()}
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
