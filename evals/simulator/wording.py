"""How one wish can be said, and by which words it could be told: for any catalogue, from its domain's own wording."""

from collections.abc import Sequence
from random import Random

from agents.dialogue import Strength
from evals.simulator.need import Want
from retrieval.catalogue import NAMED, Attribute, Kind, Operator
from retrieval.wording import in_words, stands_alone, wish_in_words

INFINITY = float("inf")
NUMBER_WORDS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight"}
MARKS = {
    Strength.MUST: ("it must be {}", "it has to be {}", "definitely {}", "{}, that's a must", "{} for sure"),
    Strength.PREFER: ("ideally {}", "preferably {}", "{} if possible", "{} would be nice", "if possible {}"),
    Strength.NEVER: ("no {}", "not {}", "anything but {}", "absolutely no {}", "{} is out", "without {}"),
    Strength.AVOID: ("rather not {}", "preferably no {}", "I'm not a fan of {}", "not too keen on {}", "rather no {}"),
}
NOT = {
    Strength.NEVER: ("not {}", "nothing {}", "anything but {}", "by no means {}"),
    Strength.AVOID: ("rather not {}", "preferably not {}", "rather nothing {}", "preferably nothing {}"),
}
"""Where the value stands in the domain's phrase: "nothing from France"."""
UP_TO = ("at most {}", "no more than {}", "up to {}", "max {}", "{} or less", "not over {}")
FROM = ("at least {}", "no less than {}", "{} or more", "min {}", "{} and up")
YEARS_UP_TO = ("no later than {}", "up to {}", "{} or earlier", "until {}")
YEARS_FROM = ("{} or later", "from {} on", "since {}", "no older than {}", "{} or newer")
UNITS = {
    "min": ("{} minutes", "{} min", "{} mins"),
    "EUR": ("{} euros", "€{}", "{} eur", "{} euro"),
    "USD": ("{} dollars", "${}"),
    "GBP": ("{} pounds", "£{}"),
    "g": ("{} g", "{} grams"),
    "kg": ("{} kg", "{} kilos"),
    "l": ("{} l", "{} litres", "{} liters"),
}
SPOKEN = 0.3
"""How often a name is said by one of its synonyms."""


def bare(want: Want, chance: Random) -> str:
    """The value alone, as one would answer a question: "comedy", "at most 95 min", "waterproof"."""
    attribute, value = want.attribute, want.constraint.value
    if isinstance(value, bool):
        return attribute.label if value else f"not {attribute.label}"
    if isinstance(value, str):
        return _named(attribute, value, chance)
    if want.constraint.operator is Operator.IN and isinstance(value, tuple):
        return " or ".join(_named(attribute, str(one), chance) for one in value)
    return _range(want, chance)


def fragment(want: Want, chance: Random, vague: bool = False) -> str:
    """The wish with how much it matters: "no horror", "ideally from France"; vague: "short"."""
    if vague and (word := vaguely(want, chance)):
        return word
    words = bare(want, chance)
    phrase = want.attribute.phrase if want.attribute.kind in NAMED else ""
    if phrase and words.split()[0] == phrase.split()[0]:
        phrase = ""  # "in french" is a synonym of "French" already
    plain = want.strength is Strength.MUST and (not want.attribute.subjective or chance.random() < 0.2)
    if plain and chance.random() < 0.75:
        return phrase.replace("{}", words) if phrase and chance.random() < 0.5 else words
    if phrase in ("", "{}"):
        return chance.choice(MARKS[want.strength]).replace("{}", words)
    marks = NOT.get(want.strength) or MARKS[want.strength]
    if want.negative and chance.random() < 0.5:
        return chance.choice(MARKS[want.strength]).replace("{}", words)
    return chance.choice(marks).replace("{}", phrase.replace("{}", words))


def vaguely(want: Want, chance: Random) -> str:
    """A word without its number: "short", "cheap"; empty where the domain has none for that end."""
    words = want.attribute.low_words if _upper(want) else want.attribute.high_words if _lower(want) else ()
    return chance.choice(words) if words else ""


