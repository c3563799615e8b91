"""A wish that an item does not meet, told with what the item has instead."""

from agents.dialogue import Preference
from agents.phrasing import join, quoted, sentence, wish_words
from agents.speaking import plain_label, spoken
from agents.trading import comparatives, has_double
from retrieval.catalogue import NAMED, Attribute, Domain, Item, Kind, Value
from retrieval.wording import in_words, wish_in_words


def miss(wish: Preference, item: Item, domain: Domain) -> str:
    """A wish that the item does not meet, told with what it has instead: "Not war, but comedy and romance."."""
    attribute = domain.attribute(wish.attribute)
    if attribute is None:
        return ""
    value, label = item.values.get(attribute.name), plain_label(attribute)
    if value is None and attribute.kind is Kind.FLAG:
        return f"The catalogue does not say whether it is {label}."
    if value is None:
        return f"The catalogue does not give its {label}, and you wished {_said(wish, attribute, domain)}."
    if isinstance(value, bool):
        return f"{sentence(spoken(attribute, value, domain))[:-1]}, though you wished otherwise."
    if attribute.kind in NAMED:
        return _missed_name(wish, attribute, value, domain)
    return _missed_number(wish, attribute, value, domain)


def _said(wish: Preference, attribute: Attribute, domain: Domain) -> str:
    words = wish_words(wish, domain)
    return quoted(words) if attribute.kind in NAMED else words


def _missed_name(wish: Preference, attribute: Attribute, value: Value, domain: Domain) -> str:
    has = spoken(attribute, telling_part(wish, value), domain)
    if wish.negative:
        return f"{sentence(has)[:-1]}, though you would rather not."
    wished = wished_phrase(wish, attribute, domain)
    if is_denial(has) or is_denial(wished):
        return f"{sentence(has)[:-1]}, though you wished {quoted(wish_words(wish, domain))}."
    return sentence(f"not {wished}, but {has}")


def is_denial(words: str) -> bool:
    """Whether a value is itself a denial, and cannot be denied once more: "not rated"."""
    return words.startswith(("not ", "no ", "non"))


def _missed_number(wish: Preference, attribute: Attribute, value: Value, domain: Domain) -> str:
    """ "Longer than you wished: 2 h 11 min, not at most 1 h 32 min."."""
    has, wanted = in_words(attribute, value), wish_in_words(attribute, wish.constraint)
    label = plain_label(attribute)
    number = float(value) if isinstance(value, int | float) else 0.0
    if wish.negative or isinstance(wish.constraint.value, str | bool):
        return f"You wished {wish_words(wish, domain)}; it has {has}."
    low, _ = wish.constraint.bounds
    word = comparatives(attribute)[0 if number <= low else 1]
    if word and has_double(attribute, domain):
        word = f"{label} {word}"
    return (
        sentence(f"{word} than you wished: {has}, not {wanted}")
        if word
        else (f"You wished {wish_words(wish, domain)}; it has {has}.")
    )


def wished_phrase(preference: Preference, attribute: Attribute, domain: Domain) -> str:
    """The wished value as it stands in a sentence: "from France or Italy"."""
    value = preference.constraint.value
    names = value if isinstance(value, tuple) else (value,)
    told = [spoken(attribute, name, domain) for name in names if isinstance(name, str)]
    opening = attribute.phrase.partition("{}")[0]
    return join([told[0], *(one.removeprefix(opening) for one in told[1:])], "or") if told else ""


def telling_part(preference: Preference, value: Value) -> Value:
    """Of several tags, those the wish names; all of them when it names none of them."""
    if not isinstance(value, tuple):
        return value
    wanted = preference.constraint.value
    named = tuple(v for v in value if v == wanted or (isinstance(wanted, tuple) and v in wanted))
    return named or value[:3]
