"""Numbers as constraints: which attribute, which bound, in whose unit."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from agents.understanding.ages import ages
from agents.understanding.choosing import attributes_after
from agents.understanding.lexicon import GRAMMAR, NOUNS, PEOPLE, words
from agents.understanding.linking import Mention
from agents.understanding.meaning import called
from agents.understanding.measured import attribute_of, degrees_end, family_of, is_party
from agents.understanding.numerals import AFTER_NUMBER, APPROXIMATELY, BEFORE_NUMBER, CLOSE_TO, UNITS
from agents.understanding.quantities import Quantity, quantities
from agents.understanding.scene import Scene
from agents.understanding.wanted import Wanted
from retrieval.catalogue import Attribute, Constraint, Kind, Operator
from retrieval.wording import wish_alone

FLIPPED = {
    Operator.LT: Operator.GE,
    Operator.LE: Operator.GT,
    Operator.GT: Operator.LE,
    Operator.GE: Operator.LT,
}
NOT_WORDS = words("not no nothing never isnt dont none without cant shouldnt nor")
HOURS = words("hour hours h hr hrs")
NOW = (("now",), ("today",), ("present",))
SPENDING = words("spend spending pay paying going run last lasts")
ROUGHLY = 0.1
ROUGHLY_YEARS = 2
COUNTED = 12
"""A number of more different values than this is a measure and no count."""


def number_wishes(scene: Scene, mentions: Sequence[Mention], scaled: Sequence[Wanted] = ()) -> tuple[Wanted, ...]:
    """Every number that an attribute can be found for, its operator words and unit included in its span.

    `scaled` are the wishes on scales, whose numbers are taken.
    """
    return tuple(_wishes(scene, mentions, scaled))


def _wishes(scene: Scene, mentions: Sequence[Mention], scaled: Sequence[Wanted]) -> Iterator[Wanted]:
    taken = {i for m in mentions if not m.has("attribute", "lower", "higher") for i in range(m.start, m.end)}
    taken |= {i for w in scaled for i in range(w.start, w.end)}
    taken |= {i for start, end, _ in ages(scene.words) for i in range(start, end)}
    found = [q for q in quantities(scene.words) if not taken & set(range(q.start, q.end))]
    at = 0
    while at < len(found):
        if since := _until_now(scene, found[at]):
            yield since
            at += 1
            continue
        pair = found[at + 1] if at + 1 < len(found) and _is_range(scene, found[at], found[at + 1]) else None
        wanted = _range(scene, found[at], pair) if pair else _single(scene, found[at])
        if wanted:
            yield wanted
        at += 2 if pair else 1


# --- ranges -----------------------------------------------------------------------------------------------------------


def _is_range(scene: Scene, first: Quantity, second: Quantity) -> bool:
    between = scene.words[first.end : second.start]
    if between in (("-",), ("–",), ("—",), ("to",), ("until",), ("up", "to"), ("/",)):
        return True
    return (
        between in (("and",), ("and", "the"), ("to", "the"))
        and "between" in scene.words[max(0, first.start - 2) : first.start]
    )


def _until_now(scene: Scene, quantity: Quantity) -> Wanted | None:
    """ "From 1990 until now", "between 1990 and today"."""
    behind = scene.words[quantity.end : quantity.end + 2]
    attribute = attribute_of(scene, quantity)
    if behind[:1] not in (("to",), ("and",), ("until",), ("till",), ("-",)) or behind[1:] not in NOW:
        return None
    if attribute is None or attribute.kind is not Kind.YEAR:
        return None
    start = quantity.start
    while start and scene.words[start - 1] in ("between", "from", "the", "in"):
        start -= 1
    return Wanted(start, quantity.end + 2, Constraint(attribute.name, Operator.GE, quantity.value))


def _range(scene: Scene, first: Quantity, second: Quantity) -> Wanted | None:
    start = first.start
    while start and scene.words[start - 1] in ("between", "from", "the", "in"):
        start -= 1
    if not first.unit and second.unit == "min" and HOURS & set(scene.words[second.start : second.end]):
        first = replace(first, value=first.value * 60)
    whole = Quantity(start, second.end, first.value, second.last, second.unit or first.unit)
    attribute = attribute_of(scene, whole)
    if attribute is None:
        return None
    low = _converted(replace(first, unit=first.unit or second.unit), attribute)
    low, high = sorted((low, _converted(replace(second, value=second.last), attribute)))
    end = _trailing(scene, attribute, second.end)
    return Wanted(start, end, Constraint(attribute.name, Operator.BETWEEN, (low, high)))


# --- single numbers ---------------------------------------------------------------------------------------------------


def _single(scene: Scene, quantity: Quantity) -> Wanted | None:
    operator, start, attribute = _before(scene, quantity)
    operator, end = (operator, quantity.end) if operator else _after(scene, quantity.end)
    opens = 0 if operator else _from_up(scene, quantity)
    approximate = _approximate(scene, start)
    compared = attribute is not None
    attribute = attribute or attribute_of(scene, replace(quantity, start=start), bool(operator) or approximate > 0)
    if attribute is None:
        return None
    if opens > quantity.end or (opens and attribute.kind is not Kind.YEAR):  # "from 1990" is that year
        operator, start, end = Operator.GE, quantity.start - 1, opens
    if quantity.unit.startswith("years"):
        quantity, operator = _years_ago(scene, quantity, operator, start, compared=compared)
    end = _trailing(scene, attribute, end)
    wanted = Wanted(start - approximate, end, _constraint(scene, quantity, attribute, operator, start))
    if approximate and not operator:
        return _rough(scene, wanted, quantity, attribute)
    negated = _negated(scene, start - approximate)
    if negated and operator in FLIPPED:
        turned = replace(wanted.constraint, operator=FLIPPED[operator])
        return replace(wanted, start=start - negated, constraint=turned, settled=True)
    return _explained(scene, wanted, attribute) if _guessed(operator, wanted, attribute) else wanted


def _years_ago(
    scene: Scene, quantity: Quantity, operator: Operator | None, start: int, *, compared: bool
) -> tuple[Quantity, Operator | None]:
    """An age as a year, counted from the catalogue's newest: "older than 20 years", "the last ten years"."""
    name = next(a.name for a in scene.vocabulary.attributes.values() if a.kind is Kind.YEAR)
    newest = float(scene.vocabulary.ranges.numbers[name][-1])
    recent = scene.words[max(0, start - 1) : start] in (("last",), ("past",), ("within",))
    turned = {Operator.LT: Operator.GT, Operator.LE: Operator.GE, Operator.GT: Operator.LT, Operator.GE: Operator.LE}
    aged = operator if compared or operator is None else turned[operator]
    return replace(quantity, value=newest - quantity.value), Operator.GE if recent and operator is None else aged


