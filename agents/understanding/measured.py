"""Which attribute a number is of: by its unit, by what is called by name beside it, else by its size."""

from collections.abc import Iterator

from agents.understanding.choosing import attributes_after, attributes_before
from agents.understanding.lexicon import GRAMMAR, PEOPLE
from agents.understanding.meaning import called
from agents.understanding.numerals import UNITS
from agents.understanding.quantities import YEARS, Quantity
from agents.understanding.scene import Scene
from retrieval.catalogue import Attribute, Kind

PARTIES = (
    ("family", "of"),
    ("party", "of"),
    ("group", "of"),
    ("table", "for"),
    ("bunch", "of"),
    ("team", "of"),
    ("room", "for"),
)
UNIT_NAMES = {
    **dict.fromkeys(("kcal", "kcals", "cal", "cals"), ("calories", "energy", "kcal")),
    **dict.fromkeys(("portions", "portion", "people", "serves"), ("servings", "serves", "people", "persons")),
    **dict.fromkeys(("pages",), ("pages", "length")),
}
PERIODS = frozenset(("months", "weeks", "days"))
"""Units that are a name of the attribute only where it says so: "months aged"."""
RATED = frozenset(("rated", "rating", "reviewed", "scoring", "scored"))
DATES = range(1000, 3000)
DATED = frozenset(("after", "before", "since", "until", "from", "in", "earlier", "later", "newer", "older"))
FAMILIES = {Kind.DURATION: "time", Kind.MONEY: "money"}


def attribute_of(scene: Scene, quantity: Quantity, bounded: bool = False) -> Attribute | None:
    family = UNITS.get(quantity.unit, ("", 0.0))[0]
    numeric = [a for a in scene.vocabulary.attributes.values() if a.numeric and a.informable]
    if degrees := _of_degrees(scene, quantity, numeric):
        return degrees
    starred = scene.words[quantity.end : quantity.end + 1] in (("stars",), ("star",))
    if starred and (own := _counted_in_stars(scene, numeric)):
        return own
    if starred or (not family and RATED & set(scene.words[max(0, quantity.start - 2) : quantity.start])):
        rating = scene.vocabulary.attributes.get(scene.vocabulary.catalogue.domain.rating)
        rating = rating or next((a for a in numeric if "rating" in called(a)), None)
        if rating is not None and rating.numeric:
            return rating
    if quantity.unit in ("year", "years", "years old"):
        return next((a for a in numeric if a.kind is Kind.YEAR and len(scene.vocabulary.ranges.numbers[a.name])), None)
    if family:
        named = next((a for a in _called(scene, quantity, numeric) if family_of(a) == family), None)
        return named or max((a for a in numeric if family_of(a) == family), key=lambda a: a.askability, default=None)
    return next(_called(scene, quantity, numeric), None) or _by_size(scene, quantity, numeric, bounded)


def _counted_in_stars(scene: Scene, numeric: list[Attribute]) -> Attribute | None:
    """What is called stars beside a rating: a hotel has its own, whatever its guests say."""
    rating = scene.vocabulary.catalogue.domain.rating
    return next((a for a in numeric if a.name != rating and {"stars", "star"} & set(called(a))), None)


def _of_degrees(scene: Scene, quantity: Quantity, numeric: list[Attribute]) -> Attribute | None:
    """The one attribute that knows numbers under zero, or is told in degrees: "-5", "5 °C"."""
    below = [a for a in numeric if any(scene.vocabulary.ranges.numbers[a.name][:1] < 0)]
    if degrees_end(scene, quantity.end) > quantity.end:
        told = [a for a in numeric if a.unit.startswith("°") or "degrees" in called(a)]
        return next(iter([*told, *below]), None)
    return below[0] if quantity.value < 0 and len(below) == 1 else None


def degrees_end(scene: Scene, end: int) -> int:
    """Past "degrees" or "°C" behind a number."""
    at = end + (scene.words[end : end + 1] in (("degrees",), ("degree",), ("°",)))
    return at + (scene.words[at : at + 1] in (("c",), ("celsius",), ("centigrade",)))


def family_of(attribute: Attribute) -> str:
    return FAMILIES.get(attribute.kind) or UNITS.get(attribute.unit, ("", 0.0))[0]


def _called(scene: Scene, quantity: Quantity, numeric: list[Attribute]) -> Iterator[Attribute]:
    """Attributes that the words beside the number name, or that the open question is about."""
    after = (
        attributes_after(scene, quantity.end)
        | _by_unit(scene, quantity, numeric)
        | {
            a.name
            for a in numeric
            if a.unit and scene.words[quantity.end : quantity.end + 1] in ((a.unit,), (f"{a.unit}s",))
        }
    )
    before = {a for back in (0, 1, 2) for a in attributes_before(scene, max(0, quantity.start - back))}
    for names in (after, before, {scene.asked}):
        yield from (a for a in numeric if a.name in names)


def _by_unit(scene: Scene, quantity: Quantity, numeric: list[Attribute]) -> set[str]:
    """ "400 kcal", "4 portions": a unit that is no name of the attribute, but as good as one."""
    unit = scene.words[quantity.end] if quantity.end < len(scene.words) else ""
    names = {unit} if unit in PERIODS else set(UNIT_NAMES.get(unit, ()))
    return {a.name for a in numeric if names & set(called(a))}


def _by_size(scene: Scene, quantity: Quantity, numeric: list[Attribute], bounded: bool) -> Attribute | None:
    """Without a name or unit: a year if it looks like one, else the price, else the one attribute of that size."""
    year = next((a for a in numeric if a.kind is Kind.YEAR), None)
    if year and quantity.value in YEARS and scene.vocabulary.ranges.spans(year.name, quantity.value):
        return year
    if year and _is_dated(scene, quantity):
        return year
    if not bounded and quantity.high is None:
        party = is_party(scene, quantity, quantity.start) and 0 < quantity.value <= 20
        return next((a for a in numeric if party and a.kind is not Kind.MONEY and PEOPLE & set(called(a))), None)
    price = next((a for a in numeric if a.kind is Kind.MONEY), None)
    fitting = [a for a in numeric if a.informable and scene.vocabulary.ranges.spans(a.name, quantity.value)]
    return price or (fitting[0] if len(fitting) == 1 else None)


def _is_dated(scene: Scene, quantity: Quantity) -> bool:
    """ "Written after 2100": a year by the words before it, though nothing is as new or as old."""
    before = scene.words[max(0, quantity.start - 1) : quantity.end - 1]
    ends = scene.words[quantity.end : quantity.end + 1]
    bare = not ends or not ends[0].isalpha() or ends[0] in GRAMMAR
    return quantity.value in DATES and quantity.value.is_integer() and bare and bool(DATED & set(before))


def is_party(scene: Scene, quantity: Quantity, start: int) -> bool:
    """ "For 3", "a family of five", "4 adults": how many must fit in; a "2-person tent" is exactly that."""
    before, after = scene.words[max(0, start - 2) : start], scene.words[quantity.end : quantity.end + 2]
    grown = after[:1] and after[0] in PEOPLE and after[0] not in ("person", "people")
    several = after[:1] == ("people",) and "-" not in scene.said(quantity.start, quantity.end + 1)
    return before[-1:] == ("for",) or before in PARTIES or bool(grown) or several or after == ("of", "us")
