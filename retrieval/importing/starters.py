"""First things to say to a catalogue, made of its commonest values."""

from collections.abc import Mapping

from retrieval.catalogue import NAMED, Attribute, Domain
from retrieval.importing.askability import Spread
from retrieval.importing.names import words
from retrieval.importing.nouns import NOUNS

MOST = 4
SORTS = frozenset({"type", "kind", "category", "form"})
THINGS = NOUNS | {
    "guesthouse",
    "inn",
    "motel",
    "villa",
    "cottage",
    "cabin",
    "resort",
    "novel",
    "novella",
    "play",
    "pub",
}


def starters(domain: Domain, spreads: Mapping[str, Spread]) -> tuple[str, ...]:
    """Three or four utterances that the catalogue can answer; none where nothing can be asked of it."""
    wished = [a for a in domain.attributes if a.informable and (a.askability or a.name in domain.card)]
    wished.sort(key=lambda a: (-a.askability, a.name))
    first = [a for a in wished if a.kind in NAMED and spreads[a.name].commonest]
    # what stands on the card is what people think of first
    rest = sorted(first[1:], key=lambda a: domain.card.index(a.name) if a.name in domain.card else len(domain.card))
    named = [(a, _telling(spreads[a.name].commonest, domain)) for a in [*first[:1], *rest]]
    named = [(a, values) for a, values in named if values]
    vague = [a for a in wished if a.numeric and a.askability and (a.low_words or a.high_words)]
    made = _chinese(domain, named, vague) if domain.language == "zh" else _english(domain, named, vague)
    return tuple(dict.fromkeys(made))[:MOST]


def _telling(values: tuple[str, ...], domain: Domain) -> tuple[str, ...]:
    """Without "hotel", in a catalogue of hotels."""
    return tuple(value for value in values if value.lower() not in (domain.noun, domain.plural))


Named = list[tuple[Attribute, tuple[str, ...]]]


def _english(domain: Domain, named: Named, vague: list[Attribute]) -> list[str]:
    """ "A comedy film from France", "A short drama film", "A recent film directed by Agnès Varda"."""
    if not named:
        return []
    (first, values), *others = named
    short = [(a.low_words or a.high_words)[0] for a in vague]
    high = [(a.low_words if a.better == "lower" else a.high_words) for a in vague]
    made = [_sentence(domain, [(first, values[0]), *((a, found[0]) for a, found in others[:1])])]
    if vague:
        made.append(_sentence(domain, [(first, values[min(1, len(values) - 1)])], short[0]))
    if others:
        shown = [(a, found) for a, found in others if a.name in domain.card]
        attribute, found = (shown or others[:1])[-1]
        recent = high[1][:1] if vague[1:] else ()
        made.append(_sentence(domain, [(attribute, found[min(1, len(found) - 1)])], *recent))
    return [*made, "Surprise me"]


def _sentence(domain: Domain, wishes: list[tuple[Attribute, str]], word: str = "") -> str:
    plain, longer, after = list[str](), list[str](), list[str]()
    noun = domain.noun
    for attribute, value in wishes:
        if _is_thing(attribute, value):
            noun = value.lower() if value.istitle() else value
            continue
        said = attribute.phrase or f"with {attribute.label} {{}}"
        small = value.lower() if value.istitle() and said == "{}" and attribute.label != "cuisine" else value
        place = plain if said == "{}" else longer if said.startswith("{}") else after
        place.append(said.replace("{}", small))
    text = " ".join([*([word] if word else []), *plain, *longer, noun, *after])
    return f"{'An' if text[0].lower() in 'aeiou' else 'A'} {text}"


def _is_thing(attribute: Attribute, value: str) -> bool:
    """Whether the value says what it is by itself: a hostel, not a hostel hotel."""
    last = value.lower().rpartition(" ")[2]
    return attribute.phrase == "{}" and SORTS & set(words(attribute.label)) != set() and last in THINGS


def _chinese(domain: Domain, named: Named, vague: list[Attribute]) -> list[str]:
    noun = domain.noun if not domain.noun.isascii() else "推荐"
    made = [f"{attribute.label}是{values[0]}的{noun}" for attribute, values in named[:2]]
    if vague:
        word = (vague[0].low_words or vague[0].high_words)[0]
        made.append(f"{word}的{noun}")
    return [*made, "随便推荐一个"] if made else []
