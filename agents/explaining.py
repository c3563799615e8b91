"""Why an item is recommended: the evidence is computed from its values, the sentence from the evidence."""

from collections.abc import Callable

from agents.dialogue import Evidence, Explanation, Preference, Profile
from agents.phrasing import join, quoted, sentence
from agents.wishes import weight
from retrieval.catalogue import NAMED, Attribute, Domain, Item, Kind, Value
from retrieval.wording import in_words, phrase, wish_in_words

HARD_WEIGHT = 2.0
MOST_REASONS = 4
COMMON = 0.1
"""A value that more of the catalogue has is not worth naming as a likeness."""

Share = Callable[[str, str], float]


def explain(
    item: Item, profile: Profile, domain: Domain, anchors: tuple[Item, ...] = (), share: Share = lambda a, v: 0.0
) -> Explanation:
    """Evidence for every wish and for likeness to `anchors`, strongest first, and its sentence.

    The sentence names what is met, then honestly what is missed; nothing in it is not a value of the item. `share` is
    how much of the catalogue, 0–1, has a value: what many items have is no likeness.
    """
    wishes = [e for p in profile.preferences if (e := _evidence(p, item, domain))]
    wished = frozenset(value for p in profile.preferences for value in _names(p))
    likeness = [e for anchor in anchors if anchor.id != item.id for e in _shared(item, anchor, domain, wished, share)]
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
        return f"not {wish_in_words(attribute, preference.constraint)}"
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


def _shared(item: Item, anchor: Item, domain: Domain, wished: frozenset[str], share: Share) -> list[Evidence]:
    """What the item has in common with one it should be like, beyond what was wished anyway: the rarest values first,
    of at most three attributes."""
    shared: list[tuple[float, Attribute, tuple[str, ...]]] = []
    for attribute in domain.informable:
        if attribute.kind in NAMED:
            both = frozenset(anchor.tags(attribute.name)) - wished
            common = sorted((share(attribute.name, v), v) for v in item.tags(attribute.name) if v in both)
            telling = [(part, value) for part, value in common if part <= COMMON][:2]
            if telling:
                shared.append((telling[0][0], attribute, tuple(value for _, value in telling)))
    shared.sort(key=lambda found: found[0])
    likeness = f"like {anchor.title}"
    return [
        Evidence(a.name, likeness, phrase(a, common), met=True, weight=1.0, words=likeness)
        for _, a, common in shared[:3]
    ]


def _sentence(evidence: list[Evidence], item: Item, domain: Domain) -> str:
    like = [e for e in evidence if e.wanted.startswith("like ")]
    met = sorted((e.value for e in evidence if e.met and e.value and e not in like), key=_refusal)
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


def _refusal(words: str) -> bool:
    """What it is comes before what it is not."""
    return words.startswith("not ")


def _miss(evidence: Evidence, domain: Domain) -> str:
    if not evidence.value:
        attribute = domain.attribute(evidence.attribute)
        label = attribute.label if attribute else evidence.attribute
        if attribute and attribute.kind is Kind.FLAG:
            return f"The catalogue does not say whether it is {label}."
        return f"The catalogue does not give its {label}, and you wished {evidence.wanted}."
    return f"It misses {quoted(evidence.wanted)}: {evidence.value}."


def _on_its_own(item: Item, domain: Domain) -> str:
    """Without wishes there is nothing to meet: its most telling facts, names before numbers."""
    known = [a for name in domain.card if name in item.values and (a := domain.attribute(name))]
    telling = sorted(known, key=lambda a: a.kind not in NAMED)[:3]
    return sentence(", ".join(phrase(a, _few(item.values[a.name])) for a in telling))


def _few(value: Value) -> Value:
    return value[:2] if isinstance(value, tuple) else value


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
