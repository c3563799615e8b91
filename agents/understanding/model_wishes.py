"""The wishes that a language model read: each linked to the catalogue, and held against the words of the message."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from rapidfuzz.distance import OSA

from agents.dialogue import Act, Other, Preference, Retract, Reveal, Revise, Source, Strength, Waive
from agents.understanding.lexicon import GRAMMAR
from agents.understanding.model_linking import Linked, Linker, numbers
from agents.understanding.model_wire import Wished, Withdrawn
from agents.understanding.numbers import read_as
from agents.understanding.scene import Scene
from agents.understanding.tokens import key, stems
from retrieval.catalogue import NAMED, Attribute, Constraint, Kind, Operator
from retrieval.wording import wish_in_words

BOUNDS: Final = {
    "at most": Operator.LE,
    "at least": Operator.GE,
    "under": Operator.LT,
    "over": Operator.GT,
}
ROUGHLY, YEARS = 0.1, 2.0
"""What "about" allows on either side, as a share, and for years as years."""
LONGEST_PHRASE = 6
REFUSED, PREFERRED = ("refuse", "avoid"), ("prefer", "avoid")
SOFTER: Final = {Strength.MUST: Strength.PREFER, Strength.NEVER: Strength.AVOID}


@dataclass(slots=True)
class WishChecker:
    """`dropped` says in sentences what was not taken. `foreign`: the message is not in the catalogue's language."""

    scene: Scene
    linker: Linker
    foreign: bool = False
    dropped: list[str] = field(default_factory=list)

    def drop(self, what: str, why: str) -> None:
        self.dropped.append(f"dropped “{what[:60]}”: {why}")

    def wishes(self, one: Wished) -> Iterator[Act]:
        attribute = self._informable(one.on)
        if attribute is None:
            return
        words = self._words(one)
        if not words:
            self.drop(f"{one.do} {one.on} {one.test} {one.value}", "no words of the message ask for it")
            return
        for act in self._of_kind(one.model_copy(update={"words": words}), attribute):
            yield Revise(act.preference) if one.do == "replace" and isinstance(act, Reveal) else act

    def _of_kind(self, one: Wished, attribute: Attribute) -> Iterator[Act]:
        if attribute.kind in NAMED:
            yield from self._named(one, attribute)
        elif attribute.numeric:
            yield from self._bounds(one, attribute)
        else:
            yield from self._flag(one, attribute)

    def _informable(self, name: str) -> Attribute | None:
        attribute = self.linker.attribute(name)
        if attribute is None:
            self.drop(name, "no attribute of this catalogue")
        elif not attribute.informable or attribute.kind is Kind.TEXT:
            self.drop(name, "not an attribute to wish about")
            return None
        return attribute

    # --- values -------------------------------------------------------------------------------------------------------

    def _named(self, one: Wished, attribute: Attribute) -> Iterator[Act]:
        """One wish for any of the values; of refused ones one each. A value that there is none of is said."""
        linked: list[Linked] = []
        for value in one.value:
            said = str(value)
            if found := self.linker.value(attribute, said):
                linked.append(found)
            else:
                yield Other("not_in_catalogue", one.words, attribute.name, self.linker.nearest(attribute.name, said))
        for group in _groups(linked, apart=one.do in REFUSED):
            plain = all(link.how != "meaning" and self._plainly_said(link, one.words) for link in group)
            yield Reveal(self._wish(one, _any_of(group), guess=not plain))

    def _plainly_said(self, link: Linked, words: str) -> bool:
        """Whether the words name the value, or something that means it; in another language that cannot be told."""
        if self.foreign or set(stems(key(link.value))) <= set(stems(key(words))):
            return True
        said = key(words)
        phrases = (said[a:b] for a in range(len(said)) for b in range(a + 1, min(len(said), a + LONGEST_PHRASE) + 1))
        meanings = (m for phrase in phrases for m in self.linker.vocabulary.meanings(phrase))
        named = any((m.attribute, m.value) == (link.attribute, link.value) for m in meanings if m.role != "hint")
        return named or _misspelt(said, key(link.value))

    def _flag(self, one: Wished, attribute: Attribute) -> Iterator[Act]:
        value = one.value[0] if one.value else True
        yes = value if isinstance(value, bool) else str(value).strip().casefold() not in ("no", "false", "0", "0.0")
        yield Reveal(self._wish(one, Constraint(attribute.name, Operator.EQ, yes)))

    def _bounds(self, one: Wished, attribute: Attribute) -> Iterator[Act]:
        found = numbers(attribute, one.value)
        if not found:
            self.drop(f"{attribute.name} {one.test} {one.value}", "no number")
            return
        constraint = _test_of(one.test, attribute, found)
        vague = one.test == "about" or not any(c.isdigit() for c in one.words)
        wish = self._wish(one, constraint, soft=vague)
        yield Reveal(replace(wish, note=read_as(one.words, attribute, constraint)) if vague else wish)

    def _wish(self, one: Wished, constraint: Constraint, *, guess: bool = False, soft: bool = False) -> Preference:
        attribute = self.scene.attribute(constraint.attribute)
        soft = soft or guess or one.do in PREFERRED or (attribute.subjective and one.do not in REFUSED)
        strength = Strength.NEVER if one.do in REFUSED else Strength.MUST
        strength = SOFTER[strength] if soft else strength
        note = f'took "{one.words}" for {wish_in_words(attribute, constraint)}' if guess or self.foreign else ""
        source: Source = "implied" if guess else "said"
        return Preference(constraint, strength, words=one.words, turn=self.scene.turn, source=source, note=note)

    # --- the words ----------------------------------------------------------------------------------------------------

    def _words(self, one: Wished) -> str:
        """The words of the message that ask for it; empty if there are none."""
        if self._occurs(one.words):
            return one.words.strip()
        return next((str(value) for value in one.value if self._occurs(str(value))), "")

    def _occurs(self, words: str) -> bool:
        plain = " ".join(words.casefold().split())
        if plain and plain in " ".join(self.scene.text.casefold().split()):
            return True
        telling = [w for w in key(words) if w not in GRAMMAR]
        return bool(telling) and set(telling) <= set(key(self.scene.text))

    # --- taking back --------------------------------------------------------------------------------------------------

    def withdrawn(self, one: Withdrawn) -> Iterator[Act]:
        if not one.on.strip():
            if one.do == "any":
                yield Waive("")
            else:
                self.drop("forget", "names no attribute")
            return
        attribute = self._informable(one.on)
        if attribute is None:
            return
        if one.do == "any":
            yield Waive(attribute.name)
            return
        values = [self.linker.value(attribute, str(v)) for v in one.value] if attribute.kind in NAMED else []
        linked = [v for v in values if v]
        yield from [Retract(v.attribute, v.value) for v in linked] or [Retract(attribute.name)]