def _constraint(
    scene: Scene, quantity: Quantity, attribute: Attribute, operator: Operator | None, start: int
) -> Constraint:
    low = _converted(quantity, attribute)
    high = _converted(replace(quantity, value=quantity.last), attribute)
    match operator:
        case Operator.LE | Operator.GT:
            return Constraint(attribute.name, operator, high)
        case Operator.LT | Operator.GE:
            return Constraint(attribute.name, operator, low)
        case _ if quantity.high is not None:
            return Constraint(attribute.name, Operator.BETWEEN, (low, high))
        case _ if _is_measured(scene, attribute):
            return Constraint(attribute.name, Operator.BETWEEN, _near(low))
        case _:
            return Constraint(attribute.name, _usual(scene, attribute, quantity, start), low)


def _is_measured(scene: Scene, attribute: Attribute) -> bool:
    """Whether it is a measure, of which nobody means one value exactly: "a 40 litre backpack"."""
    different = scene.vocabulary.ranges.different[attribute.name]
    return attribute.kind is Kind.NUMBER and not attribute.better and different > COUNTED


def _near(value: float) -> tuple[float, float]:
    slack = abs(value) * ROUGHLY
    return round(value - slack, 6), round(value + slack, 6)


def _usual(scene: Scene, attribute: Attribute, quantity: Quantity, start: int) -> Operator:
    """What a bare number asks for: time, money and weight are budgets, stars a minimum, a party must fit in."""
    if attribute.kind in (Kind.DURATION, Kind.MONEY) or (attribute.better == "lower" and attribute.numeric):
        return Operator.LE
    party = is_party(scene, quantity, start) and PEOPLE & {
        *scene.words[quantity.end : quantity.end + 1],
        *called(attribute),
    }
    return Operator.GE if attribute.better == "higher" or party else Operator.EQ


def _guessed(operator: Operator | None, wanted: Wanted, attribute: Attribute) -> bool:
    """Whether how a bare number was read needs telling."""
    measured = attribute.kind is Kind.NUMBER and wanted.constraint.operator is Operator.BETWEEN
    return operator is None and (wanted.constraint.operator in (Operator.LE, Operator.GE) or measured)


def _explained(scene: Scene, wanted: Wanted, attribute: Attribute) -> Wanted:
    return replace(wanted, note=read_as(scene.said(wanted.start, wanted.end), attribute, wanted.constraint))


def read_as(said: str, attribute: Attribute, constraint: Constraint) -> str:
    """How a vague wording was read, for people."""
    return f'"{said}" read as {wish_alone(attribute, constraint)}'


def _rough(scene: Scene, wanted: Wanted, quantity: Quantity, attribute: Attribute) -> Wanted:
    low, high = _converted(quantity, attribute), _converted(replace(quantity, value=quantity.last), attribute)
    slack = ROUGHLY_YEARS if attribute.kind is Kind.YEAR else abs(low) * ROUGHLY
    constraint = Constraint(attribute.name, Operator.BETWEEN, (low - slack, high + slack))
    return _explained(scene, replace(wanted, constraint=constraint, soft=True), attribute)


