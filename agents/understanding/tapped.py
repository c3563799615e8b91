"""What was offered to tap, read as exactly what it was offered for, whatever else its words may mean."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from agents.dialogue import Act, Preference, Relaxation, Retract, Reveal, Revise, Strength
from agents.understanding.lexicon import words
from agents.understanding.numerals import ORDINALS
from agents.understanding.scene import Scene
from retrieval.catalogue import NAMED, Attribute, Constraint, Kind, Operator
from retrieval.wording import wish_in_words

_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
_HOURS = re.compile(r"\d h\b")
ONE_SIDED = (Operator.LE, Operator.GE, Operator.LT, Operator.GT, Operator.EQ)
DECADE = 9.0
MOST_WORDS = 8
FILLING = words(
    """ok okay yes yeah well then so please fine alright sure lets go with take try make it a an the bit little slightly
    somewhat tiny touch one option way"""
)
AGREEING = words("ok okay yes yeah fine alright sure drop")
SMALL = words("bit little slightly somewhat touch tiny")
MORE_OF, LESS_OF = words("more higher further up"), words("less lower down")
""" "A bit more": taken for the bound on offer to be moved that way."""


def exactly(scene: Scene) -> tuple[Act, ...]:
    """The acts of a tapped answer or relaxation; empty where nothing was tapped, or its words need reading."""
    return _way_out(scene) or (_answer(scene) if is_option(scene) else ())


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
        value = scene.vocabulary.value_said(attribute.name, said)
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


def _way_out(scene: Scene) -> tuple[Act, ...]:
    """Exactly what a relaxation offered, tapped, or taken in words that say which; nothing where they mean several."""
    said = scene.text.strip().casefold()
    offers = [r for r in scene.relaxations if r.option]
    tapped = [r for r in offers if r.option and said in (r.option.utterance.casefold(), r.option.label.casefold())]
    if tapped:
        return _taking(scene, tapped[0]) if len(tapped) == 1 else ()
    taken = _in_words(scene, offers) if offers and len(scene.words) <= MOST_WORDS else None
    return _taking(scene, taken) if taken else ()


def _in_words(scene: Scene, offers: Sequence[Relaxation]) -> Relaxation | None:
    """ "Yes" to the first, "the second", "a bit more then", "ok a little longer"."""
    words = [word for word in scene.words if word.isalnum() and word not in FILLING]
    rest = " ".join(words)
    if len(words) == 1 and (place := ORDINALS.get(words[0])) is not None and place:
        return offers[place - 1 if place > 0 else place] if -len(offers) <= place <= len(offers) else None
    if AGREEING & set(scene.words) and set(words) <= {"drop", "do", "that"}:
        return offers[0]
    small = SMALL & set(scene.words)
    wider = [(w, a) for r in offers for w in r.widened if (a := scene.vocabulary.attributes.get(w.attribute))]
    for wish, attribute in wider:
        up = _is_raised(wish, attribute, offers)
        named = (*attribute.higher, *(f"more {w}" for w in attribute.high_words)) if up else attribute.lower
        if rest in named or (small and rest in (MORE_OF if up else LESS_OF)):
            return next(r for r in offers if wish in r.widened)
    return None


def _is_raised(wish: Preference, attribute: Attribute, offers: Sequence[Relaxation]) -> bool:
    """Whether it is the upper end that was moved, of a range or of values that are a scale; false for other names."""
    old = next(p for r in offers if wish in r.widened for p in r.dropped if p.attribute == wish.attribute)
    if attribute.order and isinstance(wish.constraint.value, tuple):
        *_, added = wish.constraint.value
        return added in attribute.order and any(
            v in attribute.order[: attribute.order.index(str(added))] for v in _names(old)
        )
    if isinstance(wish.constraint.value, str | bool) or wish.constraint.operator is Operator.IN:
        return False
    return wish.constraint.bounds[1] > old.constraint.bounds[1] or (
        wish.constraint.bounds[0] >= old.constraint.bounds[0] and old.constraint.operator is Operator.LT
    )


def _names(wish: Preference) -> tuple[str, ...]:
    value = wish.constraint.value
    return tuple(str(v) for v in value) if isinstance(value, tuple) else (str(value),)


def given_up(scene: Scene) -> Iterator[Act]:
    """What the first relaxation on offer does: "either is fine"."""
    for offered in scene.relaxations[:1]:
        yield from _taking(scene, offered)


def _taking(scene: Scene, relaxation: Relaxation) -> tuple[Act, ...]:
    """Each wish given up or, where it is widened, the wider one in its place."""
    words = scene.text.strip()
    wider = (Reveal(replace(w, words=words, turn=scene.turn, source="tapped")) for w in relaxation.widened)
    return (*dict.fromkeys(_retract(scene, wish, relaxation) for wish in relaxation.dropped), *wider)


def _retract(scene: Scene, wish: Preference, relaxation: Relaxation) -> Retract:
    """The wish alone, where others on its attribute are kept."""
    alone = all(p in relaxation.dropped for p in scene.profile.on(wish.attribute))
    return Retract(wish.attribute) if alone else Retract(wish.attribute, test=wish.constraint)
