"""Comparatives and superlatives: with what, by how much, and whether it is so."""

from collections.abc import Iterator
from dataclasses import dataclass

from agents.understanding.meaning import Meaning
from agents.understanding.quantities import Quantity
from agents.verifying.english import OTHERS, PLACES, SLATE
from agents.verifying.grounds import size
from agents.verifying.marks import Mark
from agents.verifying.measures import candidates, converted
from agents.verifying.naming import COMPARED, Finding, is_comparison
from agents.verifying.sharing import others
from agents.verifying.taking_apart import Told
from agents.verifying.wishing import YOU
from retrieval.catalogue import Item

NEAR = 6
"""Tokens behind a comparative in which "than" must come."""


@dataclass(frozen=True, slots=True)
class Target:
    """What it is compared with: items, the person's wish, or a number."""

    items: tuple[Item, ...] = ()
    wish: bool = False
    quantity: Quantity | None = None


class Comparisons:
    """`findings` are what does not hold; `handled` the numbers that belong to a comparison."""

    def __init__(self, told: Told) -> None:
        self.told = told
        self.handled: set[int] = set()
        self._last: Target | None = None
        self._targets: set[str] = set()
        found = self._compared()
        self.findings = (*found, *others(told, self._targets))

    def _compared(self) -> tuple[Finding, ...]:
        marks = [mark for mark in self.told.marks if is_comparison(self.told, mark)]
        return tuple(Finding(self.told.said(m), why) for m in marks if (why := self._wrong(m)))

    def _wrong(self, mark: Mark) -> str:
        """Why the comparison does not hold; empty if it does."""
        if self.told.negated(mark):
            return "what is denied cannot be told"
        compared = self._labelled(mark) or [m for m in mark.meanings if m.role in COMPARED]
        if all(m.role in ("lowest", "highest") for m in compared):
            return "" if self._among_shown() and any(self._extreme(m) for m in compared) else "not among what is shown"
        target = self._target(mark)
        if target is None:
            return "than what?"
        self._last = target
        self._targets.update(item.id for item in target.items)
        by = self._difference(mark)
        return "" if any(self._holds(m, target, by) for m in compared) else "it is not so"

    def _labelled(self, mark: Mark) -> list[Meaning]:
        """ "Prep time shorter": the attribute is the one that is named."""
        labels = (m for before in self.told.marks if before.end == mark.start for m in before.meanings)
        numeric = {m.attribute for m in labels if self.told.truth.vocabulary.attributes[m.attribute].numeric}
        roles = {m.role for m in mark.meanings if m.role in COMPARED}
        return [Meaning(role, name) for name in sorted(numeric) for role in sorted(roles)]

    # --- with what ----------------------------------------------------------------------------------------------------

    def _target(self, mark: Mark) -> Target | None:
        words = self.told.words
        than = next((at for at in range(mark.end, min(mark.end + NEAR, len(words))) if words[at] == "than"), None)
        if than is not None:
            return self._behind(than + 1)
        if self._last is not None:
            return self._last
        named = tuple(m.item for m in self.told.marks if m.what == "other" and m.item)
        if named:
            return Target(named)
        return Target(self.told.truth.grounds.beside) if self._among_shown() and self._two() else None

    def _behind(self, at: int) -> Target | None:
        """What stands behind "than"."""
        grounds, words = self.told.truth.grounds, self.told.words
        if any(words[at : at + len(phrase)] == phrase for phrase in OTHERS):
            return Target(grounds.beside)
        at += words[at : at + 1] in (("the",), ("a",), ("an",), ("my",))
        mark = next((m for m in self.told.marks if m.start <= at < m.end), None)
        if mark is None:
            return None
        if mark.what == "other" and mark.item:
            return Target((mark.item,))
        if set(words[at : at + 2]) & YOU:
            return Target(wish=True)
        if mark.quantity is not None:
            self.handled.add(mark.start)
            return Target(quantity=mark.quantity)
        placed = grounds.at(PLACES.get(words[at], 0))
        return Target((placed,)) if placed and placed.id != grounds.item.id else None

    def _among_shown(self) -> bool:
        words = self.told.words
        found = any(words[at : at + len(p)] == p for p in SLATE for at in range(len(words)))
        return found and bool(self.told.truth.grounds.beside)

    def _two(self) -> bool:
        return len(self.told.truth.grounds.beside) == 1 and "two" in self.told.words

    # --- by how much --------------------------------------------------------------------------------------------------

    def _difference(self, mark: Mark) -> Quantity | None:
        """ "20 minutes longer", "longer by 20 minutes"."""
        for other in self.told.marks:
            if other.quantity is None or other.start in self.handled:
                continue
            before = other.end == mark.start
            opening = self.told.words[max(0, other.start - 2) : other.start]
            after = 0 < other.start - mark.end <= NEAR + 2 and "by" in opening
            if before or after:
                self.handled.add(other.start)
                return other.quantity
        return None

    def _holds(self, meaning: Meaning, target: Target, by: Quantity | None) -> bool:
        truth = self.told.truth
        attribute = truth.vocabulary.attributes[meaning.attribute]
        own = size(truth.grounds.item, attribute)
        if own is None:
            return False
        ends = list(self._sizes(meaning, target))
        if not ends or any(end is None for end in ends):
            return False
        sign = 1.0 if meaning.role == "higher" else -1.0
        gaps = [sign * (own - end) for end in ends if end is not None]
        if by is None:
            return all(gap > 0 or (gap == 0 and target.wish) for gap in gaps)
        if by.unit in ("year", "years"):
            said: float | None = by.value
        else:
            said = converted(by, attribute) if by.unit else by.value
        return said is not None and len(gaps) == 1 and abs(gaps[0] - said) < 1e-6

    def _sizes(self, meaning: Meaning, target: Target) -> Iterator[float | None]:
        attribute = self.told.truth.vocabulary.attributes[meaning.attribute]
        yield from (size(item, attribute) for item in target.items)
        if target.wish:
            yield from self._bounds(meaning)
        if target.quantity is not None:
            found = [value for a, value in candidates(self.told, target.quantity) if a.name == attribute.name]
            bare = not target.quantity.unit and not found
            if found or not bare:
                yield from found or (None,)
            else:
                yield target.quantity.value

    def _bounds(self, meaning: Meaning) -> Iterator[float]:
        """The end of the wished range that is to be passed: the upper one for "longer than you wanted"."""
        for wish in self.told.truth.grounds.wishes:
            if wish.attribute == meaning.attribute and not isinstance(wish.constraint.value, str | bool):
                low, high = wish.constraint.bounds
                end = high if meaning.role == "higher" else low
                if abs(end) != float("inf"):
                    yield end
                elif wish.met_by(self.told.truth.grounds.item):
                    yield low if meaning.role == "higher" else high

    def _extreme(self, meaning: Meaning) -> bool:
        truth = self.told.truth
        attribute = truth.vocabulary.attributes[meaning.attribute]
        own = size(truth.grounds.item, attribute)
        others = [size(item, attribute) for item in truth.grounds.beside]
        if own is None or any(other is None for other in others):
            return False
        return all(own <= o if meaning.role == "lowest" else own >= o for o in others if o is not None)
