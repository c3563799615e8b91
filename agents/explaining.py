"""Why an item is recommended: the evidence is computed from its values, the sentence from the evidence."""

from collections.abc import Callable

from agents.dialogue import Evidence, Explanation, Preference, Profile
from agents.missing import is_denial, miss, telling_part, wished_phrase
from agents.phrasing import join, quoted, sentence
from agents.speaking import spoken
from agents.trading import trade_off
from agents.wishes import weight
from retrieval.catalogue import NAMED, Attribute, Domain, Item, Kind, Value
from retrieval.wording import in_words, wish_alone

HARD_WEIGHT = 2.0
MOST_REASONS = 4
MOST_MISSES = 2
COMMON = 0.1
"""A value that more of the catalogue has is not worth naming as a likeness."""

Share = Callable[[str, str], float]


def explain(
    item: Item,
    profile: Profile,
    domain: Domain,
    anchors: tuple[Item, ...] = (),
    share: Share = lambda a, v: 0.0,
    beside: Item | None = None,
) -> Explanation:
    """Evidence for every wish and for likeness to `anchors`, strongest first, and its sentence.

    The sentence names what is met, then honestly what is missed, and what it gives up against `beside`; nothing in it
    is not a value of the item. `share` is how much of the catalogue, 0–1, has a value: what many items have is no
    likeness.
    """
    wishes = [(e, p) for p in profile.preferences if (e := _evidence(p, item, domain))]
    wished = frozenset(value for p in profile.preferences for value in _names(p))
    likeness = [e for anchor in anchors if anchor.id != item.id for e in _shared(item, anchor, domain, wished, share)]
    evidence = sorted([*(e for e, _ in wishes), *likeness], key=lambda e: (not e.met, -e.weight))
    told = [*_told_met(evidence, domain), *_told_likeness(likeness)]
    missed = sorted((pair for pair in wishes if not pair[0].met), key=lambda pair: -pair[0].weight)
    told += [miss(p, item, domain) for _, p in missed[:MOST_MISSES]] or ([] if told else [_on_its_own(item, domain)])
    told += [trade_off(item, beside, profile, domain)] if beside else []
    return Explanation(tuple(evidence), " ".join(one for one in told if one))


def _evidence(preference: Preference, item: Item, domain: Domain) -> Evidence | None:
    attribute = domain.attribute(preference.attribute)
    if attribute is None:
        return None
    met = preference.met_by(item)
    wanted = wish_alone(attribute, preference.constraint)
    return Evidence(
        attribute=attribute.name,
        wanted=f"not {wanted}" if preference.negative else wanted,
        value=_value_words(preference, attribute, item, met, domain),
        met=met,
        weight=HARD_WEIGHT if preference.hard else abs(weight(preference)),
        words=preference.words,
    )


def _value_words(preference: Preference, attribute: Attribute, item: Item, met: bool, domain: Domain) -> str:
    """The part of the value that speaks for the wish, as it stands in a sentence, or against it; empty if unknown."""
    value = item.values.get(attribute.name)
    if isinstance(value, str) and met and is_denial(own := spoken(attribute, value, domain)):
        return own
    if preference.negative and met and attribute.kind in NAMED:
        wished = wished_phrase(preference, attribute, domain)
        return f"not {quoted(wished)}" if is_denial(wished) else f"not {wished}"
    if value is None:
        return ""
    telling = telling_part(preference, value)
    return spoken(attribute, telling, domain) if met else in_words(attribute, telling)


def _names(preference: Preference) -> tuple[str, ...]:
    value = preference.constraint.value
    names = value if isinstance(value, tuple) else (value,)
    return tuple(name for name in names if isinstance(name, str))


def _shared(item: Item, anchor: Item, domain: Domain, wished: frozenset[str], share: Share) -> list[Evidence]:
    """What the item has in common with one it should be like, beyond what was wished anyway.

    The rarest values first, of at most three attributes, each value once: a war film need not be "about war" too.
    """
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
    told: dict[str, None] = {}
    found: list[Evidence] = []
    for _, one, values in shared:
        new = tuple(value for value in values if value not in told)
        told |= dict.fromkeys(new)
        if new:
            found.append(Evidence(one.name, likeness, spoken(one, new, domain), True, 1.0, likeness))
    return found[:3]


# --- its sentence -----------------------------------------------------------------------------------------------------


def _told_met(evidence: list[Evidence], domain: Domain) -> list[str]:
    """What is met: "Funny and witty, directed by Ana Ruiz, 1 h 34 min long, not war."."""
    met = [e for e in evidence if e.met and e.value and not is_likeness(e)]
    chosen = sorted({e.value: e for e in met}.values(), key=lambda e: -e.weight)[:MOST_REASONS]
    bare = [e.value for e in sorted(chosen, key=lambda e: _kind(e, domain) is not Kind.CATEGORY) if _is_bare(e, domain)]
    rest = [e.value for e in chosen if e.value not in bare]
    rest.sort(key=_refusal)
    return [sentence(", ".join(part for part in (join(bare), *rest) if part))] if chosen else []


def _told_likeness(likeness: list[Evidence]) -> list[str]:
    if not likeness:
        return []
    same = [e.value for e in likeness if e.wanted == likeness[0].wanted]
    return [sentence(f"{likeness[0].wanted}: also {', '.join(dict.fromkeys(same))}")]


def is_likeness(evidence: Evidence) -> bool:
    return evidence.wanted.startswith("like ") and evidence.words == evidence.wanted


def _is_bare(evidence: Evidence, domain: Domain) -> bool:
    """Whether its words stand for themselves: "funny", "waterproof"; not "from France", not a refusal."""
    attribute = domain.attribute(evidence.attribute)
    flag = _kind(evidence, domain) is Kind.FLAG and not evidence.value.startswith("for ")
    return not _refusal(evidence.value) and (
        flag or (attribute is not None and attribute.phrase == "{}" and attribute.kind in NAMED)
    )


def _kind(evidence: Evidence, domain: Domain) -> Kind | None:
    attribute = domain.attribute(evidence.attribute)
    return attribute.kind if attribute else None


def _refusal(words: str) -> bool:
    """What it is comes before what it is not."""
    return words.startswith("not ")


def _on_its_own(item: Item, domain: Domain) -> str:
    """Without wishes there is nothing to meet: its most telling facts, names before numbers."""
    known = [a for name in domain.card if name in item.values and (a := domain.attribute(name))]
    telling = sorted(known, key=lambda a: a.kind not in NAMED)[:3]
    return sentence(", ".join(spoken(a, _few(item.values[a.name]), domain) for a in telling))


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