# --- the words around -------------------------------------------------------------------------------------------------


def _before(scene: Scene, quantity: Quantity) -> tuple[Operator | None, int, Attribute | None]:
    """The operator that ends right before the number, where it starts, and the attribute its comparative names."""
    start = quantity.start
    while start and scene.words[start - 1] in ("the", "a", "about", "year", "an") and _operator_ends(scene, start - 1):
        start -= 1
    for length in (3, 2, 1):
        phrase = scene.words[max(0, start - length) : start]
        if len(phrase) == length and phrase in BEFORE_NUMBER:
            return BEFORE_NUMBER[phrase], start - length, _compared(scene, phrase[:-1], quantity)
    if start >= 2 and scene.words[start - 1] == "than":
        return _by_comparative(scene, start)
    return None, quantity.start, None


def operator_start(scene: Scene, quantity: Quantity) -> int:
    """Where the operator before a number starts; at the number where there is none."""
    return _before(scene, quantity)[1]


def _operator_ends(scene: Scene, at: int) -> bool:
    return any(scene.words[max(0, at - n) : at] in BEFORE_NUMBER for n in (1, 2, 3)) or scene.words[at - 1 : at] == (
        "than",
    )


def _by_comparative(scene: Scene, than: int) -> tuple[Operator | None, int, Attribute | None]:
    for length in (2, 1):
        phrase = scene.words[than - 1 - length : than - 1] if than > length else ()
        for meaning in scene.vocabulary.phrases.get(phrase, ()):
            if meaning.role in ("lower", "higher"):
                operator = Operator.LT if meaning.role == "lower" else Operator.GT
                return operator, than - 1 - length, scene.attribute(meaning.attribute)
    return None, than, None


def _compared(scene: Scene, phrase: tuple[str, ...], quantity: Quantity) -> Attribute | None:
    """The attribute that a comparative asks less or more of, where the number can be one of it."""
    found = (m for m in scene.vocabulary.phrases.get(phrase, ()) if m.role in ("lower", "higher"))
    numeric = (a for m in found if (a := scene.attribute(m.attribute)).numeric)
    family = UNITS.get(quantity.unit, ("", 0.0))[0]
    named = attributes_after(scene, quantity.end)
    fitting = (a for a in numeric if family_of(a) == family or (not family and _spans(scene, a, quantity)))
    return next((a for a in fitting if not named or a.name in named), None)


def _spans(scene: Scene, attribute: Attribute, quantity: Quantity) -> bool:
    """ "Cheaper than 300", where there are such prices."""
    return attribute.kind is Kind.MONEY and scene.vocabulary.ranges.spans(attribute.name, quantity.value)


def _after(scene: Scene, end: int) -> tuple[Operator | None, int]:
    for length in (3, 2, 1):
        phrase = scene.words[end : end + length]
        if len(phrase) == length and phrase in AFTER_NUMBER:
            return AFTER_NUMBER[phrase], end + length
    return None, end


def _from_up(scene: Scene, quantity: Quantity) -> int:
    """Where "from 40 litres up", or "from 40 litres", ends; 0 for neither."""
    if scene.words[max(0, quantity.start - 1) : quantity.start] != ("from",):
        return 0
    behind = scene.words[quantity.end : quantity.end + 2]
    return quantity.end + (behind[:1] in (("up",), ("upward",)) and behind[1:] != ("to",))


def _approximate(scene: Scene, start: int) -> int:
    """How many tokens before it say "roughly"."""
    at = start - 1 if start and scene.words[start - 1] in ("the", "a") else start
    if at and scene.words[at - 1] in APPROXIMATELY:
        return start - at + 1
    return 2 + start - at if scene.words[max(0, at - 2) : at] in CLOSE_TO else 0


def _negated(scene: Scene, start: int) -> int:
    """How many tokens back a "not" or "nothing" stands, only small words between; 0 for none."""
    for back in range(1, min(start, 5) + 1):
        word = scene.words[start - back]
        if word in NOT_WORDS:
            return back
        if word not in GRAMMAR and word not in NOUNS and word not in SPENDING:
            return 0
    return 0


def _trailing(scene: Scene, attribute: Attribute, end: int) -> int:
    """ "2 hours long", "100 pounds in price": the words after the unit that repeat the attribute."""
    if scene.words[end : end + 1] in (("stars",), ("star",)):
        return end + 1
    end = degrees_end(scene, end)
    found = scene.vocabulary.phrases.get(scene.words[end : end + 1], ())
    return (
        end + 1 if any(m.attribute == attribute.name and m.role in ("low", "high", "attribute") for m in found) else end
    )


def _converted(quantity: Quantity, attribute: Attribute) -> float:
    """The number in the attribute's unit."""
    said, own = UNITS.get(quantity.unit), UNITS.get(attribute.unit)
    if said is None or said[0] == "money" or own is None or said[0] != own[0]:
        return quantity.value
    return round(quantity.value * said[1] / own[1], 6)
