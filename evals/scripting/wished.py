"""Wishes as scripts write them, and whether one stands in a profile: "must runtime <= 95", "never genres = horror"."""

from dataclasses import dataclass

from agents.dialogue import Preference, Strength
from evals.scripting.predicates import TOLD, Predicate, predicate, shown
from retrieval.catalogue import Constraint, Domain, Item, Operator

STRENGTHS = {
    "must": (Strength.MUST,),
    "prefer": (Strength.PREFER,),
    "avoid": (Strength.AVOID,),
    "never": (Strength.NEVER,),
    "not": (Strength.AVOID, Strength.NEVER),
    "": (Strength.MUST, Strength.PREFER),
}
"""`not`: refused, however strongly; without a word: wanted, however strongly."""
OPPOSITE = {Operator.NE: Operator.EQ, Operator.NOT_IN: Operator.IN}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A wish that should stand, or should not. Without a test: any wish on the attribute, of whatever strength."""

    attribute: str
    strength: str = ""
    test: Predicate | None = None

    def __str__(self) -> str:
        return f"{self.strength} {self.test or self.attribute}".strip()

    def stands(self, preferences: tuple[Preference, ...], domain: Domain, referred: Item | None = None) -> bool:
        """`referred`: the item whose value its test is about. Raises ValueError with a sentence."""
        return any(self._is(one, domain, referred) for one in preferences if one.attribute == self.attribute)

    def _is(self, one: Preference, domain: Domain, referred: Item | None) -> bool:
        if self.test is None:
            return not self.strength or one.strength in STRENGTHS[self.strength]
        negative, test = _plain(self.test.constraint(domain, referred))
        also, other = _plain(one.constraint)
        if (negative != (self.strength in ("avoid", "never", "not"))) != (also != one.negative):
            return False
        if not self.strength or self.strength == "not":
            return _same(test, other)
        hard = self.strength in ("must", "never")
        return hard == one.hard and _same(test, other)


def wanted(text: str) -> Wanted:
    """Raises ValueError with a sentence."""
    first, _, rest = text.strip().partition(" ")
    strength, said = (first, rest.strip()) if first in STRENGTHS and rest.strip() else ("", text.strip())
    if not said:
        raise ValueError('a wish is missing; write such as "must runtime <= 95", or an attribute alone')
    try:
        test = predicate(said)
    except ValueError:
        return Wanted(said, strength)
    return Wanted(test.attribute, strength, test)


def told(one: Preference) -> str:
    """A wish of a profile as a script would write it."""
    test = one.constraint
    return f"{one.strength.value} {test.attribute} {TOLD.get(test.operator, test.operator.value)} {shown(test.value)}"


def _plain(test: Constraint) -> tuple[bool, Constraint]:
    """Whether it is a negation, and the test without it."""
    positive = OPPOSITE.get(test.operator)
    return (True, Constraint(test.attribute, positive, test.value)) if positive else (False, test)


def _same(one: Constraint, other: Constraint) -> bool:
    if isinstance(one.value, str | bool) or isinstance(other.value, str | bool) or _names(one) or _names(other):
        return _named(one) == _named(other)
    return one.bounds == other.bounds and _open(one) == _open(other)


def _names(test: Constraint) -> bool:
    return isinstance(test.value, tuple) and any(isinstance(one, str) for one in test.value)


def _named(test: Constraint) -> frozenset[object]:
    return frozenset(test.value if isinstance(test.value, tuple) else (test.value,))


def _open(test: Constraint) -> Operator | None:
    return test.operator if test.operator in (Operator.LT, Operator.GT) else None
