"""First things to say to a catalogue, made of its commonest values."""

from collections.abc import Mapping

from retrieval.catalogue import NAMED, Attribute, Domain
from retrieval.importing.askability import Spread

MOST = 4


def starters(domain: Domain, spreads: Mapping[str, Spread]) -> tuple[str, ...]:
    """Three or four utterances that the catalogue can answer; none where nothing can be asked of it."""
    asked = sorted((a for a in domain.attributes if a.informable and a.askability), key=lambda a: -a.askability)
    named = [(a, spreads[a.name].commonest) for a in asked if a.kind in NAMED and spreads[a.name].commonest]
    vague = [a for a in asked if a.numeric and (a.low_words or a.high_words)]
    made = _chinese(domain, named, vague) if domain.language == "zh" else _english(domain, named, vague)
    return tuple(dict.fromkeys(made))[:MOST]


Named = list[tuple[Attribute, tuple[str, ...]]]


def _english(domain: Domain, named: Named, vague: list[Attribute]) -> list[str]:
    """ "A comedy film from France", "Something short, about love", "A cheap restaurant in the centre"."""
    made = []
    if named:
        first, values = named[0]
        made.append(_sentence(domain, [(first, values[0])] + [(a, v[0]) for a, v in named[1:2]]))
    if vague and named:
        word = (vague[0].low_words or vague[0].high_words)[0]
        attribute, values = named[0]
        made.append(_sentence(domain, [(attribute, values[min(1, len(values) - 1)])], word))
    if len(named) > 1:
        attribute, values = named[1]
        made.append(
            _sentence(
                domain,
                [(attribute, values[min(2, len(values) - 1)])],
                vague[1].high_words[0] if vague[1:] and vague[1].high_words else "",
            )
        )
    return [*made, "Surprise me"] if made else []


def _sentence(domain: Domain, wishes: Named | list[tuple[Attribute, str]], word: str = "") -> str:
    before, after = [word] if word else [], []
    for attribute, value in wishes:
        if attribute.phrase == "{}":
            before.append(str(value).lower() if not str(value).isupper() else str(value))
        else:
            after.append((attribute.phrase or f"with {attribute.label} {{}}").replace("{}", str(value)))
    text = " ".join([*before, domain.noun, *after])
    return f"{'An' if text[0].lower() in 'aeiou' else 'A'} {text}"


def _chinese(domain: Domain, named: Named, vague: list[Attribute]) -> list[str]:
    noun = domain.noun if not domain.noun.isascii() else "推荐"
    made = [f"{attribute.label}是{values[0]}的{noun}" for attribute, values in named[:2]]
    if vague:
        word = (vague[0].low_words or vague[0].high_words)[0]
        made.append(f"{word}的{noun}")
    return [*made, "随便推荐一个"] if made else []
