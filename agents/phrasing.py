"""Small pieces of English that every reply is made of."""

from collections.abc import Sequence

from agents.dialogue import Preference
from retrieval.catalogue import NAMED, Domain, Operator
from retrieval.wording import phrase, wish_alone, wish_in_words

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def join(parts: Sequence[str], word: str = "and") -> str:
    """`a, b and c`."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def sentence(words: str) -> str:
    """First letter capital, full stop at the end; the empty string stays empty."""
    words = words.strip()
    if not words:
        return ""
    words = words[0].upper() + words[1:]
    return words if words[-1] in ".!?…" else f"{words}."


def count_of(number: int, noun: str, plural: str) -> str:
    return f"1 {noun}" if number == 1 else f"{number:,} {plural}"


def quoted(words: str, longest: int = 60) -> str:
    """The person's own words, cut where they are long."""
    clean = " ".join(words.split())
    return f"“{clean if len(clean) <= longest else clean[: longest - 1] + '…'}”"


def wish_words(preference: Preference, domain: Domain) -> str:
    """`under $40`, `comedy or crime`, `not horror`, `shoe size at most 42`."""
    attribute = domain.attribute(preference.attribute)
    words = wish_alone(attribute, preference.constraint) if attribute else str(preference.constraint.value)
    if not preference.negative:
        return words
    return words.removeprefix("not ") if words.startswith("not ") else f"not {words}"


def wish_phrase(preference: Preference, domain: Domain) -> str:
    """The wish as it stands behind "is": `under $40`, `directed by Agnès Varda`, `not from France`."""
    attribute = domain.attribute(preference.attribute)
    named = attribute is not None and attribute.kind in NAMED and attribute.phrase
    if attribute is None or not named or preference.constraint.operator not in (Operator.EQ, Operator.IN):
        return wish_words(preference, domain)
    words = phrase(attribute, wish_in_words(attribute, preference.constraint))
    return f"not {words}" if preference.negative else words