def smaller(want: Want, chance: Random) -> str:
    """What to ask for where an item misses the bound: "shorter", "cheaper"; empty where there is no word."""
    words = want.attribute.lower if _upper(want) else want.attribute.higher if _lower(want) else ()
    return chance.choice(words) if words else ""


def forms(want: Want) -> frozenset[str]:
    """By which words it could be told, lower case: its values and their synonyms, its numbers as people write them."""
    attribute, value = want.attribute, want.constraint.value
    if isinstance(value, bool):
        return frozenset(word.casefold() for word in (attribute.label, *attribute.aliases))
    names = value if isinstance(value, tuple) else (value,)
    said = [word for name in names if isinstance(name, str) for word in (name, *_synonyms(attribute, name))]
    if said:
        return frozenset(word.casefold() for word in said)
    return frozenset(_numbers(want)) | {wish_in_words(attribute, want.constraint).casefold()} | _vague_words(want)


def _vague_words(want: Want) -> frozenset[str]:
    words = want.attribute.low_words if _upper(want) else want.attribute.high_words if _lower(want) else ()
    return frozenset(word.casefold() for word in words)


def _numbers(want: Want) -> set[str]:
    found: set[str] = set()
    for bound in want.constraint.bounds:
        if abs(bound) == INFINITY:
            continue
        number = f"{bound:g}" if bound < 1e6 else f"{bound:.0f}"
        found |= {number, f"{bound:,g}", in_words(want.attribute, bound).casefold()}
        if bound in NUMBER_WORDS and want.attribute.kind is Kind.NUMBER:
            found.add(NUMBER_WORDS[int(bound)])
        if want.attribute.kind is Kind.YEAR:
            found |= {f"{number}s", f"{number[2:]}s"}
    return found


def _synonyms(attribute: Attribute, value: str) -> Sequence[str]:
    return [word for word, meant in attribute.synonyms.items() if meant == value]


def _named(attribute: Attribute, value: str, chance: Random) -> str:
    synonyms = _synonyms(attribute, value)
    return chance.choice(synonyms) if synonyms and chance.random() < SPOKEN else value


def _range(want: Want, chance: Random) -> str:
    low, high = want.constraint.bounds
    attribute = want.attribute
    if attribute.kind is Kind.YEAR:
        return _years(low, high, chance)
    if abs(low) != INFINITY and abs(high) != INFINITY:
        return wish_in_words(attribute, want.constraint)
    forms_, bound = (UP_TO, high) if low == -INFINITY else (FROM, low)
    words = chance.choice(forms_).replace("{}", _amount(attribute, bound, chance))
    return words if stands_alone(attribute) else f"{attribute.label} {words}"


def _amount(attribute: Attribute, bound: float, chance: Random) -> str:
    units = UNITS.get(attribute.unit)
    if units is None or chance.random() < 0.3:
        return in_words(attribute, bound)
    return chance.choice(units).replace("{}", f"{bound:g}" if bound < 1e6 else f"{bound:.0f}")


def _years(low: float, high: float, chance: Random) -> str:
    if low == -INFINITY:
        return chance.choice(YEARS_UP_TO).replace("{}", f"{high:.0f}")
    if high == INFINITY:
        return chance.choice(YEARS_FROM).replace("{}", f"{low:.0f}")
    decades = (
        f"the {low:.0f}s",
        f"from the {low:.0f}s",
        f"{low:.0f} to {high:.0f}",
        f"between {low:.0f} and {high:.0f}",
    )
    return chance.choice(decades)


def _upper(want: Want) -> bool:
    """Whether it is a bound from above alone."""
    return want.attribute.numeric and want.constraint.bounds[0] == -INFINITY


def _lower(want: Want) -> bool:
    return want.attribute.numeric and want.constraint.bounds[1] == INFINITY
