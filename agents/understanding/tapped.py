"""What was offered to tap, read as exactly what it was offered for, whatever else its words may mean."""

import re
from collections.abc import Iterator
from dataclasses import replace

from agents.dialogue import Act, Preference, Relaxation, Retract, Reveal, Revise, Strength
from agents.understanding.scene import Scene
from agents.understanding.tokens import key
from retrieval.catalogue import NAMED, Attribute, Constraint, Kind, Operator
from retrieval.wording import wish_in_words

_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
_HOURS = re.compile(r"\d h\b")
ONE_SIDED = (Operator.LE, Operator.GE, Operator.LT, Operator.GT, Operator.EQ)
DECADE = 9.0


def exactly(scene: Scene) -> tuple[Act, ...]:
    """The acts of a tapped answer or relaxation; empty where nothing was tapped, or its words need reading."""
    return _given_up(scene) or (_answer(scene) if is_option(scene) else ())


def is_option(scene: Scene) -> bool:
    """Whether the utterance is an option of the open question."""
    question = scene.conversation.open_question
    said = scene.text.strip().casefold()
    return question is not None and any(said in (o.utterance.casefold(), o.label.casefold()) for o in question.options)


def as_tapped(act: Act) -> Act:
    match act:
        case Reveal(preference=preference) | Revise(preference=preference):
            return Reveal(replace(preference, source="tapped"))
        case _:
            return act


# --- answers ----------------------------------------------------------------------------------------------------------


def _answer(scene: Scene) -> tuple[Act, ...]:
    attribute = scene.vocabulary.attributes.get(scene.asked)
    constraint = _offered(scene, attribute) if attribute else None
    if attribute is None or constraint is None:
        return ()
    strength = Strength.PREFER if attribute.subjective else Strength.MUST
    return (Reveal(Preference(constraint, strength, words=scene.text.strip(), turn=scene.turn, source="tapped")),)


def _offered(scene: Scene, attribute: Attribute) -> Constraint | None:
    """The test whose words the utterance is."""
    said = scene.text.strip().casefold()
    if attribute.kind in NAMED:
        values = scene.vocabulary.counts[attribute.name]
        exact = next((v for v in values if v.casefold() == said), "")
        value = exact or next((v for v in values if key(v) and key(v) == key(said)), "")
        return Constraint(attribute.name, Operator.EQ, value) if value else None
    if attribute.numeric:
        return next((c for c in _ranges(attribute, said) if wish_in_words(attribute, c).casefold() == said), None)
    return None


def _ranges(attribute: Attribute, said: str) -> Iterator[Constraint]:
    """Every test on the numbers that the words hold; the first whose own words they are is meant."""
    numbers = list(_numbers(attribute, said))
    if len(numbers) == 1:
        yield from (Constraint(attribute.name, operator, numbers[0]) for operator in ONE_SIDED)
        yield Constraint(attribute.name, Operator.BETWEEN, (numbers[0], numbers[0] + DECADE))
    elif len(numbers) == 2:
        yield Constraint(attribute.name, Operator.BETWEEN, (numbers[0], numbers[1]))


def _numbers(attribute: Attribute, said: str) -> Iterator[float]:
    for part in said.split(" to "):
        found = [float(n.replace(",", "")) for n in _NUMBER.findall(part)]
        if attribute.kind is Kind.DURATION and _HOURS.search(part):
            yield found[0] * 60 + (found[1] if len(found) > 1 else 0)
        else:
            yield from found[:1]  # a second one belongs to the unit: "of 100"


# --- relaxations ------------------------------------------------------------------------------------------------------


def _given_up(scene: Scene) -> tuple[Act, ...]:
    """Exactly the wishes that a relaxation offered to drop; nothing where its words stand for several."""
    said = scene.text.strip().casefold()
    offered = [
        r for r in scene.relaxations if r.option and said in (r.option.utterance.casefold(), r.option.label.casefold())
    ]
    return tuple(dict.fromkeys(_retracts(scene, offered[0]))) if len(offered) == 1 else ()


def given_up(scene: Scene) -> Iterator[Act]:
    """What the first relaxation on offer drops: "either is fine"."""
    yield from dict.fromkeys(r for offered in scene.relaxations[:1] for r in _retracts(scene, offered))


def _retracts(scene: Scene, relaxation: Relaxation) -> Iterator[Retract]:
    for wish in relaxation.dropped:
        value = wish.constraint.value
        others = [p for p in scene.profile.on(wish.attribute) if p not in relaxation.dropped]
        named = (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ()
        names = [one for one in named if isinstance(one, str)]
        yield from (Retract(wish.attribute, one) for one in names) if others and names else (Retract(wish.attribute),)
