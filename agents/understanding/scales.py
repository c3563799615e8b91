"""Bounds on values that are a scale: "PG-13 at most", "medium-bodied or lighter", "no harder than medium"."""

from collections.abc import Iterator, Sequence
from typing import Literal

from agents.understanding.choosing import attributes_after, attributes_before
from agents.understanding.degrees import inflected
from agents.understanding.lexicon import ARTICLES, NOUNS, words
from agents.understanding.linking import Mention
from agents.understanding.numerals import AFTER_NUMBER, BEFORE_NUMBER, UNITS
from agents.understanding.scene import Scene
from agents.understanding.tokens import key
from agents.understanding.wanted import Wanted
from retrieval.catalogue import Attribute, Constraint, Kind, Operator

Side = Literal["less", "more"]
LESS = words(
    "lower less younger milder easier lighter cheaper simpler smaller softer weaker gentler shorter under below down"
)
MORE = words("higher more older harder heavier stronger fuller bigger larger tougher bolder richer over above up")
NOT = words("no not nothing never isnt dont cant")
FLIPPED = {Operator.LT: Operator.GE, Operator.LE: Operator.GT, Operator.GT: Operator.LE, Operator.GE: Operator.LT}
OTHERWISE = (("by",), ("only",), ("until",), ("past",), ("before",), ("after",))
"""Operators of numbers that mean something else before a name."""
TO = (("-",), ("–",), ("to",), ("through",), ("up", "to"))


def scale_wishes(scene: Scene, mentions: Sequence[Mention]) -> tuple[Wanted, ...]:
    """Every bound on a value of an ordered attribute, its operator words included in the span."""
    if not any(a.order for a in scene.vocabulary.attributes.values()):
        return ()
    return tuple(_walk(scene, sorted(_values(scene, mentions))))


Found = tuple[int, int, str, int]
"""Where a value stands, its attribute, and its place on the scale."""


def _values(scene: Scene, mentions: Sequence[Mention]) -> Iterator[Found]:
    taken = {i for m in mentions for i in range(m.start, m.end)}
    for mention in mentions:
        for meaning in mention.meanings:
            order = scene.attribute(meaning.attribute).order
            if meaning.role == "value" and meaning.value in order:
                yield mention.start, mention.end, meaning.attribute, order.index(meaning.value)
    for at, word in enumerate(scene.words):
        if word.isdigit() and at not in taken:
            for attribute in scene.vocabulary.attributes.values():
                place = next((n for n, value in enumerate(attribute.order) if key(value) == (word,)), None)
                if place is not None:
                    yield at, at + 1, attribute.name, place


def _walk(scene: Scene, values: Sequence[Found]) -> Iterator[Wanted]:
    done = 0
    for at, (start, end, name, place) in enumerate(values):
        attribute = scene.attribute(name)
        if start < done:
            continue
        joins = (*TO, ("and",)) if scene.words[max(0, start - 1) : start] == ("between",) else TO
        until = next((v for v in values[at + 1 :] if v[2] == name and scene.words[end : v[0]] in joins), None)
        wanted = _between(scene, attribute, (start, place), until) if until else None
        wanted = wanted or _bound(scene, attribute, start, end, place)
        if wanted:
            done = wanted.end
            yield wanted


def _between(scene: Scene, attribute: Attribute, first: tuple[int, int], last: Found) -> Wanted | None:
    low, high = sorted((first[1], last[3]))
    start = first[0]
    while start and scene.words[start - 1] in ("from", "between"):
        start -= 1
    return _any_of(attribute, start, last[1], attribute.order[low : high + 1])


