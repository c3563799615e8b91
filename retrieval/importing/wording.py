"""The words that people use about an attribute: its question, its directions, what is vague about it."""

from collections.abc import Iterable
from dataclasses import replace

from retrieval.catalogue import NUMERIC, Attribute, Kind
from retrieval.importing.concepts import Match, Wording
from retrieval.importing.names import words

QUESTIONS = {
    "en": {
        Kind.FLAG: "{label}: yes or no?",
        Kind.MONEY: "How much would you like to spend?",
        "number": "What range of {label} suits you?",
    },
    "zh": {Kind.FLAG: "需要{label}吗？", Kind.MONEY: "您的预算是多少？", "number": "您希望{label}是多少？"},
}
NAMED = {"en": "Which {label} would you like?", "zh": "您想要什么样的{label}？"}


def worded(attribute: Attribute, match: Match | None, language: str) -> Attribute:
    """The attribute with its wording; one that nobody wishes about needs none."""
    tongue = language if language in QUESTIONS else "en"
    said = _wording(attribute, match, tongue)
    if not attribute.informable:
        return replace(attribute, phrase=said.phrase)
    aliases = tuple(alias for alias in said.aliases if alias != attribute.label)
    question = (said.question or _question(attribute, tongue)) if attribute.askability else ""
    common = replace(attribute, question=question, phrase=said.phrase, aliases=aliases)
    if not attribute.numeric:
        return common
    directions = (said.lower, said.higher, said.low_words, said.high_words)
    return replace(common, lower=directions[0], higher=directions[1], low_words=directions[2], high_words=directions[3])


def _wording(attribute: Attribute, match: Match | None, tongue: str) -> Wording:
    if match and match.share >= 0.99:
        return match.concept.wording[tongue]
    if tongue == "zh":
        return match.concept.wording["zh"] if match else Wording()
    if rated := quality(attribute, match):
        return Wording(lower=(f"less {rated}",), higher=(f"more {rated}",), high_words=(rated,))
    if attribute.kind in NUMERIC and not match:
        return Wording(
            lower=(f"lower {attribute.label}", f"less {attribute.label}"),
            higher=(f"higher {attribute.label}", f"more {attribute.label}"),
        )
    return Wording()


def quality(attribute: Attribute, match: Match | None) -> str:
    """What a rating rates: "funny" of `funny_rating`."""
    if not match or match.concept.name != "rating":
        return ""
    left = [word for word in words(attribute.column) if word not in ("rating", "score", "points", "ratings")]
    return " ".join(left) if left and attribute.column.isascii() else ""


def _question(attribute: Attribute, tongue: str) -> str:
    by_kind = QUESTIONS[tongue]
    template = by_kind.get(attribute.kind) or (by_kind["number"] if attribute.numeric else NAMED[tongue])
    question = template.format(label=attribute.label)
    return f"{question[:1].upper()}{question[1:]}"


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
