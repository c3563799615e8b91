"""Why an item is recommended: the evidence is computed from its values, the sentence from the evidence."""

from agents.dialogue import Evidence, Explanation, Preference, Profile
from agents.phrasing import join, quoted, sentence
from agents.wishes import weight
from retrieval.catalogue import NAMED, Attribute, Domain, Item, Kind, Value
from retrieval.wording import in_words, phrase, wish_in_words

HARD_WEIGHT = 2.0
MOST_REASONS = 4
LIKENESS_KINDS = (Kind.TAGS, Kind.CATEGORY)


def explain(item: Item, profile: Profile, domain: Domain, anchors: tuple[Item, ...] = ()) -> Explanation:
    """Evidence for every wish and for likeness to `anchors`, strongest first, and its sentence.

    The sentence names what is met, then honestly what is missed; nothing in it is not a value of the item.
    """
    wishes = [e for p in profile.preferences if (e := _evidence(p, item, domain))]
    wished = frozenset(value for p in profile.preferences for value in _names(p))
    likeness = [e for anchor in anchors if anchor.id != item.id for e in _shared(item, anchor, domain, wished)]
    evidence = sorted([*wishes, *likeness], key=lambda e: (not e.met, -e.weight))
    return Explanation(tuple(evidence), _sentence(evidence, item, domain))


def _evidence(preference: Preference, item: Item, domain: Domain) -> Evidence | None:
    attribute = domain.attribute(preference.attribute)
    if attribute is None:
        return None
    met = preference.met_by(item)
    wanted = wish_in_words(attribute, preference.constraint)
    return Evidence(
        attribute=attribute.name,
        wanted=f"not {wanted}" if preference.negative else wanted,
        value=_value_words(preference, attribute, item, met),
        met=met,
        weight=HARD_WEIGHT if preference.hard else abs(weight(preference)),
        words=preference.words,
    )


def _value_words(preference: Preference, attribute: Attribute, item: Item, met: bool) -> str:
    """The part of the value that speaks for the wish, as it stands in a sentence, or against it; empty if unknown."""
    value = item.values.get(attribute.name)
    if preference.negative and met and attribute.kind in NAMED:
        return f"no {wish_in_words(attribute, preference.constraint)}"
    if value is None:
        return ""
    telling = _telling(preference, value)
    return phrase(attribute, telling) if met else in_words(attribute, telling)


def _telling(preference: Preference, value: Value) -> Value:
    """Of several tags, those the wish names; all of them when it names none of them."""
    if not isinstance(value, tuple):
        return value
    wanted = preference.constraint.value
    named = tuple(v for v in value if v == wanted or (isinstance(wanted, tuple) and v in wanted))
    return named or value[:3]


def _names(preference: Preference) -> tuple[str, ...]:
    value = preference.constraint.value
    names = value if isinstance(value, tuple) else (value,)
    return tuple(name for name in names if isinstance(name, str))


def _shared(item: Item, anchor: Item, domain: Domain, wished: frozenset[str]) -> list[Evidence]:
    """What the item has in common with one it should be like, beyond what was wished anyway: at most three attributes
    that share values, the most askable first."""
    shared: list[tuple[Attribute, tuple[str, ...]]] = []
    for attribute in domain.informable:
        if attribute.kind in LIKENESS_KINDS:
            both = anchor.tags(attribute.name)
            common = tuple(v for v in item.tags(attribute.name) if v in both and v not in wished)
            if common:
                shared.append((attribute, common))
    shared.sort(key=lambda pair: -pair[0].askability)
    return [
        Evidence(
            a.name, f"like {anchor.title}", phrase(a, common[:2]), met=True, weight=1.0, words=f"like {anchor.title}"
        )
        for a, common in shared[:3]
    ]


def _sentence(evidence: list[Evidence], item: Item, domain: Domain) -> str:
    like = [e for e in evidence if e.wanted.startswith("like ")]
    met = [e.value for e in evidence if e.met and e.value and e not in like]
    missed = [e for e in evidence if not e.met]
    parts = []
    if met:
        parts.append(sentence(join(_unique(met)[:MOST_REASONS])))
    if like:
        parts.append(sentence(f"{like[0].wanted}: also {', '.join(_unique([e.value for e in like]))}"))
    if not parts and not missed:
        parts.append(_on_its_own(item, domain))
    parts += [_miss(e, domain) for e in missed[:2]]
    return " ".join(part for part in parts if part)


def _miss(evidence: Evidence, domain: Domain) -> str:
    if not evidence.value:
        attribute = domain.attribute(evidence.attribute)
        label = attribute.label if attribute else evidence.attribute
        return f"The catalogue does not give its {label}, and you wished {evidence.wanted}."
    return f"It misses {quoted(evidence.wanted)}: {evidence.value}."


def _on_its_own(item: Item, domain: Domain) -> str:
    """Without wishes there is nothing to meet: its most telling facts."""
    facts = []
    for name in domain.card:
        attribute, value = domain.attribute(name), item.values.get(name)
        if attribute and value is not None:
            facts.append(phrase(attribute, value[:2] if isinstance(value, tuple) else value))
    return sentence(join(facts[:3]))


def facts(item: Item, domain: Domain) -> tuple[tuple[str, str], ...]:
    """(label, value) of the attributes on its card, in the domain's order."""
    attributes = [a for name in domain.card if (a := domain.attribute(name))]
    return tuple(
        (a.label, in_words(a, value[:3] if isinstance(value, tuple) else value))
        for a in attributes
        if (value := item.values.get(a.name)) is not None
    )


def _unique(words: list[str]) -> list[str]:
    return list(dict.fromkeys(words))