def _bound(scene: Scene, attribute: Attribute, start: int, end: int, place: int) -> Wanted | None:
    operator, begin = _before(scene, attribute, start)
    finish = end
    if operator is None:
        operator, finish = _after(scene, attribute, end)
    negated = begin > 0 and scene.words[begin - 1] in NOT
    if operator is None or (scene.words[start].isdigit() and not _is_meant(scene, attribute, begin, finish)):
        return None
    operator = FLIPPED[operator] if negated else operator
    order = attribute.order
    match operator:
        case Operator.LT:
            values = order[:place]
        case Operator.LE:
            values = order[: place + 1]
        case Operator.GT:
            values = order[place + 1 :]
        case _:
            values = order[place:]
    return _any_of(attribute, begin - negated, finish, values)


def _any_of(attribute: Attribute, start: int, end: int, values: tuple[str, ...]) -> Wanted | None:
    if not values:
        return None
    constraint = Constraint(attribute.name, Operator.IN, values)
    if len(values) == 1:
        constraint = Constraint(attribute.name, Operator.EQ, values[0])
    return Wanted(start, end, constraint, settled=True)


def _is_meant(scene: Scene, attribute: Attribute, begin: int, end: int) -> bool:
    """Whether a bare number can be a value of the scale: it is named or asked, or nothing is counted or paid."""
    if scene.asked == attribute.name or attribute.name in _named(scene, begin, end):
        return True
    money = any(a.kind is Kind.MONEY for a in scene.vocabulary.attributes.values())
    following = scene.words[end] if end < len(scene.words) else ""
    return not money and following not in UNITS and not _named(scene, end, end)


def _named(scene: Scene, begin: int, end: int) -> set[str]:
    """The attributes that are called by name right before or behind."""
    return attributes_before(scene, begin) | attributes_before(scene, begin - 1) | attributes_after(scene, end)


# --- the words around -------------------------------------------------------------------------------------------------


def _before(scene: Scene, attribute: Attribute, start: int) -> tuple[Operator | None, int]:
    """The operator that ends right before the value, small words and the attribute's name between, and its start."""
    at = start
    while at and (scene.words[at - 1] in ARTICLES | {"rated", "rating"} - {"more"}):
        at -= 1
    for length in (3, 2, 1):
        phrase = scene.words[max(0, at - length) : at]
        if (
            len(phrase) == length
            and phrase in BEFORE_NUMBER
            and phrase not in (("by",), ("only",), ("until",), ("past",), ("within",))
        ):
            return BEFORE_NUMBER[phrase], at - length
    if at >= 2 and scene.words[at - 1] == "than" and (side := _side(scene, attribute, scene.words[at - 2])):
        return (Operator.LT if side == "less" else Operator.GT), at - 2
    return None, start


def _after(scene: Scene, attribute: Attribute, end: int) -> tuple[Operator | None, int]:
    at = end + (scene.words[end : end + 1] != () and scene.words[end] in NOUNS | {"bodied"})
    if scene.words[at : at + 1] in (("or",), ("and",)) and at + 1 < len(scene.words):
        side = _side(scene, attribute, scene.words[at + 1])
        if side:
            return (Operator.LE if side == "less" else Operator.GE), at + 2
    for length in (3, 2, 1):
        phrase = scene.words[at : at + length]
        if len(phrase) == length and phrase in AFTER_NUMBER and phrase != ("on",):
            return AFTER_NUMBER[phrase], at + length
    return None, end


def _side(scene: Scene, attribute: Attribute, word: str) -> Side | None:
    """Which way a comparative points: by the scale's own values, by the domain's words, by English at large."""
    for place, value in enumerate(attribute.order):
        wordings = [value, *(w for w, v in attribute.synonyms.items() if v == value)]
        for wording in wordings:
            simple = wording.removesuffix("-bodied").removesuffix(" bodied")
            if any(key(more) == (word,) for more, _ in inflected(simple)):
                return "less" if place < len(attribute.order) / 2 else "more"
    if any((word,) == key(w) for w in attribute.lower) or word in LESS:
        return "less"
    return "more" if any((word,) == key(w) for w in attribute.higher) or word in MORE else None
