"""How a value of an item stands in a sentence about it, where the plain phrase of its attribute would not read well."""

import re
from dataclasses import replace

from retrieval.catalogue import Attribute, Domain, Kind, Value
from retrieval.wording import in_words, phrase

ITSELF = re.compile(
    r"(?:not|no|non|un|without|none|unknown|silent|various|several|multiple|mixed|other|instrumental|n/?a)\b"
    r"|unrated|unoaked|unscented",
    re.IGNORECASE,
)
"""Values that stand for themselves: "Silent" and not "in Silent", "Not rated" and not "rated Not rated"."""
WITH_ARTICLE = re.compile(
    r"(?:United|Soviet|Dominican|Czech|Central African) \w+|(?:\w+ )?(?:Republic|Islands|Emirates|Union)"
    r"|Netherlands|Philippines|Bahamas|Maldives|Gambia|Balkans|Caribbean|Middle East|Mediterranean"
)
"""Places that are called with "the"."""
PLACED = ("from {}", "in {}", "made in {}")
GLOSS = re.compile(r"\s*[(\[].*?[)\]]")


def spoken(attribute: Attribute, value: Value, domain: Domain) -> str:
    """As `phrase`, but "not rated", "from the United States", "18 servings", "prep time 15 min"."""
    if isinstance(value, bool):
        return phrase(replace(attribute, label=plain_label(attribute)), value)
    if isinstance(value, str | tuple):
        return _named(attribute, value)
    if attribute.phrase:
        return phrase(attribute, value)
    if attribute.kind is Kind.NUMBER and not attribute.unit and attribute.label.endswith("s"):
        return f"{in_words(attribute, value)} {attribute.label}"
    same = [a for a in domain.attributes if a.kind is attribute.kind]
    if len(same) > 1 and attribute.kind in (Kind.DURATION, Kind.MONEY):
        return f"{attribute.label} {in_words(attribute, value)}"
    return phrase(attribute, value)


def plain_label(attribute: Attribute) -> str:
    """The label without what stands in brackets behind it."""
    return GLOSS.sub("", attribute.label) or attribute.label


def _named(attribute: Attribute, value: str | tuple[str, ...]) -> str:
    if attribute.kind is Kind.TEXT:
        return phrase(attribute, value)
    tags = (value,) if isinstance(value, str) else value
    alone = [tag for tag in tags if ITSELF.match(tag)]
    rest = tuple(_with_article(attribute, tag) for tag in tags if tag not in alone)
    words = [tag[0].lower() + tag[1:] for tag in alone]
    return ", ".join([*([phrase(attribute, rest)] if rest else []), *words])


def _with_article(attribute: Attribute, tag: str) -> str:
    placed = attribute.phrase in PLACED and WITH_ARTICLE.fullmatch(tag)
    return f"the {tag}" if placed else tag
