"""Items of one title told apart by the facts in which they differ: "The Double (José Saramago, 2002)"."""

from collections.abc import Iterator, Sequence

from retrieval.catalogue import NAMED, Attribute, Domain, Item, Kind
from retrieval.wording import in_words

MOST_TAGS = 2
"""Values of one attribute that are worth telling in brackets."""


def told_apart(items: Sequence[Item], domain: Domain) -> tuple[str, ...]:
    """Their titles in order; behind one that another of them has too, in brackets, what tells it from that one."""
    return tuple(_label(item, [one for one in items if _same_title(one, item)], domain) for item in items)


def _same_title(one: Item, other: Item) -> bool:
    return one.title.casefold() == other.title.casefold()


def _label(item: Item, namesakes: Sequence[Item], domain: Domain) -> str:
    told = [fact for one in _telling(namesakes, domain) if (fact := _fact(item, one))] if len(namesakes) > 1 else []
    return f"{item.title} ({', '.join(told)})" if told else item.title


def _telling(items: Sequence[Item], domain: Domain) -> tuple[Attribute, ...]:
    """The fewest prominent attributes that tell them all apart; a year of the card comes beside a name that does."""
    differing = [one for one in _prominent(domain) if len({_fact(item, one) for item in items}) > 1]
    alone = next((one for one in differing if len({_fact(item, one) for item in items} - {""}) == len(items)), None)
    chosen = [alone] if alone else []
    for one in () if alone else differing:
        chosen.append(one)
        if len({tuple(_fact(item, told) for told in chosen) for item in items}) == len(items):
            break
    year = next((one for one in differing if one.kind is Kind.YEAR and one.name in domain.card), None)
    return (*chosen, year) if year and year not in chosen and len(chosen) < 2 else tuple(chosen)


def _prominent(domain: Domain) -> Iterator[Attribute]:
    """Names and years before numbers; of each, those of the card first."""
    carded = [a for name in domain.card if (a := domain.attribute(name))]
    whole = list(dict.fromkeys((*(a.name for a in carded), *(a.name for a in domain.attributes))))
    attributes = [a for name in whole if (a := domain.attribute(name)) and not a.subjective]
    yield from (a for a in attributes if a.kind in NAMED or a.kind is Kind.YEAR)
    yield from (a for a in attributes if a.numeric and a.kind is not Kind.YEAR)


def _fact(item: Item, attribute: Attribute) -> str:
    value = item.values.get(attribute.name)
    if value is None:
        return ""
    return in_words(attribute, value[:MOST_TAGS] if isinstance(value, tuple) else value)
