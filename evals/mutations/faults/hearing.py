"""Faults of the built-in reader: what was said is taken for something else."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from agents.dialogue import Accept, Act, Ask, Strength
from agents.understanding.judged import Judged
from agents.understanding.numbers import FLIPPED
from agents.understanding.quantities import Quantity
from agents.understanding.reference import Reference
from evals.mutations.fault import Fault
from retrieval.catalogue import Attribute, Constraint, Operator

Judging = Callable[..., tuple[Judged, ...]]
Reading = Callable[..., Constraint]
STRICT = {Operator.LE: Operator.LT, Operator.GE: Operator.GT}
HARDER = {Strength.PREFER: Strength.MUST, Strength.AVOID: Strength.NEVER}
SOFTER = {hard: soft for soft, hard in HARDER.items()}


def _negation_ignored(real: Judging) -> Judging:
    def judge(*args: object) -> tuple[Judged, ...]:
        return tuple(replace(one, stance="plain") if one.stance in ("never", "avoid") else one for one in real(*args))

    return judge


def _with_operator(turned: dict[Operator, Operator]) -> Callable[[Reading], Reading]:
    def make(real: Reading) -> Reading:
        def constraint(*args: object) -> Constraint:
            found = real(*args)
            return replace(found, operator=turned.get(found.operator, found.operator))

        return constraint

    return make


def _without_units(_: Callable[..., float]) -> Callable[..., float]:
    def converted(quantity: Quantity, attribute: Attribute) -> float:
        return quantity.value

    return converted


def _strength(turned: dict[Strength, Strength]) -> Callable[[Callable[..., Strength]], Callable[..., Strength]]:
    def make(real: Callable[..., Strength]) -> Callable[..., Strength]:
        def strength(*args: object) -> Strength:
            found = real(*args)
            return turned.get(found, found)

        return strength

    return make


def _first_alternative(_: Callable[..., Judged]) -> Callable[..., Judged]:
    def any_of(group: Sequence[Judged]) -> Judged:
        return group[0]

    return any_of


def _first_for_second(real: Callable[..., Reference]) -> Callable[..., Reference]:
    def at_place(scene: object, start: int, end: int, place: int) -> Reference:
        return real(scene, start, end, 1 if place == 2 else place)

    return at_place


def _unspelled(_: Callable[..., str]) -> Callable[..., str]:
    return lambda *args: ""


def _unaccepted(real: Callable[..., tuple[Act, ...]]) -> Callable[..., tuple[Act, ...]]:
    def read(*args: object) -> tuple[Act, ...]:
        return tuple(Ask("value", (act.item_id,)) if isinstance(act, Accept) else act for act in real(*args))

    return read


BUILTIN, NUMBERS, REVEALING = (f"agents.understanding.{name}" for name in ("builtin", "numbers", "revealing"))

FAULTS = (
    Fault("negation-ignored", "“no leather” is heard as “leather”", {f"{BUILTIN}:judge": _negation_ignored}),
    Fault(
        "bound-turned",
        "“at most” is heard as “at least”, and the other way round",
        {f"{NUMBERS}:_constraint": _with_operator({**FLIPPED, Operator.LE: Operator.GE, Operator.GE: Operator.LE})},
    ),
    Fault(
        "bound-excluded",
        "“at most 50” is heard as “less than 50”",
        {f"{NUMBERS}:_constraint": _with_operator(STRICT)},
    ),
    Fault(
        "unit-mistaken",
        "two hours are heard as two minutes, a kilogram as a gram",
        {f"{NUMBERS}:_converted": _without_units},
    ),
    Fault("soft-as-hard", "what would be nice is heard as a must", {f"{REVEALING}:_strength": _strength(HARDER)}),
    Fault("hard-as-soft", "a must is heard as what would be nice", {f"{REVEALING}:_strength": _strength(SOFTER)}),
    Fault("or-forgotten", "of “red or blue” only the red is heard", {f"{REVEALING}:_any_of": _first_alternative}),
    Fault(
        "second-is-first",
        "“the second” points at the first",
        {"agents.understanding.reference_place:_at_place": _first_for_second},
    ),
    Fault(
        "misspelling-unheard",
        "a mistyped word is not looked up as what it must have been",
        {"agents.understanding.spelling:_nearest": _unspelled},
    ),
    Fault(
        "acceptance-unheard",
        "“I’ll take it” is heard as a question about it",
        {f"{BUILTIN}:BuiltinReader.read": _unaccepted},
    ),
)
