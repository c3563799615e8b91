"""The words that people use about an attribute: its question, its directions, what is vague about it."""

from collections.abc import Iterable
from dataclasses import replace

from retrieval.catalogue import NUMERIC, Attribute, Kind
from retrieval.importing.concepts import HEAD, Match, Wording
from retrieval.importing.names import singular, words

WHOLE = 0.99
"""A concept that accounts for this share of a column's name is what it means."""

QUESTIONS = {
    "en": {
        Kind.FLAG: "{label}: yes or no?",
        Kind.MONEY: "How much would you like to spend?",
        "number": "What range of {label} suits you?",
        "counted": "How many {label} should it have?",
        "dated": "An earlier or a later {label}?",
        "done": "Something {label} earlier or later?",
    },
    "zh": {Kind.FLAG: "需要{label}吗？", Kind.MONEY: "您的预算是多少？", "number": "您希望{label}是多少？"},
}
NAMED = {"en": "Which {label} would you like?", "zh": "您想要什么样的{label}？"}


def worded(attribute: Attribute, match: Match | None, language: str) -> Attribute:
    """The attribute with its wording; one that nobody wishes about needs none."""
    tongue = language if language in QUESTIONS else "en"
    said = _filled(_wording(attribute, match, tongue), attribute.label, match.tail if match else "")
    if not attribute.informable:
        return replace(attribute, phrase=said.phrase)
    known = match.concept.label if match and match.share >= WHOLE and tongue == "en" else ""
    aliases = tuple(alias for alias in dict.fromkeys((*said.aliases, known)) if alias not in ("", attribute.label))
    question = (said.question or _question(attribute, tongue)) if attribute.askability else ""
    common = replace(attribute, question=question, phrase=said.phrase, aliases=aliases)
    if not attribute.numeric:
        return common
    directions = (said.lower, said.higher, said.low_words, said.high_words)
    return replace(common, lower=directions[0], higher=directions[1], low_words=directions[2], high_words=directions[3])


def _filled(said: Wording, label: str, tail: str) -> Wording:
    def filled(text: str) -> str:
        return text.replace("{label}", label).replace("{tail}", tail)

    return Wording(
        question=filled(said.question),
        phrase=filled(said.phrase),
        aliases=tuple(map(filled, said.aliases)),
        lower=tuple(map(filled, said.lower)),
        higher=tuple(map(filled, said.higher)),
        low_words=tuple(map(filled, said.low_words)),
        high_words=tuple(map(filled, said.high_words)),
    )


def _wording(attribute: Attribute, match: Match | None, tongue: str) -> Wording:
    if match and match.share >= (HEAD if tongue == "en" else WHOLE):
        return match.concept.wording[tongue]
    if tongue == "zh":
        return match.concept.wording["zh"] if match else Wording()
    if rated := quality(attribute, match):
        return Wording(lower=(f"less {rated}",), higher=(f"more {rated}",), high_words=(rated,))
    return _by_kind(attribute) if attribute.kind in NUMERIC and not match else Wording()


def _by_kind(attribute: Attribute) -> Wording:
    """Of a number that no concept knows: fewer rooms, an earlier harvest, a lower deposit."""
    if attribute.kind is Kind.YEAR:
        done = "{label} in {}" if _done(attribute.label) else ""
        return Wording(
            phrase=done,
            lower=("older", "earlier"),
            higher=("newer", "more recent", "later"),
            low_words=("old",),
            high_words=("new", "modern"),
        )
    if attribute.kind is Kind.DURATION:
        return Wording(lower=("shorter {label}", "less {label}"), higher=("longer {label}", "more {label}"))
    less, more = ("fewer", "more") if counted(attribute) else ("lower", "higher")
    return Wording(
        lower=tuple(dict.fromkeys((f"{less} {{label}}", "less {label}"))),
        higher=tuple(dict.fromkeys((f"{more} {{label}}", "more {label}"))),
    )


def counted(attribute: Attribute) -> bool:
    """Whether it is a number of things: "rooms", "pockets"."""
    last = attribute.label.rpartition(" ")[2]
    return attribute.kind is Kind.NUMBER and singular(last) != last and not attribute.unit


def _done(label: str) -> bool:
    """Whether it says what happened in that year: "opened", "built"."""
    return label.endswith("ed") or label in ("built", "made", "begun", "grown", "won", "drawn", "written")


def quality(attribute: Attribute, match: Match | None) -> str:
    """What a rating rates: "funny" of `funny_rating`."""
    if not match or match.concept.name != "rating":
        return ""
    left = [word for word in words(attribute.column) if word not in ("rating", "score", "points", "ratings")]
    return " ".join(left) if left and attribute.column.isascii() else ""


def _question(attribute: Attribute, tongue: str) -> str:
    by_kind = QUESTIONS[tongue]
    number = by_kind.get(_sort(attribute), by_kind["number"])
    template = by_kind.get(attribute.kind) or (number if attribute.numeric else NAMED[tongue])
    question = template.format(label=attribute.label)
    return f"{question[:1].upper()}{question[1:]}"


def _sort(attribute: Attribute) -> str:
    if attribute.kind is Kind.YEAR:
        return "done" if _done(attribute.label) else "dated"
    return "counted" if counted(attribute) else "number"


def each_word_once(attributes: Iterable[Attribute]) -> tuple[Attribute, ...]:
    """No word may mean two attributes: it stays with the one that people are asked about most readily."""
    listed = list(attributes)
    taken = {attribute.label: attribute.name for attribute in listed}

    def own(attribute: Attribute, said: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(word for word in said if taken.setdefault(word, attribute.name) == attribute.name)

    kept = {
        a.name: replace(
            a,
            aliases=own(a, a.aliases),
            lower=own(a, a.lower),
            higher=own(a, a.higher),
            low_words=own(a, a.low_words),
            high_words=own(a, a.high_words),
        )
        for a in sorted(listed, key=lambda a: -a.askability)
    }
    return tuple(kept[attribute.name] for attribute in listed)