def _misspelt(said: Sequence[str], value: Sequence[str]) -> bool:
    """Whether every word of the value was said, give or take an edit, two from eight letters on."""

    def nearly(word: str) -> bool:
        edits = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
        return any(OSA.distance(word, one, score_cutoff=edits) <= edits for one in said)

    return bool(value) and all(map(nearly, value))


def _groups(linked: Sequence[Linked], apart: bool) -> Iterator[list[Linked]]:
    """Values of one attribute together, in the order they came; each alone if they are to be kept apart."""
    if apart:
        yield from ([one] for one in linked)
        return
    for name in dict.fromkeys(one.attribute for one in linked):
        yield [one for one in linked if one.attribute == name]


def _any_of(group: Sequence[Linked]) -> Constraint:
    values = tuple(dict.fromkeys(one.value for one in group))
    name = group[0].attribute
    return Constraint(name, Operator.IN, values) if len(values) > 1 else Constraint(name, Operator.EQ, values[0])


def _test_of(test: str, attribute: Attribute, found: Sequence[float]) -> Constraint:
    number = found[0]
    if len(found) > 1 and test in ("between", "is", "about"):
        return Constraint(attribute.name, Operator.BETWEEN, (min(found[:2]), max(found[:2])))
    if operator := BOUNDS.get(test):
        return Constraint(attribute.name, operator, number)
    if test == "about":
        slack = YEARS if attribute.kind is Kind.YEAR else abs(number) * ROUGHLY
        return Constraint(attribute.name, Operator.BETWEEN, (number - slack, number + slack))
    return Constraint(attribute.name, Operator.EQ, number)
